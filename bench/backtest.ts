import { type CellColumns, createColumns } from '../src/metrics/storage/cell-columns.ts';
import { windowSpec } from '../src/metrics/window.ts';
import type { Rule } from '../src/rules/rule.ts';
import type { RuleSet } from '../src/rules/ruleset.ts';
import { type BacktestOrder, createAgentBacktest, runBacktest } from '../src/workshop/backtest/backtest.ts';
import { type History, noSwitchRecord, spansOf } from '../src/workshop/replay/history.ts';
import { createReplays } from '../src/workshop/replay/replay.ts';
import { aimOf, type Report } from './lib/report.ts';
import { median, spread } from './lib/stats.ts';

const stepMs = 10_000;
const days = 30;
const cellsPerAgent = (days * 86_400_000) / stepMs;
const from = Date.UTC(2026, 4, 1);
const until = from + cellsPerAgent * stepMs;
const agents = Array.from({ length: 100 }, (_, place) => `agent-${place}`);

/** One rule over 30 days of cells: of one agent that is loaded, and of a hundred that are streamed a day at a time. */
export async function run([rounds = '9']: readonly string[]): Promise<Report> {
  const slice = { from, until, cells: new Map([['error_rate', columnsFrom(1, from, until)]]) };
  const times = (work: () => void) => Array.from({ length: Number(rounds) }, () => timed(work));
  const one = times(() => replayOne().feed(slice));
  const compared = times(() => {
    const test = createAgentBacktest(order(['agent-1']), 'agent-1', noSwitchRecord, []);
    test.feed(slice);
    test.finish();
  });
  const { seconds, cpuSeconds, growthMb } = await streamAll();
  return {
    bench: 'backtest',
    settings: { cells: cellsPerAgent, rules: 1, window: '5m', rounds: Number(rounds) },
    columns: ['what', 'median (least … most)'],
    rows: [
      ['one agent, rules as they are, ms', spread(one)],
      ['one agent, with another threshold beside it, ms', spread(compared)],
      [`${agents.length} agents, compared, streamed, s`, seconds],
      ['the same in seconds of a core, for a machine with other work', cpuSeconds],
      [`growth of resident memory over ${agents.length} agents, MB`, growthMb],
    ],
    aims: [
      aimOf('one rule, 30 days of one agent, compared, ms', median(compared), { atMost: 150 }),
      aimOf(`${agents.length} agents, compared and streamed, s`, seconds, { atMost: 10 }),
      aimOf(`growth of resident memory over ${agents.length} agents, MB`, growthMb, { atMost: 50 }),
    ],
  };
}

function replayOne() {
  const timeline = [{ at: 0, set: set(0.02) }] as const;
  const switchModel = { kind: 'recorded' } as const;
  return createReplays({ agent: 'agent-1', switchRecord: noSwitchRecord, switchModel }, [{ timeline }]);
}

type Streamed = { readonly seconds: number; readonly cpuSeconds: number; readonly growthMb: number };

/** Memory is looked at after every agent, from the second on: the first one brings the code in. */
async function streamAll(): Promise<Streamed> {
  const resident: number[] = [];
  const [begun, cpu] = [performance.now(), process.cpuUsage()];
  for await (const _ of runBacktest(order(agents), streamed, []))
    resident.push(process.memoryUsage.rss() / 1e6);
  const seconds = (performance.now() - begun) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const [, second = 0, ...later] = resident;
  const growthMb = Math.max(0, Math.max(...later) - second);
  return { seconds, cpuSeconds: (user + system) / 1e6, growthMb };
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function rule(threshold: number): Rule {
  const window = windowSpec(300_000, stepMs);
  if ('fault' in window) throw new Error(window.fault);
  return {
    id: 'error-rate',
    when: [{ metric: 'error_rate', operator: '>', threshold, window, text: '' }],
    clear: [{ metric: 'error_rate', operator: '<', threshold: threshold * 0.75, window, text: '' }],
    minSamples: 50,
    forMs: 0,
    keepFiringForMs: 600_000,
    onNoData: 'keep',
    noDataAfterMs: 600_000,
    effect: 'suspend',
    severity: 'critical',
    agents,
    source: { file: 'bench', line: 1 },
  };
}

function set(threshold: number): RuleSet {
  return {
    hash: String(threshold),
    stepMs,
    metrics: new Map([
      [
        'error_rate',
        {
          name: 'error_rate',
          unit: 'ratio',
          better: 'lower',
          aggregate: 'mean',
          own_traffic: true,
          label: { fr: 'x', en: 'x' },
        },
      ],
    ]),
    people: new Map(),
    agents: new Map(),
    rules: [rule(threshold)],
    playbooks: new Map(),
  };
}

function order(wanted: readonly string[]): BacktestOrder {
  return {
    before: [{ at: 0, set: set(0.02) }],
    after: set(0.015),
    from,
    until,
    agents: wanted,
    switchModel: { kind: 'recorded' },
  };
}

/** About 1 % of errors, and ten minutes of 3 % twice a day. */
function columnsFrom(seed: number, begin: number, end: number): CellColumns {
  const columns = createColumns((end - begin) / stepMs);
  let state = (seed * 7_919 + begin) % 2_147_483_647;
  for (let place = 0; place < columns.count; place++) {
    state = (state * 48_271) % 2_147_483_647;
    const start = begin + place * stepMs;
    const isBad = ((start - from) / stepMs) % 4_320 < 60;
    const value = (isBad ? 0.03 : 0.008) + (state / 2_147_483_647) * 0.004;
    columns.start[place] = start;
    columns.sum[place] = value * 8;
    columns.weight[place] = 8;
    columns.min[place] = value;
    columns.max[place] = value;
    columns.last[place] = value;
    columns.lastAt[place] = start;
  }
  return columns;
}

const streamed: History = {
  extent: async () => ({ oldest: from, newest: until - stepMs }),
  slices: function* (agent, _, { from: begin, until: end }) {
    for (const span of spansOf(Math.max(begin, from), end)) {
      const columns = columnsFrom(agents.indexOf(agent), span.from, span.until);
      yield { ...span, cells: new Map([['error_rate', columns]]) };
    }
  },
  switchRecord: async () => noSwitchRecord,
  incidents: async () => [],
};
