import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { type ConsoleEnv, createShell } from '../../../src/console/shell/context.ts';
import { workshopRoutes } from '../../../src/console/workshop/workshop-routes.tsx';
import { done, refused } from '../../../src/platform/refusal.ts';
import { openProposalDesk } from '../../../src/rules/proposals/desk-files.ts';
import type { BacktestQuestion } from '../../../src/workshop/backtest/question.ts';
import { ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf(2);
const day = 86_400_000;
const now = 100 * day;

/** The route over a backtest that ends when the test says so. */
function serve() {
  const asked: BacktestQuestion[] = [];
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const assets = { style: '', script: '', charts: '', icon: '' };
  const shell = createShell(
    { ruleSet: () => set, rules: () => ({ loadedAt: 0 }), isEvaluator: () => true, canStop: () => true },
    assets,
  );
  const ports = {
    ...shell,
    now: () => now,
    lastMeasuredAt: async () => undefined,
    firings: async () => [],
    proposals: openProposalDesk('/nowhere', { now: () => 0, files: async () => [] }),
    backtest: async (question: BacktestQuestion) => {
      asked.push(question);
      return done({
        run: async (proceed: (progress: { agent: string; done: number; of: number }) => void) => {
          await ended;
          proceed({ agent: 'margaux', done: 1, of: 2 });
          return refused({ kind: 'invalid' as const, code: 'bad_rules', detail: 'these files are broken' });
        },
      });
    },
  };
  const app = new Hono<ConsoleEnv>()
    .use(async (c, next) => {
      c.set('language', 'fr');
      c.set('caller', { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' });
      await next();
    })
    .route('/', workshopRoutes(ports));
  const ask = (session: string, query: string) =>
    app.request(`/rules/error-rate?${query}`, { headers: { Cookie: `filrouge_session=${session}` } });
  return { asked, ask, end };
}

/** Until everything that could begin has begun. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test('of one session only the newest try is finished; another session keeps its own', async () => {
  const { asked, ask, end } = serve();
  const first = ask('lea', 'threshold=1.5%25');
  await settled();
  const second = ask('lea', 'threshold=1.6%25');
  const other = ask('camille', 'threshold=1.7%25');
  await settled();
  end();
  expect((await Promise.all([first, second, other])).map(({ status }) => status)).toEqual([409, 422, 422]);
  expect(asked.map(({ sets }) => sets.at(-1))).toEqual([
    'error-rate.when=error_rate > 1.5% over 5m',
    'error-rate.when=error_rate > 1.6% over 5m',
    'error-rate.when=error_rate > 1.7% over 5m',
  ]);
});

test('asks for one rule, one agent and at most the longest of its ranges', async () => {
  const { asked, ask, end } = serve();
  end();
  for (const range of ['24h', '7d', '30d', '365d', '']) await ask('lea', `range=${range}&agent=leo`);
  expect(asked.map(({ from = 0 }) => (now - from) / day)).toEqual([1, 7, 30, 7, 7]);
  for (const question of asked) expect(question).toMatchObject({ rules: ['error-rate'], agents: ['leo'] });
});

test('what cannot be read is never tried', async () => {
  const { asked, ask } = serve();
  expect((await ask('lea', 'threshold=beaucoup')).status).toBe(422);
  expect((await ask('lea', `threshold=${'9'.repeat(10_000)}%25`)).status).toBe(422);
  expect(asked).toEqual([]);
});

test('too many tries at once are told to come again', async () => {
  const { ask, end } = serve();
  const waiting = Array.from({ length: 12 }, (_, place) => ask(`visitor-${place}`, ''));
  await settled();
  const late = await ask('one more', '');
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '5']);
  end();
  expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual(Array(12).fill(422));
});
