import { expect, test, vi } from 'vitest';
import { manualClock } from '../support/clock.ts';
import { onPglite } from '../support/database.ts';
import { ok, openHouse } from '../support/house.ts';
import { passDays, patterns } from './two-months/days.ts';
import { listOf } from './two-months/list.ts';
import { openPost } from './two-months/post.ts';
import { copyOfRules } from './two-months/world.ts';

vi.setConfig({ testTimeout: 60_000 });

/** A plan that nobody works on, over the nights in which the days of Paris are not as long as others. */
onPglite('a week of neglect', (open) => {
  test.each([
    ['the end of summer time', 'autumn', '2026-10-21T09:00:00+02:00'],
    ['the beginning of summer time', 'spring', '2027-03-24T09:00:00+01:00'],
    ['a leap day', 'leap-day', '2028-02-25T09:00:00+01:00'],
  ])('around %s has its reviews on working days, and its reminders at eight', async (_, name, start) => {
    const database = await open();
    const clock = manualClock(start);
    const post = await openPost(clock);
    const house = await openHouse(database, {
      clock,
      patterns,
      env: post.env,
      rulesDir: await copyOfRules(),
    });
    const { as } = house;
    const order = { source: 'manual', agent: 'margaux', title: 'Vu', description: 'Vu' };
    await ok(as('lea').post('/v1/incidents', { ...order, playbook: 'stale-answers' }), 201);
    await ok(as('lea').patch('/v1/plans/1', { rootCause: 'Le flux était arrêté.' }));
    await ok(as('lea').post('/v1/plans/1/sign', { as: 'owner', for: 'activation' }));
    await ok(as('camille').post('/v1/plans/1/sign', { as: 'approver', for: 'activation' }));
    await house.app.delivered();
    post.collect();
    for (let day = 0; day < 9; day += 1) {
      const { nextReview, actions } = await ok(as('viewer').get('/v1/plans/1'));
      if (Date.parse(nextReview) < clock.now() + 86_400_000) {
        post.letters.push({ at: clock.now(), channel: 'story', subject: `Revue due ${nextReview}`, raw: '' });
        const overdue = actions.filter((each: { overdue: boolean }) => each.overdue);
        await ok(
          as('camille').post('/v1/plans/1/reviews', {
            decisions: overdue.map(({ id }: { id: string }) => ({
              ...{ action: id, decision: 'blocked', reason: 'Personne n’a le temps' },
            })),
          }),
        );
      }
      await passDays(house, database.db, post, 1);
    }
    const list = await listOf(post.letters, database.db);
    await house.stop();
    await expect(list).toMatchFileSnapshot(`golden/winter-${name}.txt`);
  });
});
