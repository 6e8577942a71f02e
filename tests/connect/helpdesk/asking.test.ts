import { describe, expect, test } from 'vitest';
import { type AskingPorts, createAsking } from '../../../src/connect/helpdesk/pull/asking.ts';
import type { HelpdeskEvent, PollStanding } from '../../../src/connect/helpdesk/told.ts';
import { iso } from '../../../src/platform/iso.ts';
import { zammadBody } from './desk.ts';

type Fetch = AskingPorts['fetch'];
type Reply = Awaited<ReturnType<Fetch>>;
const [second, minute, day] = [1_000, 60_000, 86_400_000];
const start = Date.UTC(2026, 5, 5, 8);

const answer = (body: unknown, more: Partial<Reply> = {}): Reply => ({
  ...{ status: 200, contentType: 'application/json' },
  text: typeof body === 'string' ? body : JSON.stringify(body),
  ...more,
});
const ticket = (id: number, at: number) => ({ ...zammadBody().ticket, id, updated_at: iso(at) });

/** A helpdesk whose tickets a test holds, and the side of filrouge that asks it. */
function desk(tickets: object[], replies: Reply[] = []) {
  const world = { now: start, standing: undefined as PollStanding | undefined };
  const kept = new Map<string, HelpdeskEvent>();
  const [asked, counted]: [{ since: number; page: number }[], string[]] = [[], []];
  const pauses: number[] = [];
  const fetch: Fetch = async (url, request) => {
    expect(url).toBe('https://desk.example/api/v1/tickets/search');
    expect(request.headers).toMatchObject({ Authorization: 'Token token=t0ken' });
    const { condition, page, per_page: size } = JSON.parse(String(request.body));
    const since = Date.parse(condition['ticket.updated_at'].value);
    asked.push({ since, page });
    const found = tickets
      .filter((one) => Date.parse(String(Reflect.get(one, 'updated_at'))) > since)
      .toSorted((a, b) =>
        String(Reflect.get(a, 'updated_at')).localeCompare(String(Reflect.get(b, 'updated_at'))),
      );
    return replies.shift() ?? answer(found.slice((page - 1) * size, page * size));
  };
  const asking = createAsking({
    now: () => world.now,
    busy: () => undefined,
    sources: () => [{ name: 'zammad', kind: 'zammad', agent: { fixed: 'margaux' } }],
    api: () => ({ url: 'https://desk.example/', token: 't0ken' }),
    fetch,
    pause: async () => void pauses.push(world.now),
    standings: async () => new Map(world.standing && [['zammad', world.standing]]),
    note: async (standing) => {
      world.standing = standing;
    },
    keep: async (events) => {
      const fresh = events.filter(({ record, at }) => (kept.get(record)?.at ?? 0) < at);
      for (const one of fresh) kept.set(one.record, one);
      return fresh.length;
    },
    wake: () => {},
    count: (_, outcome, count = 1) => void counted.push(`${outcome} ${count}`),
  });
  const round = async (ms = 0) => {
    world.now += ms;
    asking.tick();
    await asking.idle();
  };
  return { asking, world, kept, asked, counted, pauses, round };
}

describe('what webhooks have lost is found', () => {
  test('by asking for the last day at first, and then, every 5 minutes, for what came since', async () => {
    const tickets = [ticket(1, start - 2 * minute)];
    const { round, asked, world, kept, counted } = desk(tickets);
    await round();
    expect(asked).toEqual([{ since: start - day - 2 * minute, page: 1 }]);
    expect([...kept.values()]).toMatchObject([{ record: '1', asked: true, note: { agent: 'margaux' } }]);
    expect(world.standing).toMatchObject({ upTo: start - 2 * minute, answeredAt: start, fault: null });
    await round(5 * minute - 1);
    expect(asked).toHaveLength(1);
    tickets.push(ticket(2, start + 4 * minute));
    await round(1);
    expect(asked[1]).toEqual({ since: start - 4 * minute, page: 1 });
    expect([...kept.keys()]).toEqual(['1', '2']);
    expect(counted).toEqual(['answered 1', 'found 1', 'answered 1', 'found 1']);
  });

  test('ten seconds after a webhook that does not hold the record, unless the helpdesk wants to be left alone', async () => {
    const { asking, round, asked } = desk(
      [],
      [answer([]), answer([]), answer('{}', { status: 429, retryAfter: '120' })],
    );
    asking.hurry('zammad');
    await round();
    asking.hurry('zammad');
    await round(10 * second - 1);
    expect(asked).toHaveLength(1);
    await round(1);
    expect(asked).toHaveLength(2);
    await round(5 * minute);
    asking.hurry('zammad');
    await round(120 * second - 1);
    expect(asked).toHaveLength(3);
    await round(1);
    expect(asked).toHaveLength(4);
  });

  test('page by page, with a pause between two, and none is passed over', async () => {
    const spread = Array.from({ length: 250 }, (_, id) => ticket(id, start - day + id * second));
    const { round, kept, asked, pauses } = desk(spread);
    await round();
    expect(kept.size).toBe(250);
    expect(asked.map(({ page }) => page)).toEqual([1, 1, 1]);
    expect(pauses).toHaveLength(2);
  });

  test('also where hundreds changed in the same moment', async () => {
    const { round, kept } = desk(Array.from({ length: 350 }, (_, id) => ticket(id, start - minute)));
    await round();
    expect(kept.size).toBe(350);
  });

  test('a bounded number of pages at a time: the next round goes on from there', async () => {
    const { round, kept, asked } = desk(
      Array.from({ length: 5_050 }, (_, id) => ticket(id, start - day + id * 10 * second)),
    );
    await round();
    expect(asked).toHaveLength(50);
    expect(kept.size).toBeLessThan(5_050);
    await round();
    expect(kept.size).toBe(5_050);
  });
});

