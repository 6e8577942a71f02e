import { describe, expect, test } from 'vitest';
import { openFile } from '../../../src/rules/files/files.ts';
import { type RuleTest, readTests } from '../../../src/rules/files/testfile.ts';
import type { RuleProblem } from '../../../src/rules/ruleset.ts';
import { marks, setOf, shippedFiles } from '../folder.ts';

const shipped = await shippedFiles();
const set = setOf(shipped);

function read(text: string, path = 'x.test.yaml'): { tests: RuleTest[]; problems: string[] } {
  const opened = openFile({ path, text });
  if ('problems' in opened) return { tests: [], problems: marks(opened.problems) };
  const found: RuleProblem[] = [];
  const tests = readTests(opened.source, set, (problem) => found.push(problem));
  return { tests, problems: marks(found) };
}

const header = 'agent: margaux\nstep: 1m\nstart: 2025-06-05T06:00:00Z\ntests:\n';

describe('the tests we ship', () => {
  test('can be read, and there are some beside every file that has rules, metrics or actions', () => {
    const files = shipped.filter(({ path }) => path.includes('.test.'));
    expect(files.map(({ path }) => path).toSorted()).toEqual([
      'agents/margaux.test.yaml',
      'metrics.test.yaml',
      'playbooks/stale-answers.test.yaml',
    ]);
    for (const { path, text } of files) {
      const { tests, problems } = read(text, path);
      expect(problems).toEqual([]);
      expect(tests.length).toBeGreaterThan(0);
    }
  });

  test('look at every rule on both sides of its threshold', () => {
    const { text = '' } = shipped.find(({ path }) => path === 'agents/margaux.test.yaml') ?? {};
    const seen = read(text).tests.flatMap(({ expectations }) =>
      expectations.flatMap(({ alerts }) => [...alerts].map(([rule, state]) => `${rule} ${state}`)),
    );
    for (const { id } of set.rules)
      expect(seen).toEqual(expect.arrayContaining([`${id} inactive`, `${id} firing`]));
  });
});

describe('a test file', () => {
  test('becomes samples, commands and expectations on one clock', () => {
    const start = Date.UTC(2025, 5, 5, 6);
    const { tests, problems } = read(
      `${header}  - name: all of it
    series:
      error_rate: { values: 1% _ 2%, weight: 24+1x2 }
      csat: 4.5
    do:
      - { at: 2m, resume: mended, by: camille, override: true }
      - { at: 1m, suspend: looks odd, by: lea }
    expect:
      - at: 2m
        values: { error_rate over 5m: 1.5%, nps over 1h: no data, catalogue_freshness: 15m }
        alerts: { error-rate: firing }
        switch: suspended
        tripped_by: [error-rate]
        incident: { triggers: [error-rate] }
        plan: { actions: [prompt-guard] }
      - { at: 0, switch: running, incident: none, plan: none }
`,
    );
    expect(problems).toEqual([]);
    expect(tests).toEqual([
      {
        file: 'x.test.yaml',
        line: 5,
        name: 'all of it',
        agent: 'margaux',
        startAt: start,
        stepMs: 60_000,
        samples: [
          { metric: 'error_rate', at: start, value: 0.01, weight: 24 },
          { metric: 'csat', at: start, value: 4.5, weight: 1 },
          { metric: 'error_rate', at: start + 120_000, value: 0.02, weight: 26 },
        ],
        commands: [
          {
            at: start + 60_000,
            kind: 'suspend',
            reason: 'looks odd',
            by: 'lea',
            override: false,
            atOnce: false,
          },
          {
            at: start + 120_000,
            kind: 'resume',
            reason: 'mended',
            by: 'camille',
            override: true,
            atOnce: false,
          },
        ],
        expectations: [
          {
            at: start,
            line: 20,
            values: [],
            alerts: new Map(),
            switch: 'running',
            incident: 'none',
            plan: 'none',
          },
          {
            at: start + 120_000,
            line: 13,
            values: [
              {
                text: 'error_rate over 5m',
                metric: 'error_rate',
                window: expect.objectContaining({ lengthMs: 300_000 }),
                value: 0.015,
              },
              expect.objectContaining({ metric: 'nps', value: 'no_data' }),
              { text: 'catalogue_freshness', metric: 'catalogue_freshness', value: 900 },
            ],
            alerts: new Map([['error-rate', 'firing']]),
            switch: 'suspended',
            trippedBy: ['error-rate'],
            incident: { triggers: ['error-rate'] },
            plan: { actions: ['prompt-guard'] },
          },
        ],
      },
    ]);
  });

  test('reads zero and ninety more, which YAML would take for the number 144', () => {
    const { tests, problems } = read(
      `${header}  - name: zeros\n    series: { csat: 0x90 }\n    expect: [{ at: 0, switch: running }]\n`,
    );
    expect(problems).toEqual([]);
    expect(tests[0]?.samples.map(({ value }) => value)).toEqual(Array.from({ length: 91 }, () => 0));
  });

  test('is refused with the place of every name that the rules do not have', () => {
    const { problems } = read(
      `${header}  - name: names
    series: { eror_rate: 1 }
    do: [{ at: 1m, resume: ok, by: camile }]
    expect:
      - at: 1m
        alerts: { error_rate: firing }
        tripped_by: [csta]
        plan: { playbook: stale-answer, actions: [prompt-gard], owner: leah }
`,
    );
    expect(problems).toEqual([
      'x.test.yaml:6:15 unknown_metric eror_rate → error_rate',
      'x.test.yaml:7:36 unknown_person camile → camille',
      'x.test.yaml:10:19 unknown_rule error_rate → error-rate',
      'x.test.yaml:11:22 unknown_rule csta → csat',
      'x.test.yaml:12:72 unknown_person leah → lea',
      'x.test.yaml:12:27 unknown_playbook stale-answer → stale-answers',
      'x.test.yaml:12:51 unknown_action prompt-gard → prompt-guard',
    ]);
    expect(read('agent: leo\ntests:\n  - { name: a, series: {}, expect: [{ at: 1m }] }\n').problems).toEqual([
      'x.test.yaml:1:8 unknown_agent leo',
    ]);
  });

  test('is refused with the place of every value that cannot be read', () => {
    const { problems } = read(
      `${header}  - name: values
    series:
      error_rate: 1% two
      csat: { values: 4.5x3, weight: much }
    expect:
      - at: soon
        values: { error_rate over 5m: lots }
  - name: more
    series: { csat: 4 }
    do: [{ at: 1m, by: lea }]
    expect:
      - at: 1m
        values: { csat: 4, csat over 7s: 4 }
        switch: stopped
`,
    );
    expect(problems).toEqual([
      'x.test.yaml:10:13 bad_value soon',
      'x.test.yaml:14:12 bad_value keys with values',
      'x.test.yaml:18:17 bad_value stopped',
    ]);
    const { problems: later } = read(
      `${header}  - name: values
    series:
      error_rate: 1% two
      csat: { values: 4.5x3, weight: much }
    expect:
      - at: 1m
        values: { error_rate over 5m: lots, csat: 4, csat over 7s: 4 }
`,
    );
    expect(later).toEqual([
      'x.test.yaml:7:22 bad_series two',
      'x.test.yaml:8:38 bad_series much',
      'x.test.yaml:11:39 bad_quantity lots',
      'x.test.yaml:11:45 missing_window nothing',
      'x.test.yaml:11:54 window_too_short 7s → 10s',
    ]);
  });
});
