import { describe, expect, test } from 'vitest';
import { openFile, parseRuleFiles } from '../../src/rules/files/files.ts';
import { readTests } from '../../src/rules/files/testfile.ts';
import type { RuleProblem } from '../../src/rules/ruleset.ts';
import { runRuleTest } from '../../src/workshop/rule-test.ts';
import { shippedFiles } from '../rules/folder.ts';
import { stepMs } from '../rules/metrics.ts';

const files = await shippedFiles();
const parsed = parseRuleFiles(files, { stepMs });
if (!parsed.ok) throw new Error('the shipped rules do not load');
const { set } = parsed;

function testsIn(path: string, text: string) {
  const problems: RuleProblem[] = [];
  const opened = openFile({ path, text });
  if (!('source' in opened)) throw new Error(opened.problems[0]?.found);
  const tests = readTests(opened.source, set, (problem) => problems.push(problem));
  expect(problems).toEqual([]);
  return tests;
}

function outcomesOf(text: string) {
  return testsIn('agents/x.test.yaml', text).map((one) => runRuleTest(set, one));
}

const head = 'agent: margaux\nstep: 1m\ntests:\n';
const bad = '{ values: 1%x4 9%x20, weight: 60 }';

describe('the shipped rules', () => {
  const tests = files
    .filter(({ path }) => path.endsWith('.test.yaml'))
    .flatMap(({ path, text }) => testsIn(path, text));
  test('have tests', () => expect(tests.length).toBeGreaterThan(5));
  test.each(tests.map((one) => [`${one.file}: ${one.name}`, one] as const))('%s', (_, one) => {
    expect(runRuleTest(set, one).mismatches).toEqual([]);
  });
});

describe('a test that fails', () => {
  const [outcome] = outcomesOf(
    `${head}  - name: wrong\n    series: { error_rate: ${bad} }\n    expect:\n      - { at: 3m, alerts: { error-rate: firing }, switch: suspended }\n      - { at: 9m, alerts: { error-rate: inactive }, values: { error_rate over 5m: 8% }, incident: none }\n`,
  );

  test('says what was expected and what was found, where and when', () => {
    expect(outcome?.mismatches.map(({ what, expected, got }) => [what, expected, got])).toEqual([
      ['error-rate', 'firing', 'inactive'],
      ['switch', 'suspended', 'running'],
      ['error_rate over 5m', '8%', '9%'],
      ['error-rate', 'inactive', 'firing'],
      ['incident', 'none', 'error-rate'],
    ]);
    expect(outcome?.mismatches.map(({ line }) => line)).toEqual([7, 7, 8, 8, 8]);
  });

  test('has a time line of what was and what should have been', () => {
    const row = (name: string) => outcome?.track.find((one) => one.name === name);
    expect(row('error-rate')).toEqual({ name: 'error-rate', got: '.....FFFFF', expected: '   F     .' });
    expect(row('switch')).toEqual({ name: 'switch', got: '.....SSSSS', expected: '   S      ' });
  });
});

test('a percentile is told of enough values, and of their weight', () => {
  const told = files.map(({ path, text }) => ({
    path,
    text: path === 'metrics.yaml' ? text.replace(/(response_time:[^}]*?aggregate:) mean/, '$1 p95') : text,
  }));
  const other = parseRuleFiles(told, { stepMs });
  if (!other.ok) throw new Error('the rules do not load');
  const [one] = testsIn(
    'agents/x.test.yaml',
    `${head}  - name: slow\n    series: { response_time: { values: 2x1 30x1, weight: 10 } }\n    expect:\n      - { at: 0m, values: { response_time over 2m: no data } }\n      - { at: 1m, values: { response_time over 2m: 2s } }\n      - { at: 2m, values: { response_time over 2m: 30s, csat over 1m: no data } }\n`,
  );
  if (one === undefined) throw new Error('no test');
  expect(runRuleTest(other.set, one).mismatches).toEqual([]);
});

test('letting an agent run while a breach is measured is refused, and the test says so', () => {
  const [outcome] = outcomesOf(
    `${head}  - name: too early\n    series: { error_rate: ${bad} }\n    do:\n      - { at: 8m, resume: too early, by: camille }\n    expect:\n      - { at: 9m, switch: suspended }\n`,
  );
  expect(outcome?.mismatches).toMatchObject([{ what: 'resume by camille', expected: 'carried out' }]);
});

test('a person suspends, and another lets it run', () => {
  const [outcome] = outcomesOf(
    `${head}  - name: by hand\n    series: { error_rate: 1%x9 }\n    do:\n      - { at: 2m, suspend: drill, by: lea }\n      - { at: 3m, resume: done, by: camille }\n    expect:\n      - { at: 2m, switch: suspended }\n      - { at: 4m, switch: running }\n`,
  );
  expect(outcome?.mismatches).toEqual([]);
});

