import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { environment, filrouge, ownRules } from './run.ts';

const rules = ownRules();
const run = (...args: string[]) => filrouge(environment(rules()), ['rules', 'test', ...args]);

/** A test file whose one test expects the rule to be firing when it is not yet. */
async function wrong(): Promise<string> {
  const path = join(rules(), 'agents/wrong.test.yaml');
  await writeFile(
    path,
    `tests:
  - name: fires at once
    agent: margaux
    step: 1m
    series:
      error_rate: { values: 0.1%x4 5%x4, weight: 100 }
    expect:
      - at: 2m
        alerts: { error-rate: firing }
      - at: 8m
        alerts: { error-rate: firing }
        switch: suspended
`,
  );
  return path;
}

describe('filrouge rules test', () => {
  test('runs every test of the folder, and counts them', async () => {
    const { printed, failures } = await run();
    expect(failures).toEqual([]);
    expect(printed).toMatch(/\n13 tests passed\.$/);
    expect(printed.match(/^ok {3}/gm)).toHaveLength(13);
  });

  test('shows what was expected and what came side by side on a time line, and where', async () => {
    const path = await wrong();
    const { printed, failures } = await run(path);
    expect(failures).toEqual(['1 of 1 tests failed.']);
    expect(printed).toBe(`FAIL ${path}:2 fires at once
                                   0s
     error-rate          got       ......FFF
                         expected    F     F
     switch              got       ......SSS
                         expected          S
     at 2m (${path}:8) error-rate: expected firing, got inactive`);
  });

  test('writes JSON for programs', async () => {
    await wrong();
    const { printed } = await run('--format', 'json');
    const report = JSON.parse(printed);
    expect(report).toMatchObject({ passed: 13, failed: 1, problems: [] });
    const failed = report.tests.find(({ passed }: { passed: boolean }) => !passed);
    expect(failed).toMatchObject({ name: 'fires at once', mismatches: [{ at: '2m', expected: 'firing' }] });
  });

  test('a rule that was changed fails the tests that were written for it', async () => {
    const path = join(rules(), 'agents/margaux.yaml');
    await writeFile(path, (await readFile(path, 'utf8')).replace('> 2% over 5m', '> 9% over 5m'));
    const { failures } = await run();
    expect(failures).toEqual([expect.stringMatching(/^\d of 13 tests failed\.$/)]);
  });

  test.each([
    ['/nowhere.test.yaml', /^\/nowhere\.test\.yaml cannot be read \(ENOENT\)\.$/],
    ['/', /^\/ cannot be read \(EISDIR\)\.$/],
  ])('%s is one message', async (path, said) => {
    expect((await run(path)).failures).toEqual([expect.stringMatching(said)]);
  });

  test('a test file with a fault is named with its line', async () => {
    const path = await wrong();
    await writeFile(path, (await readFile(path, 'utf8')).replace('5%x4', 'five'));
    const { failures } = await run(path);
    expect(failures.join()).toMatch(/wrong\.test\.yaml:6:\d+: error bad_series: found five/);
  });
});
