import type { z } from 'zod';
import { expectedIn } from '../issue-text.ts';
import { nearestHint } from '../nearest.ts';
import type { FieldError, Refusal } from '../refusal.ts';

type Issue = z.core.$ZodIssue;

/** Where a request's part stands in a pointer: the body is plain JSON pointer, the rest is named. */
export type RequestPart = 'json' | 'form' | 'query' | 'param' | 'header' | 'cookie';

/** One entry for each bad field of a request: `#/samples/0/value` in a body, `query/limit` elsewhere. */
export function fieldErrors(part: RequestPart, issues: readonly Issue[]): FieldError[] {
  const root = part === 'json' || part === 'form' ? '#' : part;
  return issues.flatMap((issue) => flatten(root, [], issue));
}

/** The refusal of a request whose body was found good, where parts of its address are none there can be. */
export function invalidAddress(issues: readonly Issue[]): Refusal {
  const errors = fieldErrors('param', issues);
  const said = errors.map(({ pointer: place, detail }) => `${place}: ${detail}`).join('; ');
  const detail = `Parts of the address cannot be understood: ${said}.`;
  return { kind: 'invalid', code: 'invalid_request', detail, errors };
}

/** One entry for each text, or key, that holds what no database keeps. */
export function nulErrors(part: RequestPart, paths: readonly (readonly string[])[]): FieldError[] {
  const root = part === 'json' || part === 'form' ? '#' : part;
  return paths.map((path) => ({ pointer: pointer(root, path), detail: 'Found the character U+0000.' }));
}

function flatten(root: string, above: readonly PropertyKey[], issue: Issue): FieldError[] {
  const path = [...above, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: pointer(root, [...path, key]),
        detail: unknownField(key, expectedIn(issue.message)),
      }));
    case 'invalid_union': {
      const nearest = [...issue.errors].sort((a, b) => a.length - b.length)[0];
      if (nearest === undefined || nearest.length === 0) break;
      return nearest.flatMap((inner) => flatten(root, path, inner));
    }
  }
  return [{ pointer: pointer(root, path), detail: sentence(issue.message) }];
}

function unknownField(key: string, known: string): string {
  const names = known.split(', ');
  return `Unknown field; expected ${names.length > 1 ? 'one of ' : ''}${known}.${nearestHint(key, names)}`;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1).replace(/\.$/, '')}.`;
}

function pointer(root: string, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
  return [root, ...steps].join('/');
}
