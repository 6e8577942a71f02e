import { expect, test } from 'vitest';
import { createFailureLimiter } from '../../../src/access/guard.ts';

import { sessionRoutes } from '../../../src/console/access/session-routes.tsx';
import { createShell } from '../../../src/console/shell/context.ts';
import { ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf(1);
const assets = { style: '', script: '', charts: '', icon: '' };
const shell = createShell(
  { ruleSet: () => set, rules: () => ({ loadedAt: 0 }), isEvaluator: () => true, canStop: () => true },
  assets,
);
const sessions = { begin: async () => 'token', keyHashOf: async () => undefined, end: async () => {} };
const resolve = async () => ({ actor: { kind: 'key' as const, key: 'k' }, role: 'viewer' as const });

async function nextPage(to: string, first = '/'): Promise<string | null> {
  const ports = { ...shell, sessions, resolve, firstPage: async () => first };
  const routes = sessionRoutes(ports, createFailureLimiter());
  const body = new URLSearchParams({ key: `fr_${'a'.repeat(43)}`, to });
  const response = await routes.request('/sign-in', { method: 'POST', body });
  expect(response.status).toBe(303);
  return response.headers.get('location');
}

test.each(['/plans?state=active', '/agents/margaux?range=7d', '/incidents/4', '/rules/workshop', '/'])(
  'after signing in, the way goes on to %s',
  async (to) => {
    expect(await nextPage(to)).toBe(to);
  },
);

test('after signing in, whom something waits for goes to their work, unless they were on the way elsewhere', async () => {
  expect(await nextPage('/', '/work')).toBe('/work');
  expect(await nextPage('/plans', '/work')).toBe('/plans');
});

test.each([
  '',
  'https://elsewhere.example/plans',
  '//elsewhere.example/plans',
  '/\\elsewhere.example/plans',
  '/\t/elsewhere.example/plans',
  '/\n/elsewhere.example/plans',
  '/\r\n//elsewhere.example',
  '/plans/..//elsewhere.example',
  '/plans//elsewhere.example',
  '/v1/agents',
  '/sign-out',
])('after signing in, %j is no page of ours, so the way goes home', async (to) => {
  expect(await nextPage(to)).toBe('/');
});
