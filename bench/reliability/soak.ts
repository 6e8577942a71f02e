import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import pg from 'pg';
import { adminKey, launchFilrouge } from '../lib/filrouge.ts';
import { createSender, oneSample, paced, writeBodies } from '../lib/load.ts';
import { startPostgres } from '../lib/postgres.ts';
import { pause, residentBytes } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { median } from '../lib/stats.ts';
import { followSwitch } from '../lib/watch.ts';
import { apiOf } from './lib/api.ts';
import { readAt, resumeAt, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole } from './lib/stored.ts';

/** How the process and its database are at a moment. `kept`: rows of the tables that hold the present, not what was. */
type Look = {
  readonly at: number;
  readonly mebibytes: number;
  readonly handles: number;
  readonly threads: number;
  readonly kept: ReadonlyMap<string, number>;
  readonly backends: number;
};

/**
 * Tables that hold what was, and grow with what happens until its retention is over. All others hold the present, and have to stay as
 * large as that is.
 */
const history = new Set(
  `register cells cell_buckets interactions incidents plans notices notice_deliveries alert_events switch_events criterion_verdicts
  criterion_states criteria_followed reminders_sent weekly_reports rule_sets agent_marks silenced_firings`.split(
    /\s+/,
  ),
);
const quarters = 4;

/**
 * Hours of an ordinary day: samples, contacts, breaches, stops and resumes, streams that come and go, pages, scrapes. Memory, handles,
 * threads, connections and the tables that hold the present are as large in the last quarter as in the second.
 */
export async function run(args: string[]): Promise<Report> {
  const { minutes, agents, samples } = sizesOf(args, { minutes: 480, agents: 200, samples: 2_000 });
  const rules = makeRules(agents, true);
  const postgres = await startPostgres();
  const databaseUrl = await postgres.create();
  const dataDir = mkdtempSync(join(tmpdir(), 'filrouge-soak-'));
  const server = await launchFilrouge({
    ...{ rulesDir: rules.dir, databaseUrl, dataDir },
    env: { FILROUGE_STEP: '1s', FILROUGE_LOG: 'fatal' },
  });
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  const sender = createSender(`${server.url}/api/v1/write`, { key: adminKey, connections: 8 });
  const flood = paced(
    sender,
    writeBodies({ agents, workers: 4, samplesPerSeries: 1, shuffled: false }),
    samples,
  );
  const day = ordinaryDay(server.url, agents, sender.send);
  const looks: Look[] = [];
  try {
    const end = performance.now() + minutes * 60_000;
    const everyMs = Math.min(60_000, (minutes * 60_000) / 60);
    while (performance.now() < end) {
      await pause(everyMs);
      looks.push(await lookAt(server.pid, database));
      if (looks.length % 10 === 0) stderr.write(`${textOf(looks.at(-1))}\n`);
    }
    await day.stop();
    await flood.stop();
    const whole = await isWhole(server.url);
    return reportOf({ minutes, agents, samples }, looks, day.counts, whole);
  } finally {
    await day.stop();
    await flood.stop();
    sender.close();
    await database.end();
    await server.stop();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
    rules.remove();
  }
}

type Counts = {
  stops: number;
  contacts: number;
  breaches: number;
  streams: number;
  pages: number;
  failed: number;
};

