import { resolve } from 'node:path';
import { stderr } from 'node:process';
import pg from 'pg';
import { launchFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { pause, until } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole, storedIn } from './lib/stored.ts';
import { sendContacts, sendSamples } from './lib/stream.ts';
import { startSwitching } from './lib/switching.ts';

const rulesDir = resolve(import.meta.dirname, '../../rules');

/** PostgreSQL ends the backends of the service, some or all, in whatever they are doing: nothing is lost, doubled or stuck. */
export async function run(args: string[]): Promise<Report> {
  const { kills } = sizesOf(args, { kills: 500 });
  const postgres = await startPostgres();
  const url = await postgres.create();
  const server = await launchFilrouge({
    rulesDir,
    databaseUrl: url,
    env: { FILROUGE_STEP: '1s', FILROUGE_LOG: 'fatal' },
  });
  const [contacts, samples] = [sendContacts([server.url]), sendSamples([server.url])];
  const switching = startSwitching(server.url);
  const killer = new pg.Client({ connectionString: url });
  await killer.connect();
  let [ended, inTransaction] = [0, 0];
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const before = [contacts.acknowledged(), samples.acknowledged()] as const;
      await pause(Math.random() * 200);
      // Now and then all of them, else those that work, else any.
      const which = kill % 10 === 0 ? 'true' : "state <> 'idle' OR random() < 0.2";
      const { rows } = await killer.query<{ was: string }>(
        `SELECT state AS was, pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND (${which})`,
      );
      ended += rows.length;
      inTransaction += rows.filter(({ was }) => was !== 'idle').length;
      const goesOn = async () => contacts.acknowledged() > before[0] && samples.acknowledged() > before[1];
      await until(goesOn, 'contacts and samples being acknowledged again', 60_000, 5);
      if (kill % 50 === 0) stderr.write(`${kill} of ${kills}\n`);
    }
    await Promise.all([contacts.stop(), samples.stop(), switching.stop()]);
    const whole = await isWhole(server.url);
    await server.stop();
    const stored = await storedIn({ url });
    const sent = { contacts: contacts.acknowledged(), samples: samples.acknowledged() };
    return {
      bench: 'reliability terminate',
      settings: { kills },
      columns: [
        'backends ended',
        'of them at work',
        'contacts sent',
        'stored',
        'weight',
        'samples sent',
        'stored',
        'orders',
      ],
      rows: [
        [
          ended,
          inTransaction,
          sent.contacts,
          stored.contacts,
          stored.weight,
          sent.samples,
          stored.samples,
          switching.orders(),
        ],
      ],
      aims: [
        aimOf(
          'contacts that are lost or doubled',
          Math.abs(stored.contacts - sent.contacts) + Math.abs(stored.weight - sent.contacts),
          { atMost: 0 },
        ),
        aimOf('samples that are lost', Math.max(0, sent.samples - stored.samples), { atMost: 0 }),
        aimOf('backends that were ended at work', inTransaction, { atLeast: kills / 5 }),
        aimOf('the register is whole', Number(whole), { atLeast: 1 }),
      ],
    };
  } finally {
    await killer.end();
    await server.stop();
    await postgres.stop();
  }
}
