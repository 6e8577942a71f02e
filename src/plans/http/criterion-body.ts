import { z } from 'zod';
import { iso, isoTimes } from '../../platform/iso.ts';
import { type CriterionSpec, criterionKinds } from '../../rules/criterion.ts';
import { bases, basisOf, heldMsOf, holdMsOf, isMeasured, targetOf } from '../criteria/criterion.ts';
import type { VerdictEntry } from '../criteria/follow.ts';
import { attributedOf } from '../criteria/hold.ts';
import { type Criterion, type CriterionState, verdicts } from '../plan.ts';

const Instant = z.iso.datetime();

const Verdict = z.enum(verdicts);

/** A success criterion as the API shows it. Values and targets are in the metric's unit. */
export const CriterionBody = z.object({
  id: z.string(),
  text: z.string().meta({ example: 'error_rate < 1% over 1h for 24h' }),
  kind: z.enum(criterionKinds),
  metric: z.string().optional(),
  verdict: Verdict,
  why: z.string().optional().meta({
    description:
      'Of pending: not_done, settling, suspended or waiting. Of error: unknown_metric, unknown_rule, unknown_checklist or no_replay.',
  }),
  since: Instant.optional().meta({ description: 'Of met, failed and no_data: since when.' }),
  basis: z.enum(bases).meta({
    description: 'What it rests on once met: a measure, a list that people ticked, or somebody’s word.',
  }),
  attributed: z.boolean().optional().meta({
    description:
      'Of met: whether the action brought it about. false before that: it held already before the action was done, which verifies nothing.',
  }),
  value: z.number().optional(),
  target: z.number(),
  heldSeconds: z.number(),
  holdSeconds: z.number(),
  progress: z
    .number()
    .meta({ description: '0…1: time held of the hold asked for, or ticked of what is to be ticked.' }),
  attested: z.object({ by: z.string(), at: Instant, link: z.string().optional() }).optional(),
  assessedAt: Instant.optional(),
});

/** A criterion as JSON. */
export function criterionBody(criterion: Criterion): z.infer<typeof CriterionBody> {
  const { id, spec, state, value, attested, assessedAt } = criterion;
  return isoTimes({
    id,
    text: spec.text,
    kind: spec.kind,
    basis: basisOf(spec),
    metric: isMeasured(spec) ? spec.condition.metric : undefined,
    verdict: state.verdict,
    ...detailsOf(state),
    attributed: attributedOf(state),
    value,
    target: targetOf(spec),
    heldSeconds: heldMsOf(spec, state) / 1000,
    holdSeconds: holdMsOf(spec) / 1000,
    progress: criterionProgress(spec, state, value),
    attested,
    assessedAt,
  });
}

/** How near a criterion is to being met, 0…1. */
export function criterionProgress(spec: CriterionSpec, state: CriterionState, value = 0): number {
  if (state.verdict === 'met') return 1;
  if (isMeasured(spec)) return spec.holdMs === 0 ? 0 : Math.min(1, heldMsOf(spec, state) / spec.holdMs);
  const isCounted = spec.kind === 'checklist' || spec.kind === 'replay';
  return isCounted && spec.target > 0 ? Math.min(1, value / spec.target) : 0;
}

function detailsOf(state: CriterionState): { why?: string; since?: number } {
  switch (state.verdict) {
    case 'pending':
      return { why: state.why };
    case 'holding':
      return {};
    case 'met':
    case 'failed':
      return { since: state.at };
    case 'no_data':
      return { since: state.since };
    case 'error':
      return { why: state.reason };
    default:
      return state satisfies never;
  }
}

/** One line of a criterion's history. */
export const VerdictBody = z.object({
  at: Instant,
  verdict: Verdict,
  value: z.number().optional(),
  heldSeconds: z.number(),
});

/** A line of the history as JSON. */
export function verdictBody({ at, verdict, value, heldMs }: VerdictEntry): z.infer<typeof VerdictBody> {
  return { at: iso(at), verdict, value, heldSeconds: heldMs / 1000 };
}
