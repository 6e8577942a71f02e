import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cellAt, fileOf, rowsOf, twoWaves } from './history-csv.ts';
import { environment, filrouge, ownRules, type Said } from './run.ts';

const dir = ownRules();
const stricter = [
  '--set',
  'error-rate.when=error_rate > 1.5% over 5m',
  '--set',
  'error-rate.clear=error_rate < 1.2% over 5m',
];

/** Runs `filrouge rules backtest` over a file of samples. */
async function backtest(rows: readonly string[], ...args: string[]): Promise<Said> {
  const csv = await fileOf(dir(), '../history.csv', rows);
  return filrouge(environment(dir()), ['rules', 'backtest', '--csv', csv, '--rule', 'error-rate', ...args]);
}

async function labels(): Promise<string> {
  const row = (number: number, from: number) => `${number},margaux,${cellAt(from)},${cellAt(from + 90)}`;
  return fileOf(dir(), '../labels.csv', ['number,agent,from,until', row(7, 360), row(8, 810)]);
}

describe('filrouge rules backtest, in the format that was asked for', () => {
  test('a table says what fires, what that costs and which incidents are caught', async () => {
    const { printed, failures } = await backtest(
      rowsOf(twoWaves),
      ...stricter,
      '--incidents',
      await labels(),
    );
    expect(failures).toEqual([]);
    expect(printed).toMatch(
      /^2026-06-01 00:00:00 to 2026-06-01 04:00:00 UTC, margaux: .*error_rate > 1\.5% over 5m/,
    );
    expect(printed).toMatch(/│ firings +│ 1 +│ 2 +│ \+1 +│/);
    expect(printed).toMatch(/│ 7 +│ margaux │ 2026-06-01 01:00:00 │ not caught +│ .* │ caught now │/);
    expect(printed).toMatch(/│ 8 +│ margaux │ 2026-06-01 02:15:00 │ .* │ earlier +│/);
  });

  test('JSON holds firings, minutes, incidents and near misses of both sets', async () => {
    const { printed } = await backtest(rowsOf(twoWaves), ...stricter, '--format', 'json');
    const report = JSON.parse(printed);
    expect(report.before.firings).toMatchObject([{ agent: 'margaux', rule: 'error-rate' }]);
    expect(report.after.firings).toHaveLength(2);
    expect(report.after.firings[0]).toMatchObject({ start: cellAt(378), peak: expect.closeTo(0.018) });
    expect(report.before.suspendedMinutes).toBeLessThan(report.after.suspendedMinutes);
    expect(report).toMatchObject({ incidents: [], nearMisses: [] });
  });

  test('Markdown, for a ticket', async () => {
    const { printed } = await backtest(rowsOf(twoWaves), ...stricter, '--format', 'markdown');
    expect(printed).toContain('# Backtest\n\n2026-06-01');
    expect(printed).toContain(
      '| what | before | after | change |\n| --- | --- | --- | --- |\n| firings | 1 | 2 |',
    );
  });

  test('CSV, one row a firing', async () => {
    const { printed } = await backtest(rowsOf(twoWaves), ...stricter, '--format', 'csv');
    const [head, ...rows] = printed.split('\n');
    expect(head).toBe('set,agent,rule,effect,start,end,peak,threshold');
    expect(rows.map((row) => row.split(',').slice(0, 4).join())).toEqual([
      'before,margaux,error-rate,suspend',
      'after,margaux,error-rate,suspend',
      'after,margaux,error-rate,suspend',
    ]);
  });

  test('HTML, as one page that needs nothing else', async () => {
    const { printed } = await backtest(rowsOf(twoWaves), ...stricter, '--format', 'html');
    expect(printed).toMatch(/^<!doctype html>/);
    expect(printed).toContain('<svg');
    expect(printed).not.toMatch(/<script|<link|<img|src=|https?:\/\/(?!www\.w3\.org)/);
  });

  test('without a change both sides are the same', async () => {
    const report = JSON.parse((await backtest(rowsOf(twoWaves), '--format', 'json')).printed);
    expect(report.changes).toEqual([]);
    expect(report.after).toEqual(report.before);
  });

  test('--since counts back from the end of the history', async () => {
    const report = JSON.parse(
      (await backtest(rowsOf(twoWaves), '--since', '1h', '--format', 'json')).printed,
    );
    expect([report.from, report.until]).toEqual([cellAt(1_080), cellAt(1_440)]);
  });

  test('--against takes the rules of another folder', async () => {
    const { printed } = await backtest(rowsOf(twoWaves), '--against', dir(), '--format', 'json');
    expect(JSON.parse(printed).changes).toEqual([]);
    const { failures } = await backtest(rowsOf(twoWaves), '--against', join(dir(), 'nowhere'));
    expect(failures).toEqual([`There is no rules folder at ${dir()}/nowhere.`]);
  });
});

