import { type Evaluation, measureEvaluation, measureSilence } from './lib/evaluation.ts';
import { createSender, writeBodies } from './lib/load.ts';
import { loadModules } from './lib/modules.ts';
import { has, startPrometheusPeer, startVictoriaPeer } from './lib/peers.ts';
import { pause, until } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { peerRules } from './lib/rules.ts';
import { median, spread } from './lib/stats.ts';

const sizes = [100, 1_000, 10_000, 50_000] as const;
const [largest, silentAgents] = [50_000, 10_000];
const stepMs = 10_000;

/**
 * All rules of all agents with full windows, by number of agents: the tick of every second, the tick in which all windows
 * have moved on, the mean of the ten ticks of a cell; and the cost of a sample with its evaluation, likewise.
 */
export async function run(only: readonly string[]): Promise<Report> {
  const alone = only.includes('filrouge');
  const modules = await loadModules();
  const own = sizes.map((agents) => ({ agents, ...measureEvaluation(modules, agents) }));
  const silent = measureSilence(modules, silentAgents);
  const peers = [
    ...(!alone && has('prometheus') ? [{ name: 'prometheus', ms: await measurePrometheus() }] : []),
    ...(!alone && has('victoria-metrics') && has('vmalert')
      ? [{ name: 'victoria-metrics + vmalert', ms: await measureVictoria() }]
      : []),
  ];
  const of = (agents: number, what: keyof Evaluation) =>
    median(own.find((one) => one.agents === agents)?.[what] ?? []);
  const tick = of(largest, 'tickMs');
  return {
    bench: 'evaluate',
    settings: { rules: 3, cells: 30 },
    columns: ['subject', 'agents', 'what', 'tick, ms: median (least … most)', 'sample with evaluation, ns'],
    rows: [
      ...own.flatMap(({ agents, ...measured }) => rowsOf(agents, measured)),
      ['filrouge', silentAgents, 'silent: every rule has raised its lack of data', spread(silent), ''],
      ...peers.map(({ name, ms }) => [name, largest, 'as it reports itself', spread(ms), '']),
    ],
    aims: [
      aimOf(`${largest} agents × 3 rules, mean tick of a cell: ms`, tick, { atMost: 10 }),
      ...peers.map(({ name, ms }) =>
        aimOf(
          `${largest} agents × 3 rules, mean tick of a cell: times faster than ${name}`,
          median(ms) / tick,
          {
            atLeast: 100,
          },
        ),
      ),
      aimOf(
        'cost of a sample, 50 000 agents over 100, mean of a cell',
        of(largest, 'sampleNs') / of(100, 'sampleNs'),
        { atMost: 1.5 },
      ),
    ],
  };
}

function rowsOf(agents: number, measured: Evaluation): (string | number)[][] {
  const row = (what: string, ticks: readonly number[], samples: readonly number[]) => [
    'filrouge',
    agents,
    what,
    spread(ticks),
    spread(samples),
  ];
  return [
    row('mean of the ten seconds of a cell', measured.tickMs, measured.sampleNs),
    row('a second within a cell', measured.tickWithinMs, measured.sampleWithinNs),
    row('the first second: all windows have moved on', measured.tickMovedMs, measured.sampleMovedNs),
  ];
}

/** Five minutes of samples every ten seconds, for all agents. */
async function fill(url: string): Promise<void> {
  const sender = createSender(url, { connections: 4 });
  const workers = writeBodies({ agents: largest, workers: 15, samplesPerSeries: 1, shuffled: false });
  const now = Date.now();
  for (let cell = 29; cell >= 0; cell--)
    for (const bodies of workers) await sender.send(bodies.next(now - cell * stepMs));
  sender.close();
}

async function measurePrometheus(): Promise<number[]> {
  const peer = await startPrometheusPeer({ rules: peerRules });
  try {
    await fill(peer.url);
    const metrics = peer.url.replace('/api/v1/write', '/metrics');
    return await samplesOf(metrics, /prometheus_rule_group_last_duration_seconds\{[^}]*\} (\S+)/);
  } finally {
    await peer.stop();
  }
}

async function measureVictoria(): Promise<number[]> {
  const peer = await startVictoriaPeer({ rules: peerRules });
  try {
    await fill(peer.url);
    return await vmalertDurations(`${peer.vmalertUrl}/metrics`);
  } finally {
    await peer.stop();
  }
}

async function samplesOf(url: string, pattern: RegExp): Promise<number[]> {
  const found: number[] = [];
  await pause(3_000);
  for (let round = 0; round < 5; round++) {
    const text = await (await fetch(url)).text();
    found.push(Number(pattern.exec(text)?.[1]) * 1_000);
    await pause(2_000);
  }
  return found;
}

/** vmalert tells the sum and the count of its iterations: the mean of those between two looks. */
async function vmalertDurations(url: string): Promise<number[]> {
  const look = async () => {
    const text = await (await fetch(url)).text();
    const sum = Number(/vmalert_iteration_duration_seconds_sum\{[^}]*\} (\S+)/.exec(text)?.[1]);
    const count = Number(/vmalert_iteration_duration_seconds_count\{[^}]*\} (\S+)/.exec(text)?.[1]);
    return { sum, count };
  };
  await pause(3_000);
  const found: number[] = [];
  for (let round = 0; round < 4; round++) {
    const before = await look();
    await until(async () => (await look()).count > before.count, 'an iteration of vmalert', 20_000, 200);
    const after = await look();
    found.push(((after.sum - before.sum) / (after.count - before.count)) * 1_000);
  }
  return found;
}
