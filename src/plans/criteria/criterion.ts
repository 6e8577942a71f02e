import { cellStart } from '../../metrics/cell.ts';
import type { Metric } from '../../metrics/metric.ts';
import { type Condition, isTrue } from '../../rules/condition.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import type { ActionStatus, Criterion, CriterionState } from '../plan.ts';
import { type FactSources, type FactStage, factOf, stateOfFact } from './facts.ts';
import { type HoldStep, type HoldTerms, type Reading, type Stage, stepHold } from './hold.ts';

/** The owner of a criterion, an action or the plan itself, with the facts that its hold waits for. */
export type Subject =
  | {
      readonly of: 'action';
      readonly status: ActionStatus;
      readonly doneAt?: number | undefined;
      readonly settleMs: number;
    }
  /** The plan's own indicators hold from its activation or reopening, without a settling time. */
  | { readonly of: 'plan'; readonly startedAt?: number };

/** A span in which the agent might not run; without an end it still lasts. */
export type Suspension = { readonly from: number; readonly until?: number };

/** The contents of a condition's window: Σ weight, and its value unless nothing was measured. */
export type Measured = { readonly value?: number; readonly weight: number };

/** Everything that an assessment reads. Times in epoch ms. */
export type CriterionContext = FactSources & {
  /** Width of a cell: measured criteria move at the ends of cells. */
  readonly stepMs: number;
  readonly subject: Subject;
  readonly suspensions: readonly Suspension[];
  /** `undefined`: the rule set in force has no such metric. */
  readonly metric: (name: string) => Pick<Metric, 'own_traffic'> | undefined;
  /** The condition's window as it stood at `at`: always asked for the last millisecond of a past cell. */
  readonly measure: (condition: Condition, at: number) => Measured;
  /** For a condition without a measure at `at`: the first instant at which it may have one again. */
  readonly silentUntil?: (condition: Condition, at: number) => number;
  /** Σ weight below which a window says nothing. */
  readonly minSamples?: number;
};

/** The result of an assessment: state, last value and, if measured, how far it was assessed. */
export type Assessment = Pick<Criterion, 'state' | 'value' | 'assessedAt'>;

/**
 * Assesses a criterion at `ctx.now`, without looking back: where more than one cell has passed since the
 * assessment before, the time in between was not measured and does not count (criterion-follow.ts steps
 * through it). Measured criteria stand still until the next cell is over; facts are judged at once.
 */
export function assessCriterion(criterion: Criterion, ctx: CriterionContext): Assessment {
  const { spec } = criterion;
  switch (spec.kind) {
    case 'metric':
    case 'episodes':
      return assessMeasured(criterion, spec, ctx);
    case 'checklist':
    case 'replay':
    case 'proof':
    case 'threshold':
    case 'attestation': {
      const { subject } = ctx;
      const sources = { ...ctx, since: doneAtOf(subject), countsFrom: startOf(subject) };
      const fact = factOf(spec, criterion, sources);
      const state = stateOfFact(fact, criterion, factStage(spec, ctx.subject, ctx.now), ctx.now);
      return { state, ...('value' in fact ? { value: fact.value } : lastSeen(criterion)) };
    }
    default:
      return spec satisfies never;
  }
}

type MeasuredSpec = Extract<CriterionSpec, { kind: 'metric' | 'episodes' }>;

function assessMeasured(criterion: Criterion, spec: MeasuredSpec, ctx: CriterionContext): Assessment {
  const at = cellStart(ctx.now, ctx.stepMs);
  const metric = ctx.metric(spec.condition.metric);
  if (metric === undefined) {
    return { state: { verdict: 'error', reason: 'unknown_metric' }, ...lastSeen(criterion), assessedAt: at };
  }
  if (criterion.assessedAt !== undefined && at <= criterion.assessedAt) return criterion;
  const suspensions = metric.own_traffic ? ctx.suspensions : [];
  const reading = readingAt(at, spec, suspensions, ctx);
  const step: HoldStep = {
    at,
    stage: stageAt(at, ctx.subject),
    reading,
    interrupted: suspensions.some((span) => overlaps(span, at - ctx.stepMs, at)),
  };
  const terms: HoldTerms = {
    holdMs: spec.holdMs,
    stepMs: ctx.stepMs,
    startAt: startOf(ctx.subject) ?? Number.POSITIVE_INFINITY,
    ...(spec.kind === 'episodes' ? { most: spec.most } : {}),
  };
  const state = stepHold(criterion.state, step, terms);
  return { state, ...('value' in reading ? { value: reading.value } : lastSeen(criterion)), assessedAt: at };
}

function readingAt(
  at: number,
  spec: MeasuredSpec,
  suspensions: readonly Suspension[],
  ctx: CriterionContext,
): Reading {
  const last = at - 1;
  if (suspensions.some((span) => overlaps(span, last, at))) return { kind: 'suspended' };
  const { value, weight } = ctx.measure(spec.condition, last);
  const enough = spec.condition.window === undefined || weight >= (ctx.minSamples ?? 1);
  if (value === undefined || !Number.isFinite(value) || !enough) return { kind: 'none' };
  const holds = isTrue(spec.condition, value);
  return { kind: holds === (spec.kind === 'metric') ? 'good' : 'bad', value };
}

