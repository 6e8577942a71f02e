import { defined } from '../../platform/defined.ts';
import type { Condition } from '../../rules/condition.ts';
import { type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import { diffRuleSets, type RuleSetChange } from '../../rules/sets/diff.ts';

/** A change of an agent's mandate between two rule sets: of a threshold or its effect, or of the scope. */
export type MandateChange =
  | {
      readonly kind: 'rule';
      readonly rule: string;
      /** Absent where the rule did not stand over the agent then, or does not any more. */
      readonly before?: readonly Condition[];
      readonly after?: readonly Condition[];
    }
  | { readonly kind: 'scope' };

/** The codes of what follows a closure. */
export const followUpCodes = [
  'report_to_register',
  'adjust_supervision',
  'revise_mandate',
  'check_mandate',
] as const;

/**
 * A task that must follow a closure. The mandate is revised when thresholds or scope changed since the
 * incident; when the rule set of that time is not at hand, somebody has to look (`check_mandate`).
 * `reference` is the number of the form concerned.
 */
export type ClosureFollowUp =
  | { readonly code: 'report_to_register'; readonly reference: 'ACF-08' }
  | { readonly code: 'adjust_supervision'; readonly reference: 'ACF-05' }
  | {
      readonly code: 'revise_mandate';
      readonly reference: 'ACF-12';
      readonly changes: readonly MandateChange[];
    }
  | { readonly code: 'check_mandate'; readonly reference: 'ACF-12' };

/** The tasks after the closure of a plan on `agent`, by the rule sets at the incident and now. */
export function followUpsAfterClosure(
  agent: string | undefined,
  ruleSetThen: RuleSet | undefined,
  ruleSetNow: RuleSet,
): readonly ClosureFollowUp[] {
  // Supervision and mandate are an agent's.
  if (agent === undefined) return [{ code: 'report_to_register', reference: 'ACF-08' }];
  const always: readonly ClosureFollowUp[] = [
    { code: 'report_to_register', reference: 'ACF-08' },
    { code: 'adjust_supervision', reference: 'ACF-05' },
  ];
  if (ruleSetThen === undefined) return [...always, { code: 'check_mandate', reference: 'ACF-12' }];
  const changes = mandateChanges(agent, ruleSetThen, ruleSetNow);
  return changes.length === 0
    ? always
    : [...always, { code: 'revise_mandate', reference: 'ACF-12', changes }];
}

/** Of a rule, its conditions and effect belong to the mandate; clocks and hysteresis are supervision. */
function mandateChanges(agent: string, before: RuleSet, after: RuleSet): readonly MandateChange[] {
  const { changes } = diffRuleSets(before, after);
  const rules = new Set(changes.filter((change) => isMandateRule(change, agent)).map(({ id }) => id));
  const scope = changes.some(
    ({ subject, id, field }) => subject === 'agent' && id === agent && field?.split('.')[0] === 'scope',
  );
  return [
    ...[...rules].map((rule): MandateChange => {
      const [was, is] = [before, after].map((set) => ruleOver(set, agent, rule)?.when);
      return { kind: 'rule', rule, ...defined({ before: was, after: is }) };
    }),
    ...(scope ? [{ kind: 'scope' } as const] : []),
  ];
}

function isMandateRule({ subject, agents, field }: RuleSetChange, agent: string): boolean {
  if (subject !== 'rule' || !agents.includes(agent)) return false;
  return field === undefined || field === 'when' || field === 'then';
}
