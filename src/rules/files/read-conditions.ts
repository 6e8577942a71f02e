import type { NamedMetric } from '../../metrics/metric.ts';
import type { Condition, Direction } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import type { Fault } from '../grammar/grammar.ts';
import { parseCondition } from '../grammar/parse-condition.ts';
import { type CriterionContext, parseCriterion } from '../grammar/parse-criterion.ts';
import { isExcused, type Known } from './known.ts';
import { faultProblem, type Path, type Report, type Source, valueAt } from './source.ts';

/** What texts in the small languages may name. */
export type GrammarNames = {
  readonly metrics: Known<NamedMetric>;
  readonly rules: Known<readonly Condition[]>;
  readonly stepMs: number;
};

/** The conditions at a path, one text or a list of them; `undefined` when one of them is broken. */
export function readConditions(
  source: Source,
  path: Path,
  names: Pick<GrammarNames, 'metrics' | 'stepMs'>,
  means: Direction,
  report: Report,
): Condition[] | undefined {
  const context = { metrics: names.metrics.good, stepMs: names.stepMs, allowHold: false, means };
  const conditions: Condition[] = [];
  let broken = false;
  for (const { text, at } of textsAt(source, path)) {
    const parsed = parseCondition(text, context);
    if (parsed.ok) conditions.push(parsed.condition);
    else {
      broken = true;
      reportFaults(source, at, parsed.faults, { unknown_metric: names.metrics }, report);
    }
  }
  return broken ? undefined : conditions;
}

/** The success criteria at a path; `undefined` when one of them is broken. */
export function readCriteria(
  source: Source,
  path: Path,
  names: GrammarNames,
  checklists: ReadonlySet<string>,
  report: Report,
): CriterionSpec[] | undefined {
  const context: CriterionContext = {
    metrics: names.metrics.good,
    stepMs: names.stepMs,
    rules: names.rules.good,
    checklists,
  };
  const criteria: CriterionSpec[] = [];
  let broken = false;
  for (const { text, at } of textsAt(source, path)) {
    const parsed = parseCriterion(text, context);
    if (parsed.ok) criteria.push(parsed.criterion);
    else {
      broken = true;
      const excuses = { unknown_metric: names.metrics, unknown_rule: names.rules };
      reportFaults(source, at, parsed.faults, excuses, report);
    }
  }
  return broken ? undefined : criteria;
}

/** Reports faults, but not that a name is unknown when its definition is what is broken. */
function reportFaults(
  source: Source,
  path: Path,
  faults: readonly Fault[],
  excuses: Readonly<Record<string, Known<unknown>>>,
  report: Report,
): void {
  for (const fault of faults) {
    const known = excuses[fault.code];
    if (known === undefined || !isExcused(known, fault.found)) report(faultProblem(source, path, fault));
  }
}

function textsAt(source: Source, path: Path): { readonly text: string; readonly at: Path }[] {
  const value = valueAt(source.value, path);
  if (typeof value === 'string') return [{ text: value, at: path }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown, place) =>
    typeof text === 'string' ? [{ text, at: [...path, place] }] : [],
  );
}
