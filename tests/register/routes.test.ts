import { describe, expect, test } from 'vitest';
import { authenticate, requirePermission } from '../../src/access/guard.ts';
import type { Caller } from '../../src/access/roles.ts';
import { createRouter } from '../../src/platform/http/http.ts';
import { type ChainVerdict, chainEntries, emptyRegister } from '../../src/register/chain.ts';
import { registerRoutes } from '../../src/register/routes.ts';
import type { RegisterQuery } from '../../src/register/store.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const entries = chainEntries(
  emptyRegister,
  Array.from({ length: 5 }, () => ({ kind: 'agentTripped', actor: 'engine', data: { value: 0.023 } })),
  t0,
);

function serve(role: Caller['role'] = 'viewer', verify: () => Promise<ChainVerdict> = async () => whole) {
  const asked: RegisterQuery[] = [];
  const app = createRouter();
  const caller: Caller = { actor: { kind: 'key', key: 'vi01' }, role };
  app.use(authenticate([() => ({ kind: 'caller', caller })]));
  app.route(
    '/',
    registerRoutes({
      mayRead: requirePermission('read'),
      read: async (query) => {
        asked.push(query);
        return entries.filter(({ seq }) => seq > (query.after ?? 0)).slice(0, query.limit);
      },
      verify,
      verifyAt: async (sizes) => ({
        verdict: whole,
        states: sizes.map((size) => ({ size, root: 'ab', head: 'cd' })),
      }),
    }),
  );
  return { asked, get: (path: string) => app.request(`/v1/register${path}`) };
}

const whole: ChainVerdict = { ok: true, entries: 0, head: emptyRegister };

describe('the register over HTTP', () => {
  test('is read in pages, each of which says where the next begins', async () => {
    const { get } = serve();
    const page = async (path: string) => {
      const body = (await (await get(path)).json()) as { items: { seq: number }[]; nextCursor?: string };
      return { seqs: body.items.map(({ seq }) => seq), next: body.nextCursor };
    };
    expect(await page('?limit=2')).toEqual({ seqs: [1, 2], next: '2' });
    expect(await page('?limit=2&after=2')).toEqual({ seqs: [3, 4], next: '4' });
    expect(await page('?limit=1&after=4')).toEqual({ seqs: [5], next: undefined });
  });

  test('tells each entry with its place in the chain', async () => {
    const { items } = (await (await serve().get('?limit=1')).json()) as { items: object[] };
    expect(items).toEqual([{ ...entries[0], at: '2026-06-05T06:02:00.000Z' }]);
  });

  test('can be asked for agent, kind, actor, incident and time', async () => {
    const { asked, get } = serve();
    await get(
      '?agent=margaux&kind=agentTripped&actor=engine&incident=4&from=2026-06-05T06:02:00Z&to=2026-06-05T08:03:00%2B02:00',
    );
    expect(asked).toEqual([
      {
        agent: 'margaux',
        kind: 'agentTripped',
        actor: 'engine',
        incident: 4,
        from: t0,
        to: t0 + 60_000,
        limit: 101,
      },
    ]);
  });

  test.each(['?limit=0', '?limit=1001', '?after=-1', '?from=yesterday'])('refuses %s', async (path) => {
    expect((await serve().get(path)).status).toBe(400);
  });

  test('is verified on demand, once for all who ask meanwhile', async () => {
    let runs = 0;
    let finish = (_: ChainVerdict): void => {};
    const { get } = serve('viewer', () => {
      runs += 1;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    const asked = [get('/verify'), get('/verify')];
    await new Promise((resolve) => setImmediate(resolve));
    finish({ ok: false, brokenAt: 7, why: 'hash' });
    for (const response of await Promise.all(asked))
      expect(await response.json()).toEqual({ ok: false, brokenAt: 7, why: 'hash' });
    expect(runs).toBe(1);
  });

  test('is for people only', async () => {
    for (const role of ['agent', 'ingest'] as const) {
      expect((await serve(role).get('')).status).toBe(403);
      expect((await serve(role).get('/verify')).status).toBe(403);
    }
  });
});
