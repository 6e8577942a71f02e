import { parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import type { Sample } from '../../metrics/sample.ts';
import type { WindowSpec } from '../../metrics/window.ts';
import { defined } from '../../platform/defined.ts';
import { parseInstant } from '../../platform/iso.ts';
import { parseMeasure } from '../grammar/parse-condition.ts';
import type { RuleSet } from '../ruleset.ts';
import { allKnown, anAgent, checkKnown } from './known.ts';
import { readWith } from './schema-check.ts';
import { TestEntry, TestHead } from './schemas/test-file.ts';
import { parseSeries } from './series-notation.ts';
import {
  complain,
  complainOfKey,
  complainOfWord,
  itemsOf,
  lineOf,
  type Place,
  type Report,
  type Source,
  under,
  wholeOf,
} from './source.ts';
import { checkTestNames } from './test-names.ts';

/** A sample that a test sends. */
export type TestSample = Omit<Sample, 'agent'>;

/** A command that a person gives in the middle of a test. */
export type TestCommand = {
  readonly at: number;
  readonly kind: 'suspend' | 'resume';
  readonly reason: string;
  readonly by: string;
  readonly override: boolean;
  readonly atOnce: boolean;
};

/** A person silences a rule, or all of them, in the middle of a test. */
export type TestSilence = {
  readonly at: number;
  readonly kind: 'silence';
  readonly rule?: string;
  readonly until: number;
  readonly by: string;
};

/** Planned work in a test: windows of its own, or those of the agent's file. */
export type TestMaintenance =
  | 'planned'
  | readonly { readonly from: number; readonly until: number; readonly rules?: readonly string[] }[];

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
} & Readonly<Pick<Expectation, 'switch' | 'share' | 'incident' | 'plan'>>;

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
  readonly commands: readonly (TestCommand | TestSilence)[];
  readonly maintenance?: TestMaintenance;
  readonly expectations: readonly TestExpectation[];
};

/** 2026-01-01T00:00:00Z: a test that says nothing about its time starts on a whole day. */
const usualStart = 1_767_225_600_000;
const usualStepMs = 60_000;

/** The tests of a *.test.yaml file that fit the rule set under test; whatever does not fit is reported. */
export function readTests(source: Source, set: RuleSet, report: Report): RuleTest[] {
  const file = wholeOf(source, report);
  const head = readWith(TestHead, file);
  return itemsOf(under(file, 'tests')).flatMap((place) => {
    const entry = readWith(TestEntry, place);
    if (entry === undefined || head === undefined) return [];
    const agent = entry.agent ?? head.agent;
    if (agent === undefined) {
      complain(place, 'missing_key', 'nothing', 'the key agent: the agent under test');
      return [];
    }
    const named = under(entry.agent === undefined ? file : place, 'agent');
    if (!checkKnown(allKnown(set.agents.keys()), named, anAgent)) return [];
    if (!checkTestNames(place, agent, set, entry)) return [];
    const start = entry.start ?? head.start;
    const clock = {
      startAt: (start === undefined ? undefined : parseInstant(start)) ?? usualStart,
      stepMs: entry.step ?? head.step ?? usualStepMs,
    };
    const test = testOf(place, entry, set, clock);
    return test === undefined ? [] : [{ ...test, agent, ...clock }];
  });
}

type Clock = Pick<RuleTest, 'startAt' | 'stepMs'>;

function testOf(
  place: Place,
  entry: TestEntry,
  set: RuleSet,
  clock: Clock,
): Omit<RuleTest, 'agent' | keyof Clock> | undefined {
  const { startAt } = clock;
  const samples = Object.entries(entry.series).map(([metric, series]) =>
    samplesOf(under(place, 'series', metric), metric, series, clock),
  );
  const expectations = entry.expect.map((expectation, number) =>
    expectationOf(under(place, 'expect', number), expectation, set, startAt),
  );
  const good = expectations.filter((expectation) => expectation !== undefined);
  if (samples.includes(undefined) || good.length < expectations.length) return undefined;
  return defined({
    file: place.source.file,
    line: lineOf(place),
    name: entry.name,
    maintenance: maintenanceOf(entry.maintenance, startAt),
    samples: samples.flatMap((series) => series ?? []).toSorted(byTime),
    commands: entry.do.map((command) => commandOf(command, startAt)).toSorted(byTime),
    expectations: good.toSorted(byTime),
  });
}

function maintenanceOf(stated: TestEntry['maintenance'], startAt: number): TestMaintenance | undefined {
  if (stated === undefined || stated === 'planned') return stated;
  return stated.map(({ at, for: lasts, rules }) =>
    defined({ from: startAt + at, until: startAt + at + lasts, rules }),
  );
}

function byTime(left: { readonly at: number }, right: { readonly at: number }): number {
  return left.at - right.at;
}

function commandOf(command: TestEntry['do'][number], startAt: number): TestCommand | TestSilence {
  const { at, suspend, resume, silence, for: lasts = 0, by, override, at_once: atOnce } = command;
  if (silence !== undefined) {
    const rule = silence === 'all' ? undefined : silence;
    return defined({ at: startAt + at, kind: 'silence' as const, rule, until: startAt + at + lasts, by });
  }
  const kind = resume === undefined ? 'suspend' : 'resume';
  return { at: startAt + at, kind, reason: resume ?? suspend ?? '', by, override, atOnce };
}

function samplesOf(
  place: Place,
  name: string,
  series: TestEntry['series'][string],
  { startAt, stepMs }: Clock,
): TestSample[] | undefined {
  const [metric = '', variant] = name.split('@');
  const values = parseSeries(series.values);
  const weights = parseSeries(series.weight ?? '1');
  const valuesPlace = typeof place.value === 'object' ? under(place, 'values') : place;
  if (!values.ok) for (const fault of values.faults) complainOfWord(valuesPlace, fault);
  if (!weights.ok) for (const fault of weights.faults) complainOfWord(under(place, 'weight'), fault);
  if (!values.ok || !weights.ok) return undefined;
  return values.values.flatMap((value, number) => {
    const weight = weights.values[Math.min(number, weights.values.length - 1)];
    if (value === undefined || weight === undefined) return [];
    return [{ metric, ...defined({ variant }), at: startAt + number * stepMs, value, weight }];
  });
}

function expectationOf(
  place: Place,
  expectation: Expectation,
  set: RuleSet,
  startAt: number,
): TestExpectation | undefined {
  const values = Object.entries(expectation.values).map(([measure, text]) =>
    expectedValue(under(place, 'values', measure), measure, String(text), set),
  );
  const good = values.filter((value) => value !== undefined);
  if (good.length < values.length) return undefined;
  const { switch: state, share, tripped_by: trippedBy, incident, plan } = expectation;
  return defined({
    at: startAt + expectation.at,
    line: lineOf(place),
    values: good,
    alerts: new Map(Object.entries(expectation.alerts)),
    switch: state,
    share,
    trippedBy,
    incident,
    plan,
  });
}

function expectedValue(place: Place, measure: string, text: string, set: RuleSet): ExpectedValue | undefined {
  const parsed = parseMeasure(measure, set);
  if (!parsed.ok) {
    for (const { code, found, expected, didYouMean } of parsed.faults)
      complainOfKey(place, code, found, expected, { didYouMean });
    return undefined;
  }
  const value = text === 'no data' ? ('no_data' as const) : parseQuantity(text, parsed.metric);
  if (value === undefined) {
    complain(place, 'bad_quantity', text, `${quantityExpected(parsed.metric)}, or no data`);
    return undefined;
  }
  return defined({ text: measure, metric: parsed.metric.name, window: parsed.window, value });
}