test('a rule is compared with what its test says was usual, and says nothing before there is enough of it', () => {
  const compared = files.map(({ path, text }) => ({
    path,
    text:
      path === 'agents/margaux.yaml'
        ? text.replace(
            'when: error_rate > 2% over 5m',
            'when: error_rate over 5m > 2 × error_rate over 1h ending 10m ago',
          )
        : text,
  }));
  const other = parseRuleFiles(compared, { stepMs });
  if (!other.ok) throw new Error(JSON.stringify(other.problems));
  const outcome = (values: string, expected: string) => {
    const [one] = testsIn(
      'agents/x.test.yaml',
      `${head}  - name: usual\n    series: { error_rate: { values: ${values}, weight: 60 } }\n    expect:\n      - { at: 80m, alerts: { error-rate: ${expected} } }\n`,
    );
    return one && runRuleTest(other.set, one).mismatches.map(({ expected: wanted, got }) => [wanted, got]);
  };
  expect(outcome('1%x74 1.9%x10', 'inactive')).toEqual([]);
  expect(outcome('1%x74 2.1%x10', 'firing')).toEqual([]);
  expect(outcome('0%x74 2.1%x10', 'inactive')).toEqual([]);
  expect(outcome('_x74 2.1%x10', 'inactive')).toEqual([]);
});

describe('a rule that compares variants', () => {
  const withVariants = (variants: string, when: string) =>
    files.map(({ path, text }) => ({
      path,
      text:
        path === 'agents/margaux.yaml'
          ? text
              .replace('when: error_rate > 2% over 5m', `when: ${when}`)
              .replace(/\n {4}clear: error_rate < 1.5% over 5m/, '')
              .replace('\nrules:', `\nvariants: ${variants}\nrules:`)
          : text,
    }));
  const marks = (variants: string, when: string) => {
    const other = parseRuleFiles(withVariants(variants, when), { stepMs });
    return other.ok ? [] : other.problems.map(({ code }) => code);
  };

  test('has to know them from the mandate of each agent', () => {
    const when = 'error_rate over 5m vs control';
    expect(marks('[control, candidate]', when)).toEqual([]);
    expect(marks('[stable, candidate]', when)).toEqual(['undeclared_variant']);
    expect(marks('[control, candidate, other]', when)).toEqual(['undeclared_variant']);
    expect(marks('[control, candidate, other]', `${when} for variant other`)).toEqual([]);
    expect(marks('[control, candidate]', `${when} for variant other`)).toEqual(['undeclared_variant']);
    expect(marks('[control]', when)).toContain('bad_value');
    expect(marks('[control, candidate]', 'csat over 5m vs control')).toEqual(['no_ratio']);
    expect(marks('[control, candidate]', `${when} at level 20%`)).toEqual(['bad_level']);
  });

  const found = (candidate: string, control: string, when: string, weights = [60, 600]) => {
    const other = parseRuleFiles(withVariants('[control, candidate]', when), { stepMs });
    if (!other.ok) throw new Error(JSON.stringify(other.problems));
    const text = `${head}  - name: canary\n    series:\n      error_rate@candidate: { values: ${candidate}, weight: ${weights[0]} }\n      error_rate@control: { values: ${control}, weight: ${weights[1]} }\n    expect:\n      - { at: 9m, alerts: { error-rate: firing } }\n`;
    const problems: RuleProblem[] = [];
    const opened = openFile({ path: 'agents/x.test.yaml', text });
    if (!('source' in opened)) throw new Error('no test');
    const [one] = readTests(opened.source, other.set, (problem) => problems.push(problem));
    expect(problems).toEqual([]);
    return one && runRuleTest(other.set, one).mismatches.length === 0;
  };

  test('fires where the variant is worse by more than chance, and not where it is by chance', () => {
    const when = 'error_rate over 5m vs control';
    expect(found('5%x10', '1%x10', when)).toBe(true);
    expect(found('1%x10', '1%x10', when)).toBe(false);
    expect(found('1%x10', '5%x10', when)).toBe(false);
    // 3 of 50 against 8 of 500: by chance in 6 of 100.
    expect(found('6%x10', '1.6%x10', when, [10, 100])).toBe(false);
    expect(found('6%x10', '0%x10', when, [60, 600])).toBe(true);
  });

  test('has to be worse than the factor as well', () => {
    expect(found('5%x10', '3%x10', 'error_rate > 1.5 × error_rate over 5m vs control', [600, 6000])).toBe(
      true,
    );
    expect(found('4%x10', '3%x10', 'error_rate > 1.5 × error_rate over 5m vs control', [600, 6000])).toBe(
      false,
    );
    expect(found('4%x10', '3%x10', 'error_rate over 5m vs control', [600, 6000])).toBe(true);
  });

  test('says nothing while one of them has too few samples', () => {
    const when = 'error_rate over 5m vs control';
    expect(found('100%x10', '0%x10', when, [9, 600])).toBe(false);
    expect(found('100%x10', '0%x10', when, [10, 600])).toBe(true);
    expect(found('100%x10', '0%x10', when, [600, 9])).toBe(false);
    expect(found('100%x10', '_x10', when)).toBe(false);
  });
});

