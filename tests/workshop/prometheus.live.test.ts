import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fc } from '@fast-check/vitest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { prometheusYaml } from '../../src/cli/rules-compile.ts';
import { cellOf } from '../../src/metrics/cell.ts';
import { columnsOf } from '../../src/metrics/storage/cell-columns.ts';
import { parseRuleFiles } from '../../src/rules/files/files.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { compilePrometheus } from '../../src/workshop/prometheus/compile.ts';
import { noSwitchRecord } from '../../src/workshop/replay/history.ts';
import { createReplays } from '../../src/workshop/replay/replay.ts';
import {
  aMandate,
  aComparison as comparison,
  aCondition as condition,
  aRule as rule,
} from '../builders/rules.ts';
import { storeFiles } from '../connect/store/files.ts';
import { shippedFiles } from '../rules/folder.ts';
import { metrics, stepMs } from '../rules/metrics.ts';
import { ruleSet } from '../rules/world.ts';
import { missingPeer } from '../support/peer.ts';

const missing = missingPeer('promtool');
const note = missing === undefined ? '' : ` (${missing})`;
const suite = describe.skipIf(missing !== undefined);

/** One random rule over one agent, and its grid-aligned series; `undefined` is a step without a sample. */
type Case = {
  readonly rule: Rule;
  readonly values: readonly (number | undefined)[];
  readonly weight: number;
};

const steps = 60;
/** Sixty-fourths are exact in binary, and so are their sums: both engines see the same bits. */
const sixtyFourths = (most: number) => fc.integer({ min: 0, max: most }).map((count) => count / 64);
const durations = fc.constantFrom(0, 10_000, 30_000, 60_000);

/** Values that stay for a while, so that holds and clears matter. */
const seriesOf = fc
  .array(fc.tuple(sixtyFourths(16), fc.integer({ min: 1, max: 9 })), { minLength: 20, maxLength: 60 })
  .map((runs) => runs.flatMap(([value, count]) => new Array<number>(count).fill(value)).slice(0, steps));

const cases: fc.Arbitrary<Case> = fc
  .record({
    high: fc.boolean(),
    threshold: sixtyFourths(16),
    gap: fc.option(sixtyFourths(4), { nil: undefined }),
    windowMs: fc.integer({ min: 1, max: 12 }).map((count) => count * stepMs),
    forMs: durations,
    keepFiringForMs: durations,
    values: seriesOf,
    weight: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ high, threshold, gap, windowMs, forMs, keepFiringForMs, values, weight }) => {
    const metric = high ? 'error_rate' : 'csat';
    const clearAt = gap === undefined ? undefined : high ? threshold - gap : threshold + gap;
    return {
      weight,
      values,
      rule: rule({
        when: [condition(metric, high ? '>' : '<', threshold, windowMs)],
        ...(clearAt === undefined
          ? {}
          : { clear: [condition(metric, high ? '<=' : '>=', clearAt, windowMs)] }),
        forMs,
        keepFiringForMs,
      }),
    };
  });

/** Rules that compare with the mean of some steps before, in cells of one step: Prometheus aligns no coarser ones. */
const comparisons: fc.Arbitrary<Case> = fc
  .record({
    high: fc.boolean(),
    factor: fc.constantFrom(1, 2, 4),
    steps: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 3, max: 12 }), fc.nat({ max: 4 })),
    least: fc.constantFrom(1, 20),
    // A mean of 0 is nothing to compare with: filrouge freezes there, as where there is no data.
    values: seriesOf.map((values) => values.map((value) => value + 1 / 64)),
    weight: fc.integer({ min: 1, max: 8 }),
  })
  .map(({ high, factor, steps: [now, past, more], least, values, weight }) => {
    const lengths = [now * stepMs, past * stepMs, (now + more) * stepMs] as const;
    const compared = high
      ? comparison('error_rate', '>', factor, lengths)
      : comparison('csat', '<', 1 / factor, lengths);
    return { weight, values, rule: rule({ when: [compared], minBaselineSamples: least }) };
  });

