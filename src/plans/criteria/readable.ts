import type { Fault } from '../../rules/grammar/grammar.ts';
import {
  criterionContext,
  type ParsedCriterion,
  parseCriterion,
} from '../../rules/grammar/parse-criterion.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';

/** The names of measures and rules, which a criterion may use that is about an agent. */
const measured = ['unknown_metric', 'unknown_rule'];

/** The lists that stand beside a criterion, and whether their cases can be asked again. */
export type BesideCriterion = { readonly lists: readonly string[]; readonly canReplay?: boolean };

/**
 * Reads a criterion of a plan about `agent`, with what stands beside it. About no agent nothing is
 * measured: people tick or attest, and whoever names a metric or a rule is told so.
 */
export function parsePlanCriterion(
  text: string,
  set: Pick<RuleSet, 'metrics' | 'rules' | 'stepMs'>,
  agent: string | undefined,
  { lists, canReplay }: BesideCriterion,
): ParsedCriterion {
  if (agent !== undefined && agent !== noAgent)
    return parseCriterion(text, criterionContext(set, agent, lists, canReplay));
  const nothing = { ...set, metrics: new Map(), rules: [] };
  const parsed = parseCriterion(text, criterionContext(nothing, noAgent, lists, canReplay));
  return parsed.ok ? parsed : { ok: false, faults: parsed.faults.map(withoutAgent) };
}

/** A word that is nearly one of the grammar is still offered. */
function withoutAgent(fault: Fault): Fault {
  if (!measured.includes(fault.code)) return fault;
  const expected =
    'a checklist or an attestation: the plan is about no agent, and nothing is measured for it';
  return { ...fault, code: 'nothing_measured', expected };
}
