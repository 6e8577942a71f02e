import { nearestHint } from './nearest.ts';
import type { Refusal } from './refusal.ts';

/** The things asked for by a name or a number. */
type Thing =
  | 'agent'
  | 'tag'
  | 'rule'
  | 'silence'
  | 'metric'
  | 'playbook'
  | 'person'
  | 'incident'
  | 'plan'
  | 'action'
  | 'improvement'
  | 'criterion'
  | 'task'
  | 'risk'
  | 'proposal'
  | 'hold'
  | 'privacy_request'
  | 'erasure'
  | 'evidence'
  | 'comment'
  | 'message'
  | 'request'
  | 'customer'
  | 'call'
  | 'anomaly'
  | 'key';

type About = {
  /** The names that there are, where they can be told; the nearest is offered. */
  readonly known?: readonly string[];
  /** Of a rule: the agent that it was sought over. */
  readonly over?: string | undefined;
};

/** The refusal of a name or number that nothing has: one text and one code a thing, everywhere. */
export function noSuch(thing: Thing, name: string | number, about: About = {}): Refusal {
  return { kind: 'not_found', code: `unknown_${thing}`, detail: noSuchText(thing, name, about) };
}

/** Its text alone. */
export function noSuchText(thing: Thing, name: string | number, { known, over }: About = {}): string {
  const place = over === undefined ? (thing === 'person' ? ' in people.yaml' : '') : ` over ${over}`;
  const text = `There is no ${thing} ${JSON.stringify(name)}${place}`;
  if (known === undefined) return `${text}.`;
  if (known.length === 0) return `${text}; there is none.`;
  return `${text}; expected one of ${known.join(', ')}.${nearestHint(String(name), known)}`;
}