/** The steps at which our engine fires. */
function firingSteps({ rule: one, values, weight }: Case, agent: string): boolean[] {
  const { feed, lines } = createReplays(
    { agent, switchRecord: noSwitchRecord, switchModel: { kind: 'recorded' } },
    [{ timeline: [{ at: 0, set: ruleSet([{ ...one, agents: [agent] }]) }] }],
  );
  const metric = one.when[0]?.metric ?? '';
  const cells = values.flatMap((value, place) =>
    value === undefined ? [] : [cellOf(place * stepMs, value, weight, place * stepMs)],
  );
  feed({ from: 0, until: steps * stepMs, cells: new Map([[metric, columnsOf(cells)]]) });
  const { firings } = lines[0].result();
  return Array.from({ length: steps }, (_, step) =>
    firings.some(
      ({ start, end }) => start <= step * stepMs && step * stepMs < (end ?? Number.POSITIVE_INFINITY),
    ),
  );
}

suite(`compiled rules, as promtool reads and runs them${note}`, () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'filrouge-promtool-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const promtool = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8', cwd: folder });
    return { ok: status === 0, said: `${stdout}${stderr}`.slice(0, 4_000) };
  };

  /** Runs `given` in promtool, each case under an agent of its own, expecting `expected(case)` to fire step by step. */
  async function run(given: readonly Case[], expected: readonly (readonly boolean[])[]) {
    const agents = given.map((_, place) => `agent-${place}`);
    const rules = given.map(({ rule: one }, place) => ({ ...one, agents: [agents[place] ?? ''] }));
    const set = ruleSet(rules);
    const compiled = compilePrometheus(set, { keepFiringFor: true });
    await writeFile(join(folder, 'rules.yml'), prometheusYaml(compiled, set));
    const notation = (values: Case['values'], of: (value: number) => number) =>
      Array.from({ length: steps }, (_, step) => {
        const value = values[step];
        return value === undefined ? '_' : String(of(value));
      }).join(' ');
    const input = given.flatMap(({ rule: one, values, weight }, place) => {
      const labels = `{agent="${agents[place]}",metric="${one.when[0]?.metric}"}`;
      return [
        { series: `filrouge_cell_sum${labels}`, values: notation(values, (value) => value * weight) },
        { series: `filrouge_cell_weight${labels}`, values: notation(values, () => weight) },
      ];
    });
    const checks = Array.from({ length: steps }, (_, step) => ({
      expr: 'count by (agent) (ALERTS{alertstate="firing",filrouge="breach"})',
      eval_time: `${(step * stepMs) / 1000}s`,
      exp_samples: agents.flatMap((agent, place) =>
        expected[place]?.[step] ? [{ labels: `{agent="${agent}"}`, value: 1 }] : [],
      ),
    }));
    const tests = [{ interval: `${stepMs / 1000}s`, input_series: input, promql_expr_test: checks }];
    const file = { rule_files: ['rules.yml'], evaluation_interval: `${stepMs / 1000}s`, tests };
    await writeFile(join(folder, 'test.yml'), stringify(file, { lineWidth: 0 }));
    return promtool('test', 'rules', 'test.yml');
  }

  test('promtool accepts the shipped rules', async () => {
    const parsed = parseRuleFiles(await shippedFiles(), { stepMs });
    if (!parsed.ok) throw new Error('the shipped rules do not load');
    const compiled = compilePrometheus(parsed.set, { keepFiringFor: true });
    await writeFile(join(folder, 'shipped.yml'), prometheusYaml(compiled, parsed.set));
    const { ok, said } = promtool('check', 'rules', 'shipped.yml');
    expect(said).toContain('SUCCESS');
    expect(ok).toBe(true);
  });

  test('200 random rules on random series fire at the same steps in both engines', async () => {
    const seed = Date.now() % 2 ** 31;
    const given = fc.sample(cases, { numRuns: 200, seed });
    const expected = given.map((one, place) => firingSteps(one, `agent-${place}`));
    expect(expected.filter((steps_) => steps_.includes(true)).length, 'cases that fire').toBeGreaterThan(50);
    const { ok, said } = await run(given, expected);
    expect(ok, `seed ${seed}\n${said}`).toBe(true);
  }, 60_000);

  test('100 random comparisons with a baseline fire at the same steps in both engines, but for silences', async () => {
    const seed = Date.now() % 2 ** 31;
    const given = fc.sample(comparisons, { numRuns: 100, seed });
    const expected = given.map((one, place) => firingSteps(one, `agent-${place}`));
    expect(expected.filter((steps_) => steps_.includes(true)).length, 'cases that fire').toBeGreaterThan(20);
    const { ok, said } = await run(given, expected);
    expect(ok, `seed ${seed}\n${said}`).toBe(true);
  }, 60_000);

  test('a wrong expectation is noticed: the comparison itself works', async () => {
    const one = {
      rule: rule({ when: [condition('error_rate', '>', 0.25, stepMs)] }),
      values: [1, 1, 0],
      weight: 1,
    };
    const right = firingSteps(one, 'agent-0');
    expect((await run([one], [right])).ok).toBe(true);
    expect((await run([one], [right.map((fires) => !fires)])).ok).toBe(false);
  });

  test('a p95 is the quantile of cumulative buckets, and nothing of fewer than 20 values', async () => {
    const slow = rule({ when: [condition('response_time', '>', 4, stepMs)] });
    const told = [...metrics].map(([name, metric]) => [name, { ...metric, aggregate: 'p95' }] as const);
    const set = ruleSet([slow], { metrics: new Map(told) });
    await writeFile(
      join(folder, 'rules.yml'),
      prometheusYaml(compilePrometheus(set, { keepFiringFor: true }), set),
    );
    const labels = 'agent="margaux",metric="response_time"';
    // 20 values up to 1; 18 of them and 2 beyond 5; 19 beyond 5.
    const upTo = { 1: '20 18 0', 5: '20 18 0', 10: '20 20 19', '+Inf': '20 20 19' };
    const input = [
      ...Object.entries(upTo).map(([le, values]) => ({
        series: `filrouge_cell_bucket{${labels},le="${le}"}`,
        values,
      })),
      { series: `filrouge_cell_weight{${labels}}`, values: '20 20 19' },
    ];
    const checks = [false, true, false].map((fires, step) => ({
      expr: 'count by (agent) (ALERTS{alertstate="firing",filrouge="breach"})',
      eval_time: `${(step * stepMs) / 1000}s`,
      exp_samples: fires ? [{ labels: '{agent="margaux"}', value: 1 }] : [],
    }));
    const tests = [{ interval: '10s', input_series: input, promql_expr_test: checks }];
    const file = { rule_files: ['rules.yml'], evaluation_interval: '10s', tests };
    await writeFile(join(folder, 'test.yml'), stringify(file, { lineWidth: 0 }));
    expect(promtool('test', 'rules', 'test.yml').said).toContain('SUCCESS');
  });

  test('on purpose different: without data filrouge keeps firing, Prometheus resolves', async () => {
    const silent = {
      rule: rule({ when: [condition('error_rate', '>', 0.25, stepMs)] }),
      values: [1, 1, undefined, undefined],
      weight: 1,
    };
    expect(firingSteps(silent, 'agent-0').slice(0, 6)).toEqual([true, true, true, true, true, true]);
    const prometheus = Array.from({ length: steps }, (_, step) => step < 2);
    expect((await run([silent], [prometheus])).said).toContain('SUCCESS');
  });

  test('on purpose different: too few samples freeze filrouge, and are nothing at all to Prometheus', async () => {
    const few = {
      rule: rule({ when: [condition('error_rate', '>', 0.25, stepMs)], minSamples: 4, keepFiringForMs: 0 }),
      values: [1, 1, 1],
      weight: 3,
    };
    expect(firingSteps(few, 'agent-0')).not.toContain(true);
    expect((await run([few], [new Array<boolean>(steps).fill(false)])).said).toContain('SUCCESS');
  });

  /** The shipped rules with some whose metrics live in the store, over margaux and `more`; not over leo. */
  async function compileKept(more: readonly string[] = [], keepFiringFor = true) {
    const files = (await shippedFiles()).map(({ path, text }) => {
      const added = Object.entries(storeFiles).find(([name]) => name === path)?.[1] ?? '';
      return { path, text: text + added };
    });
    const parsed = parseRuleFiles(files, { stepMs });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    const { set } = parsed;
    const isOurs = ({ id }: Rule) => ['wrong-answers', 'quality'].includes(id);
    const rules = set.rules.map((one) => (isOurs(one) ? { ...one, agents: [...one.agents, ...more] } : one));
    const known = ['leo', ...more].map((agent) => [agent, aMandate({ agent })] as const);
    const agents = new Map([...set.agents, ...known]);
    const whole = { ...set, rules, agents };
    await writeFile(
      join(folder, 'rules.yml'),
      prometheusYaml(compilePrometheus(whole, { keepFiringFor }), whole),
    );
  }

  const many = Array.from({ length: 60 }, (_, place) => `bot-${place}`);

  test.each([{ more: [] }, { more: many }])(
    'rules over metrics of the store are good to promtool and vmalert ($more.length agents more)',
    async ({ more }) => {
      await compileKept(more);
      const { ok, said } = promtool('check', 'rules', '--lint-fatal', 'rules.yml');
      expect(said).toContain('SUCCESS');
      expect(ok).toBe(true);
      if (missingPeer('vmalert') !== undefined) return;
      await compileKept(more, false);
      const checked = spawnSync('vmalert', ['-dryRun', '-rule=rules.yml', '-rule.validateExpressions'], {
        encoding: 'utf8',
        cwd: folder,
      });
      expect(checked.status, checked.stderr).toBe(0);
    },
  );

  const firing = (at: string, alert: string, ...labels: readonly string[]) => ({
    expr: `count by (agent, rule, filrouge, effect) (ALERTS{alertname="${alert}",alertstate="firing"})`,
    eval_time: at,
    exp_samples: labels.map((one) => ({ labels: `{${one}}`, value: 1 })),
  });
  const counters = (agent: string, faults: string, answers: string) => [
    { series: `bot_faults_total{agent="${agent}"}`, values: faults },
    { series: `bot_answers_total{agent="${agent}"}`, values: answers },
  ];
  async function testKept(series: readonly object[], checks: readonly object[]): Promise<string> {
    const tests = [{ interval: '10s', input_series: series, promql_expr_test: checks }];
    const file = { rule_files: ['rules.yml'], evaluation_interval: '10s', tests };
    await writeFile(join(folder, 'test.yml'), stringify(file, { lineWidth: 0 }));
    return promtool('test', 'rules', 'test.yml').said;
  }
  const labels = 'agent="margaux",rule="wrong-answers"';

  test('a rule of the store fires above its threshold with the labels that lead back, not at it and not on too few', async () => {
    await compileKept();
    // A minute at 10 %, two at 20 %, and few answers that are all wrong; leo is under no such rule.
    const margaux = counters('margaux', '0+0.5x12 7+1x12 20+0.9x12', '0+5x12 65+5x12 125.9+0.9x12');
    const said = await testKept(
      [...margaux, ...counters('leo', '0+3x40', '0+5x40')],
      [
        firing('2m', 'FilrougeWrongAnswers'),
        firing('4m', 'FilrougeWrongAnswers', `${labels},filrouge="breach",effect="suspend"`),
        firing('6m20s', 'FilrougeWrongAnswers'),
        { expr: 'ALERTS{filrouge="alive"} == 1', eval_time: '1m', exp_samples: [alive] },
      ],
    );
    expect(said).toContain('SUCCESS');
  });

  test.each([{ more: [] }, { more: many }])(
    'data that ends is told as no data, which ends the alert of the rule ($more.length agents more)',
    async ({ more }) => {
      await compileKept(more);
      const silent = `${labels},filrouge="no_data",effect="alert"`;
      const said = await testKept(counters('margaux', '0+3x30', '0+5x30'), [
        firing('5m', 'FilrougeWrongAnswers', `${labels},filrouge="breach",effect="suspend"`),
        firing('17m', 'FilrougeWrongAnswers'),
        firing('17m', 'FilrougeWrongAnswersNoData'),
        firing('21m', 'FilrougeWrongAnswersNoData', silent),
      ]);
      expect(said).toContain('SUCCESS');
    },
  );

  test('what charts read is no value where nothing was answered', async () => {
    await compileKept();
    const said = await testKept(counters('margaux', '0+0x30', '0+0x12 0+5x18'), [
      { expr: 'filrouge:chart{metric="wrong_answers"}', eval_time: '2m', exp_samples: [] },
      {
        expr: 'filrouge:chart{metric="wrong_answers"}',
        eval_time: '4m',
        exp_samples: [{ labels: 'filrouge:chart{agent="margaux",metric="wrong_answers"}', value: 0 }],
      },
    ]);
    expect(said).toContain('SUCCESS');
  });
});

const alive = {
  labels: 'ALERTS{alertname="FilrougeWatchdog",alertstate="firing",filrouge="alive",severity="none"}',
  value: 1,
};
