import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { enqueueNotices } from '../../../src/notices/outbox.ts';
import { notices as noticesTable } from '../../../src/notices/tables.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { readBoard } from '../../../src/requests/board/board-store.ts';
import { createDeskBoard } from '../../../src/requests/board/jobs.ts';
import { requestFactsTable } from '../../../src/requests/board/tables.ts';
import { noteTimes } from '../../../src/requests/clocks/clock-store.ts';
import { createDeskClocks } from '../../../src/requests/clocks/jobs.ts';
import { requestClocksTable } from '../../../src/requests/clocks/tables.ts';
import type { RequestTimes } from '../../../src/requests/request.ts';
import { aMandate, aRuleSet } from '../../builders/rules.ts';
import { metrics } from '../../rules/metrics.ts';
import { eachEngine } from '../../support/database.ts';
import { aDesk, monday, someTimes } from '../times.ts';

const [minute, hour] = [60_000, 3_600_000];
const someMetric = [...metrics.values()].slice(0, 1);
const known = ['first_response', 'fcr', 'sla_kept', 'requests_late'];
const two = Date.parse('2026-06-08T12:00:00Z');

eachEngine('the clocks and the board of the desk', (open) => {
  /** A desk whose requests stand in a map: what is tested is what is kept of their times. */
  async function aHouse() {
    const database = await open();
    const requests = new Map<number, RequestTimes>();
    const samples: { readonly id: string; readonly metric: string; readonly value: number }[] = [];
    const gauges = new Map<string, number>();
    const house = {
      database,
      samples,
      gauges,
      now: monday,
      set: aRuleSet({
        desk: aDesk({ targets: [{ answerMs: 8 * hour, resolveMs: 16 * hour }] }),
        agents: new Map([['support-desk', aMandate({ agent: 'support-desk' })]]),
        metrics: new Map(known.flatMap((name) => someMetric.map((one) => [name, { ...one, name }] as const))),
      }),
    };
    const deskOf = () => {
      const { desk } = house.set;
      if (desk === undefined) throw new Error('no desk');
      return desk;
    };
    const timesOf = async (_: unknown, numbers: readonly number[]) =>
      numbers.flatMap((number) => requests.get(number) ?? []);
    const ports = {
      ...{
        db: database.db,
        now: () => house.now,
        ruleSet: () => house.set,
        fenced: fencedOf(database),
        timesOf,
      },
      ...{ onNotices: () => {}, busy: () => undefined },
      enqueue: enqueueNotices,
      ingestOnce: async (news: readonly { id: string; metric: string; value: number }[]) =>
        samples.push(...news),
      ingestSamples: async (now: readonly { metric: string; value: number }[]) => {
        for (const { metric, value } of now) gauges.set(metric, value);
      },
    };
    const change = async (...all: readonly RequestTimes[]): Promise<void> => {
      const changes = all.map((after) => {
        const before = requests.get(after.number);
        return { ...(before && { before }), after };
      });
      await database.transaction((tx) => noteTimes(tx, deskOf(), changes, house.now));
      for (const after of all) requests.set(after.number, after);
    };
    const told = () => database.db.select().from(noticesTable).orderBy(noticesTable.seq);
    const board = () => readBoard({ db: database.db, desk: deskOf(), timesOf }, { by: 'day' }, house.now);
    return {
      ...{ house, change, told, board, requests },
      clocks: () => createDeskClocks(ports),
      sums: createDeskBoard(ports),
    };
  }

  test('an alarm is told once, by whoever looks, also after a restart', async () => {
    const { house, change, told, clocks } = await aHouse();
    await change(someTimes({ owner: 'lea', priority: 'urgent' }), someTimes({ number: 2, owner: 'lea' }));
    const first = clocks();
    house.now = two - 1;
    await first.look();
    expect(await told()).toEqual([]);
    house.now = two;
    await first.look();
    expect(await told()).toMatchObject([{ kind: 'request_late', people: ['lea'] }]);
    house.now = two + 10 * minute;
    await clocks().look();
    await first.look();
    expect((await told()).map(({ kind }) => kind)).toEqual(['request_late', 'requests_digest']);
    // Nobody was there for days: what ought to have gone out goes out at the next look.
    house.now = Date.parse('2026-06-12T08:00:00Z');
    await clocks().look();
    expect((await told()).slice(2).map(({ kind, people }) => [kind, ...people])).toEqual([
      ['request_late', 'lea', 'camille'],
      ['request_late', 'lea', 'camille'],
      ['requests_digest', 'lea'],
      ['requests_digest', 'camille'],
    ]);
  });

  test('a look that fails tells nothing, and the next one tells all', async () => {
    const { house, change, told, clocks } = await aHouse();
    await change(someTimes({ owner: 'lea', priority: 'urgent' }));
    house.now = two;
    await house.database.db.execute(sql`ALTER TABLE request_alarms RENAME TO elsewhere`);
    await expect(clocks().look()).rejects.toThrow();
    await house.database.db.execute(sql`ALTER TABLE elsewhere RENAME TO request_alarms`);
    expect(await told()).toEqual([]);
    await clocks().look();
    expect(await told()).toHaveLength(1);
  });

  test('what is answered in time is not told, and what the desk edits counts for what is open', async () => {
    const { house, change, told, clocks } = await aHouse();
    const own = clocks();
    await change(someTimes({ owner: 'lea' }), someTimes({ number: 2, owner: 'lea', priority: 'urgent' }));
    house.now = monday + hour;
    await change(someTimes({ owner: 'lea', state: 'answered', answeredAt: house.now }));
    await own.look();
    const { desk } = house.set;
    if (desk === undefined) throw new Error('no desk');
    house.set = { ...house.set, desk: { ...desk, alarms: { ...desk.alarms, noAnswerMs: hour } } };
    await own.look();
    expect(await told()).toMatchObject([{ kind: 'request_late', data: { request: 2, alarm: 'no_answer' } }]);
  });

  test('the board says the same before and after facts are in the sums of their days, and metrics hear each once', async () => {
    const { house, change, board, sums } = await aHouse();
    await change(someTimes(), someTimes({ number: 2 }), someTimes({ number: 3 }));
    house.now = monday + hour;
    const answered = someTimes({ state: 'answered', answeredAt: house.now, contactsOut: 1 });
    await change(answered, someTimes({ number: 3, state: 'merged' }));
    house.now = monday + 2 * hour;
    await change(someTimes({ ...answered, state: 'resolved', resolvedAt: house.now }));
    house.now = two;
    const before = await board();
    expect(before.now).toEqual({ open: 1, unanswered: 1, waitingForUs: 0, waitingForCustomer: 0, late: 1 });
    expect(before.late).toMatchObject([{ number: 2, why: 'no_answer', lateAt: new Date(two).toISOString() }]);
    expect(before.total).toMatchObject({
      received: 2,
      resolved: 1,
      firstResponseSeconds: 3_600,
      fcr: 1,
      slaKept: 1,
    });
    expect(before.periods.at(-1)).toMatchObject({ from: '2026-06-08', to: '2026-06-08', received: 2 });
    await Promise.all([sums.settle(), sums.settle()]);
    expect(await house.database.db.select().from(requestFactsTable)).toEqual([]);
    expect(await board()).toEqual(before);
    expect(house.samples.map(({ metric }) => metric).toSorted()).toEqual([
      'fcr',
      'first_response',
      'sla_kept',
    ]);
    await sums.measure();
    expect(house.gauges).toEqual(new Map([['requests_late', 1]]));
  });

  test('a request that is not there any more troubles nobody', async () => {
    const { house, change, told, clocks, requests, board } = await aHouse();
    await change(someTimes({ owner: 'lea', priority: 'urgent' }));
    requests.delete(1);
    house.now = two;
    await clocks().look();
    expect(await told()).toEqual([]);
    expect((await board()).late).toEqual([]);
    const rows = await house.database.db
      .select()
      .from(requestClocksTable)
      .where(eq(requestClocksTable.number, 1));
    expect(rows).toMatchObject([{ isOpen: false, lookAt: null }]);
  });
});

function fencedOf(database: Database) {
  return <T>(work: (tx: Database['db']) => Promise<T>): Promise<T> => database.transaction(work);
}
