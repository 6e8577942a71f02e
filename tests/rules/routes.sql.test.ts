import { expect, test } from 'vitest';
import { authenticate } from '../../src/access/guard.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { createRouter } from '../../src/platform/http/http.ts';
import { type RulesPorts, rulesRoutes } from '../../src/rules/routes.ts';
import { recordRuleSet } from '../../src/rules/sets/store.ts';
import { eachEngine } from '../support/database.ts';
import { edited, parse, setOf, shippedFiles } from './folder.ts';

const shipped = await shippedFiles();
const set = setOf(shipped);
const loadedAt = Date.UTC(2026, 5, 5, 6);

/** As much of the answers' shape as the tests walk through. */
type Body = {
  readonly rules: readonly object[];
  readonly error?: object;
  readonly items: readonly { readonly changes: readonly string[] }[];
  readonly nextCursor?: string;
};

function serve({ db }: Database, current: Partial<ReturnType<RulesPorts['current']>> = {}) {
  const app = createRouter();
  const viewer = { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' } as const;
  app.use(authenticate([() => ({ kind: 'caller', caller: viewer })]));
  app.route('/', rulesRoutes({ db, current: () => ({ set, loadedAt, ...current }) }));
  return async (path: string) => {
    const answer = await app.request(path);
    const body: Body = JSON.parse(await answer.text());
    return { status: answer.status, body };
  };
}

eachEngine('the rules over HTTP', (open) => {
  test('say which set is in force since when, and where each rule can be edited', async () => {
    const get = serve(await open());
    const { status, body } = await get('/v1/rules');
    expect(status).toBe(200);
    expect(body).toMatchObject({ hash: set.hash, loadedAt: '2026-06-05T06:00:00.000Z' });
    expect(body).not.toHaveProperty('error');
    expect(body.rules[2]).toEqual({
      rule: 'error-rate',
      agents: ['margaux'],
      when: ['error_rate > 2% over 5m'],
      clear: ['error_rate < 1.5% over 5m'],
      minSamples: 50,
      forSeconds: 0,
      keepFiringForSeconds: 600,
      onNoData: 'keep',
      noDataAfterSeconds: 600,
      effect: 'suspend',
      severity: 'critical',
      playbook: 'stale-answers',
      source: { file: 'agents/margaux.yaml', line: 22 },
    });
  });

  test('say what is wrong with the files when the last reload failed', async () => {
    const parsed = parse(edited(shipped, 'agents/margaux.yaml', 'owner: lea', 'owner: leah'));
    const found = parsed.ok ? [] : parsed.problems;
    const get = serve(await open(), { error: { at: loadedAt + 1_000, problems: found } });
    expect((await get('/v1/rules')).body.error).toEqual({
      at: '2026-06-05T06:00:01.000Z',
      problems: [
        {
          file: 'agents/margaux.yaml',
          line: 11,
          column: 8,
          length: 4,
          code: 'unknown_person',
          found: 'leah',
          expected: 'a person of people.yaml',
          didYouMean: 'lea',
        },
      ],
    });
  });

  test('have a history, the latest first, in pages', async () => {
    const database = await open();
    const get = serve(database);
    for (const [place, percent] of ['1.9%', '1.8%', '1.7%'].entries()) {
      const next = setOf(edited(shipped, 'agents/margaux.yaml', '> 2% over', `> ${percent} over`));
      await recordRuleSet(database.db, next, loadedAt + place * 1_000);
    }
    const { body: first } = await get('/v1/rules/history?limit=2');
    expect(first.items.map(({ changes }) => changes)).toEqual([
      ['margaux/error-rate: when error_rate > 1.8% over 5m → error_rate > 1.7% over 5m'],
      ['margaux/error-rate: when error_rate > 1.9% over 5m → error_rate > 1.8% over 5m'],
    ]);
    const { body: second } = await get(`/v1/rules/history?limit=2&cursor=${first.nextCursor}`);
    expect(second).toEqual({
      items: [{ hash: expect.any(String), inForceSince: '2026-06-05T06:00:00.000Z', changes: [] }],
    });
    const { body: span } = await get('/v1/rules/history?from=2026-06-05T06:00:01Z&to=2026-06-05T06:00:01Z');
    expect(span.items).toHaveLength(1);
    expect((await get('/v1/rules/history?limit=0')).status).toBe(400);
  });
});
