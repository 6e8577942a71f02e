import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import { StartupError } from '../startup-error.ts';
import './bigint.ts';
import { lenderOf } from './connection.ts';
import type { Database, DatabaseLogger, Db, MigrationSession } from './database.ts';
import { createAhead, createAtOnce } from './postgres-at-once.ts';
import { createListener } from './postgres-listener.ts';
import { GatheringSocket } from './postgres-socket.ts';
import { errorCode } from './sql-error.ts';
import { inTransaction } from './transaction.ts';

/** A session that sits in an open transaction is ended by the server: a paused process blocks nobody. */
const idleInTransactionMs = 1_500;

/** A number that no other user of the database takes: "filrouge" as a phone keypad spells it. */
const migrationLock = 34576843;
const migrationMs = 300_000;
/** A whole database is read within this: where it is sent to may be slow. */
const snapshotMs = 3_600_000;

/** Options of every connection: nothing waits for ever, neither on the server nor on a dead network. */
function connectionOptions(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'filrouge',
    connectionTimeoutMillis: 10_000,
    statement_timeout: 15_000,
    query_timeout: 20_000,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}

/** Opens a pool on a PostgreSQL server and makes sure that it answers. Throws `StartupError`. */
export async function openPostgres(url: string, logger: DatabaseLogger): Promise<Database> {
  const place = describeUrl(url);
  const options = connectionOptions(url);
  const pool = new pg.Pool({
    ...options,
    max: 10,
    idleTimeoutMillis: 30_000,
    // Statements issued side by side travel together; each is still answered in its turn.
    pipeline: true,
    stream: () => new GatheringSocket(),
  });
  // Of idle connections alone, and told below.
  pool.on('error', () => {});
  // A client that is out of the pool has no listener of the pool's: without this one its loss would end the
  // process. Whoever uses it hears only that it is lost, not why.
  pool.on('connect', (client) =>
    client.on('error', (error) => logger.warn({ err: error }, 'a database connection was lost')),
  );
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw explainConnectError(error, place);
  }
  const atOnce = createAtOnce(options, logger);
  const ahead = createAhead(options, logger);
  const db: Db = drizzle(pool);
  const lend = lenderOf(pool);
  let closing: Promise<void> | undefined;
  const listener = createListener(() => new pg.Client(options), logger);
  return {
    engine: 'postgresql',
    db,
    transaction: (work, opening) => inTransaction(lend, work, opening),
    atOnce: atOnce.run,
    ahead: ahead.db,
    listen: listener.listen,
    migrating: (work) => underMigrationLock(options, work),
    snapshot: (work) => onSnapshot(options, work),
    close: () => {
      closing ??= listener
        .close()
        .then(() => Promise.all([pool.end(), atOnce.close(), ahead.close()]))
        .then(() => {});
      return closing;
    },
  };
}

/**
 * The lock belongs to the session, so it needs a connection of its own and ends with it, whatever happens.
 * Waiting for another process that migrates, and a migration itself, may take longer than an ordinary
 * statement.
 */
async function underMigrationLock(
  options: pg.ClientConfig,
  work: (session: MigrationSession) => Promise<void>,
) {
  const client = new pg.Client({
    ...options,
    statement_timeout: migrationMs,
    query_timeout: migrationMs,
    // Nobody takes over from a process that migrates, and one that is starting may well be busy with
    // something else.
    idle_in_transaction_session_timeout: migrationMs,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const db = drizzle(client);
    await work({ db, apply: (migrationsFolder) => migrate(db, { migrationsFolder }) });
  } finally {
    await client.end();
  }
}

/** A session of its own, because the view lasts for as long as its transaction. */
async function onSnapshot<T>(options: pg.ClientConfig, work: (view: Db) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    ...options,
    statement_timeout: snapshotMs,
    query_timeout: snapshotMs,
    idle_in_transaction_session_timeout: snapshotMs,
  });
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(drizzle(client));
  } finally {
    // Nothing was written: the transaction ends with its session.
    await client.end();
  }
}

/** `host:port/database` of a URL, without its credentials. Throws `StartupError` for other URLs. */
function describeUrl(text: string): string {
  const remedy =
    'Set DATABASE_URL to something like postgres://user:password@host:5432/database (special characters of the password percent-encoded), or unset it to use the embedded database.';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw new StartupError('database_url_invalid', 'DATABASE_URL is not a URL.', remedy);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') {
    const found = `DATABASE_URL starts with "${url.protocol}//", expected "postgres://".`;
    throw new StartupError('database_url_invalid', found, remedy);
  }
  return `${url.hostname === '' ? 'localhost' : url.hostname}:${url.port === '' ? '5432' : url.port}${url.pathname}`;
}

function explainConnectError(error: unknown, place: string): StartupError {
  const reason = error instanceof Error && error.message !== '' ? error.message : String(errorCode(error));
  const code = errorCode(error) ?? '';
  if (code.startsWith('28') || reason.includes('password must be a string')) {
    return new StartupError(
      'database_access_denied',
      `PostgreSQL at ${place} refused the user or the password of DATABASE_URL (${reason}).`,
      'Correct the user and the password in DATABASE_URL, or let the user in on the server.',
      error,
    );
  }
  if (code === '3D000') {
    return new StartupError(
      'database_missing',
      `PostgreSQL answers, but there is no database at ${place}.`,
      'Create it (createdb), or correct the name at the end of DATABASE_URL.',
      error,
    );
  }
  return new StartupError(
    'database_unreachable',
    `PostgreSQL at ${place} does not answer (${reason}).`,
    'Start the server, or correct the host and the port in DATABASE_URL.',
    error,
  );
}
