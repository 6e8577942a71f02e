import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

const shipped = join(import.meta.dirname, '../../rules');
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'filrouge-check-'));
  await cp(shipped, dir, { recursive: true });
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Runs `filrouge rules check`; `failures` are what makes the process end with 1. */
async function check(...args: string[]): Promise<{ printed: string[]; failures: string[] }> {
  const printed: string[] = [];
  const failures: string[] = [];
  const program = createProgram({
    env: { FILROUGE_RULES: dir },
    print: (line) => printed.push(stripVTControlCharacters(line)),
    fail: (line) => failures.push(line),
    asked: new Promise(() => {}),
  });
  await program.parseAsync(['rules', 'check', ...args], { from: 'user' });
  return { printed, failures };
}

async function edit(file: string, piece: string, by: string): Promise<void> {
  const path = join(dir, file);
  await writeFile(path, (await readFile(path, 'utf8')).replace(piece, by));
}

describe('filrouge rules check', () => {
  test('says of good rules what there is of them', async () => {
    const { printed, failures } = await check();
    expect(failures).toEqual([]);
    expect(printed).toEqual([
      expect.stringMatching(/^The rules are good: 3 rules, 1 agent, 13 tests\. Hash [0-9a-f]{64}$/),
    ]);
  });

  test('shows every fault on its line, with a caret under the wrong word', async () => {
    await edit('agents/margaux.yaml', 'when: error_rate > 2% over 5m', 'when: eror_rate > 2% over 5m');
    await edit('people.yaml', 'approver: true', 'approver: si');
    const { printed, failures } = await check(dir);
    expect(failures).toEqual(['2 errors']);
    expect(
      printed.join('\n'),
    ).toBe(`${dir}/agents/margaux.yaml:23:11: error unknown_metric: found eror_rate, expected the name of a metric of metrics.yaml; did you mean error_rate?
  23 |     when: eror_rate > 2% over 5m
     |           ^^^^^^^^^

${dir}/people.yaml:18:15: error bad_value: found si, expected true or false
  18 |     approver: si # may sign plans as approver and let agents run again
     |               ^^
`);
  });

  test('warns of rules without a test, without failing', async () => {
    await edit('agents/margaux.test.yaml', 'alerts: { csat: inactive }', '');
    await edit('agents/margaux.test.yaml', 'alerts: { csat: firing }', '');
    await edit('agents/margaux.test.yaml', 'alerts: { csat: inactive }', '');
    await edit('agents/margaux.test.yaml', 'alerts: { csat: firing }', '');
    const { printed, failures } = await check();
    expect(failures).toEqual([]);
    expect(printed.slice(0, 3)).toEqual([
      expect.stringMatching(/margaux\.yaml:31:1: warning rule_without_test: found csat without a test/),
      '  31 |   - id: csat',
      '     |   ^^^^^^^^^^',
    ]);
    expect(printed.at(-1)).toMatch(/13 tests, 1 warning\./);
  });

  test('counts a broken test as a fault', async () => {
    await edit('metrics.test.yaml', 'csat: 5x4 3x4', 'csat: 5x4 three');
    const { printed, failures } = await check();
    expect(failures).toEqual(['1 error']);
    expect(printed[0]).toMatch(/metrics\.test\.yaml:19:17: error bad_series: found three/);
  });

  test('writes annotations for GitHub, escaped', async () => {
    await edit('agents/margaux.yaml', '> 2% over 5m', '> 200% over 5m');
    const { printed } = await check('--format', 'github');
    expect(printed).toEqual([
      `::error file=${dir}/agents/margaux.yaml,line=23,col=24,endColumn=28,title=threshold_out_of_range::found 200%25, expected a threshold between 0%25 and 100%25`,
    ]);
  });

  test('writes JSON for programs', async () => {
    const good = JSON.parse((await check('--format', 'json')).printed.join('\n'));
    expect(good).toEqual({ ok: true, errors: 0, warnings: 0, hash: expect.any(String), problems: [] });
    await edit('agents/margaux.yaml', 'owner: lea', 'owner: leah');
    const bad = JSON.parse((await check('--format', 'json')).printed.join('\n'));
    expect(bad).toMatchObject({
      ok: false,
      errors: 1,
      hash: null,
      problems: [{ file: 'agents/margaux.yaml', line: 11, column: 8, length: 4, code: 'unknown_person' }],
    });
  });

  test('says in one sentence that there is no folder', async () => {
    const { failures } = await check(join(dir, 'nowhere'));
    expect(failures).toEqual([
      `There is no rules folder at ${dir}/nowhere. Name it, or set FILROUGE_RULES to the folder that holds metrics.yaml.`,
    ]);
  });

  test('refuses files that are too large, or are no text, without reading on', async () => {
    await writeFile(join(dir, 'huge.yaml'), '#'.repeat(1_048_577));
    await writeFile(join(dir, 'latin.yaml'), Buffer.from('rules: [] # é\n', 'latin1'));
    const { printed, failures } = await check();
    expect(failures).toEqual(['2 errors']);
    expect(printed.join('\n')).toMatch(
      /huge\.yaml:1:1: error file_too_large: found 1048577 bytes, expected at most 1048576 bytes/,
    );
    expect(printed.join('\n')).toMatch(/latin\.yaml:1:1: error not_utf8/);
  });
});
