import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Channel, Delivery, Sent } from '../../../src/notices/delivery.ts';
import { createNoticeDesk } from '../../../src/notices/desk-store.ts';
import { deliverBatch } from '../../../src/notices/jobs.ts';
import type { NewNotice, Notice } from '../../../src/notices/notice.ts';
import { enqueueNotices } from '../../../src/notices/outbox.ts';
import type { AddressBook, Reach } from '../../../src/notices/routing.ts';
import { listNotices } from '../../../src/notices/store.ts';
import { toComeFor } from '../../../src/notices/waiting/message-store.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { manualClock } from '../../support/clock.ts';
import { eachEngine } from '../../support/database.ts';
import { sampleNotice } from '../samples.ts';

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
/** Eight in Paris. */
const morning = Date.parse('2026-06-09T06:00:00Z');

function reminder(key: string, people: readonly string[] = ['lea']): NewNotice {
  const { at: _, ...sample } = sampleNotice('action_reminder');
  return { ...sample, key, severity: 'info', people, data: { ...sample.data, action: key, title: key } };
}

function drafted(key: string, severity: NewNotice['severity'] = 'info'): NewNotice {
  const { at: _, ...sample } = sampleNotice('plan_drafted');
  return { ...sample, key, severity, people: ['lea'] };
}

function setUp(database: Database, at = morning) {
  const clock = manualClock(at);
  const people: Record<string, Reach> = {};
  const over = new Set<string>();
  const sent: { at: number; to?: string | undefined; keys: string[] }[] = [];
  let answer: Sent = { outcome: 'delivered' };
  const sendTogether = async (deliveries: readonly Delivery[]): Promise<Sent> => {
    const keys = deliveries.map(({ notice }) => notice.key).toSorted();
    sent.push({ at: clock.now(), to: deliveries[0]?.recipient, keys });
    return answer;
  };
  const mail: Channel = { sendTogether, send: (delivery) => sendTogether([delivery]) };
  const told: string[] = [];
  const webhook: Channel = {
    send: async ({ notice }) => {
      told.push(notice.key);
      return { outcome: 'delivered' };
    },
  };
  const book = (): AddressBook => ({
    reachOf: (person) => people[person],
    houseZone: () => 'Europe/Paris',
    morningMinutes: 480,
  });
  const stands = async ({ key }: Notice) => !over.has(key);
  const ports = {
    ...{ database, clock, book, stands, channels: { mail, webhook }, random: () => 0.5 },
    ...{ logger: pino({ level: 'silent' }), personOf: () => undefined, mayRun: () => undefined },
  };
  const desk = createNoticeDesk({
    ...{ db: database.db, now: clock.now, book, stands, wake: () => {} },
    ...{ personOf: () => undefined, houseLanguage: () => 'en' as const, health: { of: () => undefined } },
    isSetUp: () => true,
  });
  return {
    ...{ clock, people, over, sent, told, desk },
    fails: (outcome: Sent) => {
      answer = outcome;
    },
    enqueue: (...notices: NewNotice[]) => enqueueNotices(database.db, notices, clock.now()),
    /** Lets time pass in steps and works off what is due. */
    pass: async (ms: number, stepMs = 30_000) => {
      for (
        const end = clock.now() + ms;
        clock.now() < end;
        clock.advance(Math.min(stepMs, end - clock.now()))
      )
        await deliverBatch(ports, 'mail');
      await deliverBatch(ports, 'mail');
      await deliverBatch(ports, 'webhook');
    },
    mails: async () =>
      (await listNotices(database.db, { limit: 100 })).flatMap(({ key, deliveries }) =>
        deliveries.filter(({ channel }) => channel === 'mail').map((one) => ({ key, ...one })),
      ),
  };
}

