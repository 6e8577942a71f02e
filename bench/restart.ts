import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Filrouge, startFilrouge } from './lib/filrouge.ts';
import { createSender, oneSample } from './lib/load.ts';
import { startPostgres } from './lib/postgres.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules } from './lib/rules.ts';
import { median, spread } from './lib/stats.ts';
import { followSwitch } from './lib/watch.ts';

const [agents, cellsEach, rounds] = [10_000, 30, 3];

/**
 * kill -9 with full windows of 10 000 agents × 3 metrics, then the same command again: until it evaluates with every window
 * and switch as before, and until a new breach is heard. The time it takes Node to start is part of it.
 */
export async function run(): Promise<Report> {
  const rules = makeRules(agents);
  const postgres = await startPostgres();
  const databaseUrl = await postgres.create();
  const [starts, restores, breaches, intact]: [number[], number[], number[], boolean[]] = [[], [], [], []];
  const dataDir = mkdtempSync(join(tmpdir(), 'filrouge-bench-restart-'));
  const start = () => startFilrouge({ rulesDir: rules.dir, databaseUrl, dataDir });
  let server = await start();
  try {
    await fillWindows(databaseUrl);
    for (let round = 0; round < rounds; round++) {
      await trip(server, agentName(2 * round));
      await server.stop('SIGKILL');
      const killed = performance.now();
      server = await start();
      starts.push(server.readyAt - killed);
      restores.push(server.restoredMs() ?? Number.NaN);
      intact.push(await isStopped(server, agentName(2 * round)));
      breaches.push(await trip(server, agentName(2 * round + 1)));
    }
  } finally {
    await server.stop('SIGKILL');
    await postgres.stop();
    rules.remove();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return {
    bench: 'restart',
    settings: { agents, metrics: 3, cellsEach, rounds },
    columns: ['what', 'ms: median (least … most)'],
    rows: [
      ['kill -9 to evaluating again', spread(starts)],
      ['of which reading the database', spread(restores)],
      ['a new breach then, to SSE', spread(breaches)],
      ['stops still standing', `${intact.filter(Boolean).length} of ${rounds}`],
    ],
    aims: [
      aimOf('kill -9 to evaluating again: ms', median(starts), { atMost: 1_000 }),
      aimOf('a new breach right after: ms', median(breaches), { atMost: 1_000 }),
    ],
  };
}

/** Full windows of quiet cells for every series, made by the database itself. */
async function fillWindows(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const step = 10_000;
  const newest = Math.floor(Date.now() / step) * step;
  await client.query(
    `INSERT INTO cells (series, start, sum, weight, min, max, last, last_at)
     SELECT s.id, $1::bigint - n * ${step}, 0.04, 10, 0.004, 0.004, 0.004, $1::bigint - n * ${step} + 9000
     FROM series s, generate_series(0, ${cellsEach - 1}) AS n ORDER BY n DESC, s.id ON CONFLICT DO NOTHING`,
    [newest],
  );
  await client.query('ANALYZE cells');
  await client.end();
}

/** Milliseconds from a breaching sample to the event. */
async function trip(server: Filrouge, agent: string): Promise<number> {
  const follower = await followSwitch(server.url, agent, server.viewerKey);
  const sender = createSender(`${server.url}/api/v1/write`, { key: server.ingestKey, connections: 1 });
  const posted = performance.now();
  await sender.send(oneSample(agent, 1, 1_000_000, Date.now()));
  const at = await follower.stopped();
  follower.close();
  sender.close();
  return at - posted;
}

async function isStopped(server: Filrouge, agent: string): Promise<boolean> {
  const answer = await fetch(`${server.url}/v1/agents/${agent}/switch`, {
    headers: { Authorization: `Bearer ${server.viewerKey}` },
  });
  return ((await answer.json()) as { mayRun: boolean }).mayRun === false;
}
