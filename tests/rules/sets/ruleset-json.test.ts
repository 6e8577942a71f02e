import { describe, expect, test } from 'vitest';
import { ruleSetHash } from '../../../src/rules/files/files.ts';
import { ruleSetFromJson, ruleSetToJson } from '../../../src/rules/sets/ruleset-json.ts';
import { edited, setOf, shippedFiles } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';
const set = setOf(shipped);
const hashAfter = (path: string, piece: string | RegExp, by: string) =>
  setOf(edited(shipped, path, piece, by)).hash;

describe('the hash of a rule set', () => {
  test('does not depend on comments, layout, order or spelling', () => {
    expect(hashAfter(margaux, 'owner: lea # drives the plan', 'owner:   lea')).toBe(set.hash);
    expect(hashAfter(margaux, 'error_rate > 2% over 5m', '"error_rate>0.02 over 300s"')).toBe(set.hash);
    expect(hashAfter(margaux, /( {2}- id: csat[\s\S]*?)\n\n([\s\S]*)$/, '$2\n$1\n')).toBe(set.hash);
    expect(hashAfter(margaux, 'keep_firing_for: 10m', 'keep_firing_for: 600s')).toBe(set.hash);
    expect(hashAfter(margaux, 'severity: critical', 'on_no_data: keep')).toBe(set.hash);
  });

  test('changes with everything that makes a difference', () => {
    const hashes = [
      set.hash,
      hashAfter(margaux, 'error_rate > 2%', 'error_rate > 1.5%'),
      hashAfter(margaux, 'over 5m\n    min', 'over 10m\n    min'),
      hashAfter(margaux, 'min_samples: 50', 'min_samples: 51'),
      hashAfter(margaux, 'lease: 30s', 'lease: 31s'),
      hashAfter('people.yaml', 'DDAO', 'Director'),
      hashAfter('metrics.yaml', 'en: Error rate', 'en: Rate of errors'),
      hashAfter('playbooks/stale-answers.yaml', 'due: 4d', 'due: 3d'),
      hashAfter('playbooks/stale-answers.yaml', 'times: 30', 'times: 31'),
      ruleSetHash({ ...set, stepMs: 5_000 }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});

describe('a rule set as JSON', () => {
  test('is the same set when it is read again, whatever order the database keeps its keys in', () => {
    const text = JSON.stringify(ruleSetToJson(set));
    const shuffled = JSON.stringify(ruleSetToJson(set), (_, value) => backwards(value));
    for (const json of [text, shuffled]) {
      const again = ruleSetFromJson(JSON.parse(json));
      expect(again).toEqual(set);
      expect([...again.metrics.keys()]).toEqual([...set.metrics.keys()]);
      expect(ruleSetHash(again)).toBe(set.hash);
    }
  });
});

function backwards(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
