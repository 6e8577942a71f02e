import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import {
  heardHooks,
  keepEvents,
  purgeHelpdesks,
  settleEvents,
  standingsOf,
  waitingEvents,
} from '../../../src/connect/helpdesk/store.ts';
import type { HelpdeskEvent, Standing } from '../../../src/connect/helpdesk/told.ts';
import { eachEngine } from '../../support/database.ts';

const day = 86_400_000;
const now = 400 * day;
const event = (change: Partial<HelpdeskEvent> = {}): HelpdeskEvent => ({
  ...{ source: 'zammad', delivery: 'd1', record: '81', at: now, receivedAt: now, asked: false },
  note: { agent: 'margaux', state: 'open', facts: { csat: 4.5 } },
  ...change,
});
const standing: Standing = { settled: false, episode: 1, facts: {}, earlier: {} };

eachEngine('what helpdesks have told', (open) => {
  test('is kept once, in the order of the records, until it is worked off', async () => {
    const { db, transaction } = await open();
    const [first, second] = [event(), event({ delivery: 'd2', at: now - 1 })];
    expect(await keepEvents(db, [first, second])).toBe(2);
    expect(await keepEvents(db, [first])).toBe(0);
    expect(await waitingEvents(db, 10)).toEqual([second, first]);
    await transaction((tx) =>
      settleEvents(tx, [first], [{ source: 'zammad', record: '81', at: now, standing }]),
    );
    expect(await waitingEvents(db, 10)).toEqual([second]);
    expect((await standingsOf(db, [first, first])).get('zammad 81')).toEqual({
      record: '81',
      at: now,
      standing,
    });
  });

  test('what cannot be read holds up nothing else', async () => {
    const { db } = await open();
    const bad = [1, 2, 3].map((n) => event({ delivery: `bad ${n}`, receivedAt: now - n }));
    await keepEvents(db, [...bad, event({ record: '82' })]);
    await db.execute(sql`UPDATE helpdesk_events SET note = '{"state": "merged"}' WHERE delivery LIKE 'bad%'`);
    expect(await waitingEvents(db, 1)).toEqual([event({ record: '82' })]);
    await db.execute(sql`INSERT INTO helpdesk_records VALUES ('zammad', '82', ${now}, '{}')`);
    expect(await standingsOf(db, [event({ record: '82' })])).toEqual(new Map());
  });

  test('waits again when it came anew while it was worked off', async () => {
    const { db, transaction } = await open();
    await keepEvents(db, [event()]);
    const read = await waitingEvents(db, 10);
    const later = event({ at: now + 1 });
    expect(await keepEvents(db, [later])).toBe(1);
    await transaction((tx) =>
      settleEvents(tx, read, [{ source: 'zammad', record: '81', at: now, standing }]),
    );
    expect(await waitingEvents(db, 10)).toEqual([later]);
  });

  test('is no news when it was asked for, and a record is known to be as new; a rating is', async () => {
    const { db, transaction } = await open();
    await transaction((tx) => settleEvents(tx, [], [{ source: 'zammad', record: '81', at: now, standing }]));
    const asked = (at: number) => event({ delivery: `asked ${at}`, at, asked: true });
    expect(await keepEvents(db, [asked(now), asked(now + 1)])).toBe(1);
    const rating = event({ delivery: 'r', at: now - 1, asked: true, note: { facts: { csat: 3 } } });
    expect(await keepEvents(db, [rating])).toBe(1);
    expect(await heardHooks(db)).toEqual(new Map());
  });

  test('is known again for three days and more, and then deleted; what waits is kept for a month', async () => {
    const { db, transaction } = await open();
    const old = event({ receivedAt: now - 4 * day - 1 });
    const waits = event({ delivery: 'd2', receivedAt: now - 4 * day - 1 });
    const kept = event({ delivery: 'd3', receivedAt: now - 4 * day });
    const forgotten = event({ delivery: 'd4', receivedAt: now - 30 * day - 1 });
    await keepEvents(db, [old, waits, kept, forgotten]);
    const records = [
      { source: 'zammad', record: '1', at: now - 180 * day - 1, standing },
      { source: 'zammad', record: '2', at: now - 180 * day, standing },
    ];
    await transaction((tx) => settleEvents(tx, [old, kept], records));
    await transaction((tx) => purgeHelpdesks(tx, now));
    expect(await keepEvents(db, [kept])).toBe(0);
    expect(await keepEvents(db, [old])).toBe(1);
    expect((await waitingEvents(db, 10)).map(({ delivery }) => delivery).sort()).toEqual(['d1', 'd2']);
    expect([...(await standingsOf(db, records)).keys()]).toEqual(['zammad 2']);
  });
});
