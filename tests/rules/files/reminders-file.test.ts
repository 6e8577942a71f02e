import { describe, expect, test } from 'vitest';
import { parseRuleFiles } from '../../../src/rules/files/files.ts';
import { usualReminders } from '../../../src/rules/reminders.ts';
import { remindersOf } from '../../../src/rules/ruleset.ts';
import { ruleSetFromJson, ruleSetToJson } from '../../../src/rules/sets/ruleset-json.ts';
import { marks, shippedFiles, withFile } from '../folder.ts';
import { stepMs } from '../metrics.ts';

const shipped = await shippedFiles();
const [hour, day] = [3_600_000, 86_400_000];

function read(text: string) {
  return parseRuleFiles(withFile(shipped, 'reminders.yaml', text), { stepMs });
}

function remindersIn(text: string) {
  const parsed = read(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { rules: remindersOf(parsed.set), set: parsed.set };
}

function problemsOf(text: string): string[] {
  const parsed = read(text);
  return parsed.ok ? [] : marks(parsed.problems);
}

describe('reminders.yaml', () => {
  test('may be left out, and says what it does not say as usual', () => {
    const parsed = parseRuleFiles(shipped, { stepMs });
    expect(parsed.ok && remindersOf(parsed.set)).toEqual(usualReminders);
    expect(remindersIn('then_every: 14d\n').rules).toEqual({ ...usualReminders, thenEveryMs: 14 * day });
  });

  test('says all of it, and is kept with the set that it belongs to', () => {
    const text = [
      'morning: "09:30"',
      'ahead: never',
      'on_the_day: false',
      'first_after: 12h',
      'second_after: 1d',
      'escalate_after: 3d',
      'tell_after: { incident_unacknowledged: 30m, agent_out_of_reach: never }',
    ].join('\n');
    const { rules, set } = remindersIn(`${text}\n`);
    const { agent_out_of_reach: _, ...told } = usualReminders.tellAfter;
    expect(rules).toEqual({
      morningMinutes: 570,
      onTheDay: false,
      firstAfterMs: 12 * hour,
      secondAfterMs: day,
      escalateAfterMs: 3 * day,
      thenEveryMs: 7 * day,
      tellAfter: { ...told, incident_unacknowledged: hour / 2 },
    });
    expect(ruleSetFromJson(ruleSetToJson(set)).reminders).toEqual(rules);
  });

  test.each([
    ['morning: 8h', '1:10 bad_value 8h'],
    ['morning: "25:00"', '1:10 bad_value 25:00'],
    ['ahead: 36h', '1:8 bad_value 36h'],
    ['ahead: soon', '1:8 bad_value soon'],
    ['second_after: 0s', '1:15 bad_value 0s'],
    ['on_the_day: maybe', '1:13 bad_value maybe'],
    ['first_afer: 24h', '1:1 unknown_key first_afer → first_after'],
    ['tell_after: { incident: 1h }', '1:15 unknown_key incident'],
    ['tell_after: { proof_outdated: sometimes }', '1:31 bad_value sometimes'],
    ['escalate_after: 4d', '1:17 escalation_too_early an escalation 4d after it was due'],
    ['first_after: 9d', '1:14 escalation_too_early an escalation 10d after it was due'],
  ])('%s is refused where it stands', (text, mark) => {
    expect(problemsOf(`${text}\n`)).toEqual([expect.stringContaining(`reminders.yaml:${mark}`)]);
  });

  test('an escalation a moment after both reminders is none too early', () => {
    expect(problemsOf('escalate_after: 97h\n')).toEqual([]);
    expect(problemsOf('escalate_after: 96h\n')).toHaveLength(1);
  });
});
