import { z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { defined } from '../defined.ts';
import type { Refusal } from '../refusal.ts';

/** Problem details (RFC 9457): the body of every refusal and failure. Facts stand beside. */
export const Problem = z
  .looseObject({
    type: z.string().openapi({ example: 'urn:filrouge:problem:not_found' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .openapi({
        description: 'One entry for each bad field; the pointer is a JSON pointer into the body (#/…).',
      }),
    missing: z
      .array(
        z.object({
          code: z.string(),
          at: z.string().optional(),
          params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        }),
      )
      .optional()
      .openapi({ description: 'Everything that stands in the way.' }),
  })
  .openapi('Problem');

/** An answer that fits every route, whatever it declares: its body is a problem, not a value. */
export type ProblemResponse = Response & TypedResponse<never, never, never>;

type ProblemFacts = {
  readonly status: ContentfulStatusCode;
  /** Stable, snake_case: the end of `type`. */
  readonly code: string;
  readonly detail: string;
  /** Members beside the standard ones: `errors`, `missing`, facts. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Answers with problem details. */
export function problem(c: Context, facts: ProblemFacts): ProblemResponse {
  const headers = { 'Content-Type': 'application/problem+json', ...facts.headers };
  return refusalBody(c, facts.status, bodyOf(facts), headers);
}

/** Answers with the body of a refusal in whatever words the protocol has for it. */
export function refusalBody(
  c: Context,
  status: ContentfulStatusCode,
  body: object,
  headers: Readonly<Record<string, string>> = { 'Content-Type': 'application/json' },
): ProblemResponse {
  return c.body(JSON.stringify(body), status, headers) as ProblemResponse;
}

function bodyOf({ status, code, detail, members = {} }: ProblemFacts) {
  return { ...members, type: `urn:filrouge:problem:${code}`, title: titleOf(code), status, detail };
}

/** The title belongs to the type of problem, not to the case: its code, readable. */
function titleOf(code: string): string {
  const words = code.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The problem details of a refusal, for where they are not an answer by themselves. */
export function problemOf(refusal: Refusal) {
  return bodyOf(factsOf(refusal));
}

function factsOf({ kind, code, detail, missing, errors, facts }: Refusal): ProblemFacts {
  return {
    status: statusOf(kind),
    code,
    detail,
    members: { ...facts, ...defined({ missing, errors }) },
  };
}

/** Answers a refused command: the one place where a refusal becomes an HTTP status. */
export function sendRefusal(c: Context, refusal: Refusal): ProblemResponse {
  const retryAfter = refusal.facts?.['retryAfterSeconds'] ?? 1;
  return problem(c, {
    ...factsOf(refusal),
    ...(refusal.kind === 'unavailable' ? { headers: { 'Retry-After': String(retryAfter) } } : {}),
  });
}

function statusOf(kind: Refusal['kind']): ContentfulStatusCode {
  switch (kind) {
    case 'invalid':
      return 422;
    case 'too_large':
      return 413;
    case 'not_found':
      return 404;
    case 'conflict':
      return 409;
    case 'forbidden':
      return 403;
    case 'unavailable':
      return 503;
    default:
      return kind satisfies never;
  }
}

const problemContent = { 'application/problem+json': { schema: Problem } };
const meanings = {
  400: 'The request cannot be read.',
  401: 'No valid key was given.',
  403: 'The key may not do this.',
  404: 'There is no such thing.',
  409: 'Refused in the present state; the body says what stands in the way.',
  413: 'The body is too large.',
  415: 'The body is of an unknown kind.',
  422: 'The content is not valid; the body says where.',
  429: 'Too many failures; try again after Retry-After.',
  503: 'Not possible now; try again after Retry-After.',
} as const;

/** The `responses` entries of a route for the problems that it may answer: `...problems(401, 404)`. */
export function problems<const S extends keyof typeof meanings>(...statuses: readonly S[]) {
  const entries = statuses.map((status) => [
    status,
    { description: meanings[status], content: problemContent },
  ]);
  return Object.fromEntries(entries) as Record<
    S,
    { readonly description: string; readonly content: typeof problemContent }
  >;
}