describe('a file of samples', () => {
  test('with a bad row is refused with its number, the reason, and how many there are', async () => {
    const rows = [...rowsOf(twoWaves), 'margaux,error_rate,yesterday,0.01,1', 'margaux,error_rate,,x,1'];
    const { printed, failures } = await backtest(rows);
    expect(printed).toBe('');
    expect(failures).toEqual([
      expect.stringMatching(
        /history\.csv: row 1441: at: .* \(bad rows: 2, good rows: 1440\)\. Nothing was replayed\.$/,
      ),
    ]);
  });

  test.each([
    ['nobody,error_rate,2026-06-01T00:00:00Z,0.1,1', /row 1: .*nobody/],
    ['margaux,eror_rate,2026-06-01T00:00:00Z,0.1,1', /row 1: .*eror_rate/],
    [
      'margaux,error_rate,2026-06-01T00:00:00Z,many,1',
      /row 1: value: found "many", expected a finite number/,
    ],
    ['margaux,error_rate,2026-06-01T00:00:00Z,NaN,1', /row 1: value: found "NaN"/],
    ['margaux,error_rate,2026-06-01T00:00:00Z,0.1,-1', /row 1: weight/],
    [
      'margaux,error_rate,2026-06-01T00:00:00Z',
      /row 1: found 3 columns, expected agent,metric,at,value,weight/,
    ],
  ])('%s', async (row, said) => {
    const { failures } = await backtest([row]);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(said);
  });

  test('may name its columns in another order, leave the weight out, and quote its fields', async () => {
    const rows = twoWaves.map((value, place) => `${value},"margaux",${cellAt(place)},"error_rate"`);
    const head = 'value,agent,at,metric';
    const edited = await backtest([head, ...rows], '--set', 'error-rate.min_samples=1', '--format', 'json');
    expect(edited.failures).toEqual([]);
    expect(JSON.parse(edited.printed).after.firings).toHaveLength(1);
  });

  test.each([
    ['"margaux","error_rate","2026-06-01T00:00:00Z","0.1",""', undefined],
    ['"margaux" , "error_rate",2026-06-01T00:00:00Z,0.1,', undefined],
    ['"marg""aux",error_rate,2026-06-01T00:00:00Z,0.1,1', /row 1: .*marg"aux/],
    ['"margaux, the second",error_rate,2026-06-01T00:00:00Z,0.1,1', /row 1: .*margaux, the second/],
    ['"margaux"x,error_rate,2026-06-01T00:00:00Z,0.1,1', /row 1: .*"margaux"x/],
    ['margaux,,2026-06-01T00:00:00Z,"0.1",1', /row 1: .*metric/],
  ])('reads quotes as spreadsheets write them: %s', async (row, said) => {
    const { failures } = await backtest([row]);
    if (said === undefined) expect(failures).toEqual([]);
    else expect(failures).toEqual([expect.stringMatching(said)]);
  });

  test('with a column that nobody knows is refused', async () => {
    const { failures } = await backtest(['agent,metric,at,value,colour', 'margaux,error_rate,x,1,red']);
    expect(failures[0]).toMatch(/row 2: unknown column "colour", expected agent,metric,at,value,weight/);
  });

  test('without a sample says so, and so does one that is not there', async () => {
    expect((await backtest([])).failures).toEqual([
      expect.stringMatching(/history\.csv: the file has no rows of samples\. Nothing was replayed\.$/),
    ]);
    const { failures } = await filrouge(environment(dir()), ['rules', 'backtest', '--csv', '/nowhere.csv']);
    expect(failures).toEqual(['/nowhere.csv cannot be read (ENOENT).']);
  });

  const good = '2026-06-05T06:02:00Z';
  test.each([
    [`7,margaux,05/06/2026 08:02,${good}`, 'from: found "05/06/2026 08:02", expected an ISO 8601 time'],
    [`7,margaux,${good},25/06/2026 08:02`, 'until: found "25/06/2026 08:02", expected an ISO 8601 time'],
    [`7,margaux,2026-06-31T00:00:00Z,${good}`, 'from: found "2026-06-31T00:00:00Z", expected'],
    [`7,margaux,2026-06-05T06:02:00,${good}`, 'from: found "2026-06-05T06:02:00", expected'],
    [`7,margaux,${good},2026-06-05T06:01:00Z`, 'until: found 2026-06-05T06:01:00Z, expected a time that'],
    [`seven,margaux,${good},${good}`, 'number: found "seven", expected the number of an incident'],
    [`7,,${good},${good}`, 'agent: expected the id of an agent'],
    [`7;margaux;${good};${good}`, 'found 1 columns, expected number,agent,from,until'],
  ])('of labels is refused at its first bad row: %s', async (row, said) => {
    const rows = ['number,agent,from,until', `6,margaux,${good},${good}`, row];
    const wrong = await fileOf(dir(), '../labels.csv', rows);
    const { failures } = await backtest(rowsOf(twoWaves), '--incidents', wrong);
    expect(failures).toEqual([expect.stringContaining(`labels.csv: row 3: ${said}`)]);
  });
});

describe('what cannot be done is one message, and nothing is printed', () => {
  test.each([
    [
      ['--rule', 'eror-rate'],
      /^There is no rule "eror-rate"; expected one of .*\. Did you mean error-rate\?$/,
    ],
    [['--agent', 'margo'], /^There is no agent "margo"; expected one of margaux\./],
    [
      ['--from', '2026-01-01T00:00:00Z', '--until', '2026-01-02T00:00:00Z'],
      /^There are no cells between 2026-01-01T00:00:00\.000Z and 2026-01-02T00:00:00\.000Z; the oldest is from 2026-06-01T00:00:00\.000Z/,
    ],
    [['--from', '2027-01-01T00:00:00Z'], /^There are no cells between 2027-01-01/],
    [['--from', 'soon'], /^--from: found "soon", expected an ISO 8601 time with its offset, such as 2026-/],
    [['--from', '2026-06-31T00:00:00Z'], /^--from: found "2026-06-31T00:00:00Z", expected an ISO 8601 time/],
    [['--until', '2026-06-05T08:00:00'], /^--until: found "2026-06-05T08:00:00", expected .* its offset/],
    [['--from', '05/06/2026'], /^--from: found "05\/06\/2026", expected an ISO 8601 time/],
    [
      ['--from', '2026-06-02T00:00:00Z', '--until', '2026-06-01T00:00:00Z'],
      /^The end, 2026-06-01T00:00:00\.000Z, must lie after the beginning, 2026-06-02T00:00:00\.000Z\.$/,
    ],
    [['--since', '3x'], /^--since: found "3x", expected a duration such as 30d\.$/],
    [['--resume-after', '0s'], /^--resume-after: found "0s", expected a duration/],
    [['--set', 'nonsense'], /^--set: "nonsense" has no =; expected rule\.key=value\.$/],
    [
      ['--set', 'error-rate.when=error_rate > 300% over 5m'],
      /^--set: These values cannot be used:\n {2}agents\/margaux\.yaml:23:24: error threshold_out_of_range/,
    ],
    [['--set', 'error-rate.for=1m', '--against', '.'], /^Give either --set or --against, not both\.$/],
    [['--check'], /^--check needs what filrouge recorded/],
  ])('%j', async (args, said) => {
    const csv = await fileOf(dir(), '../history.csv', rowsOf(twoWaves.slice(0, 30)));
    const { printed, failures } = await filrouge(environment(dir()), [
      'rules',
      'backtest',
      '--csv',
      csv,
      ...args,
    ]);
    expect(printed).toBe('');
    expect(failures).toEqual([expect.stringMatching(said)]);
  });

  test('no database where none was named', async () => {
    const { failures } = await filrouge(environment(dir()), ['rules', 'backtest']);
    expect(failures).toEqual([
      expect.stringMatching(/^There is no database at .*no-data\. Set DATABASE_URL or FILROUGE_DATA/),
    ]);
  });
});
