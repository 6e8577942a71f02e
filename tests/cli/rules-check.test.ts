import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseRuleFiles } from '../../src/rules/files/files.ts';
import { readRuleFolder } from '../../src/rules/files/folder-files.ts';
import { fileOf, rowsOf } from './history-csv.ts';
import { environment, filrouge, ownRules } from './run.ts';

const rules = ownRules();

/** Runs `filrouge rules check`; `failures` are what makes the process end with 1. */
async function check(...args: string[]): Promise<{ printed: string[]; failures: readonly string[] }> {
  const { printed, failures } = await filrouge(environment(rules()), ['rules', 'check', ...args]);
  return { printed: printed.split('\n'), failures };
}

async function edit(file: string, piece: string, by: string): Promise<void> {
  const path = join(rules(), file);
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
    const { printed, failures } = await check(rules());
    expect(failures).toEqual(['2 errors']);
    expect(
      printed.join('\n'),
    ).toBe(`${rules()}/agents/margaux.yaml:23:11: error unknown_metric: found eror_rate, expected the name of a metric of metrics.yaml; did you mean error_rate?
  23 |     when: eror_rate > 2% over 5m
     |           ^^^^^^^^^

${rules()}/people.yaml:18:15: error bad_value: found si, expected true or false
  18 |     approver: si # may sign plans as approver and let agents run again
     |               ^^

What each file and key takes, with an example: docs/reference. In an editor, as you type: filrouge rules schemas.`);
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

  test('counts a rule that can never fire as a fault, though such rules load', async () => {
    await edit('agents/margaux.yaml', '> 2% over 5m', '> 100% over 5m');
    await edit('agents/margaux.yaml', 'csat < 4.2/5', 'csat < 0/5');
    const { printed, failures } = await check();
    expect(failures).toEqual(['2 errors']);
    expect(printed.join('\n')).toMatch(
      /margaux\.yaml:23:11: error threshold_never_crossed: found error_rate > 100% over 5m, expected a threshold under 100%/,
    );
    const files = (await readRuleFolder(rules())) ?? [];
    expect(parseRuleFiles(files, { stepMs: 10_000 })).toMatchObject({
      ok: true,
      warnings: [{ severity: 'warning' }, { severity: 'warning' }],
    });
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
      `::error file=${rules()}/agents/margaux.yaml,line=23,col=24,endColumn=28,title=threshold_out_of_range::found 200%25, expected a threshold between 0%25 and 100%25`,
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
    const { failures } = await check(join(rules(), 'nowhere'));
    expect(failures).toEqual([
      `There is no rules folder at ${rules()}/nowhere. Name it, or set FILROUGE_RULES to the folder that holds metrics.yaml.`,
    ]);
  });

  test('refuses files that are too large, or are no text, without reading on', async () => {
    await writeFile(join(rules(), 'huge.yaml'), '#'.repeat(1_048_577));
    await writeFile(join(rules(), 'latin.yaml'), Buffer.from('rules: [] # é\n', 'latin1'));
    const { printed, failures } = await check();
    expect(failures).toEqual(['2 errors']);
    expect(printed.join('\n')).toMatch(
      /huge\.yaml:1:1: error file_too_large: found 1048577 bytes, expected at most 1048576 bytes/,
    );
    expect(printed.join('\n')).toMatch(/latin\.yaml:1:1: error not_utf8/);
  });
});

describe('filrouge rules check, asked about history', () => {
  const daily = Array.from({ length: 1_440 }, (_, place) => (place % 700 > 600 ? 0.04 : 0.01));
  const hint = /not looked for; see them with --history 30d\.$/;

  test('warns of a rule that fired more than daily, at its line, without failing', async () => {
    const csv = await fileOf(rules(), '../history.csv', rowsOf(daily));
    const { printed, failures } = await check('--csv', csv);
    expect(failures).toEqual([]);
    expect(printed[0]).toMatch(
      /margaux\.yaml:22:1: warning fires_daily: found error-rate fires 2 times on margaux in 0\.2 days of history, more than daily/,
    );
    expect(printed.at(-1)).toMatch(/13 tests, 1 warning\./);
  });

  test('says nothing of rules that history does not speak against', async () => {
    const csv = await fileOf(rules(), '../history.csv', rowsOf(daily.slice(0, 700)));
    expect((await check('--csv', csv)).printed).toEqual([expect.stringMatching(/^The rules are good/)]);
  });

  test('says how to ask where there is a database, and only there', async () => {
    expect((await check()).printed.join()).not.toMatch(hint);
    await mkdir(join(rules(), '../no-data'));
    expect((await check()).printed.at(-1)).toMatch(hint);
    const json = await check('--format', 'json');
    expect(json.printed.join()).not.toMatch(hint);
    await edit('people.yaml', 'approver: true', 'approver: si');
    expect((await check()).printed.join()).not.toMatch(hint);
  });

  test('fails in one sentence where there is none to look at', async () => {
    expect((await check('--history')).failures).toEqual([
      expect.stringMatching(/^There is no database at .*no-data/),
    ]);
    expect((await check('--history', 'ever')).failures).toEqual([
      '--history: found "ever", expected a duration such as 30d.',
    ]);
    expect((await check('--csv', '/nowhere.csv')).failures).toEqual([
      '/nowhere.csv cannot be read (ENOENT).',
    ]);
  });

  test('does not look where a file has a fault', async () => {
    await edit('people.yaml', 'approver: true', 'approver: si');
    const { printed, failures } = await check('--history', '30d');
    expect(failures).toEqual(['1 error']);
    expect(printed.join()).toMatch(/bad_value/);
  });
});
