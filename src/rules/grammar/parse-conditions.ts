import type { Condition, FixedCondition } from '../condition.ts';
import { type Fault, faultAt, wordsOf } from './grammar.ts';
import { isBurn, parseBurn } from './parse-burn.ts';
import { isComparison, parseComparison } from './parse-compared.ts';
import { type ParsedCondition, parseCondition } from './parse-condition.ts';
import type { ConditionContext } from './readers.ts';

/**
 * The conditions that a text of a rule says, or its faults: a burn rate over two windows is two conditions.
 */
export type ParsedConditions =
  | { readonly ok: true; readonly conditions: readonly Condition[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Reads a text of `when` or `clear` in any of its forms. All faults come back at once, with their places. */
export function parseConditions(text: string, context: ConditionContext): ParsedConditions {
  if (isBurn(text)) return parseBurn(text, context);
  const parsed = isComparison(text, context) ? parseComparison(text, context) : parseCondition(text, context);
  return parsed.ok ? { ok: true, conditions: [parsed.condition] } : parsed;
}

/** The same where there is one condition whose threshold does not move: in a success criterion. */
export function parseFixedCondition(text: string, context: ConditionContext): ParsedCondition {
  const parsed = parseConditions(text, context);
  if (!parsed.ok) return parsed;
  const [first, second] = parsed.conditions;
  const expected =
    first?.against !== undefined
      ? 'a fixed value: what a criterion is compared with must not move, or things get well by getting used to'
      : second === undefined
        ? undefined
        : 'one window here: write one criterion for each';
  if (expected === undefined) return { ok: true, condition: first as FixedCondition };
  const code = second === undefined ? 'compared_criterion' : 'two_windows';
  const [from] = wordsOf(text);
  const whole = { text: text.trim(), offset: from?.offset ?? 0 };
  return { ok: false, faults: [faultAt(whole, code, expected)] };
}
