import { z } from 'zod';
import { isoTimes } from '../platform/iso.ts';
import { proofStanding } from '../rules/proof.ts';
import type { Rule } from '../rules/rule.ts';
import type { ReachStanding } from './reach.ts';
import type { Obedience } from './standing.ts';

/** A proof test older than this says nothing any more, where the mandate has no `proof_every`. */
export const usualProofMs = 30 * 86_400_000;

const time = z.iso.datetime();
const rules = z.array(z.string()).readonly();

/** A reason why it is not known that an agent could be stopped now. Epoch ms. */
export type NotReady =
  /** filrouge itself cannot evaluate or write. */
  | { readonly kind: 'cannot_stop' }
  | { readonly kind: 'never_read' }
  | { readonly kind: 'out_of_reach'; readonly lastAt: number }
  /** Nobody has listened for long enough yet: after a start. */
  | { readonly kind: 'reach_not_known'; readonly until: number }
  /** The stop that stands is not confirmed in time, or the agent was seen to go on. */
  | { readonly kind: 'not_obeyed' }
  /** No channel that is set up would tell anybody of a stop. */
  | { readonly kind: 'no_channel' }
  | { readonly kind: 'channels_down'; readonly channels: readonly string[] }
  /** No rule would suspend the agent. */
  | { readonly kind: 'no_rule' }
  | { readonly kind: 'never_proven'; readonly rules: readonly string[] }
  | { readonly kind: 'proof_stale'; readonly rules: readonly string[] }
  /** The last proof test by schedule has not passed. */
  | { readonly kind: 'proof_failed'; readonly rules: readonly string[]; readonly since: number };

/** The kinds of reasons, in the order in which they are told. */
export const notReadyKinds = [
  'cannot_stop',
  'never_read',
  'out_of_reach',
  'reach_not_known',
  'not_obeyed',
  'no_channel',
  'channels_down',
  'no_rule',
  'never_proven',
  'proof_stale',
  'proof_failed',
] as const satisfies readonly NotReady['kind'][];

/** The facts that it hangs on whether an agent could be stopped. */
export type ReadinessFacts = {
  readonly canStop: boolean;
  readonly reach: ReachStanding;
  readonly obedience: Obedience;
  /** Channels that would tell of a stop, and those of them that take nothing. */
  readonly channels: { readonly told: readonly string[]; readonly down: readonly string[] };
  readonly rules: readonly Pick<Rule, 'id' | 'effect'>[];
  /** By rule, when it last passed its proof test. */
  readonly proofs: ReadonlyMap<string, { readonly passedAt: number }>;
  readonly proofEveryMs?: number | undefined;
  /** Rules whose proof test by schedule has not passed, and since when. */
  readonly failing?: { readonly rules: readonly string[]; readonly since: number } | undefined;
  readonly now: number;
};

/** Whether an agent can still be stopped, and if not, every reason. */
export type Readiness = { readonly ready: boolean; readonly reasons: readonly NotReady[] };

/** *Can it still stop this agent?* Whatever is not known to be so is a reason against it. */
export function readiness(facts: ReadinessFacts): Readiness {
  const reasons: NotReady[] = [
    ...(facts.canStop ? [] : [{ kind: 'cannot_stop' as const }]),
    ...unread(facts.reach),
    ...unheeded(facts.obedience),
    ...untold(facts.channels),
    ...unproven(facts),
  ];
  return { ready: reasons.length === 0, reasons };
}

function unread(reach: ReachStanding): readonly NotReady[] {
  switch (reach.kind) {
    case 'in_reach':
      return [];
    case 'not_known':
      return [{ kind: 'reach_not_known', until: reach.until }];
    case 'out_of_reach':
    case 'never_read':
      return [reach];
    default:
      return reach satisfies never;
  }
}

function unheeded(obedience: Obedience): readonly NotReady[] {
  const isLate = obedience.kind === 'waiting' && obedience.late;
  return obedience.kind === 'disobeyed' || isLate ? [{ kind: 'not_obeyed' }] : [];
}

function untold({ told, down }: ReadinessFacts['channels']): readonly NotReady[] {
  if (told.length === 0) return [{ kind: 'no_channel' }];
  return told.every((channel) => down.includes(channel)) ? [{ kind: 'channels_down', channels: told }] : [];
}

function unproven({ rules, proofs, proofEveryMs, failing, now }: ReadinessFacts): readonly NotReady[] {
  const stopping = rules.filter(({ effect }) => effect === 'suspend').map(({ id }) => id);
  if (stopping.length === 0) return [{ kind: 'no_rule' }];
  const standing = (is: 'never' | 'stale') =>
    stopping.filter(
      (id) => proofStanding(proofs.get(id)?.passedAt, proofEveryMs ?? usualProofMs, now) === is,
    );
  const [never, stale] = [standing('never'), standing('stale')];
  return [
    ...(never.length === 0 ? [] : [{ kind: 'never_proven' as const, rules: never }]),
    ...(stale.length === 0 ? [] : [{ kind: 'proof_stale' as const, rules: stale }]),
    ...(failing === undefined ? [] : [{ kind: 'proof_failed' as const, ...failing }]),
  ];
}

/** The answer to *can it still stop this agent?* as the API gives it. */
export const ReadinessView = z
  .object({
    ready: z.boolean(),
    reasons: z
      .array(
        z.object({
          kind: z.enum(notReadyKinds),
          lastAt: time.optional(),
          until: time.optional(),
          since: time.optional(),
          channels: z.array(z.string()).readonly().optional(),
          rules: rules.optional(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'StopReadiness' });
export type ReadinessView = z.infer<typeof ReadinessView>;

/** The view of a readiness. */
export function readinessView({ ready, reasons }: Readiness): ReadinessView {
  return { ready, reasons: reasons.map((reason) => isoTimes(reason)) };
}
