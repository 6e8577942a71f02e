import { and, asc, desc, eq, inArray, isNotNull, lt, ne, type SQL, sql } from 'drizzle-orm';
import type { Db } from '../../platform/database/database.ts';
import { insertRows, type Parts } from '../../platform/database/statement.ts';
import { defined } from '../../platform/defined.ts';
import type { QuestionStanding, ReplayAnswer, ReplayMove, ReplayRun, ReplayStanding } from './standing.ts';
import { replayAnswers, replayRuns } from './tables.ts';
import type { KeptAnswer } from './view.ts';

/** The parts of a statement that writes them. A question that has its answer in the run keeps that one. */
export function addingReplays(moves: readonly ReplayMove[]): Parts {
  const runs = moves.map(({ plan, action, run: { no, begunAt, by, scope, end } }) => ({
    ...{ plan, action, no, begunAt, begunBy: by, scope },
    ...{ endedAt: end?.at ?? null, ended: end?.how ?? null },
  }));
  const answers = moves.flatMap(({ plan, action, run, answers: given }) =>
    given.map((answer) => ({ ...rowOf(answer), plan, action, run: run.no })),
  );
  const running: SQL = sql`${insertRows(replayRuns, runs)}
    ON CONFLICT (action, no) DO UPDATE SET ended_at = excluded.ended_at, ended = excluded.ended`;
  if (answers.length === 0) return { replay_run: running };
  const answered = sql`${insertRows(replayAnswers, answers)} ON CONFLICT DO NOTHING`;
  return { replay_run: running, replay_answer: answered };
}

function rowOf({ key, at, judgement, status, tookMs, hash, text }: ReplayAnswer) {
  const { outcome } = judgement;
  return {
    ...{ question: key, at, outcome, reason: outcome === 'passed' ? null : judgement.reason },
    ...{ status: status ?? null, tookMs: tookMs ?? null, hash: hash ?? null, answer: text ?? null },
  };
}

/** How the replays of the actions of these plans stand, by action. */
export async function replayStandings(
  db: Db,
  plans: readonly number[],
): Promise<ReadonlyMap<string, ReplayStanding>> {
  if (plans.length === 0) return new Map();
  const ofPlans = inArray(replayRuns.plan, [...plans]);
  const { action, question, run, at, outcome, reason } = replayAnswers;
  const last = (where: SQL | undefined) =>
    db
      .selectDistinctOn([action, question], { action, question, run, at, outcome, reason })
      .from(replayAnswers)
      .where(and(inArray(replayAnswers.plan, [...plans]), where))
      .orderBy(asc(action), asc(question), desc(run));
  const [runs, latest, measured] = await Promise.all([
    db
      .selectDistinctOn([replayRuns.action])
      .from(replayRuns)
      .where(ofPlans)
      .orderBy(asc(replayRuns.action), desc(replayRuns.no)),
    last(undefined),
    last(ne(outcome, 'unmeasured')),
  ]);
  const byAction = new Map<string, Map<string, QuestionStanding>>();
  const questionsOf = (of: string) => {
    const known = byAction.get(of) ?? new Map<string, QuestionStanding>();
    byAction.set(of, known);
    return known;
  };
  for (const row of measured) {
    const judged = {
      at: row.at,
      passed: row.outcome === 'passed',
      ...defined({ reason: row.reason ?? undefined }),
    };
    questionsOf(row.action).set(row.question, { measured: judged, run: row.run });
  }
  for (const row of latest.filter((one) => one.outcome === 'unmeasured')) {
    const known = questionsOf(row.action);
    const unmeasured = { at: row.at, reason: row.reason ?? 'unreachable' };
    known.set(row.question, { ...known.get(row.question), unmeasured, run: row.run });
  }
  return new Map(runs.map((row) => [row.action, { run: runOf(row), questions: questionsOf(row.action) }]));
}

function runOf(row: typeof replayRuns.$inferSelect): ReplayRun {
  const { no, begunAt, begunBy, scope, endedAt, ended } = row;
  const end = endedAt === null || ended === null ? undefined : { at: endedAt, how: ended };
  return { no, begunAt, by: begunBy, scope, ...defined({ end }) };
}

/** The last answer to each question of an action. */
export function lastAnswers(db: Db, action: string): Promise<KeptAnswer[]> {
  const { run, question, at, outcome, reason, status, tookMs, hash, answer } = replayAnswers;
  return db
    .selectDistinctOn([question], { run, question, at, outcome, reason, status, tookMs, hash, answer })
    .from(replayAnswers)
    .where(eq(replayAnswers.action, action))
    .orderBy(asc(question), desc(run));
}

/** Takes away what agents and judges said before an instant; that they did, and the hash, stays. */
export async function forgetAnswers(tx: Db, before: number): Promise<number> {
  const gone = await tx
    .update(replayAnswers)
    .set({ answer: null, reason: sql`CASE WHEN reason LIKE 'judge: %' THEN 'judge' ELSE reason END` })
    .where(and(lt(replayAnswers.at, before), isNotNull(replayAnswers.answer)))
    .returning({ action: replayAnswers.action });
  return gone.length;
}
