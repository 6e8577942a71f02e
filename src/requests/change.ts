import { defined } from '../platform/defined.ts';
import type { EntryData, NewEntry } from '../register/chain.ts';
import type { Request } from './request.ts';

/** The events of a request, as the register and its history name them. */
export const requestEvents = [
  'requestReceived',
  'requestAnswered',
  'requestContacted',
  'requestEdited',
  'requestHandedOver',
  'requestEscalated',
  'escalationTakenUp',
  'requestResolved',
  'requestClosed',
  'requestReopened',
  'requestMerged',
  'requestValidated',
] as const;
export type RequestEventKind = (typeof requestEvents)[number];

/** The change that a command makes: requests as they are now, and one entry for each. */
export type RequestChange = {
  /** The one that the command is about; with the same version where nothing changed. */
  readonly request: Request;
  /** Of a merge: the one that goes on. */
  readonly other?: Request;
  readonly entries: readonly RequestEntry[];
};

/** An entry of the register about a request: ids and times, never what somebody said or is called. */
export type RequestEntry = NewEntry & { readonly kind: RequestEventKind };

/** A change of one request, which raises its version. */
export function changeOf(
  request: Request,
  kind: RequestEventKind,
  by: string,
  data: EntryData = {},
): RequestChange {
  const raised = { ...request, version: request.version + 1 };
  return { request: raised, entries: [entryOf(raised, kind, by, data)] };
}

/** A command that finds everything as it wants it changes nothing and leaves no entry. */
export function unchanged(request: Request): RequestChange {
  return { request, entries: [] };
}

/** The entry about a request as it is now. */
export function entryOf(
  request: Request,
  kind: RequestEventKind,
  actor: string,
  data: EntryData,
): RequestEntry {
  const { number, version, life, agent } = request;
  return { kind, actor, agent, data: { request: number, version, state: life.state, ...defined(data) } };
}
