import type { ReplaySpec } from '../../rules/replay.ts';
import type { Action } from '../plan.ts';
import { type Case, questionKey } from './case.ts';
import type { Judgement } from './judge.ts';

/** One time that the agent was asked a case, and what came of it. `at`: when the answer was judged. */
export type ReplayAnswer = {
  readonly key: string;
  readonly at: number;
  readonly judgement: Judgement;
  /** Of the exchange, where there was one. */
  readonly status?: number;
  readonly tookMs?: number;
  /** SHA-256 of the whole answer, in hex: the register keeps that. */
  readonly hash?: string;
  /** The beginning of the answer: kept in a table of its own, for as long as interactions are. */
  readonly text?: string;
};

export const replayScopes = ['all', 'missing'] as const;
export const replayEnds = ['complete', 'given_up', 'stopped'] as const;
export type ReplayEnd = (typeof replayEnds)[number];

/** A pass through the cases of an action. */
export type ReplayRun = {
  /** From 1, in each action. */
  readonly no: number;
  readonly begunAt: number;
  /** An actor text. */
  readonly by: string;
  /** `missing`: only what has no answer yet that counts. */
  readonly scope: (typeof replayScopes)[number];
  readonly end?: { readonly at: number; readonly how: ReplayEnd };
};

/** The standing of one question. What could not be measured takes nothing of what was measured before. */
export type QuestionStanding = {
  /** The last answer that could be judged. */
  readonly measured?: { readonly at: number; readonly passed: boolean; readonly reason?: string };
  /** The last time that nothing could be said, if that was later. */
  readonly unmeasured?: { readonly at: number; readonly reason: string };
  /** The last run in which it was asked. */
  readonly run: number;
};

/** Everything that is known of the replays of an action. */
export type ReplayStanding = {
  readonly run?: ReplayRun;
  readonly questions: ReadonlyMap<string, QuestionStanding>;
};

/** The standing of an action of which nothing was replayed. */
export const neverReplayed: ReplayStanding = { questions: new Map() };

/** Whether a pass is under way. */
export function isRunning({ run }: ReplayStanding): boolean {
  return run !== undefined && run.end === undefined;
}

/** The addition of a decision to the replays of an action: its run as it is then, and answers of it. */
export type ReplayMove = {
  readonly plan: number;
  readonly action: string;
  readonly run: ReplayRun;
  readonly answers: readonly ReplayAnswer[];
};

/** A standing after answers of its run, and perhaps the run's beginning or end. */
export function withReplay(
  standing: ReplayStanding,
  { run, answers }: { readonly run: ReplayRun; readonly answers: readonly ReplayAnswer[] },
): ReplayStanding {
  const questions = new Map(standing.questions);
  for (const answer of answers) questions.set(answer.key, after(questions.get(answer.key), answer, run.no));
  return { run, questions };
}

function after(
  before: QuestionStanding | undefined,
  { at, judgement }: Pick<ReplayAnswer, 'at' | 'judgement'>,
  run: number,
): QuestionStanding {
  switch (judgement.outcome) {
    case 'passed':
      return { measured: { at, passed: true }, run };
    case 'failed':
      return { measured: { at, passed: false, reason: judgement.reason }, run };
    case 'unmeasured': {
      const unmeasured = { at, reason: judgement.reason };
      return before?.measured === undefined
        ? { unmeasured, run }
        : { measured: before.measured, unmeasured, run };
    }
    default:
      return judgement satisfies never;
  }
}

/** A question of an action: a case, and the key that its answers go by. */
export type Asked = { readonly key: string; readonly one: Case };

/** The lists whose cases are asked again: those of replay criteria; all of them while there is none. */
export function replayedLists({
  checklists,
  criteria,
}: Pick<Action, 'checklists' | 'criteria'>): readonly string[] {
  const counted = criteria.flatMap(({ spec }) => (spec.kind === 'replay' ? [spec.checklist] : []));
  return counted.length === 0 ? checklists.map(({ id }) => id) : counted;
}

/** The questions of an action, each once: the cases of the lists that are asked again. */
export function questionsOf(action: Pick<Action, 'replay' | 'checklists' | 'criteria'>): readonly Asked[] {
  const { replay, checklists } = action;
  if (replay === undefined) return [];
  const replayed = replayedLists(action);
  const lists = checklists.filter(({ id }) => replayed.includes(id));
  const asked = new Map<string, Asked>();
  for (const one of lists.flatMap(({ items }) => items)) {
    const key = questionKey(one, replay);
    if (!asked.has(key)) asked.set(key, { key, one });
  }
  return [...asked.values()];
}

/** How the cases of a list were answered from an instant on. */
export type Tally = {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  /** Asked, but nothing that counts could be said. */
  readonly unmeasured: number;
  /** When the last answer that counts was judged. */
  readonly at?: number;
};

/** Counts the last answer of each case that could be judged at `from` or later. Nothing else counts. */
export function tallyOf(
  cases: readonly Case[],
  replay: ReplaySpec,
  questions: ReplayStanding['questions'],
  from: number,
): Tally {
  const counts = { cases: cases.length, passed: 0, failed: 0, unmeasured: 0 };
  let at: number | undefined;
  for (const one of cases) {
    const known = questions.get(questionKey(one, replay));
    const { measured, unmeasured } = known ?? {};
    if (measured !== undefined && measured.at >= from) {
      counts[measured.passed ? 'passed' : 'failed'] += 1;
      at = Math.max(at ?? measured.at, measured.at);
    } else if (unmeasured !== undefined && unmeasured.at >= from) counts.unmeasured += 1;
  }
  return at === undefined ? counts : { ...counts, at };
}
