import { createSender, writeBodies } from './lib/load.ts';
import { loadModules, type Modules } from './lib/modules.ts';
import { has, startPrometheusPeer, startVictoriaPeer } from './lib/peers.ts';
import { pause, until } from './lib/processes.ts';
import { aimOf, type Report } from './lib/report.ts';
import { metricNames, peerRules } from './lib/rules.ts';
import { median, spread } from './lib/stats.ts';

const sizes = [100, 1_000, 10_000, 50_000] as const;
const largest = 50_000;
const [rounds, stepMs] = [15, 10_000];

/** One tick: all rules of all agents with full windows, and the cost of a sample with its evaluation, by number of agents. */
export async function run(only: readonly string[]): Promise<Report> {
  const alone = only.includes('filrouge');
  const modules = await loadModules();
  const own = sizes.map((agents) => ({ agents, ...measureOwn(modules, agents) }));
  const peers = [
    ...(!alone && has('prometheus') ? [{ name: 'prometheus', ms: await measurePrometheus() }] : []),
    ...(!alone && has('victoria-metrics') && has('vmalert')
      ? [{ name: 'victoria-metrics + vmalert', ms: await measureVictoria() }]
      : []),
  ];
  const tick = median(own.find(({ agents }) => agents === largest)?.ticks ?? []);
  const perSample = (agents: number) => median(own.find((one) => one.agents === agents)?.sampleNs ?? []);
  return {
    bench: 'evaluate',
    settings: { rules: 3, cells: 30, rounds },
    columns: ['subject', 'agents', 'one tick, ms: median (least … most)', 'sample with evaluation, ns'],
    rows: [
      ...own.map(({ agents, ticks, sampleNs }) => ['filrouge', agents, spread(ticks), spread(sampleNs)]),
      ...peers.map(({ name, ms }) => [name, largest, spread(ms), '']),
    ],
    aims: [
      ...peers.map(({ name, ms }) =>
        aimOf(`${largest} agents × 3 rules, one tick: times faster than ${name}`, median(ms) / tick, {
          atLeast: 100,
        }),
      ),
      aimOf('cost of a sample, 50 000 agents over 100', perSample(largest) / perSample(100), { atMost: 1.5 }),
    ],
  };
}

function measureOwn(
  { live, changed, record, engine, window, ruleSet }: Modules,
  agents: number,
): { ticks: number[]; sampleNs: number[] } {
  const cells = live.createLiveCells(stepMs);
  const made = engine.createEngine(ruleSet(agents), cells);
  const now = Math.floor(Date.now() / stepMs) * stepMs + 5_000;
  const all = Array.from({ length: agents * metricNames.length }, (_, number) => number);
  const spec = window.windowSpec(300_000, stepMs);
  if ('fault' in spec) throw new Error(spec.fault);
  for (let cell = spec.cells - 1; cell >= 0; cell--)
    for (const series of all) record.record(cells, series, 0.004, 1, now - cell * stepMs, now);
  changed.takeChanged(cells.changed);
  const ticks = Array.from({ length: rounds + 3 }, () => {
    const begin = performance.now();
    const events = engine.evaluateAll(made, now);
    if (events.length > 0) throw new Error('a rule fired on quiet values');
    return performance.now() - begin;
  }).slice(3);
  const samples = 100_000;
  const sampleNs = Array.from({ length: rounds + 3 }, (_, round) => {
    const begin = performance.now();
    for (let sample = 0; sample < samples; sample++) {
      const series = (sample * 7 + round) % all.length;
      record.record(cells, series, 0.004, 1, now, now);
      engine.evaluateSeries(made, [series], now);
    }
    const took = performance.now() - begin;
    changed.takeChanged(cells.changed);
    return (took / samples) * 1e6;
  }).slice(3);
  return { ticks, sampleNs };
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
