import { beforeEach, describe, expect, test } from 'vitest';
import type { Actor } from '../../src/platform/actor.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { together } from '../../src/platform/database/statement.ts';
import { acknowledgeSwitch, markEscalated } from '../../src/switches/acknowledgement.ts';
import { suspendedTimes } from '../../src/switches/downtime-store.ts';
import { resumeAgent } from '../../src/switches/resume.ts';
import {
  changingSwitches,
  downtimeSpans,
  loadSwitches,
  markingEscalations,
  saveAcknowledgement,
  switchChannel,
  switchHistory,
} from '../../src/switches/store.ts';
import {
  type KillSwitch,
  type SwitchChange,
  suspendAgent,
  tripSwitch,
  untouchedSwitch,
} from '../../src/switches/switch.ts';
import { eachEngine } from '../support/database.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const minute = 60_000;
const lea: Actor = { kind: 'person', person: 'lea', key: '3f2a' };
const camille: Actor = { kind: 'person', person: 'camille', key: '9b01' };
const untouched = untouchedSwitch('margaux', t0 - minute);
const trip = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  value: 0.023,
  threshold: 0.02,
  incident: 4,
} as const;

function changing(before: KillSwitch, { state, event }: SwitchChange) {
  return together(changingSwitches([{ before, after: state, event }]));
}

function must(change: SwitchChange | undefined): SwitchChange {
  if (change === undefined) throw new Error('the switch did not change');
  return change;
}

function resumed(state: KillSwitch, now: number): SwitchChange {
  const result = resumeAgent(state, { by: camille, reason: 'mended', override: false, measures: [] }, now);
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}

