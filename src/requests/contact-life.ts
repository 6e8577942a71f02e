import { done, type Result, refused } from '../platform/refusal.ts';
import { changeOf, type RequestChange } from './change.ts';
import type { RequestCommand } from './commands.ts';
import { awaitedSince, conflict } from './refusals.ts';
import type { DeskActor, NextStep, Request, RequestLife, Stamp } from './request.ts';

type Noted = Extract<RequestCommand, { kind: 'noteContact' }>;

/**
 * The change that a contact makes to a request. One that is written down late, behind others that were after
 * it, counts and may be the first answer, but does not say any more whom the request waits for.
 */
export function decideContact(
  request: Request,
  command: Noted,
  { by }: DeskActor,
  now: number,
): Result<RequestChange> {
  const fault = contactFault(request, command, now);
  if (fault !== undefined) return fault;
  const { direction, at, contact, channel, answered } = command;
  const stamp: Stamp = { at, by };
  const isAnswer = direction === 'out' || answered === true;
  const { in: came, out: went } = request.contacts;
  const after: Request = {
    ...withNext(request, command.next),
    life: lifeAfter(request, command, by),
    ...(isAnswer ? { answered: earlier(request.answered, stamp) } : {}),
    contacts: {
      in: direction === 'in' ? came + 1 : came,
      out: direction === 'out' ? went + 1 : went,
    },
    ...(direction === 'note' ? {} : { lastContactAt: Math.max(at, request.lastContactAt) }),
  };
  const isReopened = after.life.state === 'reopened' && request.life.state !== 'reopened';
  const counted: Request = isReopened ? { ...after, reopenings: after.reopenings + 1 } : after;
  const isFirst = isAnswer && request.answered === undefined;
  const kind = isReopened ? 'requestReopened' : isFirst ? 'requestAnswered' : 'requestContacted';
  return done(changeOf(counted, kind, by, { contact, direction, channel, at }));
}

function contactFault(request: Request, command: Noted, now: number) {
  const { direction, at, awaits, confirms, answered } = command;
  if (at > now) return refused(badField('/at', 'contact_time', 'expected a time that is not in the future'));
  if (direction !== 'note' && at < request.received.at) {
    const expected = 'expected a time that is not before the request was received';
    return refused(badField('/at', 'contact_time', expected));
  }
  if (direction !== 'in' && (confirms || answered)) {
    const field = confirms ? 'confirms' : 'answered';
    return refused(badField(`/${field}`, 'contact_direction', 'expected a contact of the customer (in)'));
  }
  const { life, number } = request;
  const isOver = life.state === 'resolved' || life.state === 'closed';
  if (confirms && !isOver)
    return refused(
      conflict(
        'not_resolved',
        `Request ${number} is ${life.state}: resolve it, then note that the customer confirms it.`,
      ),
    );
  if (isOver && direction !== 'in' && awaits === 'us')
    return refused(
      conflict('request_over', `Request ${number} is ${life.state}: reopen it first, with the reason.`),
    );
  return undefined;
}

function badField(pointer: string, code: string, detail: string) {
  return {
    kind: 'invalid',
    code,
    detail: `${pointer.slice(1)}: ${detail}.`,
    errors: [{ pointer, detail }],
  } as const;
}

function lifeAfter(request: Request, command: Noted, by: string): RequestLife {
  const { life, lastContactAt } = request;
  const { direction, at, awaits } = command;
  const isLate = direction !== 'note' && at < lastContactAt;
  switch (life.state) {
    case 'merged':
      return life;
    case 'resolved':
      if (direction !== 'in' || isLate) return life;
      return command.confirms ? { ...life, confirmed: { at, by } } : { state: 'reopened', since: at };
    case 'closed':
      return direction !== 'in' || isLate || command.confirms ? life : { state: 'reopened', since: at };
    case 'received':
    case 'reopened':
    case 'answered':
    case 'waiting':
      if (isLate) return lateLife(request, command, lastContactAt);
      return direction === 'note' && awaits === undefined ? life : openLife(life, command);
    default:
      return life satisfies never;
  }
}

/** The first answer, written down after what the customer has said since: he waits for the next one. */
function lateLife({ life }: Request, { direction, answered }: Noted, lastContactAt: number): RequestLife {
  const isAnswer = direction === 'out' || answered === true;
  return isAnswer && life.state === 'received' ? { state: 'waiting', for: 'us', since: lastContactAt } : life;
}

type OpenLife = Extract<RequestLife, { state: 'received' | 'reopened' | 'answered' | 'waiting' }>;

function openLife(life: OpenLife, command: Noted): RequestLife {
  const { direction, at, next } = command;
  const isAnswer = direction === 'out' || command.answered === true;
  // Nobody has answered, whatever else was said: only an answer ends that.
  if (!isAnswer && (life.state === 'received' || life.state === 'reopened')) return life;
  // What the desk does next is for the desk to do.
  const awaits = command.awaits ?? (direction === 'in' && !isAnswer ? 'us' : next && 'us');
  if (awaits === undefined) return { state: 'answered' };
  return { state: 'waiting', for: awaits, since: awaitedSince(life, awaits) ?? at };
}

function withNext(request: Request, next: NextStep | undefined): Request {
  return next === undefined ? request : { ...request, next };
}

function earlier(known: Stamp | undefined, stamp: Stamp): Stamp {
  return known !== undefined && known.at <= stamp.at ? known : stamp;
}
