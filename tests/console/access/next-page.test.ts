import { expect, test } from 'vitest';
import { createFailureLimiter } from '../../../src/access/guard.ts';
import type { Sessions } from '../../../src/access/sign-in/sessions.ts';
import type { SignIn } from '../../../src/access/sign-in/sign-in.ts';
import { sessionRoutes } from '../../../src/console/access/session-routes.tsx';
import { createShell } from '../../../src/console/shell/context.ts';
import { ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf(1);
const assets = { style: '', script: '', charts: '', icon: '' };
const shell = createShell(
  { ruleSet: () => set, rules: () => ({ loadedAt: 0 }), isEvaluator: () => true, canStop: () => true },
  assets,
);
const caller = { actor: { kind: 'key' as const, key: 'k' }, role: 'viewer' as const };
const of = { kind: 'key' as const, key: 'k' };
const sessions: Sessions = {
  begin: async () => 'token',
  find: async () => ({ caller, of, id: 'i', begunAt: 0, expiresAt: 1 }),
  end: async () => undefined,
  endAll: async () => 0,
  signed: async () => {},
};
const signIn: SignIn = {
  sessions,
  providers: [],
  start: async () => ({ why: 'start_again' }),
  finish: async () => ({ kind: 'not', why: 'start_again' }),
  byLink: async () => undefined,
};
const resolve = async () => caller;

async function nextPage(to: string, first = '/'): Promise<string | null> {
  const ports = {
    ...{ ...shell, signIn, resolve, maxMs: 1_000, endStreams: () => {} },
    firstPage: async () => first,
  };
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
