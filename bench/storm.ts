import { startFilrouge } from './lib/filrouge.ts';
import { createSender, oneSample, type Sender, sampleOfEach } from './lib/load.ts';
import { has, startPrometheusPeer } from './lib/peers.ts';
import { startPostgres } from './lib/postgres.ts';
import { pause, settled } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { agentName, makeRules, peerRules } from './lib/rules.ts';
import { quantile } from './lib/stats.ts';
import { followSwitch, startHook } from './lib/watch.ts';

/** After this, whoever has not been told is counted as such. */
const longestMs = 60_000;
const peerReadyMs = 10_000;
/** The breach of one agent more comes so long after that of all the others. */
const oneMoreAfterMs = 20;

type Waiting = { readonly stopped: () => Promise<number>; readonly close: () => void };

/** What is measured: somebody posts one body with a breach of every agent, and each agent must hear of its stop. */
type Subject = {
  readonly name: string;
  readonly sender: Sender;
  readonly follow: (agent: string) => Promise<Waiting>;
  readonly stop: () => Promise<void>;
};

type Storm = {
  readonly subject: string;
  readonly agents: number;
  readonly refused: number;
  readonly delays: readonly number[];
  readonly oneMore: number | undefined;
};

/**
 * All agents breach in one body of remote write, under a rule with a playbook: from the body posted to the last frame at its
 * client (filrouge), or to the webhook that names the last agent (Prometheus and Alertmanager, evaluating every second).
 * Sizes as arguments: `storm 500 5000`.
 */
export async function run(args: string[]): Promise<Report> {
  const sizes = args.length > 0 ? args.map(Number) : [500, 5_000];
  const postgres = await startPostgres();
  const storms: Storm[] = [];
  try {
    for (const agents of sizes) {
      const rules = makeRules(agents + 1, true);
      const subjects = [
        async () => filrouge('filrouge, PostgreSQL', rules.dir, await postgres.create()),
        ...(agents > 1_000 ? [] : [() => filrouge('filrouge, PGlite', rules.dir)]),
        ...(has('prometheus') && has('prometheus-alertmanager') ? [prometheus] : []),
      ];
      for (const open of subjects) storms.push(await measure(await open(), agents));
      rules.remove();
    }
  } finally {
    await postgres.stop();
  }
  return report(sizes, storms);
}

async function filrouge(name: string, rulesDir: string, databaseUrl?: string): Promise<Subject> {
  const server = await startFilrouge({ rulesDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  await settled([server.pid]);
  const sender = createSender(`${server.url}/api/v1/write`, { key: server.ingestKey, connections: 4 });
  return {
    name,
    sender,
    follow: (agent) => followSwitch(server.url, agent, server.viewerKey),
    stop: async () => {
      sender.close();
      await server.stop('SIGKILL');
    },
  };
}

async function prometheus(): Promise<Subject> {
  const hook = await startHook();
  const peer = await startPrometheusPeer({ rules: peerRules, webhook: hook.url });
  // It knows its Alertmanager some seconds after it is ready, and tells again only after a minute what it could not tell.
  await pause(peerReadyMs);
  const sender = createSender(peer.url, { connections: 4 });
  return {
    name: 'prometheus + alertmanager',
    sender,
    follow: async (agent) => ({ stopped: () => hook.heard(agent), close: () => {} }),
    stop: async () => {
      sender.close();
      hook.close();
      await peer.stop();
    },
  };
}

async function measure(subject: Subject, agents: number): Promise<Storm> {
  try {
    const names = Array.from({ length: agents }, (_, number) => agentName(number));
    const followers: Waiting[] = [];
    for (const name of names) followers.push(await subject.follow(name));
    const another = await subject.follow(agentName(agents));
    // A little history first, so that no window is empty.
    await subject.sender.send(sampleOfEach([...names, agentName(agents)], 1, 2, Date.now()));
    await pause(1_500);
    const posted = performance.now();
    const storm = subject.sender.send(sampleOfEach(names, 1, 1_000_000, Date.now()));
    await pause(oneMoreAfterMs);
    const postedOneMore = performance.now();
    void subject.sender.send(oneSample(agentName(agents), 1, 1_000_000, Date.now()));
    const heard = (waiting: Waiting) => Promise.race([waiting.stopped(), pause(longestMs)]);
    const [oneMore, ...times] = await Promise.all([another, ...followers].map(heard));
    const status = await storm;
    for (const { close } of [another, ...followers]) close();
    const delays = times.flatMap((at) => (at === undefined ? [] : [at - posted]));
    const found = {
      subject: subject.name,
      agents,
      refused: status < 300 && status > 0 ? 0 : 1,
      delays,
      oneMore: oneMore === undefined ? undefined : oneMore - postedOneMore,
    };
    const [p50, last] = [quantile(delays, 0.5), quantile(delays, 1)];
    process.stderr.write(
      `${subject.name}, ${agents}: p50 ${p50.toFixed(0)} ms, last ${last.toFixed(0)} ms, ${agents - delays.length} not told, one more ${found.oneMore?.toFixed(0)} ms, answered ${status}\n`,
    );
    return found;
  } finally {
    await subject.stop();
  }
}

function report(sizes: readonly number[], storms: readonly Storm[]): Report {
  const of = (subject: string, agents: number) =>
    storms.find((storm) => storm.subject === subject && storm.agents === agents);
  const last = (subject: string, agents: number) => {
    const storm = of(subject, agents);
    return storm === undefined || storm.delays.length < agents ? Number.NaN : quantile(storm.delays, 1);
  };
  const oneMore = (agents: number) => of('filrouge, PostgreSQL', agents)?.oneMore ?? Number.NaN;
  const peer = (agents: number) => last('prometheus + alertmanager', agents);
  return {
    bench: 'storm',
    settings: { sizes: sizes.join(', '), oneMoreAfterMs },
    columns: ['subject', 'agents', 'p50 ms', 'last ms', 'not told', 'body refused', 'one more ms'],
    rows: storms.map(({ subject, agents, delays, refused, oneMore: more }) => [
      subject,
      agents,
      quantile(delays, 0.5),
      quantile(delays, 1),
      agents - delays.length,
      refused,
      more ?? Number.NaN,
    ]),
    aims: [
      aimOf('500 on PostgreSQL: last ms', last('filrouge, PostgreSQL', 500), { atMost: 270 }),
      aimOf('500: times sooner than the peer', peer(500) / last('filrouge, PostgreSQL', 500), { atLeast: 4 }),
      aimOf('500: one more, ms', oneMore(500), { atMost: 100 }),
      aimOf('500 on PGlite: last ms', last('filrouge, PGlite', 500), { atMost: 1_000 }),
      aimOf('5 000 on PostgreSQL: last ms', last('filrouge, PostgreSQL', 5_000), { atMost: 3_000 }),
    ],
  };
}
