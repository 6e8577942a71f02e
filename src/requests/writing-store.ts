import type { Db } from '../platform/database/database.ts';
import { noSuch } from '../platform/no-such.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { appendEntries } from '../register/store.ts';
import { categoryOf, forAnswers } from './adding-store.ts';
import type { TimesChange } from './board/facts.ts';
import type { RequestChange } from './change.ts';
import { noteTimes } from './clocks/clock-store.ts';
import type { OpenDesk } from './ports.ts';
import { conflict } from './refusals.ts';
import { type Contact, isOpen, type Request } from './request.ts';
import { lockRequests, saveRequest, timesOfNumbers, timesOfRequest } from './request-row-store.ts';
import { addingEvents, leadOn, mergedFrom, wordRowsOf } from './request-store.ts';

/** A request after a command. */
export type Changed = { readonly request: Request; readonly contact?: Contact };

/** The decision of a command, and the vault id of the words that belong to it. */
export type Written = {
  readonly change: RequestChange;
  readonly contact?: Contact;
  readonly words?: string;
};

type Work = (tx: Db, request: Request, locked: ReadonlyMap<number, Request>) => Promise<Result<Written>>;

/** The error that undoes a transaction: its command was refused behind something that it had written. */
type Undoing = Error & { readonly refusal: Refusal };

/**
 * Locks requests, lets `work` decide about the first one, and writes request, words, history and register
 * together, or nothing. `version`: the one that the caller has read.
 */
export async function inOne(
  desk: OpenDesk,
  numbers: readonly number[],
  version: number | undefined,
  work: Work,
): Promise<Result<Changed>> {
  const [number = 0] = numbers;
  const changed = await undoing(() =>
    desk.database.transaction(async (tx) => {
      const locked = await lockRequests(tx, numbers);
      const request = locked.get(number);
      if (request === undefined) return undo(noSuch('request', number));
      if (version !== undefined && version !== request.version)
        return undo(changedMeanwhile(request, version));
      const written = await work(tx, request, locked);
      if (!written.ok) return undo(written.refusal);
      await saveChange(tx, desk, request, written.value);
      const { change, contact } = written.value;
      return done({ request: change.request, ...(contact && { contact }) });
    }),
  );
  if (changed.ok) desk.changed();
  return changed;
}

/** Answers the refusal for which a transaction was undone. */
export async function undoing<T>(transaction: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await transaction();
  } catch (error) {
    if (isUndoing(error)) return refused(error.refusal);
    throw error;
  }
}

/** Undoes the transaction that this is called in: its command is refused after something was written. */
export function undo(refusal: Refusal): never {
  throw Object.assign(new Error(refusal.code), { refusal });
}

function isUndoing(error: unknown): error is Undoing {
  return error instanceof Error && 'refusal' in error;
}

function changedMeanwhile({ number, version, life }: Request, read: number): Refusal {
  return conflict(
    'request_changed',
    `Request ${number} was changed meanwhile: you have read version ${read}, it is at ${version} and ${life.state}. Read it again.`,
    { version, state: life.state },
  );
}

/** Writes what a command has decided: rows, words, history and, last, the register. */
export async function saveChange(
  tx: Db,
  desk: OpenDesk,
  before: Request,
  { change, words }: Written,
): Promise<void> {
  const { request, other, entries } = change;
  if (entries.length === 0) return;
  const times = await timesChanged(tx, before, change);
  const { vault, at } = desk;
  await saveRequest(tx, request);
  const kept = rowsOf(request);
  await vault.erase(
    tx,
    rowsOf(before).filter((row) => !kept.includes(row)),
    'replaced',
  );
  if (other !== undefined) {
    await saveRequest(tx, other);
    await leadOn(tx, request.number, other.number);
  }
  await tx.execute(addingEvents(entries, at, words));
  await noteTimes(tx, desk.rules, times, at);
  const end = other ?? request;
  if (other !== undefined || isOpen(before) !== isOpen(request)) {
    // Words are kept for as long as retention.yaml says after the end; while it runs they have none.
    const rows = await wordRowsOf(tx, [end.number, ...(await mergedFrom(tx, end.number))]);
    await vault.anchor(tx, rows, isOpen(end) ? null : at);
  }
  await appendEntries(tx, entries, at);
}

/** The times that change: of a merge, those of both, as long as the other one is as it was. */
async function timesChanged(
  tx: Db,
  before: Request,
  { request, other }: RequestChange,
): Promise<readonly TimesChange[]> {
  const own = { before: timesOfRequest(before), after: timesOfRequest(request) };
  if (other === undefined) return [own];
  const [known] = await timesOfNumbers(tx, [other.number]);
  return [own, { ...(known && { before: known }), after: timesOfRequest(other) }];
}

/** The rows that go when something else takes their place. */
function rowsOf({ subject, fields, next }: Request): string[] {
  return [subject, fields, next?.step].filter((row) => row !== undefined);
}

/** Seals words that belong to a request; nothing for a text that is not there. */
export async function sealWords(
  tx: Db,
  desk: OpenDesk,
  request: Request,
  texts: readonly (string | undefined)[],
): Promise<readonly (string | undefined)[]> {
  const of = { category: categoryOf(desk, request.kind), purpose: forAnswers, subject: request.customer };
  const said = texts.filter((text) => text !== undefined);
  const anchorAt = isOpen(request) ? undefined : desk.at;
  const ids = [
    ...(await desk.vault.seal(
      tx,
      said.map((text) => ({ ...of, text, anchorAt })),
    )),
  ];
  return texts.map((text) => (text === undefined ? undefined : ids.shift()));
}
