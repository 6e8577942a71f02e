import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cellAt, fileOf, rowsOf, twoWaves } from './history-csv.ts';
import { environment, filrouge, ownRules, type Said } from './run.ts';

const rules = ownRules();

/** Runs `filrouge rules suggest` over two waves of errors, both labelled as incidents. */
async function suggest(...args: string[]): Promise<Said> {
  const csv = await fileOf(rules(), '../history.csv', rowsOf(twoWaves));
  const incidents = await fileOf(rules(), '../labels.csv', [
    `1,margaux,${cellAt(360)},${cellAt(450)}`,
    `2,margaux,${cellAt(810)},${cellAt(900)}`,
  ]);
  return filrouge(environment(rules()), [
    'rules',
    'suggest',
    ...args,
    '--csv',
    csv,
    '--incidents',
    incidents,
  ]);
}

describe('filrouge rules suggest', () => {
  test('offers what catches both incidents without a false alarm, and changes nothing', async () => {
    const file = join(rules(), 'agents/margaux.yaml');
    const before = await readFile(file, 'utf8');
    const { printed, failures } = await suggest('error-rate', '--false-alarms', '0', '--format', 'json');
    expect(failures).toEqual([]);
    const { inForce, suggestions } = JSON.parse(printed);
    expect(inForce).toMatchObject({ condition: 'error_rate > 2% over 5m', caught: 1, incidents: 2 });
    expect(suggestions[0]).toMatchObject({ caught: 2, falseAlarms: 0 });
    expect(suggestions[0].threshold).toBeLessThan(0.018);
    expect(await readFile(file, 'utf8')).toBe(before);
  });

  test('names a command that shows what its first suggestion would have done', async () => {
    const { printed } = await suggest('error-rate');
    expect(printed).toMatch(/^In force: error_rate > 2% over 5m\n/);
    const [, edits = ''] =
      /See it: filrouge rules backtest --rule error-rate (--set .*)$/.exec(printed) ?? [];
    const sets = [...edits.matchAll(/--set '([^']+)'/g)].flatMap(([, edit]) => ['--set', edit ?? '']);
    expect(sets.length).toBeGreaterThan(0);
    const csv = join(rules(), '../history.csv');
    const seen = await filrouge(environment(rules()), [
      'rules',
      'backtest',
      '--rule',
      'error-rate',
      '--csv',
      csv,
      ...sets,
    ]);
    expect(seen.failures).toEqual([]);
    expect(seen.printed).toMatch(/│ firings +│ 1 +│ 2 +│ \+1 +│/);
  });

  test('looks at the marked incidents alone', async () => {
    const { printed } = await suggest('error-rate', '--catch', '2', '--format', 'json');
    expect(JSON.parse(printed).inForce).toMatchObject({ caught: 1, incidents: 1 });
  });

  test.each([
    [['eror-rate'], /^There is no rule "eror-rate"; expected one of .*Did you mean error-rate\?$/],
    [['error-rate', '--agent', 'leo'], /^There is no agent "leo"/],
    [
      ['error-rate', '--false-alarms', 'few'],
      /^--false-alarms: found "few", expected a number of alarms a week\.$/,
    ],
    [['error-rate', '--catch', 'first'], /^--catch: found "first", expected numbers of incidents\.$/],
    [['error-rate', '--since', 'ever'], /^--since: found "ever", expected a duration/],
  ])('%j is one message', async (args, said) => {
    const { printed, failures } = await suggest(...args);
    expect(printed).toBe('');
    expect(failures).toEqual([expect.stringMatching(said)]);
  });
});