describe('no answer is no data: nothing is taken for up to date', () => {
  const faults: [string, Reply, RegExp][] = [
    ['404', answer('{}', { status: 404 }), /HTTP 404/],
    ['500', answer('<html>', { status: 500 }), /HTTP 500/],
    ['garbage', answer('<html>'), /cannot be read: expected a list/],
    ['another shape', answer({ tickets: [] }), /cannot be read: expected a list/],
    ['slowness', { outcome: 'timeout', reason: 'no answer within 20 s' }, /no answer within 20 s/],
  ];
  test.each(faults)('%s', async (_, reply, reason) => {
    const { round, world, counted, kept } = desk([ticket(1, start - minute)], [reply]);
    await round();
    expect(world.standing).toMatchObject({
      answeredAt: null,
      failures: 1,
      fault: expect.stringMatching(reason),
    });
    expect(world.standing?.upTo).toBe(start - day);
    expect(counted).toEqual(['no_answer 1']);
    await round(minute - 1);
    expect(counted).toHaveLength(1);
    await round(1);
    expect(kept.size).toBe(1);
    expect(world.standing).toMatchObject({ failures: 0, fault: null });
  });

  test('429 is heeded: it is left alone for as long as it says, an hour at most', async () => {
    const busy = answer('', { status: 429, retryAfter: '120' });
    const { round, counted } = desk([], [busy, answer('', { status: 429, retryAfter: '999999' })]);
    await round();
    await round(2 * minute - 1);
    expect(counted).toEqual(['no_answer 1']);
    await round(1);
    await round(60 * minute - 1);
    expect(counted).toEqual(['no_answer 1', 'no_answer 1']);
    await round(1);
    expect(counted).toEqual(['no_answer 1', 'no_answer 1', 'answered 1']);
  });

  test('the waits grow to an hour', async () => {
    const { round, counted } = desk(
      [],
      Array.from({ length: 20 }, () => answer('', { status: 500 })),
    );
    for (let time = 0; time < 10; time += 1) await round(60 * minute);
    expect(counted).toHaveLength(10);
    await round(60 * minute - 1);
    expect(counted).toHaveLength(10);
  });

  test('a fault in the middle keeps what came before it', async () => {
    const tickets = Array.from({ length: 150 }, (_, id) => ticket(id, start - day + id * minute));
    const first = answer(tickets.slice(0, 100));
    const { round, world, kept } = desk(tickets, [first, answer('', { status: 500 })]);
    await round();
    expect(kept.size).toBe(100);
    expect(world.standing).toMatchObject({ upTo: start - day + 99 * minute, failures: 1 });
  });

  test('a ticket from the future hides nothing that comes after it', async () => {
    const { round, world, kept } = desk([ticket(1, start + 30 * day), ticket(2, start - minute)]);
    await round();
    expect([...kept.keys()]).toEqual(['2']);
    expect(world.standing?.upTo).toBe(start - minute);
  });
});

test('nobody is asked where no address is set, or while this process does not evaluate, or after the end', async () => {
  const { asking, asked, round } = desk([]);
  await asking.stop();
  await round();
  expect(asked).toEqual([]);
});
