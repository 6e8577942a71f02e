import { defined } from '../../platform/defined.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { conflict } from '../refusals.ts';
import type { Request } from '../request.ts';
import {
  type Chase,
  type ChaseStep,
  type Hindrance,
  hindranceOf,
  nextStep,
  type Relance,
  type RelanceChannel,
  type RelanceKind,
} from './cadence.ts';

/** A relance that somebody means to send. `until` is the date that is named in it, epoch milliseconds. */
export type RelanceCommand = {
  readonly kind: RelanceKind;
  readonly channel: RelanceChannel;
  readonly until: number;
};

/** The step that a relance would be: the first or the second of a chase; one that informs belongs to none. */
export type RelanceStep = 'first' | 'second' | 'news';

/** News of the desk is not sent twice within a day. */
const newsEveryMs = 86_400_000;

/** Why a customer of a request is written to, as it stands now; nobody is, once it is closed or confirmed. */
export function kindFor({ life }: Pick<Request, 'life'>): RelanceKind | undefined {
  switch (life.state) {
    case 'received':
    case 'answered':
    case 'reopened':
      return 'inform';
    case 'waiting':
      return life.for === 'customer' ? 'collect' : 'inform';
    case 'resolved':
      return life.confirmed === undefined ? 'validate' : undefined;
    case 'closed':
    case 'merged':
      return undefined;
    default:
      return life satisfies never;
  }
}

/**
 * The answer that the customer of a request owes: since he is waited for, by the date that was named if there
 * is one, or since it was resolved. `sent`: all relances about the request, oldest first.
 */
export function chaseOf(
  { life, next }: Pick<Request, 'life' | 'next'>,
  sent: readonly Relance[],
): Chase | undefined {
  const since = chasedSince(life);
  if (since === undefined) return undefined;
  const dueAt = life.state === 'waiting' ? Math.max(since, next?.dueAt ?? since) : since;
  return { dueAt, sent: sent.filter(({ at }) => at >= since) };
}

function chasedSince(life: Request['life']): number | undefined {
  if (life.state === 'waiting' && life.for === 'customer') return life.since;
  return life.state === 'resolved' && life.confirmed === undefined ? life.resolved.at : undefined;
}

/** Where the chase of a request stands at `now`, if there is one. */
export function chaseStep(
  request: Pick<Request, 'life' | 'next'>,
  sent: readonly Relance[],
  now: number,
): ChaseStep | undefined {
  const chase = chaseOf(request, sent);
  return chase && nextStep(chase, now);
}

/** Whether a relance may go out at `now` (epoch milliseconds), and which one it is. */
export function decideRelance(
  request: Pick<Request, 'number' | 'life' | 'next'>,
  sent: readonly Relance[],
  { kind, channel, until }: RelanceCommand,
  now: number,
): Result<RelanceStep> {
  const right = kindFor(request);
  if (right !== kind) return refused(wrongKind(request, kind, right));
  if (until <= now) {
    const detail = 'expected a date that is still to come';
    return refused({
      kind: 'invalid',
      code: 'relance_date',
      detail: `until: ${detail}.`,
      errors: [{ pointer: '/until', detail }],
    });
  }
  const chase = chaseOf(request, sent);
  if (chase === undefined) {
    const last = sent.at(-1);
    const from = last === undefined ? now : last.at + newsEveryMs;
    return now < from ? refused(hindered(request.number, { kind: 'too_early', until: from })) : done('news');
  }
  const hindrance = hindranceOf(chase, channel, now);
  if (hindrance !== undefined) return refused(hindered(request.number, hindrance));
  return done(chase.sent.length === 0 ? 'first' : 'second');
}

function wrongKind(
  { number, life }: Pick<Request, 'number' | 'life'>,
  kind: string,
  right?: string,
): Refusal {
  const expected =
    right === undefined ? 'nobody is written to about it any more' : `expected ${right} rather than ${kind}`;
  return conflict('relance_kind', `Request ${number} is ${life.state}: ${expected}.`, {
    state: life.state,
    ...defined({ expected: right }),
  });
}

function hindered(number: number, hindrance: Hindrance): Refusal {
  const until = 'until' in hindrance ? { until: new Date(hindrance.until).toISOString() } : {};
  return conflict(`relance_${hindrance.kind}`, `Request ${number}: ${reasonOf(hindrance)}`, until);
}

function reasonOf(hindrance: Hindrance): string {
  switch (hindrance.kind) {
    case 'answered':
      return 'the customer has answered since.';
    case 'over':
      return 'ten days have gone by without an answer: close it with the reason, or escalate it.';
    case 'too_early':
      return `it is too early, the next one is due from ${new Date(hindrance.until).toISOString()}.`;
    case 'other_channel':
      return `the last one went by ${hindrance.channel}: nobody is asked by two channels at once, wait until ${new Date(hindrance.until).toISOString()}.`;
    default:
      return hindrance satisfies never;
  }
}
