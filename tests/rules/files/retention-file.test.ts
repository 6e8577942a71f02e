import { describe, expect, test } from 'vitest';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { ruleSetFromJson, ruleSetToJson } from '../../../src/rules/sets/ruleset-json.ts';
import { edited, problemMarks, setOf, shippedFiles, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const text = `timezone: Europe/Paris
read_log: 2 years
categories:
  recording:
    name: { fr: Appels, en: Calls }
    purpose: { fr: Prouver, en: To prove }
    keep: 6 months
    after: recorded
    basis: { fr: Décision, en: Decision }
  invoice:
    name: { fr: Factures, en: Invoices }
    purpose: { fr: Comptabilité, en: Accounting }
    keep: 10 years
    after: issued
    basis: { fr: Code de commerce, en: Commercial code }
    must_keep: true
`;
const withRetention = withFile(shipped, 'retention.yaml', text);

describe('retention.yaml', () => {
  test('may be left out: then nothing is purged', () => {
    expect(setOf(shipped).retention).toBeUndefined();
  });

  test('says how long each category is kept, what that runs from, and what must be kept by law', () => {
    const { retention } = setOf(withRetention);
    expect(retention).toMatchObject({
      timezone: 'Europe/Paris',
      readLog: { unit: 'years', count: 2 },
      categories: [
        { id: 'invoice', keep: { unit: 'years', count: 10 }, after: 'issued', mustKeep: true },
        { id: 'recording', keep: { unit: 'months', count: 6 }, after: 'recorded', mustKeep: false },
      ],
    });
  });

  test('keeps the log of readings for a year where it says nothing of it', () => {
    const { retention } = setOf(edited(withRetention, 'retention.yaml', 'read_log: 2 years\n', ''));
    expect(retention?.readLog).toEqual({ unit: 'years', count: 1 });
  });

  test('is a part of the set: another time is another set, and is told as a difference', () => {
    const before = setOf(withRetention);
    const after = setOf(edited(withRetention, 'retention.yaml', '6 months', '7 months'));
    expect(after.hash).not.toBe(before.hash);
    expect(diffRuleSets(before, after).lines).toEqual([
      'retention recording: keep 6 months after recorded → 7 months after recorded',
    ]);
    expect(ruleSetFromJson(ruleSetToJson(before))).toEqual(before);
  });

  test.each([
    ['6 months', '6m', '7:11 bad_value 6m'],
    ['6 months', '0 months', '7:11 bad_value 0 months'],
    ['after: recorded', 'after: birth', '8:12 bad_value birth'],
    ['must_keep: true', 'must_keep: perhaps', '16:16 bad_value perhaps'],
    ['Europe/Paris', 'Europe/Lutece', '1:11 bad_value Europe/Lutece'],
    ['read_log', 'reads_log', '2:1 unknown_key reads_log'],
  ])('%s as %s is refused where it stands', (piece, by, mark) => {
    expect(problemMarks(edited(withRetention, 'retention.yaml', piece, by))[0]).toContain(
      `retention.yaml:${mark}`,
    );
  });
});