/** What people and programs do all day, each at a pace of its own. */
function ordinaryDay(url: string, agents: number, write: (body: Buffer) => Promise<number>) {
  const counts: Counts = { stops: 0, contacts: 0, breaches: 0, streams: 0, pages: 0, failed: 0 };
  const api = apiOf(url);
  let stopped = false;
  const again = async (everyMs: number, work: (turn: number) => Promise<unknown>): Promise<void> => {
    for (let turn = 0; !stopped; turn++) {
      await work(turn).catch(() => {
        counts.failed += 1;
      });
      await pause(everyMs);
    }
  };
  const paths = [
    '/metrics',
    '/v1/agents?limit=200',
    '/v1/incidents',
    '/v1/plans',
    '/v1/register?limit=200',
    '/openapi.json',
    '/v1/rules',
  ];
  const running = Promise.all([
    again(100, async (turn) => {
      counts.contacts += 20;
      const interactions = Array.from({ length: 20 }, (_, place) => ({
        id: `s-${turn}-${place}`,
        agent: agentName(turn % agents),
        outcome: 'ok',
      }));
      if ((await api.post('/v1/interactions', { interactions })).status !== 200) counts.failed += 1;
    }),
    again(1_000, async (turn) => {
      counts.stops += 1;
      const agent = agentName(turn % agents);
      await suspendAt(url, agent);
      await pause(300);
      if ((await readAt(url, agent)).mayRun !== false) counts.failed += 1;
      await resumeAt(url, agent);
    }),
    again(20_000, async (turn) => {
      counts.breaches += 1;
      await write(oneSample(agentName(turn % agents), 0, 1, Date.now()));
    }),
    again(200, async (turn) => {
      counts.streams += 1;
      const follower = await followSwitch(url, agentName(turn % agents), adminKey);
      await pause(500);
      follower.close();
    }),
    again(500, async (turn) => {
      counts.pages += 1;
      if ((await api.get(paths[turn % paths.length] ?? '/')).status !== 200) counts.failed += 1;
    }),
  ]);
  return {
    counts,
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}

async function lookAt(pid: number, database: pg.Client): Promise<Look> {
  const { rows } = await database.query<{ table: string; rows: string }>(
    `SELECT c.relname AS "table", (xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', n.nspname, c.relname), false, true, '')))[1]::text AS rows
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = 'public'`,
  );
  const { rows: backends } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database()',
  );
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    at: performance.now(),
    mebibytes: residentBytes(pid) / 2 ** 20,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    threads: Number(/Threads:\s+(\d+)/.exec(status)?.[1]),
    kept: new Map(
      rows.filter(({ table }) => !history.has(table)).map((row) => [row.table, Number(row.rows)]),
    ),
    backends: backends[0]?.count ?? 0,
  };
}

function textOf(look: Look | undefined): string {
  if (look === undefined) return '';
  return `${Math.round(look.mebibytes)} MiB, ${look.handles} handles, ${look.threads} threads, ${look.backends} backends`;
}

function reportOf(
  sizes: { minutes: number; agents: number; samples: number },
  looks: readonly Look[],
  counts: Counts,
  whole: boolean,
): Report {
  const quarter = (number: number) =>
    looks.slice(
      Math.floor((looks.length * number) / quarters),
      Math.floor((looks.length * (number + 1)) / quarters),
    );
  const middle = (number: number, of: (look: Look) => number) => median(quarter(number).map(of));
  const growth = (of: (look: Look) => number) => middle(3, of) - middle(1, of);
  const tables = [...(looks.at(-1)?.kept.keys() ?? [])];
  const grown = tables
    .map((table) => ({
      table,
      by: growth(({ kept }) => kept.get(table) ?? 0),
      to: looks.at(-1)?.kept.get(table),
    }))
    .filter(({ by }) => by > 0);
  const row = (what: string, of: (look: Look) => number) => [
    what,
    ...Array.from({ length: quarters }, (_, number) => middle(number, of)),
  ];
  return {
    bench: 'reliability soak',
    settings: sizes,
    columns: ['median of', 'first quarter', 'second', 'third', 'last'],
    rows: [
      row('MiB', ({ mebibytes }) => mebibytes),
      row('handles', ({ handles }) => handles),
      row('threads', ({ threads }) => threads),
      row('connections to the database', ({ backends }) => backends),
      row('rows that hold the present', ({ kept }) => [...kept.values()].reduce((sum, one) => sum + one, 0)),
    ],
    notes: [
      Object.entries(counts)
        .map(([what, count]) => `${what}: ${count}`)
        .join(', '),
      `tables that hold the present: ${tables.toSorted().join(', ')}`,
      ...grown.map(({ table, by, to }) => `${table} grew by ${by} to ${to} rows`),
    ],
    aims: [
      aimOf(
        'MiB more in the last quarter than in the second',
        growth(({ mebibytes }) => mebibytes),
        {
          atMost: Math.max(24, middle(1, ({ mebibytes }) => mebibytes) * 0.1),
        },
      ),
      aimOf(
        'handles more',
        growth(({ handles }) => handles),
        { atMost: 8 },
      ),
      aimOf(
        'threads more',
        growth(({ threads }) => threads),
        { atMost: 1 },
      ),
      aimOf(
        'connections to the database more',
        growth(({ backends }) => backends),
        { atMost: 2 },
      ),
      aimOf('tables of the present that grew', grown.length, { atMost: 0 }),
      aimOf('requests that failed', counts.failed, { atMost: 0 }),
      aimOf('the register is whole', Number(whole), { atLeast: 1 }),
    ],
  };
}
