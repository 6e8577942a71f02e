import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Ask } from '../../src/cli/ask.ts';
import { registerRulesSet } from '../../src/cli/rules-set.ts';
import { fileOf, rowsOf, twoWaves } from './history-csv.ts';
import { environment, filrouge, only, ownRules, type Said } from './run.ts';

const dir = ownRules();
const file = () => join(dir(), 'agents/margaux.yaml');
const read = () => readFile(file(), 'utf8');

/** Runs `filrouge rules set` with somebody at the terminal who answers, and notes what they were asked. */
async function set(args: readonly string[], answer: Ask | 'yes' | 'no' | 'nobody' = 'yes') {
  const questions: string[] = [];
  const ask: Ask = async (question) => {
    questions.push(question);
    return typeof answer === 'string' ? answer : answer(question);
  };
  const said: Said = await filrouge(
    environment(dir()),
    ['rules', 'set', ...args],
    only((program, context) => registerRulesSet(program.command('rules'), context, ask)),
  );
  return { ...said, questions };
}

describe('filrouge rules set', () => {
  test('changes the one value, and leaves every comment and every blank as it was', async () => {
    const before = await read();
    const { printed, failures } = await set(['error-rate', '1.8%']);
    expect(failures).toEqual([]);
    expect(await read()).toBe(
      before.replace('when: error_rate > 2% over 5m', 'when: error_rate > 1.8% over 5m'),
    );
    expect(printed).toContain('margaux/error-rate: when error_rate > 2% over 5m → error_rate > 1.8% over 5m');
    expect(printed).toMatch(/Written to .*agents\/margaux\.yaml\.\nA service that reads this folder/);
  });

  test('keeps the comment behind the value it changes', async () => {
    await set(['error-rate.clear', 'error_rate < 1.2% over 5m']);
    expect(await read()).toContain(
      '    clear: error_rate < 1.2% over 5m # not the threshold itself, or the alert would flutter around it\n',
    );
  });

  test('adds a key that the rule did not have, beside the others', async () => {
    const before = await read();
    const { failures } = await set(['csat.for', '10m']);
    expect(failures).toEqual([]);
    const after = await read();
    expect(after.split('\n')).toHaveLength(before.split('\n').length + 1);
    expect(after.replace(/\n {4}for: 10m/, '')).toBe(before);
  });

  test('shows what the change would have done, and asks, before it writes', async () => {
    const csv = await fileOf(dir(), '../history.csv', rowsOf(twoWaves));
    const before = await read();
    const seen: string[] = [];
    const { printed, questions } = await set(['error-rate', '1.7%', '--csv', csv], async () => {
      seen.push(await read());
      return 'yes';
    });
    expect(questions).toEqual(['Write this to agents/margaux.yaml?']);
    expect(seen).toEqual([before]);
    expect(printed).toMatch(/│ firings +│ 1 +│ 2 +│ \+1 +│/);
    expect(await read()).not.toBe(before);
  });

  test('says why there is no backtest where there is no history, and asks all the same', async () => {
    const { printed, questions } = await set(['error-rate', '1.8%']);
    expect(printed).toMatch(/No backtest: There is no database at/);
    expect(questions).toHaveLength(1);
  });

  test.each([
    ['no', 'Nothing was changed.'],
    ['nobody', 'Nothing was changed: there is nobody to ask. Give --yes to write without asking.'],
  ] as const)('answered with %s writes nothing', async (answer, said) => {
    const before = await read();
    const { failures } = await set(['error-rate', '1.8%'], answer);
    expect(failures).toEqual([said]);
    expect(await read()).toBe(before);
  });

  test('--yes asks nobody', async () => {
    const { questions, failures } = await set(['error-rate', '1.8%', '--yes'], 'no');
    expect([questions, failures]).toEqual([[], []]);
    expect(await read()).toContain('error_rate > 1.8% over 5m');
  });

  test('refuses when somebody else changed the file meanwhile, and leaves nothing behind', async () => {
    const { failures } = await set(['error-rate', '1.8%'], async () => {
      await writeFile(file(), `${await read()}# theirs\n`);
      return 'yes';
    });
    expect(failures).toEqual([`${file()} changed meanwhile. Nothing was written; look at it and try again.`]);
    expect(await read()).toMatch(/error_rate > 2% over 5m[\s\S]*# theirs\n$/);
    expect((await readdir(join(dir(), 'agents'))).toSorted()).toEqual(['margaux.test.yaml', 'margaux.yaml']);
  });

  test('keeps who may read the file', async () => {
    await chmod(file(), 0o640);
    await set(['error-rate', '1.8%', '--yes']);
    expect((await stat(file())).mode & 0o777).toBe(0o640);
  });

  test('says so when the value stands there already', async () => {
    const { printed, questions } = await set(['error-rate', '2%']);
    expect(printed).toBe('error-rate is 2% already; nothing was changed.');
    expect(questions).toEqual([]);
  });

  test.each([
    [['error-rate', '400%'], /would not load; nothing was changed:\n.*:23:24: error threshold_out_of_range/],
    [['error-rate', '1,5%'], /nothing was changed:\n.*found 1,5%, expected a percentage/],
    [['error-rate.for', 'soon'], /nothing was changed:\n.*found soon, expected a duration/],
    [['eror-rate', '1.8%'], /There is no rule "eror-rate"; expected one of error-rate/],
    [['leo/error-rate', '1.8%'], /leo/],
    [['error-rate.colour', 'red'], /colour/],
    [['error-rate', '1.8%', '--since', 'ever'], /--since: found "ever", expected a duration/],
    [['error-rate', '1.8%', '--csv', '/nowhere.csv'], /\/nowhere\.csv cannot be read \(ENOENT\)\./],
  ])('%j is one message, nobody is asked, and nothing is changed', async (args, said) => {
    const before = await read();
    const { failures, questions } = await set(args);
    expect(failures).toEqual([expect.stringMatching(said)]);
    expect(questions).toEqual([]);
    expect(await read()).toBe(before);
  });
});
