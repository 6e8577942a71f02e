import { expect, test } from 'vitest';
import type { OpenOn } from '../../support/database.ts';
import { ok } from '../../support/house.ts';
import { listOf } from './list.ts';
import { playTwoMonths } from './story.ts';
import { openWorld, paris } from './world.ts';

/**
 * The two months on an engine, against the golden list. `npx vitest run tests/scenario -u` writes the
 * list anew; then every line of it is read, as somebody reads it who is sent all this.
 */
export const twoMonths: OpenOn = (open) => {
  test('tell each person what is theirs, once, in order', { timeout: 300_000 }, async () => {
    const database = await open();
    const world = await openWorld(database, paris('06-01 06:00'));
    try {
      await playTwoMonths(world);
      expect(await ok(world.as('viewer').get('/v1/register/verify'))).toMatchObject({ ok: true });
      const list = await listOf(world.post.letters, database.db);
      await expect(list).toMatchFileSnapshot('golden/two-months.txt');
    } finally {
      await world.close();
    }
  });
};