describe('a test with planned work or a silence', () => {
  const held = (more: string, expected: string) =>
    outcomesOf(`${head}  - name: held\n    series: { error_rate: ${bad} }\n${more}    expect:\n${expected}`);
  const firing = (minute: number, state: string) =>
    `      - { at: ${minute}m, alerts: { error-rate: firing }, switch: ${state} }\n`;
  const work = '    maintenance: [{ at: 3m, for: 6m, rules: [error-rate] }]\n';

  test.each([
    ['windows of its own hold a stop back to their very end', work],
    [
      'a silence of one rule does, too',
      '    do:\n      - { at: 3m, silence: error-rate, for: 6m, by: camille }\n',
    ],
    ['a silence of all rules does, too', '    do:\n      - { at: 3m, silence: all, for: 6m, by: camille }\n'],
  ])('%s', (_, more) => {
    const [outcome] = held(more, firing(8, 'running') + firing(9, 'suspended'));
    expect(outcome?.mismatches).toEqual([]);
  });

  test('one of another rule, or one that begins after the firing, holds nothing back', () => {
    const other = held('    maintenance: [{ at: 3m, for: 6m, rules: [csat] }]\n', firing(6, 'suspended'));
    expect(other[0]?.mismatches).toEqual([]);
    const late = '    do:\n      - { at: 6m, silence: all, for: 6m, by: camille }\n';
    expect(held(late, firing(7, 'suspended'))[0]?.mismatches).toEqual([]);
  });

  test('the windows of the agent’s file count where the test says so, and only there', () => {
    const margaux = set.agents.get('margaux');
    if (margaux === undefined) throw new Error('no margaux');
    const maintenance = [{ cron: '3 8 5 6 *', durationMs: 360_000, reason: 'import' }];
    const planned = {
      ...set,
      agents: new Map(set.agents).set('margaux', { ...margaux, timezone: 'UTC', maintenance }),
    };
    const ran = (more: string, state: string) => {
      const text = `start: 2026-06-05T08:00:00Z\n${head}  - name: x\n    series: { error_rate: ${bad} }\n${more}    expect:\n${firing(8, state)}`;
      return testsIn('agents/x.test.yaml', text).map((one) => runRuleTest(planned, one).mismatches);
    };
    expect(ran('    maintenance: planned\n', 'running')).toEqual([[]]);
    expect(ran('', 'suspended')).toEqual([[]]);
    expect(ran(work, 'running')).toEqual([[]]);
  });

  test('a silence for longer than people may set is refused, as in life', () => {
    const [outcome] = held(
      '    do:\n      - { at: 3m, silence: all, for: 5h, by: camille }\n',
      firing(8, 'suspended'),
    );
    expect(outcome?.mismatches).toMatchObject([{ what: 'silence by camille', expected: 'carried out' }]);
  });

  test('names that the rules do not have, and halves of a silence, are reported', () => {
    const problems = (more: string) => {
      const found: RuleProblem[] = [];
      const text = `${head}  - name: x\n    series: { error_rate: ${bad} }\n${more}    expect:\n${firing(8, 'running')}`;
      const opened = openFile({ path: 'agents/x.test.yaml', text });
      if ('source' in opened) readTests(opened.source, set, (problem) => found.push(problem));
      return found.map(({ found: text, line }) => [line, text]);
    };
    expect(problems('    maintenance: [{ at: 3m, for: 6m, rules: [error-rat] }]\n')).toEqual([
      [6, 'error-rat'],
    ]);
    expect(problems('    do:\n      - { at: 3m, silence: csatt, for: 5m, by: camille }\n')).toEqual([
      [7, 'csatt'],
    ]);
    expect(problems('    do:\n      - { at: 3m, silence: all, by: camille }\n')).toHaveLength(1);
    expect(problems('    maintenance: sometimes\n')).toHaveLength(1);
  });
});
