import type { SQL } from 'drizzle-orm';
import { settingAttempts } from '../incidents/proof-store.ts';
import { addingIncidents, saveIncident } from '../incidents/store.ts';
import type { NewNotice } from '../notices/notice.ts';
import { addingNotices } from '../notices/outbox.ts';
import { addingReplays } from '../plans/cases/store.ts';
import type { Plan } from '../plans/plan.ts';
import { addingReminders } from '../plans/store/reminder-store.ts';
import { addingPlans, recordCriterionStates, savePlan } from '../plans/store/store.ts';
import type { Db } from '../platform/database/database.ts';
import { type Parts, together } from '../platform/database/statement.ts';
import { chainEntries, type RegisterHead } from '../register/chain.ts';
import { addingEntries, lockRegister, registerLock } from '../register/store.ts';
import { addingAlertEvents, settingAlerts } from '../rules/engine/alert-store.ts';
import { keepingSilencedFirings, keepingSilences } from '../rules/silences/store.ts';
import { changingSwitches, keepingHeld, markingEscalations, saveAcknowledgement } from '../switches/store.ts';
import { type Change, incidentMoves } from './change.ts';

/** Ways to write that change nothing once another process evaluates; they throw `FencedError` then. */
export type Fences = {
  /** A transaction; `opening` runs as its first statement. */
  readonly fenced: <T, O = undefined>(
    work: (tx: Db, opened: O) => Promise<T>,
    opening?: (tx: Db) => Promise<O>,
  ) => Promise<T>;
  /** One statement: its parts, all of them or none; `locks` are taken before anything is written. */
  readonly fencedAtOnce: (parts: Parts, locks?: SQL) => Promise<void>;
  /** The same behind a fence that nobody holds: the database plans the statement, and refuses it. */
  readonly rehearse: (parts: Parts, locks?: SQL) => Promise<void>;
};

/** Changes ready to be written. */
export type Prepared = {
  /** Where the register ends then; unknown where the transaction reads the head itself. */
  readonly register: RegisterHead | undefined;
  /** Writes all or nothing, and answers where the register ends. */
  readonly write: (fences: Fences) => Promise<RegisterHead>;
};

/**
 * Makes changes ready, one or many, at most one an agent. New things and switches are one statement behind
 * the remembered `head` (integrity violation: somebody else has appended to the register, or taken a number);
 * what must find something as it was is a transaction, which reads the head itself.
 */
export function prepare(changes: readonly Change[], head: RegisterHead, now: number): Prepared {
  const updates = updatesOf(changes);
  if (updates.length === 0) {
    const { parts, register } = partsOf(changes, head, now);
    return { register, write: (fences) => fences.fencedAtOnce(parts, registerLock).then(() => register) };
  }
  const transaction = async (tx: Db, locked: RegisterHead): Promise<RegisterHead> => {
    const { parts, register } = partsOf(changes, locked, now);
    await Promise.all([
      ...(Object.keys(parts).length === 0 ? [] : [tx.execute(together(parts))]),
      ...updates.map((update) => update(tx, now)),
    ]);
    return register;
  };
  return { register: undefined, write: (fences) => fences.fenced(transaction, lockRegister) };
}

/** Has the database plan the statement of a change without carrying it out. */
export async function rehearse(
  fences: Pick<Fences, 'rehearse'>,
  changes: readonly Change[],
  head: RegisterHead,
  now: number,
): Promise<void> {
  await fences.rehearse(partsOf(changes, head, now).parts, registerLock);
}

