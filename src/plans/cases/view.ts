import { defined } from '../../platform/defined.ts';
import type { Action, Plan } from '../plan.ts';
import { questionKey } from './case.ts';
import { countsFrom } from './due.ts';
import {
  neverReplayed,
  type ReplayRun,
  type ReplayStanding,
  replayedLists,
  type Tally,
  tallyOf,
} from './standing.ts';

/** The last answer to a question, as it is kept for people to look at. */
export type KeptAnswer = {
  readonly run: number;
  readonly question: string;
  readonly at: number;
  readonly outcome: 'passed' | 'failed' | 'unmeasured';
  readonly reason: string | null;
  readonly status: number | null;
  readonly tookMs: number | null;
  readonly hash: string | null;
  /** The words of the agent: gone after a month. */
  readonly answer: string | null;
};

/** A case of a list, and the last answer to it. `counts`: whether it counts for the criterion. */
export type QuestionView = {
  readonly checklist: string;
  readonly item: number;
  readonly key: string;
  readonly text: string;
  readonly counts: boolean;
  readonly outcome?: KeptAnswer['outcome'];
  readonly reason?: string;
  readonly at?: number;
  readonly run?: number;
  readonly status?: number;
  readonly tookMs?: number;
  readonly hash?: string;
  readonly answer?: string;
};

/** How the replays of an action stand. */
export type ReplayView = {
  readonly run?: ReplayRun;
  readonly countsFrom?: number;
  readonly tally: Tally;
  readonly questions: readonly QuestionView[];
};

/** Puts the cases of an action beside the last answers to them. */
export function replayView(
  plan: Plan,
  action: Action,
  standing: ReplayStanding | undefined,
  answers: readonly KeptAnswer[],
): ReplayView {
  const { run, questions } = standing ?? neverReplayed;
  const { replay, checklists } = action;
  const from = countsFrom(action, plan);
  if (replay === undefined)
    return { tally: { cases: 0, passed: 0, failed: 0, unmeasured: 0 }, questions: [] };
  const kept = new Map(answers.map((answer) => [answer.question, answer]));
  const lists = replayedLists(action);
  const asked = checklists.filter(({ id }) => lists.includes(id));
  return {
    ...defined({ run, countsFrom: from }),
    tally: tallyOf(
      asked.flatMap(({ items }) => items),
      replay,
      questions,
      from ?? Number.NEGATIVE_INFINITY,
    ),
    questions: asked.flatMap(({ id: checklist, items }) =>
      items.map((one, item): QuestionView => {
        const key = questionKey(one, replay);
        const answer = kept.get(key);
        const measuredAt = questions.get(key)?.measured?.at;
        const counts = from !== undefined && measuredAt !== undefined && measuredAt >= from;
        const place = { checklist, item, key, text: one.text, counts };
        if (answer === undefined) return place;
        const { question: _, reason, status, tookMs, hash, answer: said, ...rest } = answer;
        return defined({
          ...place,
          ...rest,
          reason: reason ?? undefined,
          status: status ?? undefined,
          tookMs: tookMs ?? undefined,
          hash: hash ?? undefined,
          answer: said ?? undefined,
        });
      }),
    ),
  };
}
