import { type Engine, placeOf } from './engine.ts';
import { entryAt, measureWatch, verdictOf } from './measuring.ts';

/**
 * Whether what a rule watches is measured to be clear: its `clear`, or, without one, its `when` being false.
 * Three-valued, as a verdict is: no data says neither.
 */
export type Clearing =
  | { readonly kind: 'clear' | 'no_data' }
  | { readonly kind: 'not_clear'; readonly value?: number; readonly threshold: number };

/**
 * How a rule on an agent stands, read from cells that begin at `freshFrom` or later; nothing where the rule
 * is not in force there. What a store tells of its rules is no measure: an alert that ended there may have
 * ended with its data.
 */
export function clearingOf(
  engine: Engine,
  agent: string,
  rule: string,
  freshFrom: number,
  now: number,
): Clearing | undefined {
  const index = placeOf(engine, agent, rule);
  if (index === undefined) return undefined;
  const { own, rules } = engine.watches;
  if (index >= own) return { kind: 'no_data' };
  const from = Math.max(freshFrom, engine.alerts[index]?.freshFrom ?? Number.NEGATIVE_INFINITY);
  const breach = verdictOf(engine, index, 'when', now, from);
  const hasClear = entryAt(rules, index).clear.length > 0;
  const clear = hasClear ? verdictOf(engine, index, 'clear', now, from) : opposite(breach);
  if (breach === 'breach' || clear === 'ok') {
    const { value, threshold } = measureWatch(engine, index, breach, now, from);
    return {
      kind: 'not_clear',
      threshold: threshold ?? Number.NaN,
      ...(value === undefined ? {} : { value }),
    };
  }
  return { kind: breach === 'ok' && clear === 'breach' ? 'clear' : 'no_data' };
}

function opposite(verdict: ReturnType<typeof verdictOf>): ReturnType<typeof verdictOf> {
  if (verdict === 'no_data') return verdict;
  return verdict === 'ok' ? 'breach' : 'ok';
}
