import { startFilrouge } from './lib/filrouge.ts';
import { createSender, oneSample, paced, type Sender, writeBodies } from './lib/load.ts';
import { has, startPrometheusPeer } from './lib/peers.ts';
import { startPostgres } from './lib/postgres.ts';
import { cpuSeconds, pause, settled } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules, peerRules } from './lib/rules.ts';
import { quantile } from './lib/stats.ts';
import { followSwitch, startHook } from './lib/watch.ts';

const [agents, samplesPerSecond, breachesIdle, breachesLoaded, peerBreaches] = [10_000, 40_000, 100, 100, 20];
const longestMs = 10_000;
const cpuMs = 6_000;
/** No measurement takes longer, however slow the machine is: it has fewer breaches then. */
const budgetMs = 40_000;

/** What is measured: somebody posts a breaching sample, and hears that the agent must stop. */
type Subject = {
  readonly name: string;
  readonly breaches: number;
  readonly sender: Sender;
  readonly pids: readonly number[];
  /** Resolves when the stop of this agent is heard. */
  readonly prepare: (
    agent: string,
  ) => Promise<{ readonly stopped: Promise<number>; readonly close: () => void }>;
  readonly stop: () => Promise<void>;
};

type Measured = { readonly delays: number[]; readonly lost: number; readonly cpu: number };

/**
 * From the breaching sample posted to the SSE frame at the client (filrouge), or to the webhook (Prometheus and Alertmanager,
 * evaluating every second), idle and under load. Subjects as arguments, when it is not to be all: `detect pglite`.
 */
export async function run(args: string[]): Promise<Report> {
  const rules = makeRules(agents);
  const postgres = await startPostgres();
  const results = new Map<string, Measured>();
  try {
    const subjects = {
      postgresql: () => filrouge('filrouge, PostgreSQL', rules.dir, postgres.create, postgres.pid),
      pglite: () => filrouge('filrouge, PGlite', rules.dir, undefined, undefined),
      ...(has('prometheus') && has('prometheus-alertmanager') ? { prometheus } : {}),
    };
    for (const [key, open] of Object.entries(subjects)) {
      if (args.length > 0 && !args.includes(key)) continue;
      const subject = await open();
      try {
        results.set(`${subject.name}, idle`, await measure(subject, 0, false));
        results.set(`${subject.name}, under load`, await measure(subject, 1_000, true));
      } finally {
        await subject.stop();
      }
    }
  } finally {
    await postgres.stop();
    rules.remove();
  }
  return report(results);
}

async function filrouge(
  name: string,
  rulesDir: string,
  create: (() => Promise<string>) | undefined,
  databasePid: number | undefined,
): Promise<Subject> {
  const databaseUrl = await create?.();
  const server = await startFilrouge({ rulesDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  await settled([server.pid]);
  const sender = createSender(`${server.url}/api/v1/write`, { key: server.ingestKey, connections: 16 });
  return {
    name,
    breaches: breachesIdle,
    sender,
    pids: [server.pid, ...(databasePid === undefined ? [] : [databasePid])],
    prepare: async (agent) => {
      const follower = await followSwitch(server.url, agent, server.viewerKey);
      return { stopped: follower.stopped(), close: follower.close };
    },
    stop: async () => {
      sender.close();
      await server.stop('SIGKILL');
    },
  };
}

async function prometheus(): Promise<Subject> {
  const hook = await startHook();
  const peer = await startPrometheusPeer({ rules: peerRules, webhook: hook.url });
  const sender = createSender(peer.url, { connections: 16 });
  return {
    name: 'prometheus + alertmanager',
    breaches: peerBreaches,
    sender,
    pids: peer.pids,
    prepare: async (agent) => ({ stopped: hook.heard(agent), close: () => {} }),
    stop: async () => {
      sender.close();
      hook.close();
      await peer.stop();
    },
  };
}

/** Breaches of one agent after the other, at times that have nothing to do with anybody's ticks. */
async function measure(subject: Subject, firstAgent: number, loaded: boolean): Promise<Measured> {
  const load = loaded
    ? paced(
        subject.sender,
        writeBodies({ agents, workers: 15, samplesPerSeries: 1, shuffled: false }),
        samplesPerSecond,
      )
    : undefined;
  await pause(loaded ? 3_000 : 200);
  // Without breaches: how many of them there are in a second depends on how soon each is heard.
  const [cpuBefore, cpuBegin] = [cpuSeconds(subject.pids), performance.now()];
  await pause(loaded ? cpuMs : 1_000);
  const cpu = (cpuSeconds(subject.pids) - cpuBefore) / ((performance.now() - cpuBegin) / 1_000);
  const begin = performance.now();
  const delays: number[] = [];
  let lost = 0;
  const count = subject.breaches === breachesIdle && loaded ? breachesLoaded : subject.breaches;
  for (let number = 0; number < count && performance.now() - begin < budgetMs; number++) {
    const agent = agentName(firstAgent + number);
    const waiting = await subject.prepare(agent);
    await pause(Math.random() * (subject.breaches === peerBreaches ? 300 : 60));
    const posted = performance.now();
    // Far above the threshold, so that one sample outweighs the quiet ones of the load in the window.
    void subject.sender.send(oneSample(agent, 1, 1_000_000, Date.now() + 50));
    const at = await Promise.race([waiting.stopped, pause(longestMs)]);
    waiting.close();
    if (at === undefined) lost += 1;
    else delays.push(at - posted);
  }
  process.stderr.write(
    `${subject.name}${loaded ? ', under load' : ''}: p50 ${quantile(delays, 0.5).toFixed(1)} ms, p99 ${quantile(delays, 0.99).toFixed(1)} ms, ${delays.length} heard, ${lost} not\n`,
  );
  await load?.stop();
  return { delays, lost, cpu };
}

function report(results: ReadonlyMap<string, Measured>): Report {
  const at = (key: string, share: number) => quantile(results.get(key)?.delays ?? [], share);
  const peer = (load: string, share: number) => at(`prometheus + alertmanager, ${load}`, share);
  const own = (load: string, share: number) => at(`filrouge, PostgreSQL, ${load}`, share);
  const cpu = (key: string) => results.get(`${key}, under load`)?.cpu ?? Number.NaN;
  return {
    bench: 'detect',
    settings: { agents, samplesPerSecond, breaches: breachesIdle, peerBreaches },
    columns: ['subject', 'p50 ms', 'p99 ms', 'most ms', 'breaches', 'not heard', 'CPU cores'],
    rows: [...results].map(([key, { delays, lost, cpu: cores }]) => [
      key,
      quantile(delays, 0.5),
      quantile(delays, 0.99),
      quantile(delays, 1),
      delays.length,
      lost,
      Number(cores.toFixed(2)),
    ]),
    aims: [
      aimOf('sample to SSE, idle: p50 ms', own('idle', 0.5), { atMost: 3 }),
      aimOf('idle: times lower p50 than the peer', peer('idle', 0.5) / own('idle', 0.5), { atLeast: 100 }),
      aimOf('idle: times lower p99 than the peer', peer('idle', 0.99) / own('idle', 0.99), { atLeast: 50 }),
      aimOf('under load: p99 ms', own('under load', 0.99), { atMost: 20 }),
      aimOf('under load: times lower p50 than the peer', peer('under load', 0.5) / own('under load', 0.5), {
        atLeast: 150,
      }),
      aimOf(
        'CPU under load, share of the peer',
        cpu('filrouge, PostgreSQL') / cpu('prometheus + alertmanager'),
        { atMost: 1 / 3 },
      ),
    ],
  };
}
