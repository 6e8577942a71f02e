import { expect, test } from 'vitest';
import { authenticate } from '../../../src/access/guard.ts';
import type { Caller } from '../../../src/access/roles.ts';
import { createRouter } from '../../../src/platform/http/http.ts';
import { done, refused } from '../../../src/platform/refusal.ts';
import type { BacktestQuestion } from '../../../src/workshop/backtest/question.ts';
import { type BacktestRoutePorts, backtestRoutes } from '../../../src/workshop/backtest/routes.ts';
import { backtest } from '../../../src/workshop/backtest/run.ts';
import { aRule as rule } from '../../builders/rules.ts';
import { errorRateHistory } from '../../rules/generator.ts';
import { day, ruleSet } from '../../rules/world.ts';

const { history } = errorRateHistory(20_000, [{ at: 1_000, rise: 60, hold: 60, peak: 0.03 }]);
const set = ruleSet([rule()]);
const viewer: Caller = { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' };

function serve(changed: Partial<BacktestRoutePorts> = {}, caller: Caller = viewer) {
  const asked: BacktestQuestion[] = [];
  const app = createRouter();
  app.use(authenticate([() => ({ kind: 'caller', caller })]));
  const prepare: BacktestRoutePorts['prepare'] = async (question) => {
    asked.push(question);
    const wish = {
      before: [{ at: 0, set }] as const,
      after: set,
      switchModel: { kind: 'recorded' } as const,
    };
    return done({ run: (onProgress) => backtest(wish, history, { now: day + 86_400_000 * 9, onProgress }) });
  };
  app.route('/', backtestRoutes({ prepare, ...changed }));
  const ask = (body: unknown, accept = 'application/json') =>
    app.request('/v1/rules/backtest', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', accept },
    });
  return { ask, asked };
}

test('answers with the report', async () => {
  const { ask, asked } = serve();
  const answer = await ask({ since: '30d', set: { 'error-rate.when': 'error_rate > 1.5% over 5m' } });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    before: { firings: [{ agent: 'margaux', rule: 'error-rate' }] },
  });
  expect(asked).toEqual([{ sinceMs: 30 * 86_400_000, sets: ['error-rate.when=error_rate > 1.5% over 5m'] }]);
});

test('streams progress and ends with the report for who asks for lines', async () => {
  const answer = await serve().ask({}, 'application/x-ndjson');
  const lines = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const progress = lines.flatMap((line) => (line.progress === undefined ? [] : [line.progress]));
  expect(progress.length).toBeGreaterThan(1);
  expect(progress).toEqual(progress.toSorted());
  expect(lines.at(-1).report.after.firings).toHaveLength(1);
});

test('one at a time: the second is told to come again, and the next one runs', async () => {
  let finish = () => {};
  const held = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { ask } = serve({
    prepare: async () => {
      await held;
      return refused({ kind: 'invalid', code: 'no_cells', detail: 'none' });
    },
  });
  const first = ask({});
  const second = await ask({});
  expect(second.status).toBe(503);
  expect(second.headers.get('retry-after')).toBe('5');
  finish();
  expect((await first).status).toBe(422);
  expect((await ask({})).status).toBe(422);
});

test('a body that says something else is refused field by field', async () => {
  const answer = await serve().ask({ since: 'yesterday', sett: [] });
  expect(answer.status).toBe(422);
});

test('an intake key may not ask', async () => {
  const { ask } = serve({}, { actor: { kind: 'key', key: 'in01' }, role: 'ingest' });
  expect((await ask({})).status).toBe(403);
});
