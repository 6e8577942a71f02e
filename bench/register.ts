import { once } from 'node:events';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database } from '../src/platform/database/database.ts';
import { migrateDatabase } from '../src/platform/database/migrate.ts';
import { openDatabase } from '../src/platform/database/open.ts';
import { chainEntries, emptyRegister, type NewEntry } from '../src/register/chain.ts';
import { register, registerHead } from '../src/register/tables.ts';
import { build } from './lib/filrouge.ts';
import { startPostgres } from './lib/postgres.ts';
import { residentBytes, start } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';

const atOnce = 20_000;

/** `register verify` over so many entries on PostgreSQL: how long the command takes, and its memory. */
export async function run([size = '1000000']: readonly string[]): Promise<Report> {
  const entries = Number(size);
  const main = join(build(), 'main.js');
  const postgres = await startPostgres();
  try {
    const url = await postgres.create();
    const database = await openDatabase({ url });
    await migrateDatabase(database);
    await fill(database, entries).finally(database.close);
    const { seconds, megabytes, said } = await verify(main, url);
    return {
      bench: 'register',
      settings: { entries },
      columns: ['what', 'value'],
      rows: [
        ['register verify, s', seconds],
        ['most resident memory, MB', megabytes],
      ],
      notes: [said],
      aims: [
        aimOf('register verify, s', seconds, { atMost: 10 }),
        aimOf('most resident memory, MB', megabytes, { atMost: 100 }),
      ],
    };
  } finally {
    await postgres.stop();
  }
}

/** A whole chain, laid down as a backup is restored: a replica's session fires no triggers. */
async function fill(database: Database, entries: number): Promise<void> {
  let head = emptyRegister;
  while (head.seq < entries) {
    const { seq } = head;
    const some = Array.from({ length: Math.min(atOnce, entries - seq) }, (_, place) => entryOf(seq + place));
    const chained = chainEntries(head, some, Date.now());
    head = chained.at(-1) ?? head;
    await database.transaction(async (tx) => {
      await tx.execute(sql`SET LOCAL session_replication_role = replica`);
      await tx.execute(
        sql`INSERT INTO ${register} SELECT * FROM jsonb_populate_recordset(NULL::register, ${JSON.stringify(chained)}::jsonb)`,
      );
      await tx.execute(sql`UPDATE ${registerHead} SET seq = ${head.seq}, hash = ${head.hash}`);
    });
  }
}

function entryOf(place: number): NewEntry {
  return {
    kind: 'agentTripped',
    actor: 'engine',
    agent: `agent-${place % 1_000}`,
    incident: place,
    data: { epoch: place, rule: 'error-rate', value: 0.023, threshold: 0.02, reason: 'a'.repeat(64) },
  };
}

async function verify(main: string, url: string) {
  const lines: string[] = [];
  const begun = performance.now();
  const { pid, child } = start(process.execPath, [main, 'register', 'verify'], {
    env: { DATABASE_URL: url },
    onLine: (line) => lines.push(line),
  });
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, residentBytes(pid));
  }, 50);
  await once(child, 'exit');
  clearInterval(timer);
  return { seconds: (performance.now() - begun) / 1_000, megabytes: most / 1e6, said: lines.join('') };
}
