import type { FixedCondition } from './condition.ts';

/**
 * A success criterion, parsed. Whether it holds is decided in plans/criterion.ts; the grammar stands here
 * because playbooks are checked together with the other rule files.
 *
 *     error_rate < 1% over 1h for 24h          metric
 *     no catalogue_freshness > 15m for 48h     episodes
 *     checklist contact = 100%                 checklist
 *     replay false-unavailable = 100%          replay
 *     proof error-rate passed                  proof
 *     threshold error-rate <= 1.5%             threshold
 *     attested "customers contacted"           attestation
 */
export type CriterionSpec =
  | {
      readonly kind: 'metric';
      readonly condition: FixedCondition;
      readonly holdMs: number;
      readonly text: string;
    }
  /** At most `most` episodes of `condition` within the hold; `no …` is `most: 0`. */
  | {
      readonly kind: 'episodes';
      readonly condition: FixedCondition;
      readonly most: number;
      readonly holdMs: number;
      readonly text: string;
    }
  | { readonly kind: 'checklist'; readonly checklist: string; readonly target: number; readonly text: string }
  /** So much of the cases of a list is answered rightly when the agent is asked them again. */
  | { readonly kind: 'replay'; readonly checklist: string; readonly target: number; readonly text: string }
  | { readonly kind: 'proof'; readonly rule: string; readonly text: string }
  /** True while every condition of the rule in force compares to the limit like this. */
  | {
      readonly kind: 'threshold';
      readonly rule: string;
      readonly operator: '<=' | '>=' | '<' | '>' | '==';
      readonly limit: number;
      readonly text: string;
    }
  | { readonly kind: 'attestation'; readonly statement: string; readonly text: string };

/** The kinds of criteria. */
export const criterionKinds = [
  'metric',
  'episodes',
  'checklist',
  'replay',
  'proof',
  'threshold',
  'attestation',
] as const satisfies readonly CriterionSpec['kind'][];
