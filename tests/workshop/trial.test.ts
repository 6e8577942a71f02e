import { expect, test } from 'vitest';
import { authenticate } from '../../src/access/guard.ts';
import { createRouter } from '../../src/platform/http/http.ts';
import { compareTrial, rivalOf } from '../../src/workshop/trial.ts';
import { trialRoutes } from '../../src/workshop/trial-routes.ts';
import { aCondition as condition, aRule as rule } from '../builders/rules.ts';
import { day, ruleSet } from '../rules/world.ts';

const real = rule();
const onTrial = rule({
  id: 'error-rate-strict',
  effect: 'observe',
  when: [condition('error_rate', '>', 0.015, 300_000)],
});
const set = ruleSet([real, onTrial, rule({ id: 'csat', when: [condition('csat', '<', 4, 60_000)] })]);
const minute = 60_000;

test('a rule on trial stands beside the real one on the same metrics', () => {
  expect(rivalOf(set, onTrial, 'margaux')?.id).toBe('error-rate');
  expect(rivalOf(set, onTrial, 'leo')).toBeUndefined();
});

test('firings that overlap are the same alarm, earlier or later; the others are one rule alone', () => {
  const firings = [{ firedAt: day, end: day + minute }, { firedAt: day + 10 * minute }];
  const realFirings = [
    { firedAt: day + 12 * minute, end: day + 13 * minute },
    { firedAt: day + 5 * minute, end: day + 6 * minute },
  ];
  const trial = compareTrial({ agent: 'margaux', rule: 'error-rate-strict' }, firings, realFirings);
  expect(trial.both).toMatchObject([{ earlierMs: 2 * minute }]);
  expect(trial.onlyTrial).toEqual([firings[0]]);
  expect(trial.onlyReal).toEqual([realFirings[1]]);
});

test('over HTTP: both rules in the same time, and a rule that acts is not on trial', async () => {
  const app = createRouter();
  const caller = { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' } as const;
  app.use(authenticate([() => ({ kind: 'caller', caller })]));
  app.route(
    '/',
    trialRoutes({
      ruleSet: () => set,
      now: () => day + 60 * minute,
      firings: async (query) => [{ firedAt: query.rule === 'error-rate' ? day + minute : day, peak: 0.03 }],
    }),
  );
  const answer = await app.request('/v1/rules/error-rate-strict/trial?since=1d');
  expect(await answer.json()).toMatchObject({
    items: [{ agent: 'margaux', beside: 'error-rate', both: [{ earlierSeconds: 60 }], onlyReal: [] }],
  });
  expect((await app.request('/v1/rules/error-rate/trial')).status).toBe(409);
  expect((await app.request('/v1/rules/nix/trial')).status).toBe(404);
});
