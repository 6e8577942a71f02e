import { conditionsOf, type Rule } from '../../rules/rule.ts';
import { isKept, type RuleSet, rulesOver } from '../../rules/ruleset.ts';
import type { PrometheusGroup } from './alert.ts';
import { groupOverCells } from './cells.ts';
import { groupsOverStore } from './kept.ts';

/** A part of a rule that PromQL cannot express, for the comment at the head of the file. */
export type CompileNote = { readonly agent?: string; readonly rule: string; readonly note: string };

/** The rule file for Prometheus, with notes on what could not be said in it. */
export type Compiled = {
  readonly file: { readonly groups: readonly PrometheusGroup[] };
  readonly notes: readonly CompileNote[];
};

/**
 * Rules as Prometheus rule groups. Those over metrics that live here: one group an agent, over series that
 * are sums of one step, written at the step's start:
 *
 *     filrouge_cell_sum{agent,metric}     Σ value·weight
 *     filrouge_cell_weight{agent,metric}  Σ weight
 *     filrouge_cell_min, _max, _last      extremes and last value, for metrics aggregated so
 *     filrouge_cell_bucket{agent,metric,le}   Σ weight of the values up to le, for percentiles
 *     filrouge_last_sample_timestamp_seconds{agent,metric}   for metrics aggregated by age
 *
 * Each condition becomes a recording rule for its window and one for the weight in it; the alert compares
 * them. A window of W reads the samples of (now − W, now], which is `[W − 1 ms]` in every version of
 * Prometheus: before 3.0 a range included its left end.
 *
 * Those over metrics that live in a store (`keep: store`) are in two groups about all agents (kept.ts).
 *
 * On purpose different (docs/rules-workshop.md): `clear` becomes an alert that goes on while the clearing
 * condition is not true and it fired before; without data Prometheus resolves what filrouge keeps firing.
 */
export function compilePrometheus(set: RuleSet, options: { readonly keepFiringFor: boolean }): Compiled {
  const notes: CompileNote[] = [];
  const { keepFiringFor } = options;
  const overCells = [...set.agents.keys()].flatMap((agent): PrometheusGroup[] => {
    const own = rulesOver(set, agent).filter((rule) => !isKept(rule, set));
    const rules = own.filter((rule) => !comparesVariants(rule));
    for (const { id } of own.filter(comparesVariants)) notes.push({ agent, rule: id, note: testsHere });
    for (const { id, effect } of rules)
      if (effect === 'suspend' || effect === 'degrade')
        notes.push({ agent, rule: id, note: effect === 'suspend' ? tellsAlone : reducesNobody });
    return rules.length === 0 ? [] : [groupOverCells(agent, rules, set, keepFiringFor)];
  });
  const kept = set.rules.filter((rule) => isKept(rule, set));
  const overStore = groupsOverStore(kept, set, keepFiringFor, ({ id }, note) =>
    notes.push({ rule: id, note }),
  );
  return { file: { groups: [...overCells, ...overStore] }, notes };
}

const reducesNobody =
  'Prometheus tells of the breach; nothing but filrouge leaves the agent a share of its traffic';
function comparesVariants(rule: Rule): boolean {
  return conditionsOf(rule).some(({ against }) => against?.kind === 'variant');
}

const testsHere = 'left out: PromQL has no exact test of two variants; filrouge alone evaluates it';
const tellsAlone = 'Prometheus tells of the breach; nothing but filrouge suspends the agent';
