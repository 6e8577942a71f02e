import { z } from 'zod';
import { actorText } from '../platform/actor.ts';
import { defined } from '../platform/defined.ts';
import { iso } from '../platform/iso.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import type { Mandate } from '../rules/ruleset.ts';
import { stepOf } from './steps.ts';
import {
  type Hold,
  type KillSwitch,
  mayRun,
  modeAt,
  type StagedResume,
  shareOf,
  type Trip,
} from './switch.ts';

const time = z.iso.datetime();

/**
 * One of the facts that hold an agent back. Values are in the metric's unit, `by` is an actor text, `share`
 * is of a trip that leaves it some of its traffic, and of a step on its way back.
 */
export const SwitchReason = z.object({
  kind: z.enum(['trip', 'hold', 'step']),
  rule: z.string().optional(),
  cause: z.enum(['fired', 'no_data']).optional(),
  value: z.number().optional(),
  threshold: z.number().optional(),
  incident: z.int().optional(),
  by: z.string().optional(),
  share: z.number().optional(),
  step: z.int().optional().meta({ description: 'Of a step: the how manieth, from 1.' }),
  of: z.int().optional().meta({ description: 'Of a step: how many there are.' }),
  at: time,
});
type SwitchReason = z.infer<typeof SwitchReason>;

/**
 * The answer that an agent gets about its switch: the body of `GET …/switch` and of the stream's events. The
 * incident is that of the first reason that has one; `validUntil` is the end of the lease.
 */
export const SwitchAnswer = z
  .object({
    agent: z.string(),
    mayRun: z.boolean().meta({ description: 'False only when the agent is suspended.' }),
    mode: z.enum(['normal', 'degraded', 'suspended']),
    share: z.number().meta({
      description:
        'The part of its traffic that the agent may answer: 1 when normal, 0 when suspended, between them when degraded. People answer the rest.',
    }),
    epoch: z.int(),
    since: time,
    reasons: z.array(SwitchReason).readonly(),
    incident: z.int().optional(),
    validUntil: time.meta({ description: 'After this the answer no longer counts: see onUnreachable.' }),
    onUnreachable: z.enum(['suspend', 'run']),
    recorded: z.literal(false).optional().meta({
      description:
        'Only while a stop is in force that the database has not taken yet: this process keeps it, tells it, and has it recorded as soon as it can.',
    }),
  })
  .meta({ id: 'Switch' });
export type SwitchAnswer = z.infer<typeof SwitchAnswer>;

/**
 * The answer at `now`. That an agent may run, be it for a share, is good for the mandate's lease from the
 * last proof that it could be stopped, which is `proofAgeMs` old; that it may not needs no proof.
 */
export function switchAnswer(
  state: KillSwitch,
  mandate: Pick<Mandate, 'leaseMs' | 'onUnreachable'>,
  now: number,
  proofAgeMs = 0,
): SwitchAnswer {
  const { agent, epoch } = state;
  const reasons = switchReasons(state);
  const share = shareOf(state);
  const incident = reasons.find((reason) => reason.incident !== undefined)?.incident;
  // Asked for all day by every agent, so no key is looked at twice.
  return {
    agent,
    mayRun: share > 0,
    mode: modeAt(share),
    share,
    epoch,
    since: iso(state.since),
    reasons,
    ...(incident === undefined ? {} : { incident }),
    validUntil: iso(now + mandate.leaseMs - (share > 0 ? Math.round(proofAgeMs) : 0)),
    onUnreachable: mandate.onUnreachable,
  };
}

/** How far a process can rely on its switches: whether it knows them, and whether it could write a trip. */
export type SwitchKnowledge = {
  /** Whether they are known to be what the database says. */
  readonly isKnown: boolean;
  /** The last proof that a trip could have been written: how old it is, and whether it still counts. */
  readonly proofAgeMs: number;
  readonly isProven: boolean;
};

/**
 * The answer that an agent gets from a process that knows this much. A suspension goes on being told; that an
 * agent may run is never promised by whoever does not know, or could not stop it.
 */
export function readSwitch(
  state: KillSwitch,
  mandate: Pick<Mandate, 'leaseMs' | 'onUnreachable'>,
  { isKnown, isProven, proofAgeMs }: SwitchKnowledge,
  now: number,
): Result<SwitchAnswer> {
  if (mayRun(state) && !isKnown) return refused(switchUnknown);
  if (mayRun(state) && !isProven) return refused(cannotStop);
  return done(switchAnswer(state, mandate, now, proofAgeMs));
}

const switchUnknown: Refusal = {
  kind: 'unavailable',
  code: 'switch_unknown',
  detail: 'The database does not answer, so the state of the switch is not known here.',
};

const cannotStop: Refusal = {
  kind: 'unavailable',
  code: 'cannot_stop',
  detail:
    'filrouge cannot evaluate or write now, so it could not stop this agent. It may run no longer than the last validUntil; then its mandate decides (onUnreachable).',
};

/**
 * The entity tag of an answer. Weak, because the lease moves with every request and does not count: it
 * changes with the epoch (and with the mandate's fail policy), so that "not modified" means "do as you do".
 */
export function switchEtag(answer: Pick<SwitchAnswer, 'epoch' | 'since' | 'onUnreachable'>): string {
  return `W/"${answer.epoch}-${Date.parse(answer.since).toString(36)}-${answer.onUnreachable}"`;
}

const slowestHeartbeatMs = 10_000;
const fastestHeartbeatMs = 100;

/** How long a stream may stay silent: the lease is renewed after a third of it, within ten seconds. */
export function heartbeatMs(answer: Pick<SwitchAnswer, 'validUntil'>, now: number): number {
  const third = (Date.parse(answer.validUntil) - now) / 3;
  return Math.min(slowestHeartbeatMs, Math.max(fastestHeartbeatMs, third));
}

/** Everything that keeps an agent from its whole traffic, trips first. */
export function switchReasons({
  trips,
  hold,
  staged,
}: Pick<KillSwitch, 'trips' | 'hold' | 'staged'>): SwitchReason[] {
  return [
    ...trips.map(tripReason),
    ...(hold === undefined ? [] : [holdReason(hold)]),
    ...(staged === undefined ? [] : [stepReason(staged)]),
  ];
}

function tripReason(trip: Trip): SwitchReason {
  const { rule, cause, value, threshold, incident, share, firedAt } = trip;
  return defined({ kind: 'trip' as const, rule, cause, value, threshold, incident, share, at: iso(firedAt) });
}

function holdReason({ incident, by, at }: Hold): SwitchReason {
  return defined({ kind: 'hold' as const, incident, by: actorText(by), at: iso(at) });
}

function stepReason(staged: StagedResume): SwitchReason {
  return { kind: 'step', ...stepOf(staged), at: iso(staged.reachedAt) };
}
