import { expect, test } from 'vitest';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import {
  latestRuleSet,
  recordRuleSet,
  ruleSetByHash,
  ruleSetHistory,
} from '../../../src/rules/sets/store.ts';
import { storedHistory } from '../../../src/workshop/replay/stored-history.ts';
import { eachEngine } from '../../support/database.ts';
import { edited, setOf, shippedFiles } from '../folder.ts';

const shipped = await shippedFiles();
const at = (percent: string): RuleSet =>
  setOf(edited(shipped, 'agents/margaux.yaml', 'error_rate > 2% over', `error_rate > ${percent} over`));
const [two, lower, lowest] = [setOf(shipped), at('1.8%'), at('1.6%')];
const line = (before: string, after: string) =>
  `margaux/error-rate: when error_rate > ${before} over 5m → error_rate > ${after} over 5m`;

eachEngine('the history of rule sets', (open) => {
  test('is empty before the first set', async () => {
    const { db } = await open();
    expect(await latestRuleSet(db)).toBeUndefined();
    expect(await ruleSetHistory(db, {})).toEqual([]);
  });

  test('says who came after whom, and what that changed', async () => {
    const database = await open();
    const record = (set: RuleSet, now: number) => database.transaction((tx) => recordRuleSet(tx, set, now));
    expect(await record(two, 1_000)).toEqual({ recorded: true, diff: { changes: [], lines: [] } });
    expect(await record(lower, 2_000)).toMatchObject({
      recorded: true,
      diff: { lines: [line('2%', '1.8%')] },
    });
    expect(await record(two, 3_000)).toMatchObject({ recorded: true, diff: { lines: [line('1.8%', '2%')] } });
    const history = await ruleSetHistory(database.db, {});
    expect(history.map(({ hash, inForceSince, diff }) => [hash, inForceSince, diff.lines])).toEqual([
      [two.hash, 1_000, []],
      [lower.hash, 2_000, [line('2%', '1.8%')]],
      [two.hash, 3_000, [line('1.8%', '2%')]],
    ]);
  });

  test('is not added to by the set that is in force already', async () => {
    const database = await open();
    await recordRuleSet(database.db, two, 1_000);
    const respelt = setOf(edited(shipped, 'agents/margaux.yaml', '> 2% over 5m', '> 0.02 over 300s'));
    expect(await recordRuleSet(database.db, respelt, 2_000)).toMatchObject({ recorded: false });
    expect(await ruleSetHistory(database.db, {})).toHaveLength(1);
  });

  test('gives each set back whole by its hash, and says which were in force when', async () => {
    const { db } = await open();
    await recordRuleSet(db, two, 1_000);
    await recordRuleSet(db, lower, 2_000);
    expect(await latestRuleSet(db)).toEqual(lower);
    const inForce = async (from: number, until: number) =>
      (await storedHistory(db, () => 0).recordedSets({ from, until })).map(({ hash }) => hash);
    expect(await inForce(998, 999)).toEqual([]);
    expect(await inForce(1_000, 1_999)).toEqual([two.hash]);
    expect(await inForce(1_999, 2_000)).toEqual([two.hash, lower.hash]);
    expect(await inForce(2_000, 2_001)).toEqual([lower.hash]);
    expect(await ruleSetByHash(db, two.hash)).toEqual(two);
    expect(await ruleSetByHash(db, 'none')).toBeUndefined();
  });

  test('is read in spans and in pages, of which the latest come first', async () => {
    const { db } = await open();
    for (const [place, set] of [two, lower, lowest].entries())
      await recordRuleSet(db, set, (place + 1) * 1_000);
    const times = async (span: Parameters<typeof ruleSetHistory>[1]) =>
      (await ruleSetHistory(db, span)).map(({ inForceSince }) => inForceSince);
    expect(await times({ from: 1_001, to: 3_000 })).toEqual([2_000, 3_000]);
    expect(await times({ from: 3_001 })).toEqual([]);
    expect(await times({ limit: 2 })).toEqual([2_000, 3_000]);
    const [oldest] = await ruleSetHistory(db, { limit: 2 });
    expect(await times({ limit: 2, before: oldest?.seq ?? 0 })).toEqual([1_000]);
  });
});
