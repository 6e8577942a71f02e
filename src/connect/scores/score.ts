import { listOf, objectOf } from '../json.ts';
import type { Attributes } from '../otlp/points.ts';

/** A judgement of an answer, by a person or a program, as its keeper has it. */
export type Score = {
  readonly id: string;
  readonly name: string;
  readonly value: number | boolean | undefined;
  /** A label or category, if it has one. */
  readonly label: string | undefined;
  /** The time of what was scored, in epoch ms; undefined where nobody knows it. */
  readonly at: number | undefined;
  /** When the score itself was given. */
  readonly scoredAt: number | undefined;
  /** Those of what was scored, of what it belongs to, and of the score: the first that has one counts. */
  readonly attributes: readonly Attributes[];
};

/** The measure in a value, whatever a keeper calls it: numbers and truths count, texts are labels. */
export function measureIn(value: unknown): Pick<Score, 'value' | 'label'> {
  if (typeof value === 'number' || typeof value === 'boolean') return { value, label: undefined };
  return { value: undefined, label: typeof value === 'string' && value !== '' ? value : undefined };
}

/** More attributes, deeper or longer ones, say nothing about whom something is about. */
const [mostAttributes, mostDepth, mostLength] = [200, 4, 200];

/** Values of JSON by their path, such as `metadata.agent`; the tag `agent:margaux` is `tag.agent`. */
export function attributesOf(
  values: Readonly<Record<string, unknown>>,
  tags: unknown = undefined,
): Attributes {
  const found = new Map<string, string>();
  const add = (name: string, value: unknown, depth: number): void => {
    if (found.size >= mostAttributes || depth > mostDepth) return;
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text === 'string') {
      if (text !== '' && text.length <= mostLength) found.set(name, text);
    } else
      for (const [key, inner] of Object.entries(objectOf(value) ?? {}))
        add(name === '' ? key : `${name}.${key}`, inner, depth + 1);
  };
  add('', values, 0);
  for (const tag of listOf(tags)) {
    const [, name = '', value] = /^([^:=]+)(?:[:=](.*))?$/.exec(typeof tag === 'string' ? tag : '') ?? [];
    if (name !== '') add(`tag.${name.trim()}`, value?.trim() ?? 'true', 0);
  }
  return found;
}
