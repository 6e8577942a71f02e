import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { type ReminderRules, usualReminders, watchedSubjects } from '../reminders.ts';
import { readWith } from './schema-check.ts';
import { RemindersFile } from './schemas/reminders-file.ts';
import { complain, type Place, under } from './source.ts';

/** The reminders of reminders.yaml; nothing where there is no such file, or it is wrong. */
export function readReminders(file: Place | undefined): ReminderRules | undefined {
  const read = file && readWith(RemindersFile, file);
  if (file === undefined || read === undefined) return undefined;
  const tellAfter = Object.fromEntries(
    watchedSubjects.flatMap((subject) => {
      const after = read.tell_after?.[subject] ?? usualReminders.tellAfter[subject];
      return after === undefined || after === 'never' ? [] : [[subject, after]];
    }),
  );
  const ahead = read.ahead ?? usualReminders.aheadMs;
  const rules: ReminderRules = defined({
    morningMinutes: read.morning ?? usualReminders.morningMinutes,
    aheadMs: ahead === 'never' ? undefined : ahead,
    onTheDay: read.on_the_day ?? usualReminders.onTheDay,
    firstAfterMs: read.first_after ?? usualReminders.firstAfterMs,
    secondAfterMs: read.second_after ?? usualReminders.secondAfterMs,
    escalateAfterMs: read.escalate_after ?? usualReminders.escalateAfterMs,
    thenEveryMs: read.then_every ?? usualReminders.thenEveryMs,
    tellAfter,
  });
  checkOrder(rules, file);
  return rules;
}

/** Nobody who was asked only once is told on: an escalation must come after both reminders. */
function checkOrder({ firstAfterMs, secondAfterMs, escalateAfterMs }: ReminderRules, file: Place): void {
  const both = firstAfterMs + secondAfterMs;
  if (escalateAfterMs > both) return;
  const written = ['escalate_after', 'second_after', 'first_after'].map((key) => under(file, key));
  const place = written.find(({ value }) => value !== undefined) ?? file;
  const found = `an escalation ${formatDuration(escalateAfterMs)} after it was due`;
  const expected = `escalate_after longer than first_after and second_after together, ${formatDuration(both)}`;
  complain(place, 'escalation_too_early', found, expected);
}
