import { kill } from 'node:process';
import pg from 'pg';
import { startPostgres } from '../lib/postgres.ts';
import { pause, until } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { chanceOf } from './lib/chance.ts';
import { readAt, resumeAt, suspendAt } from './lib/orders.ts';
import { sizesOf } from './lib/sizes.ts';
import { isWhole } from './lib/stored.ts';
import { type Processes, startProcesses } from './lib/three.ts';

/** What a client knows of one agent. Only one client orders it, so that what was answered stands until its next order. */
type Known = { readonly agent: string; stopped: boolean | undefined; epochs: number[] };

/**
 * Three processes on one PostgreSQL are paused, killed and lose their backends, in any order, while clients stop agents and let them
 * run: a stop that was answered is never forgotten, and no process ever says an epoch older than it has said before.
 */
export async function run(args: string[]): Promise<Report> {
  const { minutes, agents, seed } = sizesOf(args, { minutes: 30, agents: 12, seed: 1 });
  const postgres = await startPostgres();
  const [rules, url] = [makeRules(agents), await postgres.create()];
  const processes = await startProcesses(3, url, rules.dir);
  const until_ = performance.now() + minutes * 60_000;
  const faults: string[] = [];
  const counts = { orders: 0, stops: 0, reads: 0, unanswered: 0, paused: 0, killed: 0, ended: 0 };
  const random = chanceOf(seed);
  try {
    const known = Array.from(
      { length: agents },
      (_, number): Known => ({ agent: agentName(number), stopped: false, epochs: [] }),
    );
    const clients = known.map((one) =>
      orderOne(processes, one, () => performance.now() < until_, random, faults, counts),
    );
    await trouble(processes, url, () => performance.now() < until_, random, counts);
    await Promise.all(clients);
    await until(async () => (await processes.evaluator()) !== undefined, 'one that evaluates', 60_000, 50);
    const place = (await processes.evaluator()) ?? 0;
    for (const { agent, stopped } of known) {
      const seen = await readAt(processes.urls[place] ?? '', agent);
      if (stopped !== undefined && seen.mayRun === stopped)
        faults.push(`${agent}: at the end ${JSON.stringify(seen)}`);
    }
    const whole = await isWhole(processes.urls[place] ?? '');
    return {
      bench: 'reliability churn',
      settings: { minutes, agents, seed },
      columns: Object.keys(counts),
      rows: [Object.values(counts)],
      notes: faults.slice(0, 20),
      aims: [
        aimOf('stops forgotten, and stale epochs', faults.length, { atMost: 0 }),
        aimOf('stops', counts.stops, { atLeast: minutes * 10 }),
        aimOf('the register is whole', Number(whole), { atLeast: 1 }),
      ],
    };
  } finally {
    await processes.stop();
    await postgres.stop();
    rules.remove();
  }
}

async function orderOne(
  { urls }: Processes,
  known: Known,
  goesOn: () => boolean,
  random: () => number,
  faults: string[],
  counts: { orders: number; stops: number; reads: number; unanswered: number },
): Promise<void> {
  while (goesOn()) {
    const place = Math.floor(random() * urls.length);
    const url = urls[place] ?? '';
    if (random() < 0.4) {
      const isStop = random() < 0.5;
      const seen = await (isStop ? suspendAt : resumeAt)(url, known.agent);
      counts.orders += 1;
      const isDone = seen.status === 200 || (!isStop && seen.status === 409);
      if (isDone && isStop) counts.stops += 1;
      if (isDone) known.stopped = isStop;
      else {
        counts.unanswered += 1;
        // Refused by one that stands by: nothing happened. No answer: nobody knows.
        if (seen.status !== 503 || isStop) known.stopped = known.stopped === isStop ? isStop : undefined;
      }
    } else {
      const before = known.epochs[place] ?? 0;
      const seen = await readAt(url, known.agent);
      if (seen.status !== 200 || seen.epoch === undefined || seen.isKept === true) continue;
      counts.reads += 1;
      if (seen.epoch < before)
        faults.push(`${known.agent}: process ${place} said epoch ${before}, then ${seen.epoch}`);
      known.epochs[place] = seen.epoch;
      // Whoever stands by may be late, for as long as it takes not to know any more.
      if (known.stopped === true && seen.mayRun === true) {
        await pause(4_000);
        const again = await readAt(url, known.agent);
        if (again.mayRun === true)
          faults.push(
            `${known.agent}: process ${place} lets it run four seconds after its stop: ${JSON.stringify([seen, again])}`,
          );
      }
    }
    await pause(random() * 200);
  }
}

async function trouble(
  processes: Processes,
  url: string,
  goesOn: () => boolean,
  random: () => number,
  counts: { paused: number; killed: number; ended: number },
): Promise<void> {
  const killer = new pg.Client({ connectionString: url });
  await killer.connect();
  while (goesOn()) {
    await pause(500 + random() * 4_000);
    const evaluator = await processes.evaluator();
    const place =
      random() < 0.7 && evaluator !== undefined ? evaluator : Math.floor(random() * processes.urls.length);
    const chance = random();
    if (chance < 0.4) {
      counts.paused += 1;
      kill(processes.pid(place), 'SIGSTOP');
      await pause(200 + random() * 8_000);
      kill(processes.pid(place), 'SIGCONT');
    } else if (chance < 0.7) {
      counts.killed += 1;
      await processes.restart(place);
    } else {
      const { rowCount } = await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.6`,
      );
      counts.ended += rowCount ?? 0;
    }
  }
  await killer.end();
}
