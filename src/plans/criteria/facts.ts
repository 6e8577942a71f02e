import { defined } from '../../platform/defined.ts';
import { isTrue } from '../../rules/condition.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import type { ReplaySpec } from '../../rules/replay.ts';
import { type ReplayStanding, tallyOf } from '../cases/standing.ts';
import type { Checklist, Criterion, CriterionState, Held } from '../plan.ts';
import { attributedOf, heldBefore } from './hold.ts';

/**
 * Criteria that are facts rather than measures over time: a checklist, a replay, a proof test, a threshold in
 * force, an attestation. What people tick or attest is what the action itself consists of, and stands at
 * once. Replays, proof tests and thresholds are looked at once the action is done and settled, as measures
 * are.
 */

/** When a rule last passed its proof test, and under which rule set. */
export type Proof = { readonly passedAt: number; readonly ruleSetHash: string };

/** The sources that facts are judged by. */
export type FactSources = {
  readonly now: number;
  /** Of the action the criterion belongs to; the plan's own indicators have none. */
  readonly checklists: readonly Checklist[];
  /** How the cases of these lists are asked again, and how they were answered so far. */
  readonly replay?: ReplaySpec | undefined;
  readonly questions?: ReplayStanding['questions'] | undefined;
  /** From when on answers count: the action's end and its settling time. */
  readonly countsFrom?: number | undefined;
  /** Thresholds of the rule's conditions in force for the agent, in the metric's unit; absent: no rule. */
  readonly ruleInForce: (rule: string) => readonly number[] | undefined;
  readonly lastProof: (rule: string) => Proof | undefined;
  /** Hash of the rule set in force. */
  readonly ruleSetHash: string;
  /** When the action was done: a proof test from before it proves nothing about it. */
  readonly since?: number | undefined;
  /** A proof older than this no longer counts. */
  readonly proofEveryMs?: number;
};

type FactSpec = Exclude<CriterionSpec, { kind: 'metric' | 'episodes' }>;

/** A fact as it stands now: a number beside its target, and whether it is enough. */
export type Fact =
  | {
      readonly established: boolean;
      readonly value: number;
      readonly at?: number;
      /** It was looked at and found wrong, not merely still to come. */
      readonly contradicted?: boolean;
      /** It stood before the action was done, and does not count for it. */
      readonly early?: boolean;
      /** It was asked for, and nothing could be said. */
      readonly silent?: boolean;
    }
  | { readonly error: 'unknown_rule' | 'unknown_checklist' | 'no_replay' };

/** The fact that a criterion asks for, as it stands. */
export function factOf(spec: FactSpec, criterion: Pick<Criterion, 'attested'>, sources: FactSources): Fact {
  switch (spec.kind) {
    case 'checklist':
      return checklistFact(spec.checklist, spec.target, sources.checklists);
    case 'replay':
      return replayFact(spec, sources);
    case 'proof':
      return proofFact(spec.rule, sources);
    case 'threshold':
      return thresholdFact(spec, sources);
    case 'attestation': {
      const { attested } = criterion;
      return attested === undefined
        ? { established: false, value: 0 }
        : { established: true, value: 1, at: attested.at };
    }
    default:
      return spec satisfies never;
  }
}

/** Where the subject of a fact stands: `due` when there is nothing left to wait for. */
export type FactStage = 'not_begun' | 'not_done' | 'waiting' | 'settling' | 'due';

/**
 * The state a fact leads to. Established with nothing left to wait for: met, since when it was first seen so,
 * and not attributed when it stood at the first look at an action that nobody had begun. Contradicted by what
 * is in force, with nothing left to wait for or after it had been met: failed. Asked for in vain, with
 * nothing left to wait for: no data. Otherwise still to come.
 */
