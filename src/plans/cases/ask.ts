import type { JsonValue } from '../../platform/canonical.ts';
import type { ReplaySpec } from '../../rules/replay.ts';
import type { CaseFacts } from './case.ts';

const placeholder = /\{(question|id|text|reason|channel|expect)\}/g;
type Named = 'question' | 'id' | 'text' | 'reason' | 'channel' | 'expect';

/** A template with the words of a case in it; or the first word that the case does not have. */
export type Filled<T> = { readonly value: T } | { readonly missing: string };

/** A text with the words of a case in the place of `{question}`, `{id}`, …. */
export function fillText(template: string, one: CaseFacts): Filled<string> {
  let missing: string | undefined;
  const value = template.replace(placeholder, (_, name: Named) => {
    const word = wordOf(name, one);
    if (word === undefined) missing ??= name;
    return word ?? '';
  });
  return missing === undefined ? { value } : { missing };
}

/** The body of a question and its content type. */
export type Question = { readonly body: string; readonly type: string };

/** The question of a case: `ask` with its words in it. Words stay texts, whatever they hold. */
export function questionOf({ ask }: Pick<ReplaySpec, 'ask'>, one: CaseFacts): Filled<Question> {
  if (typeof ask === 'string') {
    const filled = fillText(ask, one);
    return 'missing' in filled
      ? filled
      : { value: { body: filled.value, type: 'text/plain; charset=utf-8' } };
  }
  const filled = fillJson(ask, one);
  if ('missing' in filled) return filled;
  return { value: { body: JSON.stringify(filled.value), type: 'application/json' } };
}

function fillJson(value: JsonValue, one: CaseFacts): Filled<JsonValue> {
  if (typeof value === 'string') return fillText(value, one);
  if (Array.isArray(value)) {
    const parts = value.map((part) => fillJson(part, one));
    return parts.find((part) => 'missing' in part) ?? { value: parts.map(filledIn) };
  }
  if (typeof value !== 'object' || value === null) return { value };
  const parts = Object.entries(value).map(([key, part]) => [key, fillJson(part ?? null, one)] as const);
  const lost = parts.find(([, part]) => 'missing' in part)?.[1];
  return lost ?? { value: Object.fromEntries(parts.map(([key, part]) => [key, filledIn(part)])) };
}

function filledIn(filled: Filled<JsonValue>): JsonValue {
  return 'value' in filled ? filled.value : null;
}

function wordOf(name: Named, one: CaseFacts): string | undefined {
  switch (name) {
    case 'question':
      return one.question ?? one.text;
    case 'id':
      return one.ref;
    case 'text':
    case 'reason':
    case 'channel':
    case 'expect':
      return one[name];
    default:
      return name satisfies never;
  }
}
