import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import type { Database } from '../../src/platform/database/database.ts';
import { leaseTiming } from '../../src/platform/lease/lease.ts';
import { eachEngine } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { type House, ok, openHouse } from '../support/house.ts';

vi.setConfig({ testTimeout: 60_000 });

eachEngine('while the database can only be read', (open, engine) => {
  let house: House | undefined;
  let database: Database;
  afterEach(async () => {
    await readOnly(false);
    await house?.stop();
  });

  /** As after a failover, or by the hand of whoever runs the server: what is open is ended, what comes reads. */
  async function readOnly(only: boolean): Promise<void> {
    const value = sql.raw(only ? 'on' : 'off');
    if (engine === 'pglite') {
      await database.db.execute(sql`SET default_transaction_read_only = ${value}`);
      return;
    }
    const { rows } = await database.db.execute<{ name: string }>(sql`SELECT current_database() AS name`);
    const name = sql.identifier(rows[0]?.name ?? '');
    await database.transaction(async (tx) => {
      await tx.execute(sql`SET TRANSACTION READ WRITE`);
      await tx.execute(sql`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`);
    });
    await database.db
      .execute(
        sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND query NOT LIKE 'LISTEN%'`,
      )
      .catch(() => {});
    // The connection that did this is as it was.
    await database.db.execute(sql`SELECT pg_terminate_backend(pg_backend_pid())`).catch(() => {});
  }

  const switchNow = async () => (house as House).as('margaux').get('/v1/agents/margaux/switch');
  const metrics = async () => (await (house as House).as('viewer').get('/metrics')).body as string;

  test('no agent is told that it may run, and everybody is told why; it goes on by itself afterwards', async () => {
    database = await open();
    house = await openHouse(database, { lease: leaseTiming });
    expect(await ok(house.as('margaux').get('/v1/agents/margaux/switch'))).toMatchObject({ mayRun: true });
    expect(await metrics()).toContain('filrouge_can_stop 1');
    await readOnly(true);
    await eventually(async () => {
      const { status, body } = await switchNow();
      expect({ status, type: body.type }).toEqual({ status: 503, type: 'urn:filrouge:problem:cannot_stop' });
    });
    const ready = await house.as('viewer').get('/readyz');
    expect(ready.status).toBe(503);
    expect(ready.body.reasons.join()).toContain('no agent can be stopped');
    expect(await metrics()).toContain('filrouge_can_stop 0');
    await readOnly(false);
    await eventually(async () => expect((await switchNow()).status).toBe(200));
    await eventually(async () =>
      ok((house as House).as('lea').post('/v1/agents/margaux/suspend', { reason: 'odd' })),
    );
    await readOnly(true);
    await eventually(async () =>
      expect((await (house as House).as('viewer').get('/readyz')).status).toBe(503),
    );
    expect(await ok(switchNow())).toMatchObject({ mayRun: false });
  });
});
