import { dayMs, endOfLocalDay, localDate } from '../../../language/zoned.ts';
import { formatDuration } from '../../../platform/duration.ts';
import { basesOf } from '../../criteria/criterion.ts';
import type { VerdictEntry } from '../../criteria/follow.ts';
import type { Action, Criterion, Plan } from '../../plan.ts';

/** The starts of a plan's rounds: its incident, or itself, and each recurrence. */
export function roundsOf(plan: Plan, openedAt: number | undefined): readonly number[] {
  const first = openedAt ?? plan.startAt ?? plan.createdAt;
  return [first, ...plan.reopened.map(({ at }) => at)];
}

/** The start of the round in which something fell. */
export function roundBefore(rounds: readonly number[], at: number): number {
  return rounds.findLast((start) => start <= at) ?? rounds[0] ?? at;
}

/**
 * A due time as a playbook writes it, counted from the start of its round: whole days where it is the end of
 * one, and at least one; else to the minute.
 */
export function dueOf(dueAt: number, rounds: readonly number[], timezone: string): string {
  const from = roundBefore(rounds, dueAt);
  const isEndOfDay = dueAt === endOfLocalDay(dueAt, timezone);
  const span = dueAt - from;
  if (!isEndOfDay && span >= 60_000) return formatDuration(Math.ceil(span / 60_000) * 60_000);
  const days = localDate(from, timezone).until(localDate(dueAt, timezone)).days;
  return formatDuration(Math.max(1, days) * dayMs);
}

/** `on day 3`: whole days of the plan's zone since the start of the round, which is day 0. */
function dayText(at: number, rounds: readonly number[], timezone: string): string {
  const from = roundBefore(rounds, at);
  return `day ${localDate(from, timezone).until(localDate(at, timezone)).days}`;
}

type Account = {
  readonly plan: Plan;
  readonly rounds: readonly number[];
  readonly histories: ReadonlyMap<string, readonly VerdictEntry[]>;
  /** A text of the plan as a comment may say it. */
  readonly said: (text: string) => string;
};

/** How an action went: when it was done, how it was verified, what was lost on the way and what mended it. */
export function accountOf(action: Action, account: Account): string[] {
  const { plan, rounds } = account;
  const { timezone } = plan;
  const lost = action.criteria.flatMap((criterion) => lossesOf(criterion, account));
  const metAt = Math.max(
    ...action.criteria.flatMap(({ state }) => (state.verdict === 'met' ? [state.at] : [])),
  );
  const done = action.doneAt === undefined ? '' : `Done on ${dayText(action.doneAt, rounds, timezone)}; `;
  const when = Number.isFinite(metAt) ? ` on ${dayText(metAt, rounds, timezone)}` : '';
  const how = basesOf(action.criteria).join(', ');
  const first = lost.length === 0 ? ', at the first attempt' : '';
  return [
    `${done}success ${how}${when}${first}.`,
    ...lost.map(({ text }) => text),
    ...mendings(action, Math.min(...lost.map(({ at }) => at)), account),
    ...action.criteria.flatMap(({ spec, state }) =>
      state.verdict === 'met' && !state.attributed
        ? [`"${spec.text}" held before it was done: it may owe this action nothing.`]
        : [],
    ),
  ];
}

/** Whether any criterion was met and then failed again, or had to be proved anew. */
export function wasLost(action: Action, histories: Account['histories']): boolean {
  return action.criteria.some(({ id }) => losses(histories.get(id) ?? []).length > 0);
}

function lossesOf({ id, spec }: Criterion, { plan, rounds, histories }: Account) {
  return losses(histories.get(id) ?? []).map(({ at, verdict }) => {
    const day = dayText(at - 1, rounds, plan.timezone);
    const how = verdict === 'failed' ? 'failed again' : 'had to be proved anew';
    return { at, text: `"${spec.text}" was met, and ${how} on ${day}.` };
  });
}

function losses(history: readonly VerdictEntry[]): readonly VerdictEntry[] {
  return history.filter(({ verdict }, place) => verdict !== 'met' && history[place - 1]?.verdict === 'met');
}

/** The notes of people on the action once it had been lost. */
function mendings({ id }: Action, lostAt: number, { plan, said }: Account): string[] {
  if (!Number.isFinite(lostAt)) return [];
  return plan.log
    .filter(({ action, at }) => action === id && at >= lostAt)
    .map(({ result }) => `After that: ${said(result)}`);
}
