import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { FencedError } from '../../src/platform/lease/lease.ts';
import { fencedAtOnce } from '../../src/platform/lease/lease-store.ts';
import { eachEngine } from '../support/database.ts';
import { type House, openHouse } from '../support/house.ts';

eachEngine('a rehearsed trip', (open) => {
  let house: House | undefined;
  afterEach(() => house?.stop());

  test('goes through the database and leaves nothing behind', async () => {
    const database = await open();
    let sent = 0;
    const heard = {
      ...database,
      atOnce: (statement: Parameters<typeof database.atOnce>[0]) => {
        sent += 1;
        return database.atOnce(statement);
      },
    };
    house = await openHouse(heard);
    await house.app.settled();
    expect(sent).toBeGreaterThan(0);
    for (const table of ['incidents', 'plans', 'switches', 'switch_events', 'notices', 'alert_events'])
      expect((await database.db.execute(sql`SELECT * FROM ${sql.identifier(table)}`)).rows).toEqual([]);
    const { body } = await house.as('viewer').get('/v1/register');
    expect(body.items.filter(({ agent }: { agent?: string }) => agent !== undefined)).toEqual([]);
  });

  test('is refused by the database behind an epoch that no evaluator has', async () => {
    const database = await open();
    house = await openHouse(database);
    const parts = { added: sql`INSERT INTO series (agent, metric) VALUES ('rehearsed', 'm')` };
    await expect(fencedAtOnce(database, -1, parts)).rejects.toThrow(FencedError);
    const { rows } = await database.db.execute(sql`SELECT * FROM series WHERE agent = 'rehearsed'`);
    expect(rows).toEqual([]);
  });
});
