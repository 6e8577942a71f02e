import type { Condition } from '../condition.ts';
import { complain, type Place, under } from '../files/source.ts';

/**
 * Refuses a `clear` that is true while `when` still is, such as `clear: error_rate < 3%` for `when:
 * error_rate > 2%` over the same window: its alert would end and fire again at every evaluation in between.
 */
export function checkOverlap(rule: Place, when: readonly Condition[], clear: readonly Condition[]): boolean {
  // With a condition on anything that `when` does not look at, both can be true on purpose.
  const overlaps = clear.map((goal) =>
    when.find((alarm) => sameMeasure(alarm, goal) && bothCanBeTrue(alarm, goal)),
  );
  const first = overlaps.findIndex((alarm) => alarm !== undefined);
  if (first === -1 || overlaps.includes(undefined)) return true;
  const place = under(rule, 'clear');
  const expected = `a condition that is false while ${overlaps[first]?.text} is true`;
  const at = Array.isArray(place.value) ? under(place, first) : place;
  complain(at, 'clear_overlaps_when', clear[first]?.text ?? '', expected);
  return false;
}

function sameMeasure(alarm: Condition, goal: Condition): boolean {
  return (
    alarm.metric === goal.metric &&
    alarm.window?.lengthMs === goal.window?.lengthMs &&
    limitOf(alarm) !== undefined &&
    comparedWith(alarm) === comparedWith(goal)
  );
}

/** A key of what a condition's limit is a multiple of; `undefined` where the limit is a plain number. */
function comparedWith({ against }: Condition): string | undefined {
  if (against?.kind !== 'baseline') return against?.kind;
  return `${against.window.lengthMs} ${against.window.agoMs}`;
}

/** A threshold, or as many times what it is compared with. */
function limitOf({ threshold, against }: Condition): number | undefined {
  return threshold ?? (against?.kind === 'baseline' ? against.factor : undefined);
}

/** Whether one value can meet both; `==` and `!=` are left alone. */
function bothCanBeTrue(alarm: Condition, goal: Condition): boolean {
  const alarmsHigh = alarm.operator.startsWith('>') && goal.operator.startsWith('<');
  const alarmsLow = alarm.operator.startsWith('<') && goal.operator.startsWith('>');
  if (!alarmsHigh && !alarmsLow) return false;
  const [limit, goalLimit] = [limitOf(alarm) ?? 0, limitOf(goal) ?? 0];
  if (limit === goalLimit) return alarm.operator.endsWith('=') && goal.operator.endsWith('=');
  return alarmsHigh ? goalLimit > limit : goalLimit < limit;
}