/**
 * The last end of a cell up to which nothing but silence is to be read from `ctx.now` on: a step at each of
 * those between leads to the same state as one at the last alone.
 */
export function lastQuiet({ condition }: MeasuredSpec, ctx: CriterionContext): number {
  const { now, stepMs, subject, suspensions } = ctx;
  const silentUntil = ctx.silentUntil?.(condition, now - 1) ?? now;
  if (silentUntil <= now) return now;
  const turns = [
    startOf(subject),
    subject.of === 'plan' ? subject.startedAt : subject.doneAt,
    ...suspensions.flatMap(({ from, until = Number.POSITIVE_INFINITY }) => [from + 1, until + 1]),
  ].flatMap((turn) => (turn !== undefined && turn > now ? [turn] : []));
  return Math.ceil(Math.min(silentUntil + 1, ...turns) / stepMs) * stepMs - stepMs;
}

/** Whether the span and [from, until) have an instant in common. */
function overlaps(span: Suspension, from: number, until: number): boolean {
  return span.from < until && (span.until === undefined || span.until > from);
}

/** When the hold may start to count, once that is known. */
function startOf(subject: Subject): number | undefined {
  if (subject.of === 'plan') return subject.startedAt;
  if (subject.status !== 'done' || subject.doneAt === undefined) return undefined;
  return subject.doneAt + subject.settleMs;
}

function stageAt(at: number, subject: Subject): Stage {
  const start = startOf(subject);
  if (start !== undefined && at >= start) return 'counting';
  if (subject.of === 'plan') return 'waiting';
  return isDone(subject, at) ? 'settling' : 'not_done';
}

function isDone(subject: Subject, at: number): boolean {
  if (subject.of === 'plan') return subject.startedAt !== undefined && subject.startedAt <= at;
  return subject.status === 'done' && subject.doneAt !== undefined && subject.doneAt <= at;
}

function lastSeen({ value }: Criterion): { value?: number } {
  return value === undefined ? {} : { value };
}

/** Ticks and attestations need no time to settle. */
function factStage(spec: CriterionSpec, subject: Subject, at: number): FactStage {
  const start = startOf(subject) ?? Number.POSITIVE_INFINITY;
  if (isDone(subject, at)) return basisOf(spec) === 'measured' && at < start ? 'settling' : 'due';
  if (subject.of === 'plan') return 'waiting';
  return subject.status === 'todo' ? 'not_begun' : 'not_done';
}

/** When the action was done, if it is. */
function doneAtOf(subject: Subject): number | undefined {
  return subject.of === 'action' && subject.status === 'done' ? subject.doneAt : undefined;
}

/** The basis of a met criterion: a measure, a list that people ticked, or somebody's word. */
export const bases = ['measured', 'ticked', 'attested'] as const;
export type Basis = (typeof bases)[number];

export function basisOf({ kind }: Pick<CriterionSpec, 'kind'>): Basis {
  switch (kind) {
    case 'metric':
    case 'episodes':
    case 'replay':
    case 'proof':
    case 'threshold':
      return 'measured';
    case 'checklist':
      return 'ticked';
    case 'attestation':
      return 'attested';
    default:
      return kind satisfies never;
  }
}

/** The bases of an action's criteria, each once. */
export function basesOf(criteria: readonly Pick<Criterion, 'spec'>[]): readonly Basis[] {
  const found = new Set(criteria.map(({ spec }) => basisOf(spec)));
  return bases.filter((basis) => found.has(basis));
}

/** Whether a criterion is measured over time; the others are facts. */
export function isMeasured(spec: CriterionSpec): spec is MeasuredSpec {
  return spec.kind === 'metric' || spec.kind === 'episodes';
}

/** How long a criterion must hold; 0 for facts, which hold or do not. */
export function holdMsOf(spec: CriterionSpec): number {
  return isMeasured(spec) ? spec.holdMs : 0;
}

/** How much of the hold is counted: all of it once met, none after a failure. */
export function heldMsOf(spec: CriterionSpec, state: CriterionState): number {
  switch (state.verdict) {
    case 'holding':
    case 'no_data':
      return state.heldMs;
    case 'pending':
      return state.why === 'suspended' ? (state.heldMs ?? 0) : 0;
    case 'met':
      return holdMsOf(spec);
    case 'failed':
    case 'error':
      return 0;
    default:
      return state satisfies never;
  }
}

/** The number a criterion's value is compared with: a metric's threshold, a ratio, or 1 for yes or no. */
export function targetOf(spec: CriterionSpec): number {
  switch (spec.kind) {
    case 'metric':
    case 'episodes':
      return spec.condition.threshold;
    case 'checklist':
    case 'replay':
      return spec.target;
    case 'threshold':
      return spec.limit;
    case 'proof':
    case 'attestation':
      return 1;
    default:
      return spec satisfies never;
  }
}
