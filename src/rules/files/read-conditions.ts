import type { NamedMetric } from '../../metrics/metric.ts';
import type { Condition, Direction } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import type { Fault } from '../grammar/grammar.ts';
import { parseConditions } from '../grammar/parse-conditions.ts';
import { parseCriterion } from '../grammar/parse-criterion.ts';
import { isExcused, type Known } from './known.ts';
import { complainOfWord, itemsOf, type Place } from './source.ts';

/** The names allowed in conditions and criteria. */
export type GrammarNames = {
  readonly metrics: Known<NamedMetric>;
  readonly rules: Known<readonly Condition[]>;
  readonly stepMs: number;
};

/** The conditions at a place, one text or a list of them; `undefined` when one of them is broken. */
export function readConditions(
  place: Place,
  { metrics, stepMs }: Pick<GrammarNames, 'metrics' | 'stepMs'>,
  means: Direction,
): Condition[] | undefined {
  const context = { metrics: metrics.good, stepMs, allowHold: false, means };
  const read = (text: string) => {
    const parsed = parseConditions(text, context);
    return parsed.ok ? parsed.conditions : parsed;
  };
  return readTexts<readonly Condition[]>(place, read, { unknown_metric: metrics })?.flat();
}

/** The success criteria at a place; `undefined` when one of them is broken. */
export function readCriteria(
  place: Place,
  { metrics, rules, stepMs }: GrammarNames,
  checklists: ReadonlySet<string>,
  canReplay = false,
): CriterionSpec[] | undefined {
  const context = { metrics: metrics.good, stepMs, rules: rules.good, checklists, canReplay };
  const read = (text: string) => {
    const parsed = parseCriterion(text, context);
    return parsed.ok ? parsed.criterion : parsed;
  };
  return readTexts<CriterionSpec>(place, read, { unknown_metric: metrics, unknown_rule: rules });
}

/**
 * The texts at a place, each read; `undefined` when one is broken. That a name is unknown is no fault of its
 * user when the definition of that name is what is broken (`excuses`).
 */
function readTexts<T extends object>(
  place: Place,
  read: (text: string) => T | { readonly faults: readonly Fault[] },
  excuses: Readonly<Record<string, Known<unknown>>>,
): T[] | undefined {
  const values: T[] = [];
  let broken = false;
  for (const at of typeof place.value === 'string' ? [place] : itemsOf(place)) {
    if (typeof at.value !== 'string') continue;
    const one = read(at.value);
    if (!('faults' in one)) {
      values.push(one);
      continue;
    }
    broken = true;
    for (const fault of one.faults) {
      const known = excuses[fault.code];
      if (known === undefined || !isExcused(known, fault.found)) complainOfWord(at, fault);
    }
  }
  return broken ? undefined : values;
}
