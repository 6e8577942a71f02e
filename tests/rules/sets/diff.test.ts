import { describe, expect, test } from 'vitest';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { edited, setOf, shippedFiles, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';
const playbook = 'playbooks/stale-answers.yaml';
const set = setOf(shipped);
const linesOf = (after: RuleSet, before = set) => diffRuleSets(before, after).lines;
const setAfter = (path: string, piece: string | RegExp, by: string) =>
  setOf(edited(shipped, path, piece, by));

describe('the difference of two rule sets', () => {
  test('says which threshold went from what to what', () => {
    const lowered = setAfter(margaux, 'error_rate > 2% over 5m', 'error_rate > 1.5% over 5m');
    const diff = diffRuleSets(set, lowered);
    expect(diff.lines).toEqual([
      'margaux/error-rate: when error_rate > 2% over 5m → error_rate > 1.5% over 5m',
    ]);
    expect(diff.changes).toEqual([
      {
        kind: 'changed',
        subject: 'rule',
        id: 'error-rate',
        agents: ['margaux'],
        field: 'when',
        before: 'error_rate > 2% over 5m',
        after: 'error_rate > 1.5% over 5m',
      },
    ]);
  });

  test('is empty for equal contents', () => {
    expect(linesOf(set)).toEqual([]);
    expect(linesOf(setAfter(margaux, 'error_rate > 2% over 5m', 'error_rate > 0.02 over 300s'))).toEqual([]);
  });

  test('says what came and what went', () => {
    const without = setAfter(margaux, / {2}- id: csat[\s\S]*?\n\n/, '');
    expect(linesOf(without)).toEqual(['margaux/csat: removed (csat < 4.2/5 over 1h, alert)']);
    expect(linesOf(set, without)).toEqual(['margaux/csat: added (csat < 4.2/5 over 1h, alert)']);
    expect(linesOf(setAfter(margaux, /\n {4}clear:.*/, ''))).toEqual([
      'margaux/error-rate: clear error_rate < 1.5% over 5m → none',
    ]);
  });

  test('speaks once of a rule that stands over several agents', () => {
    const leo =
      shipped.find(({ path }) => path === margaux)?.text.replace('agent: margaux', 'agent: leo') ?? '';
    const shared = (window: string) =>
      setOf(
        withFile(
          withFile(shipped, 'agents/leo.yaml', leo),
          'shared.yaml',
          `rules:\n  - { id: slow, agents: "*", when: response_time > 30s over ${window}, then: observe }\n`,
        ),
      );
    expect(linesOf(shared('15m'), shared('10m'))).toEqual([
      'leo, margaux/slow: when response_time > 30s over 10m → response_time > 30s over 15m',
      'leo, margaux/slow: no_data_after 10m → 15m',
    ]);
  });

  test('names mandates, metrics and parts of playbooks', () => {
    expect(linesOf(setAfter(margaux, 'lease: 30s', 'lease: 1m'))).toEqual(['agent margaux: lease 30s → 1m']);
    expect(linesOf(setAfter('metrics.yaml', 'en: Error rate', 'en: Errors'))).toEqual([
      'metric error_rate: label.en Error rate → Errors',
    ]);
    expect(linesOf(setAfter(playbook, 'due: 4d', 'due: 3d'))).toEqual([
      'action stale-answers/lower-threshold: due 4d → 3d',
    ]);
    expect(linesOf(setAfter(playbook, 'settle: 10m', 'settle: 5m'))).toEqual([
      'playbook stale-answers: settle 10m → 5m',
    ]);
    expect(linesOf({ ...set, stepMs: 5_000 })).toEqual(['set: step 10s → 5s']);
  });

  test('quotes nothing personal: incidents and the register repeat it', () => {
    const diff = diffRuleSets(
      set,
      setAfter('people.yaml', /Léa Fontaine[\s\S]*?email: .*/, 'Léa Martin\n    email: lea@lendari.example'),
    );
    expect(diff.lines).toEqual([
      'person lea: name changed',
      'person lea: title changed',
      'person lea: email changed',
    ]);
    expect(JSON.stringify(diff)).not.toMatch(/Martin|Fontaine|lendari/);
  });
});
