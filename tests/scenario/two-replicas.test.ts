import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/platform/database/open.ts';
import { manualClock } from '../support/clock.ts';
import { postgresMaker } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';
import { passDaysTogether, patterns } from './two-months/days.ts';
import { openPost } from './two-months/post.ts';

const makePostgres = postgresMaker();

/**
 * Two processes on one PostgreSQL live through the same fortnight, and both do at every instant whatever they
 * would do; after a week the one that evaluates ends, and the other goes on.
 */
test('of two replicas each notice comes once, also to the day on which one of them ends', {
  timeout: 60_000,
}, async () => {
  const url = await makePostgres();
  const clock = manualClock('2026-06-01T06:00:00Z');
  const post = await openPost(clock);
  const open = async (more: { standsBy?: true } = {}) =>
    openHouse(await openDatabase({ url }), { clock, patterns, env: post.env, ...more });
  const first = await open();
  const order = { source: 'manual', agent: 'margaux', title: 'Vu', description: 'Vu' };
  await ok(first.as('lea').post('/v1/incidents', { ...order, playbook: 'stale-answers' }), 201);
  await ok(first.as('lea').patch('/v1/plans/1', { rootCause: 'Le flux était arrêté.' }));
  await ok(first.as('lea').post('/v1/plans/1/sign', { as: 'owner', for: 'activation' }));
  await ok(first.as('camille').post('/v1/plans/1/sign', { as: 'approver', for: 'activation' }));
  await first.app.delivered();
  post.collect();
  const second = await open({ standsBy: true });
  const houses = new Set<House>([first, second]);
  const observer = await openDatabase({ url });
  onTestFinished(async () => {
    for (const house of houses) await house.stop();
    await observer.close();
  });

  await passDaysTogether(houses, post, 7);
  expect(post.letters.some(({ subject }) => subject.startsWith('Relance'))).toBe(true);
  await first.stop();
  houses.delete(first);
  await eventually(async () => expect((await second.as('admin').get('/readyz')).status).toBe(200));
  await passDaysTogether(houses, post, 7);

  const { rows } = await observer.db.execute<{
    id: string;
    channel: string;
    state: string;
    attempts: number;
  }>(sql`SELECT id, channel, state, attempts FROM notice_deliveries WHERE due_at <= ${clock.now()}::bigint`);
  // What would have been another attempt would have been another letter.
  const tried = new Set(
    rows.filter(({ attempts }) => attempts > 0).map(({ state, attempts }) => `${state} ${attempts}`),
  );
  expect(tried).toEqual(new Set(['delivered 1']));
  const idsOf = (channel: string) =>
    post.letters.flatMap((letter) => (letter.channel === channel ? (letter.id ?? []) : [])).toSorted();
  const told = rows.filter(({ channel }) => channel === 'webhook').map(({ id }) => id);
  expect(idsOf('webhook')).toEqual(told.toSorted());
  // Several notices in one mail have an id of their own.
  expect(new Set(idsOf('mail')).size).toBe(idsOf('mail').length);
  expect(idsOf('mail').length).toBeGreaterThan(20);
});
