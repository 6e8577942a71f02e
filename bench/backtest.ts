import { cpus } from 'node:os';
import { type Cell, cellOf } from '../src/metrics/cell.ts';
import { windowSpec } from '../src/metrics/window.ts';
import { type BacktestOrder, createAgentBacktest, runBacktest } from '../src/rules/backtest.ts';
import { type History, spansOf } from '../src/rules/history.ts';
import { createReplay, noSwitchRecord } from '../src/rules/replay.ts';
import type { Rule } from '../src/rules/rule.ts';
import type { RuleSet } from '../src/rules/ruleset.ts';

/**
 * How long it takes to run a rule over 30 days of 10-second cells: of one agent that is loaded, and of a hundred that are
 * streamed a day at a time. `tsx bench/backtest.ts [rounds]`.
 */
const stepMs = 10_000;
const days = 30;
const cellsPerAgent = (days * 86_400_000) / stepMs;
const from = Date.UTC(2026, 4, 1);
const until = from + cellsPerAgent * stepMs;
const rounds = Number(process.argv[2] ?? 7);
const agents = Array.from({ length: 100 }, (_, place) => `agent-${place}`);

const rule = (threshold: number): Rule => {
  const window = windowSpec(300_000, stepMs);
  if ('fault' in window) throw new Error('no window');
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
};

const set = (threshold: number): RuleSet => ({
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
});

/** About 1 % of errors, and ten minutes of 3 % twice a day. */
function* cellsFrom(seed: number, begin: number, end: number): Generator<Cell> {
  let state = seed * 7919 + begin;
  for (let start = begin; start < end; start += stepMs) {
    state = (state * 48_271) % 2_147_483_647;
    const place = (start - from) / stepMs;
    const value = (place % 4_320 < 60 ? 0.03 : 0.008) + (state / 2_147_483_647) * 0.004;
    yield cellOf(start, value, 8, start);
  }
}

const order = (wanted: readonly string[]): BacktestOrder => ({
  before: [{ at: 0, set: set(0.02) }],
  after: set(0.015),
  from,
  until,
  agents: wanted,
  switchModel: { kind: 'recorded' },
});

const streamed: History = {
  extent: async () => ({ oldest: from, newest: until - stepMs }),
  slices: function* (agent, _, { from: begin, until: end }) {
    for (const span of spansOf(Math.max(begin, from), end))
      yield {
        ...span,
        cells: new Map([['error_rate', [...cellsFrom(agents.indexOf(agent), span.from, span.until)]]]),
      };
  },
  switchRecord: async () => noSwitchRecord,
  incidents: async () => [],
};

function median(all: readonly number[]): number {
  return all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? Number.NaN;
}

const loaded = [...cellsFrom(1, from, until)];
const slice = { from, until, cells: new Map([['error_rate', loaded]]) };
const timed = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const one = Array.from({ length: rounds }, () =>
  timed(() => {
    createReplay({
      agent: 'agent-1',
      timeline: [{ at: 0, set: set(0.02) }],
      switchRecord: noSwitchRecord,
      switchModel: { kind: 'recorded' },
    }).feed(slice);
  }),
);
const compared = Array.from({ length: rounds }, () =>
  timed(() => {
    const test = createAgentBacktest(order(['agent-1']), 'agent-1', noSwitchRecord, []);
    test.feed(slice);
    test.finish();
  }),
);

let mostHeap = 0;
let leastHeap = Number.POSITIVE_INFINITY;
const begun = performance.now();
for await (const _ of runBacktest(order(agents), streamed, [])) {
  const used = process.memoryUsage().rss / 1e6;
  mostHeap = Math.max(mostHeap, used);
  leastHeap = Math.min(leastHeap, used);
}
const hundred = (performance.now() - begun) / 1000;

const aims = [
  { name: 'one rule, one agent, 259200 cells, ms', value: Math.round(median(one)), aim: 150 },
  { name: 'the same compared with another threshold, ms', value: Math.round(median(compared)), aim: 150 },
  { name: '100 agents compared, streamed, s', value: Math.round(hundred * 10) / 10, aim: 10 },
  { name: 'growth of memory over 100 agents, MB', value: Math.round(mostHeap - leastHeap), aim: 100 },
].map((aim) => ({ ...aim, met: aim.value <= aim.aim }));

console.log(`node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, ${rounds} rounds, medians`);
console.log(`one: ${one.map(Math.round).join(' ')} ms; compared: ${compared.map(Math.round).join(' ')} ms`);
console.table(aims);
console.log(JSON.stringify({ bench: 'backtest', aims }));
