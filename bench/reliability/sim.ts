import { resolve } from 'node:path';
import { stderr } from 'node:process';
import { createLiveCells, ensureSeries, record } from '../../src/metrics/memory/live.ts';
import { createEngine, evaluateAll } from '../../src/rules/engine/engine.ts';
import { loadRules } from '../../src/rules/files/files.ts';
import { conditionsOf, type Rule } from '../../src/rules/rule.ts';
import { type RuleSet, rulesOver } from '../../src/rules/ruleset.ts';
import { isRuleEvent } from '../../src/thread/events.ts';
import { createSimulatedThread } from '../../src/workshop/simulated-thread.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { chanceOf } from './lib/chance.ts';
import { type Promises, watchPromises } from './lib/promises.ts';
import { sizesOf } from './lib/sizes.ts';
import { weatherOf } from './lib/weather.ts';

const [minuteMs, dayMs] = [60_000, 86_400_000];
const begin = Date.UTC(2026, 5, 1);
const agent = 'margaux';
const by = { kind: 'person', person: 'camille', key: 'sim' } as const;

/**
 * Months of an agent on a clock of their own, over the engine and the decisions of the live process: outages, silences, late and heavy
 * samples, a clock that leaps, people who stop it and let it run. What is promised of its switch is looked for in every minute.
 */
export async function run(args: string[]): Promise<Report> {
  const { seeds, days, first } = sizesOf(args, { seeds: 10_000, days: 30, first: 1 });
  const set = await shippedSet();
  const totals = { minutes: 0, trips: 0, resumes: 0 };
  const broken: string[] = [];
  let lived = 0;
  for (; lived < seeds && broken.length < 20; lived++) {
    broken.push(...live(set, first + lived, days, totals).map((what) => `seed ${first + lived}: ${what}`));
    if (lived % 100 === 99) stderr.write(`${lived + 1} of ${seeds} seeds\n`);
  }
  return {
    bench: 'reliability sim',
    settings: { seeds, days, first },
    columns: ['seeds', 'minutes', 'trips', 'resumes'],
    rows: [[lived, totals.minutes, totals.trips, totals.resumes]],
    notes: broken,
    aims: [
      aimOf('promises broken', broken.length, { atMost: 0 }),
      aimOf('seeds', lived, { atLeast: seeds }),
      aimOf('trips', totals.trips, { atLeast: (seeds * days) / 30 }),
    ],
  };
}

async function shippedSet(): Promise<RuleSet> {
  const read = await loadRules(resolve(import.meta.dirname, '../../rules'), { stepMs: 10_000 });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.set;
}

function live(
  set: RuleSet,
  seed: number,
  days: number,
  totals: { minutes: number; trips: number; resumes: number },
): readonly string[] {
  const random = chanceOf(seed);
  const memory = createLiveCells(set.stepMs);
  const rules = rulesOver(set, agent);
  const series = seriesOf(memory, set, rules);
  const engine = createEngine(set, memory);
  const thread = createSimulatedThread(engine, agent);
  const promises: Promises = watchPromises(rules, set.stepMs, thread.state);
  const weather = weatherOf(random);
  const end = begin + days * dayMs;
  for (
    let now = begin;
    now < end;
    now += random() < 0.001 ? Math.floor(random() * 6 * 3_600_000) : minuteMs
  ) {
    totals.minutes += 1;
    for (const [metric, number] of series) {
      const sample = weather(metric, now);
      if (sample === undefined) continue;
      record(memory, number, sample.value, sample.weight, sample.at, now);
      promises.sampled(metric, sample);
    }
    for (const event of evaluateAll(engine, now)) {
      if (!isRuleEvent(event)) continue;
      if (!thread.give(event, now).ok) promises.say(`${event.kind} was refused`);
      if (event.kind === 'ruleFired') promises.fired(event.rule, now);
      promises.after('event', now);
    }
    promises.tick(now);
    if (random() > 0.01) continue;
    const isStop = random() < 0.2;
    const given = isStop
      ? thread.give({ kind: 'suspendAgent', agent, reason: 'doubt', by }, now)
      : thread.give({ kind: 'resumeAgent', agent, reason: 'mended', by, override: random() < 0.5 }, now);
    if (given.ok && !isStop) totals.resumes += 1;
    promises.after(isStop ? 'stop' : given.ok ? 'resume' : 'refusal', now);
  }
  totals.trips += promises.trips();
  return promises.broken();
}

function seriesOf(
  memory: ReturnType<typeof createLiveCells>,
  set: RuleSet,
  rules: readonly Rule[],
): Map<string, number> {
  const conditions = rules.flatMap(conditionsOf);
  return new Map(
    conditions.map(({ metric }) => {
      const aggregate = set.metrics.get(metric)?.aggregate ?? 'mean';
      const windows = conditions.flatMap((one) =>
        one.metric === metric && one.window !== undefined ? [one.window] : [],
      );
      return [metric, ensureSeries(memory, agent, metric, { aggregate, windows })];
    }),
  );
}