eachEngine('the switches in the database', (open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  const stored = async (agent: string) => (await loadSwitches(database.db)).get(agent);

  async function save(before: KillSwitch, change: SwitchChange): Promise<KillSwitch> {
    await database.atOnce(changing(before, change));
    return change.state;
  }

  /** Trip at t0, hold after a minute, let run after forty: the switch at the end. */
  async function story(): Promise<KillSwitch> {
    const tripped = await save(untouched, must(tripSwitch(untouched, trip, t0)));
    const held = must(suspendAgent(tripped, { by: lea, reason: 'to be sure', incident: 4 }, t0 + minute));
    return save(await save(tripped, held), resumed(held.state, t0 + 40 * minute));
  }

  test('the time with a share is summed apart from the time without any, and both up to the end of the span', async () => {
    const reduced = await save(untouched, must(tripSwitch(untouched, { ...trip, share: 0.2 }, t0)));
    const at = (now: number) => suspendedTimes(database.db, { from: t0 - 9 * minute, until: now });
    expect(await at(t0)).toEqual([]);
    expect(await at(t0 + 3 * minute)).toEqual([
      { agent: 'margaux', suspendedMs: 0, suspensions: 0, degradedMs: 3 * minute },
    ]);
    const held = await save(
      reduced,
      must(suspendAgent(reduced, { by: lea, reason: 'odd' }, t0 + 5 * minute)),
    );
    await save(held, resumed(held, t0 + 15 * minute));
    const all = { agent: 'margaux', suspendedMs: 10 * minute, suspensions: 1, degradedMs: 5 * minute };
    expect(await at(t0 + 15 * minute)).toEqual([all]);
    expect(await at(t0 + 60 * minute)).toEqual([all]);
    const within = { from: t0 + 2 * minute, until: t0 + 7 * minute };
    expect(await suspendedTimes(database.db, within)).toEqual([
      { agent: 'margaux', suspendedMs: 2 * minute, suspensions: 1, degradedMs: 3 * minute },
    ]);
  });

  test('come back as they were, trips, hold and acknowledgement', async () => {
    const tripped = await save(untouched, must(tripSwitch(untouched, trip, t0)));
    const held = await save(
      tripped,
      must(suspendAgent(tripped, { by: lea, reason: 'to be sure' }, t0 + minute)),
    );
    const acknowledged = acknowledgeSwitch(held, 2, t0 + 2 * minute);
    if (!acknowledged.ok) throw new Error(acknowledged.refusal.code);
    await database.transaction((tx) => saveAcknowledgement(tx, acknowledged.value));
    await database.atOnce(markingEscalations([markEscalated(acknowledged.value)]));
    expect(await stored('margaux')).toEqual(markEscalated(acknowledged.value));
    expect(await loadSwitches(database.db)).toEqual(
      new Map([['margaux', markEscalated(acknowledged.value)]]),
    );
    expect(await stored('leo')).toBeUndefined();
  });

  test('a change decided from a stale switch is not stored, and leaves no history', async () => {
    const stale = must(suspendAgent(untouched, { by: lea, reason: 'doubt' }, t0 + 1));
    await save(untouched, must(tripSwitch(untouched, trip, t0)));
    await expect(save(untouched, stale)).rejects.toThrow();
    expect(await switchHistory(database.db, 'margaux', { limit: 10 })).toHaveLength(1);
  });

  test('a change decided on a switch that the database has not reached is not stored, and leaves no history', async () => {
    const tripped = await save(untouched, must(tripSwitch(untouched, trip, t0)));
    const ahead = { ...tripped, epoch: tripped.epoch + 2 };
    const held = must(suspendAgent(ahead, { by: lea, reason: 'doubt' }, t0 + 1));
    await expect(save(ahead, held)).rejects.toThrow();
    expect(await stored('margaux')).toEqual(tripped);
    expect(await switchHistory(database.db, 'margaux', { limit: 10 })).toHaveLength(1);
  });

  test('changes of several agents are kept together, and none of them when one is stale', async () => {
    const leo = untouchedSwitch('leo', t0);
    const both = [untouched, leo].map((before) => {
      const { state, event } = must(tripSwitch(before, trip, t0));
      return { before, after: state, event };
    });
    await database.atOnce(together(changingSwitches(both)));
    expect([...(await loadSwitches(database.db)).keys()].sort()).toEqual(['leo', 'margaux']);
    const nora = untouchedSwitch('nora', t0);
    const tripped = must(tripSwitch(nora, trip, t0));
    const withNora = [...both, { before: nora, after: tripped.state, event: tripped.event }];
    await expect(database.atOnce(together(changingSwitches(withNora)))).rejects.toThrow();
    expect(await stored('nora')).toBeUndefined();
  });

  test('a change of a later epoch is fenced as well', async () => {
    const tripped = await save(untouched, must(tripSwitch(untouched, trip, t0)));
    const held = must(suspendAgent(tripped, { by: lea, reason: 'doubt' }, t0 + 1));
    await save(tripped, held);
    await expect(save(tripped, resumed(tripped, t0 + 2))).rejects.toThrow();
  });

  test('a switch that only acknowledged epoch 0 can still change', async () => {
    const result = acknowledgeSwitch(untouched, 0, t0);
    if (!result.ok) throw new Error(result.refusal.code);
    await database.transaction((tx) => saveAcknowledgement(tx, result.value));
    await save(result.value, must(tripSwitch(result.value, trip, t0)));
    expect(await stored('margaux')).toMatchObject({ epoch: 1, acknowledged: { epoch: 0 } });
  });

  test('an acknowledgement never undoes a change or a later acknowledgement', async () => {
    const tripped = await save(untouched, must(tripSwitch(untouched, trip, t0)));
    const at = (epoch: number, now: number) => ({ ...untouched, acknowledged: { epoch, at: now } });
    await database.transaction((tx) => saveAcknowledgement(tx, at(1, t0 + 1)));
    await database.transaction((tx) => saveAcknowledgement(tx, at(0, t0 + 2)));
    expect(await stored('margaux')).toEqual({
      ...tripped,
      acknowledged: { epoch: 1, at: t0 + 1 },
    });
  });

  test('a change and its acknowledgement do not disturb each other', async () => {
    const tripped = await save(untouched, must(tripSwitch(untouched, trip, t0)));
    await database.transaction((tx) =>
      saveAcknowledgement(tx, { ...tripped, acknowledged: { epoch: 1, at: t0 + 1 } }),
    );
    // Decided before the acknowledgement was known.
    await save(tripped, must(suspendAgent(tripped, { by: lea, reason: 'doubt' }, t0 + 2)));
    expect(await stored('margaux')).toMatchObject({ epoch: 2, acknowledged: { epoch: 1 } });
  });

  test('the history tells every change with its words, the latest first', async () => {
    await story();
    expect(await switchHistory(database.db, 'margaux', { limit: 10 })).toEqual([
      {
        agent: 'margaux',
        epoch: 3,
        at: t0 + 40 * minute,
        kind: 'agentResumed',
        by: 'person:camille',
        reason: 'mended',
        override: false,
        released: ['error-rate'],
        mayRun: true,
        share: 1,
      },
      {
        agent: 'margaux',
        epoch: 2,
        at: t0 + minute,
        kind: 'agentSuspended',
        by: 'person:lea',
        reason: 'to be sure',
        mayRun: false,
        share: 0,
      },
      {
        agent: 'margaux',
        epoch: 1,
        at: t0,
        kind: 'agentTripped',
        by: 'engine',
        trip,
        mayRun: false,
        share: 0,
      },
    ]);
  });

  test('the history can be asked for a time and a length', async () => {
    await story();
    const epochs = async (range: { from?: number; to?: number; limit: number }) =>
      (await switchHistory(database.db, 'margaux', range)).map(({ epoch }) => epoch);
    expect(await epochs({ from: t0 + minute, limit: 10 })).toEqual([3, 2]);
    expect(await epochs({ to: t0 + minute, limit: 10 })).toEqual([2, 1]);
    expect(await epochs({ limit: 1 })).toEqual([3]);
  });

  test('the downtime is one span from the first stop to the release', async () => {
    const running = await story();
    const at = t0 + 90 * minute;
    await save(running, must(suspendAgent(running, { by: lea, reason: 'again' }, at)));
    const all = { from: t0, to: t0 + 120 * minute };
    const first = { from: t0, until: t0 + 40 * minute };
    expect(await downtimeSpans(database.db, 'margaux', all)).toEqual([first, { from: at }]);
    expect(await downtimeSpans(database.db, 'margaux', { from: t0, to: at - 1 })).toEqual([first]);
    expect(await downtimeSpans(database.db, 'margaux', { from: first.until + 1, to: at })).toEqual([
      { from: at },
    ]);
  });

  describe('other processes', () => {
    test('hear of a change once it is committed, and of none that was rolled back', async () => {
      const heard: string[] = [];
      let hear = (): void => {};
      const arrived = new Promise<void>((resolve) => {
        hear = resolve;
      });
      const stop = await database.listen(switchChannel, (agent) => {
        heard.push(agent);
        hear();
      });
      const leo = untouchedSwitch('leo', t0);
      const undone = must(tripSwitch(leo, trip, t0));
      const failing = database.transaction(async (tx) => {
        await tx.execute(changing(leo, undone));
        throw new Error('the incident could not be written');
      });
      await expect(failing).rejects.toThrow('could not be written');
      await save(untouched, must(tripSwitch(untouched, trip, t0)));
      await arrived;
      expect(heard).toEqual(['margaux']);
      await stop();
    });
  });
});
