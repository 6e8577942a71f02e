import type { NamedMetric } from '../../metrics/metric.ts';
import type { Condition, Direction } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import type { Fault } from '../grammar/grammar.ts';
import { parseCondition } from '../grammar/parse-condition.ts';
import { parseCriterion } from '../grammar/parse-criterion.ts';
import { isExcused, type Known } from './known.ts';
import { faultProblem, type Path, type Report, type Source, valueAt } from './source.ts';

/** The names allowed in conditions and criteria. */
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
  const read = (text: string) => {
    const parsed = parseCondition(text, context);
    return parsed.ok ? { ok: true as const, value: parsed.condition } : parsed;
  };
  return readTexts(source, path, read, { unknown_metric: names.metrics }, report);
}

/** The success criteria at a path; `undefined` when one of them is broken. */
export function readCriteria(
  source: Source,
  path: Path,
  names: GrammarNames,
  checklists: ReadonlySet<string>,
  report: Report,
): CriterionSpec[] | undefined {
  const context = {
    metrics: names.metrics.good,
    stepMs: names.stepMs,
    rules: names.rules.good,
    checklists,
  };
  const read = (text: string) => {
    const parsed = parseCriterion(text, context);
    return parsed.ok ? { ok: true as const, value: parsed.criterion } : parsed;
  };
  return readTexts(source, path, read, { unknown_metric: names.metrics, unknown_rule: names.rules }, report);
}

type ReadText<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * The texts at a path, each read; `undefined` when one is broken. That a name is unknown is no fault of its
 * user when the definition of that name is what is broken (`excuses`).
 */
function readTexts<T>(
  source: Source,
  path: Path,
  read: (text: string) => ReadText<T>,
  excuses: Readonly<Record<string, Known<unknown>>>,
  report: Report,
): T[] | undefined {
  const values: T[] = [];
  let broken = false;
  for (const { text, at } of textsAt(source, path)) {
    const one = read(text);
    if (one.ok) {
      values.push(one.value);
      continue;
    }
    broken = true;
    for (const fault of one.faults) {
      const known = excuses[fault.code];
      if (known === undefined || !isExcused(known, fault.found)) report(faultProblem(source, at, fault));
    }
  }
  return broken ? undefined : values;
}

function textsAt(source: Source, path: Path): { readonly text: string; readonly at: Path }[] {
  const value = valueAt(source.value, path);
  if (typeof value === 'string') return [{ text: value, at: path }];
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown, place) =>
    typeof text === 'string' ? [{ text, at: [...path, place] }] : [],
  );
}