/** The parts that need not look at what they find. */
function partsOf(
  changes: readonly Change[],
  head: RegisterHead,
  now: number,
): { readonly parts: Parts; readonly register: RegisterHead } {
  const alerts = changes.flatMap((change) => [...(change.alerts ?? []), ...(change.released ?? [])]);
  const alertEvents = changes.flatMap((change) => change.alertEvents ?? []);
  const opened = changes
    .flatMap(incidentMoves)
    .flatMap(({ before, after }) => (before === undefined ? [after] : []));
  const drafted = changes.flatMap(({ plan }) => (plan?.kind === 'drafted' ? [plan.after] : []));
  const replays = changes.flatMap(({ replay }) => replay ?? []);
  const switched = changes.flatMap(({ killSwitch }) => (killSwitch?.kind === 'changed' ? [killSwitch] : []));
  const escalated = changes.flatMap(({ killSwitch }) =>
    killSwitch?.kind === 'escalated' ? [killSwitch.after] : [],
  );
  const measured = changes.flatMap(({ killSwitch }) =>
    killSwitch?.kind === 'measured' ? [killSwitch.after] : [],
  );
  const notices: NewNotice[] = changes.flatMap((change) => change.notices ?? []);
  const entries = chainEntries(
    head,
    changes.flatMap((change) => change.entries ?? []),
    now,
  );
  const parts: Record<string, SQL> = {};
  if (alerts.length > 0) parts['alert'] = settingAlerts(alerts, now);
  if (alertEvents.length > 0) parts['alert_event'] = addingAlertEvents(alertEvents);
  if (opened.length > 0) parts['incident'] = addingIncidents(opened);
  if (drafted.length > 0) Object.assign(parts, addingPlans(drafted, now));
  if (replays.length > 0) Object.assign(parts, addingReplays(replays));
  if (switched.length > 0) Object.assign(parts, changingSwitches(switched));
  if (escalated.length > 0) parts['escalation'] = markingEscalations(escalated);
  if (measured.length > 0) parts['held'] = keepingHeld(measured);
  const attempts = changes.flatMap(({ agent, attempt }) =>
    attempt === undefined ? [] : [{ agent, ...attempt }],
  );
  if (attempts.length > 0) parts['attempt'] = settingAttempts(attempts);
  const reminders = changes.flatMap((change) => change.reminders ?? []);
  if (reminders.length > 0) parts['reminder'] = addingReminders(reminders, now);
  const silences = changes.flatMap(({ silence }) => silence ?? []);
  if (silences.length > 0) parts['silence'] = keepingSilences(silences);
  const silenced = changes.flatMap((change) => change.silenced ?? []);
  if (silenced.length > 0) parts['silenced_firing'] = keepingSilencedFirings(silenced);
  if (entries.length > 0) parts['entries'] = addingEntries(entries);
  if (notices.length > 0) Object.assign(parts, addingNotices(notices, now));
  return { parts, register: entries.at(-1) ?? head };
}

type Update = (tx: Db, now: number) => Promise<void>;

/** The writes that must find what they change as it was decided on. */
function updatesOf(changes: readonly Change[]): Update[] {
  const updates: Update[] = [];
  for (const { before, after } of changes.flatMap(incidentMoves))
    if (before !== undefined) updates.push((tx) => saveIncident(tx, after));
  for (const { killSwitch, plan } of changes) {
    if (killSwitch?.kind === 'acknowledged') updates.push((tx) => saveAcknowledgement(tx, killSwitch.after));
    if (plan?.kind === 'changed') updates.push((tx, now) => keepPlan(tx, plan.before, plan.after, now));
    if (plan?.kind === 'assessed' && plan.after.version !== plan.before.version)
      updates.push((tx, now) => keepPlan(tx, plan.before, plan.after, now));
  }
  const assessed = changes.flatMap(({ plan }) =>
    plan?.kind === 'assessed' ? [{ plan: plan.after.number, changes: plan.criteria }] : [],
  );
  if (assessed.length > 0) updates.push((tx, now) => recordCriterionStates(tx, assessed, now));
  return updates;
}

async function keepPlan(tx: Db, before: Plan, after: Plan, now: number): Promise<void> {
  const saved = await savePlan(tx, after, before.version, now);
  if (saved === 'conflict') throw new Error(`plan ${after.number} is no longer at version ${before.version}`);
}