export function stateOfFact(
  fact: Fact,
  { state: before, spec, value }: Pick<Criterion, 'state' | 'spec' | 'value'>,
  stage: FactStage,
  now: number,
): CriterionState {
  if ('error' in fact) {
    const known = before.verdict === 'error' && before.reason === fact.error;
    return known ? before : { verdict: 'error', reason: fact.error };
  }
  const byHand = spec.kind === 'checklist' || spec.kind === 'attestation';
  const stoodBefore = fact.early === true || (stage === 'not_begun' && value === undefined);
  if (fact.established && (byHand || stage === 'due')) {
    if (before.verdict === 'met') return before;
    const isNew = spec.kind === 'proof' || spec.kind === 'replay';
    const attributed = byHand || isNew || attributedOf(before) !== false;
    return { verdict: 'met', at: fact.at ?? now, attributed };
  }
  const failing = before.verdict === 'met' || before.verdict === 'failed' || stage === 'due';
  if (fact.contradicted === true && failing) {
    if (before.verdict === 'failed' && before.value === fact.value) return before;
    return { verdict: 'failed', at: before.verdict === 'failed' ? before.at : now, value: fact.value };
  }
  if (fact.silent === true && stage === 'due')
    return before.verdict === 'no_data' ? before : { verdict: 'no_data', since: now, heldMs: 0 };
  const why = stillToCome(stage);
  const stands = fact.established || fact.early === true;
  const held: Held = !stands ? {} : stoodBefore ? { heldBefore: true } : heldBefore(before);
  const isSame = before.verdict === 'pending' && before.why === why && before.heldBefore === held.heldBefore;
  return isSame ? before : { verdict: 'pending', why, ...held };
}

function stillToCome(stage: FactStage): 'not_done' | 'settling' | 'waiting' {
  switch (stage) {
    case 'not_begun':
    case 'not_done':
      return 'not_done';
    case 'settling':
      return 'settling';
    case 'waiting':
    case 'due':
      return 'waiting';
    default:
      return stage satisfies never;
  }
}

/** An empty checklist proves nothing: it is not 100 % of anything. */
function checklistFact(id: string, target: number, checklists: readonly Checklist[]): Fact {
  const checklist = checklists.find((each) => each.id === id);
  if (checklist === undefined) return { error: 'unknown_checklist' };
  const { items } = checklist;
  if (items.length === 0) return { established: false, value: 0 };
  const value = items.filter((item) => item.doneAt !== undefined).length / items.length;
  return { established: value >= target, value };
}

/**
 * So many cases must have been answered rightly since the action was done and settled. What was not asked, or
 * could not be judged, is missing from the right ones, and makes none of the wrong ones.
 */
function replayFact(
  { checklist, target }: Extract<FactSpec, { kind: 'replay' }>,
  { checklists, replay, questions, countsFrom, now }: FactSources,
): Fact {
  const list = checklists.find(({ id }) => id === checklist);
  if (list === undefined) return { error: 'unknown_checklist' };
  if (replay === undefined) return { error: 'no_replay' };
  if (list.items.length === 0) return { established: false, value: 0 };
  const known = questions ?? new Map();
  const counts = countsFrom !== undefined && now >= countsFrom;
  const tally = tallyOf(list.items, replay, known, counts ? countsFrom : Number.NEGATIVE_INFINITY);
  const { cases, passed, failed, unmeasured, at } = tally;
  const enough = passed / cases >= target;
  return {
    established: counts && enough,
    value: passed / cases,
    ...defined({ at }),
    contradicted: (cases - failed) / cases < target,
    early: !counts && enough,
    silent: unmeasured > 0,
  };
}

function proofFact(rule: string, sources: FactSources): Fact {
  if (sources.ruleInForce(rule) === undefined) return { error: 'unknown_rule' };
  const proof = sources.lastProof(rule);
  const { now, proofEveryMs, ruleSetHash, since = Number.NEGATIVE_INFINITY } = sources;
  const counts =
    proof !== undefined &&
    proof.ruleSetHash === ruleSetHash &&
    (proofEveryMs === undefined || now - proof.passedAt <= proofEveryMs);
  if (!counts) return { established: false, value: 0 };
  return proof.passedAt < since
    ? { established: false, value: 1, early: true }
    : { established: true, value: 1, at: proof.passedAt };
}

function thresholdFact(spec: Extract<FactSpec, { kind: 'threshold' }>, sources: FactSources): Fact {
  const thresholds = sources.ruleInForce(spec.rule);
  const first = thresholds?.[0];
  if (thresholds === undefined || first === undefined) return { error: 'unknown_rule' };
  const limit = { operator: spec.operator, threshold: spec.limit };
  const offending = thresholds.find((threshold) => !isTrue(limit, threshold));
  return {
    established: offending === undefined,
    value: offending ?? first,
    contradicted: offending !== undefined,
  };
}
