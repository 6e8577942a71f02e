import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { reportCheck } from '../../src/cli/rules-backtest-check.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { loadRules } from '../../src/rules/files/files.ts';
import { ruleSetToJson } from '../../src/rules/sets/ruleset-json.ts';
import { ruleSets } from '../../src/rules/sets/tables.ts';
import { checkHistory } from '../../src/workshop/backtest/check-history.ts';
import { storedHistory } from '../../src/workshop/replay/stored-history.ts';
import { eachEngine } from '../support/database.ts';
import { type House, ok, openHouse, shippedRules } from '../support/house.ts';

const step = 10_000;

eachEngine('filrouge rules backtest --check', (open) => {
  let house: House;
  let database: Database;
  afterEach(() => house.stop());

  async function start(): Promise<void> {
    database = await open();
    house = await openHouse(database);
  }

  /** Sends a share of errors once every ten seconds, so many times, and lets filrouge look after each. */
  async function answer(share: number, times: number): Promise<void> {
    for (let place = 0; place < times; place++) {
      await send([{ value: share, at: house.clock.now() }]);
      await house.pass(step);
    }
  }

  async function send(answers: readonly { readonly value: number; readonly at: number }[]): Promise<void> {
    const samples = answers.map(({ value, at }) => ({
      ...{ agent: 'margaux', metric: 'error_rate', value, weight: 20 },
      at: new Date(at).toISOString(),
    }));
    await ok(house.as('ingest').post('/v1/samples', { samples }));
    await house.app.settled();
  }

  async function check(args: { readonly format: 'json' | 'table' } = { format: 'json' }) {
    const loaded = await loadRules(house.rulesDir, { stepMs: step });
    if (!loaded.ok) throw new Error('the rules do not load');
    const checked = await checkHistory(
      { sets: [], rules: ['error-rate'] },
      {
        past: storedHistory(database.db, house.clock.now),
        set: loaded.set,
        now: house.clock.now(),
      },
    );
    if (!checked.ok) throw new Error(checked.refusal.detail);
    const [said, failed]: [string[], string[]] = [[], []];
    reportCheck(checked.value, args.format === 'json', {
      print: (line) => said.push(line),
      fail: (line) => failed.push(line),
    });
    return { said: said.join('\n'), failed };
  }

  /** Makes the record say that another threshold was in force than the one that was. */
  async function forge(threshold: string): Promise<void> {
    const path = join(shippedRules, 'agents/margaux.yaml');
    const text = (await readFile(path, 'utf8')).replace(
      'error_rate > 2% over 5m',
      `error_rate > ${threshold} over 5m`,
    );
    // Beside the folder that the house watches, which would put the edit in force.
    const beside = await mkdtemp(join(tmpdir(), 'filrouge-forged-'));
    onTestFinished(() => rm(beside, { recursive: true, force: true }));
    await cp(house.rulesDir, beside, { recursive: true });
    await writeFile(join(beside, 'agents/margaux.yaml'), text);
    const loaded = await loadRules(beside, { stepMs: step });
    if (!loaded.ok) throw new Error('the rules do not load');
    const [newest] = await database.db.select().from(ruleSets);
    if (newest === undefined) throw new Error('no set is on record');
    await database.db
      .update(ruleSets)
      .set({ set: ruleSetToJson(loaded.set) })
      .where(eq(ruleSets.seq, newest.seq));
  }

  test('finds no difference where the rules on record are those that were in force', async () => {
    await start();
    await answer(0.01, 10);
    await answer(0.03, 25);
    const { said, failed } = await check();
    expect(failed).toEqual([]);
    expect(JSON.parse(said)).toMatchObject({ same: true, live: 1, replayed: 1, found: [] });
  });

  test('finds a threshold that was lowered behind its back: the replay fires where nothing did', async () => {
    await start();
    await answer(0.01, 10);
    await answer(0.018, 35);
    await forge('1.6%');
    const { said, failed } = await check();
    expect(failed).toEqual(['The replay differs from what really fired.']);
    expect(JSON.parse(said)).toMatchObject({
      same: false,
      live: 0,
      replayed: 1,
      found: [{ kind: 'did_not_fire', explained: false }],
    });
  });

  test('finds a threshold that was raised behind its back: what fired does not fire in the replay', async () => {
    await start();
    await answer(0.01, 10);
    await answer(0.023, 35);
    await forge('3%');
    const { said, failed } = await check();
    expect(failed).toHaveLength(1);
    expect(JSON.parse(said)).toMatchObject({
      same: false,
      live: 1,
      replayed: 0,
      found: [{ kind: 'not_replayed', explained: false }],
    });
  });

  test('finds a threshold that makes the same breach fire minutes later', async () => {
    await start();
    await answer(0.01, 10);
    await answer(0.04, 35);
    await forge('3.5%');
    const { said } = await check();
    expect(JSON.parse(said)).toMatchObject({
      same: false,
      found: [expect.objectContaining({ kind: 'other_start', explained: false })],
    });
  });

  test('does not look at cells from before filrouge evaluated anything, and does from then on', async () => {
    await start();
    const begun = house.clock.now();
    // A breach of five minutes, and as long again in which it is over.
    const before = Array.from({ length: 90 }, (_, place) => ({
      value: place < 30 ? 0.05 : 0.005,
      at: begun - (90 - place) * step,
    }));
    await send(before);
    await answer(0.01, 10);
    await answer(0.03, 25);
    const { said, failed } = await check({ format: 'table' });
    expect(failed).toEqual([]);
    expect(said).toMatch(/: 1 firings on record, 1 in the replay, 0 differences\.$/);
  });
});
