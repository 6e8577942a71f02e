import type { NamedMetric } from '../../metrics/metric.ts';
import { parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { parseMeasure } from '../grammar/parse-condition.ts';
import type { RuleSet } from '../ruleset.ts';
import { allKnown, checkKnown } from './known.ts';
import { readWith } from './schema-check.ts';
import { TestEntry, TestHead } from './schemas/test-file.ts';
import { parseSeries } from './series-notation.ts';
import {
  faultProblem,
  type Path,
  type Report,
  reportAt,
  reportAtKey,
  type Source,
  valueAt,
} from './source.ts';
import { checkTestNames } from './test-names.ts';

/** A sample that a test sends. */
export type TestSample = {
  readonly metric: string;
  readonly at: number;
  readonly value: number;
  readonly weight: number;
};

/** A command that a person gives in the middle of a test. */
export type TestCommand = {
  readonly at: number;
  readonly kind: 'suspend' | 'resume';
  readonly reason: string;
  readonly by: string;
  readonly override: boolean;
};

/** The value of a measure at a time; `no_data` when nothing must have been measured. In the metric's unit. */
export type ExpectedValue = {
  readonly text: string;
  readonly metric: string;
  readonly window?: WindowSpec;
  readonly value: number | 'no_data';
};

/** An expectation at a time. Parts that a test does not mention are not checked. */
export type TestExpectation = {
  readonly at: number;
  readonly line: number;
  readonly values: readonly ExpectedValue[];
  readonly alerts: ReadonlyMap<string, 'inactive' | 'pending' | 'firing'>;
  readonly trippedBy?: readonly string[] | undefined;
} & Readonly<Pick<Expectation, 'switch' | 'incident' | 'plan'>>;

type Expectation = TestEntry['expect'][number];

/** The parts of a drafted plan that a test looks at; actions by playbook id, in the plan's order. */
export type ExpectedPlan = Exclude<Expectation['plan'], 'none' | undefined>;

/** One test of a *.test.yaml file, ready to be run: epoch milliseconds, everything in the order of time. */
export type RuleTest = {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly agent: string;
  readonly startAt: number;
  readonly stepMs: number;
  readonly samples: readonly TestSample[];
  readonly commands: readonly TestCommand[];
  readonly expectations: readonly TestExpectation[];
};

const anAgent = { code: 'unknown_agent', expected: 'an agent of a file of agents/' };

/** 2026-01-01T00:00:00Z: a test that says nothing about its time starts on a whole day. */
const usualStart = 1_767_225_600_000;
const usualStepMs = 60_000;

/** The tests of a *.test.yaml file that fit the rule set under test; whatever does not fit is reported. */
export function readTests(source: Source, set: RuleSet, report: Report): RuleTest[] {
  const head = readWith(TestHead, source, [], report);
  const entries = valueAt(source.value, ['tests']);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((_, place) => {
    const path = ['tests', place];
    const entry = readWith(TestEntry, source, path, report);
    if (entry === undefined || head === undefined) return [];
    const agent = entry.agent ?? head.agent;
    const agentPath = entry.agent === undefined ? ['agent'] : [...path, 'agent'];
    if (agent === undefined) {
      const expected = 'the key agent: the agent under test';
      reportAt(report, source, path, { code: 'missing_key', found: 'nothing', expected });
      return [];
    }
    if (!checkKnown(allKnown(set.agents.keys()), source, agentPath, anAgent, report)) return [];
    const start = entry.start ?? head.start;
    const clock = {
      startAt: start === undefined ? usualStart : Date.parse(start),
      stepMs: entry.step ?? head.step ?? usualStepMs,
    };
    const reading: Reading = { source, path, set, report, ...clock };
    if (!checkTestNames(source, path, { agent, set, entry }, report)) return [];
    const test = testOf(reading, entry);
    return test === undefined ? [] : [{ ...test, agent, ...clock }];
  });
}

type Reading = {
  readonly source: Source;
  readonly path: Path;
  readonly set: RuleSet;
  readonly report: Report;
  readonly startAt: number;
  readonly stepMs: number;
};

function testOf(
  reading: Reading,
  entry: TestEntry,
): Omit<RuleTest, 'agent' | 'startAt' | 'stepMs'> | undefined {
  const { source, path, startAt } = reading;
  const samples = Object.entries(entry.series).map(([metric, series]) => samplesOf(reading, metric, series));
  const expectations = entry.expect.map((_, place) => expectationOf(reading, entry, place));
  const good = expectations.filter((expectation) => expectation !== undefined);
  if (samples.includes(undefined) || good.length < expectations.length) return undefined;
  return {
    file: source.file,
    line: source.valueSpan(path).line,
    name: entry.name,
    samples: samples.flatMap((series) => series ?? []).toSorted(byTime),
    commands: entry.do.map((command) => commandOf(command, startAt)).toSorted(byTime),
    expectations: good.toSorted(byTime),
  };
}

function byTime(left: { readonly at: number }, right: { readonly at: number }): number {
  return left.at - right.at;
}

function commandOf(command: TestEntry['do'][number], startAt: number): TestCommand {
  const { at, suspend, resume, by, override } = command;
  const kind = resume === undefined ? 'suspend' : 'resume';
  return { at: startAt + at, kind, reason: resume ?? suspend ?? '', by, override };
}

function samplesOf(
  reading: Reading,
  metric: string,
  series: TestEntry['series'][string],
): TestSample[] | undefined {
  const { source, path, report, startAt, stepMs } = reading;
  const at = [...path, 'series', metric];
  const plain = typeof valueAt(source.value, at) !== 'object';
  const values = parseSeries(series.values);
  const weights = parseSeries(series.weight ?? '1');
  if (!values.ok)
    for (const fault of values.faults) report(faultProblem(source, plain ? at : [...at, 'values'], fault));
  if (!weights.ok) for (const fault of weights.faults) report(faultProblem(source, [...at, 'weight'], fault));
  if (!values.ok || !weights.ok) return undefined;
  return values.values.flatMap((value, place) => {
    const weight = weights.values[Math.min(place, weights.values.length - 1)];
    if (value === undefined || weight === undefined) return [];
    return [{ metric, at: startAt + place * stepMs, value, weight }];
  });
}

function expectationOf(reading: Reading, entry: TestEntry, place: number): TestExpectation | undefined {
  const expectation = entry.expect[place];
  if (expectation === undefined) return undefined;
  const path = [...reading.path, 'expect', place];
  const values = Object.entries(expectation.values).map(([measure, text]) =>
    expectedValue(reading, [...path, 'values', measure], measure, String(text)),
  );
  const good = values.filter((value) => value !== undefined);
  if (good.length < values.length) return undefined;
  const { switch: state, tripped_by: trippedBy, incident, plan } = expectation;
  return defined({
    at: reading.startAt + expectation.at,
    line: reading.source.valueSpan(path).line,
    values: good,
    alerts: new Map(Object.entries(expectation.alerts)),
    switch: state,
    trippedBy,
    incident,
    plan,
  });
}

function expectedValue(
  reading: Reading,
  path: Path,
  measure: string,
  text: string,
): ExpectedValue | undefined {
  const { source, set, report } = reading;
  const parsed = parseMeasure(measure, set);
  if (!parsed.ok) {
    for (const { offset: _, length: __, ...complaint } of parsed.faults)
      reportAtKey(report, source, path, complaint);
    return undefined;
  }
  const value = expectedNumber(text, parsed.metric);
  if (value === undefined) {
    const expected = `${quantityExpected(parsed.metric)}, or no data`;
    reportAt(report, source, path, { code: 'bad_quantity', found: text, expected });
    return undefined;
  }
  const { metric, window } = parsed;
  return defined({ text: measure, metric: metric.name, window, value });
}

function expectedNumber(text: string, metric: NamedMetric): number | 'no_data' | undefined {
  if (text === 'no data') return 'no_data';
  const parsed = parseQuantity(text, metric);
  return parsed.ok ? parsed.value : undefined;
}