eachEngine('the digest', (open) => {
  test('is one message a person and day; programs hear of each reminder at once', async () => {
    const { enqueue, pass, sent, told, people } = setUp(await open(), morning - hour);
    people['it-ops'] = { timezone: 'America/New_York' };
    await enqueue(reminder('a'), reminder('b', ['lea', 'it-ops']), reminder('c'));
    await pass(minute);
    expect([sent, told.toSorted()]).toEqual([[], ['a', 'b', 'c']]);
    await pass(2 * hour);
    expect(sent).toEqual([{ at: morning, to: 'lea', keys: ['a', 'b', 'c'] }]);
    // What comes up during the day is for the next morning.
    await enqueue(reminder('d'));
    await pass(5 * hour - minute);
    expect(sent.slice(1)).toEqual([{ at: morning + 6 * hour, to: 'it-ops', keys: ['b'] }]);
    await pass(day, hour / 2);
    expect(sent.slice(2)).toEqual([{ at: morning + day, to: 'lea', keys: ['d'] }]);
  });

  test('is put together from what is found within a minute, in however many pieces it was written', async () => {
    const { enqueue, pass, sent, clock } = setUp(await open());
    await enqueue(reminder('a'));
    await pass(30_000);
    await enqueue(...Array.from({ length: 12 }, (_, place) => reminder(`b${place}`)));
    await pass(minute);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.keys).toHaveLength(13);
    await pass(2 * day, hour);
    expect([sent.length, clock.now() > morning + day]).toEqual([1, true]);
  });

  test('tells what is so as it is sent: what was done or given away meanwhile is withdrawn, and says so', async () => {
    const { enqueue, pass, sent, over, mails } = setUp(await open(), morning - hour);
    await enqueue(reminder('done'), reminder('open'));
    await pass(minute);
    over.add('done');
    await pass(2 * hour);
    expect(sent).toEqual([{ at: morning, to: 'lea', keys: ['open'] }]);
    expect((await mails()).find(({ key }) => key === 'done')).toMatchObject({
      state: 'skipped',
      reason: 'no_longer_due',
    });
  });

  test('is not sent at all when nothing of it is left', async () => {
    const { enqueue, pass, sent, over } = setUp(await open(), morning - hour);
    await enqueue(reminder('a'), reminder('b'));
    await pass(minute);
    over.add('a');
    over.add('b');
    await pass(3 * hour);
    expect(sent).toEqual([]);
  });

  test('that the server does not take is tried again as one, without what was done until then', async () => {
    const { enqueue, pass, sent, over, fails, mails } = setUp(await open());
    fails({ outcome: 'failed', reason: 'econnrefused' });
    await enqueue(reminder('a'), reminder('b'), reminder('c'));
    await pass(2 * minute);
    const tries = sent.length;
    expect(tries).toBeGreaterThan(0);
    over.add('b');
    fails({ outcome: 'delivered' });
    await pass(hour);
    expect(sent.at(-1)?.keys).toEqual(['a', 'c']);
    expect(sent.slice(tries)).toHaveLength(1);
    expect((await mails()).map(({ state }) => state).toSorted()).toEqual([
      'delivered',
      'delivered',
      'skipped',
    ]);
  });

  test('is traced as one message, and shown as the very one that was sent', async () => {
    const { enqueue, pass, mails, desk } = setUp(await open());
    await enqueue(reminder('Relire'), reminder('Rejouer'));
    await pass(2 * minute);
    const [one, other] = await mails();
    expect(one?.message).toMatch(/^msg_/);
    expect(other?.message).toBe(one?.message);
    const preview = await desk.preview(one?.id ?? '');
    expect(preview?.text).toContain('Relire');
    expect(preview?.text).toContain('Rejouer');
    expect(await desk.preview(other?.id ?? '')).toEqual(preview);
    // Another one, of another day, is another message.
    await enqueue(reminder('Plus tard'));
    await pass(2 * day, hour);
    expect((await desk.preview(one?.id ?? ''))?.text).not.toContain('Plus tard');
  });

  test('is shown before it is sent, as it would be now', async () => {
    const { enqueue, pass, mails, desk, over } = setUp(await open(), morning - hour);
    await enqueue(reminder('Relire'), reminder('Rejouer'), reminder('Fini'));
    await pass(minute);
    over.add('Fini');
    const [one] = await mails();
    expect(one).toMatchObject({ state: 'waiting', reason: 'digest', dueAt: morning });
    const text = (await desk.preview(one?.id ?? ''))?.text ?? '';
    expect(['Relire', 'Rejouer', 'Fini'].map((title) => text.includes(title))).toEqual([true, true, false]);
  });
});

eachEngine('quiet hours', (open) => {
  const night = { fromMinutes: 20 * 60, toMinutes: 7 * 60 };
  const evening = Date.parse('2026-06-09T20:00:00Z');
  const end = Date.parse('2026-06-10T05:00:00Z');

  test('let nothing through but what is critical; the rest comes once, together, at their end', async () => {
    const database = await open();
    const { enqueue, pass, sent, people, mails } = setUp(database, evening);
    people['lea'] = { quiet: night };
    await enqueue(drafted('a'), drafted('b', 'warning'), drafted('urgent', 'critical'));
    await pass(minute);
    expect(sent.map(({ keys }) => keys)).toEqual([['urgent']]);
    expect(await toComeFor(database.db, 'lea', evening + minute)).toEqual({ count: 2, dueAt: end });
    expect((await mails()).find(({ key }) => key === 'a')).toMatchObject({
      ...{ state: 'waiting', reason: 'quiet_hours', dueAt: end, attempts: 0 },
    });
    await pass(14 * minute);
    await pass(10 * hour, hour / 4);
    expect(sent.slice(1)).toEqual([{ at: end, to: 'lea', keys: ['a', 'b'] }]);
    expect(await toComeFor(database.db, 'lea', end + hour)).toBeUndefined();
  });

  test('of one person keep nobody else waiting', async () => {
    const { enqueue, pass, sent, people } = setUp(await open(), evening);
    people['lea'] = { quiet: night };
    await enqueue({ ...drafted('a'), people: ['lea', 'camille'] });
    await pass(minute);
    expect(sent).toEqual([{ at: evening, to: 'camille', keys: ['a'] }]);
  });

  test('over which somebody goes away end with the deputy, who reads in whose place', async () => {
    const { enqueue, pass, sent, people, mails } = setUp(await open(), evening);
    people['lea'] = { quiet: night, deputy: 'camille', away: [{ from: '2026-06-10', to: '2026-06-12' }] };
    people['camille'] = {};
    await enqueue(drafted('a'));
    await pass(10 * hour, hour / 4);
    expect(sent).toEqual([{ at: end, to: 'camille', keys: ['a'] }]);
    expect(await mails()).toMatchObject([{ person: 'camille', instead: 'lea', state: 'delivered' }]);
  });

  test('do not tell a deputy twice what they were told anyway', async () => {
    const { enqueue, pass, sent, people, mails } = setUp(await open(), evening);
    people['lea'] = { quiet: night, deputy: 'camille', away: [{ from: '2026-06-10', to: '2026-06-12' }] };
    people['camille'] = {};
    await enqueue({ ...drafted('a'), people: ['lea', 'camille'] });
    await pass(10 * hour, hour / 4);
    expect(sent.map(({ to }) => to)).toEqual(['camille']);
    expect((await mails()).find(({ person }) => person === 'lea')).toMatchObject({ reason: 'deputy_told' });
  });
});
