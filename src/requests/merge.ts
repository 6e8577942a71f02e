import { done, type Result, refused } from '../platform/refusal.ts';
import { priorities } from '../rules/desk/desk.ts';
import { entryOf, type RequestChange } from './change.ts';
import { conflict } from './refusals.ts';
import {
  type Awaited,
  type DeskActor,
  isOpen,
  type Request,
  type RequestLife,
  type Stamp,
} from './request.ts';

type Merge = { readonly request: Request; readonly actor: DeskActor; readonly into?: Request };

/**
 * Merges a request into another one of the same customer, which goes on with the earlier times of both, the
 * higher priority, and whatever waits. Contacts stay with the number under which they were noted.
 */
export function mergeInto(
  { request, actor, into }: Merge,
  wanted: number,
  now: number,
): Result<RequestChange> {
  const { number } = request;
  const { by } = actor;
  if (wanted === number || into === undefined)
    return refused(conflict('merge_into_itself', `Request ${number} cannot be merged into ${wanted}.`));
  if (into.life.state === 'merged') {
    const { into: last } = into.life;
    return refused(
      conflict('request_merged', `Request ${into.number} was merged into ${last}: merge into that one.`, {
        into: last,
      }),
    );
  }
  if (into.customer !== request.customer)
    return refused(
      conflict(
        'other_customer',
        `Requests ${number} and ${into.number} are of two customers. Merge the customers, or correct one of them, first.`,
      ),
    );
  if (isOpen(request) && !isOpen(into))
    return refused(
      conflict(
        'merge_into_over',
        `Request ${number} is open and ${into.number} is ${into.life.state}: merge the other way, or reopen it first.`,
      ),
    );
  const life: RequestLife = { state: 'merged', into: into.number, merged: { at: now, by } };
  const gone: Request = { ...request, version: request.version + 1, life };
  const goesOn = joined(into, request);
  return done({
    request: gone,
    other: goesOn,
    entries: [
      entryOf(gone, 'requestMerged', by, { into: into.number }),
      entryOf(goesOn, 'requestMerged', by, { from: number }),
    ],
  });
}

function joined(into: Request, from: Request): Request {
  const answered = earliest(into.answered, from.answered);
  const owner = into.owner ?? from.owner;
  const next = into.next ?? from.next;
  const fromStands = from.escalation !== undefined && from.escalation.takenUp === undefined;
  const intoStands = into.escalation !== undefined && into.escalation.takenUp === undefined;
  const escalation = fromStands && !intoStands ? from.escalation : into.escalation;
  return {
    ...into,
    version: into.version + 1,
    life: isOpen(into) && isOpen(from) ? joinedLife(into, from) : into.life,
    priority:
      priorities[Math.max(priorities.indexOf(into.priority), priorities.indexOf(from.priority))] ??
      into.priority,
    received: from.received.at < into.received.at ? from.received : into.received,
    contacts: { in: into.contacts.in + from.contacts.in, out: into.contacts.out + from.contacts.out },
    reopenings: into.reopenings + from.reopenings,
    lastContactAt: Math.max(into.lastContactAt, from.lastContactAt),
    ...(answered && { answered }),
    ...(owner && { owner }),
    ...(next && { next }),
    ...(escalation && { escalation }),
  };
}

/** The life of two merged requests: what waits for the desk in one does in both, since the earlier moment. */
function joinedLife(into: Request, from: Request): RequestLife {
  const lives = [into.life, from.life];
  const reopened = lives.flatMap((life) => (life.state === 'reopened' ? [life.since] : []));
  if (reopened.length > 0) return { state: 'reopened', since: Math.min(...reopened) };
  const isAnswered = into.answered !== undefined || from.answered !== undefined;
  if (!isAnswered) return { state: 'received' };
  const unanswered = [into, from].filter(({ life }) => life.state === 'received');
  const ours = [...sinceOf(lives, 'us'), ...unanswered.map(({ received }) => received.at)];
  if (ours.length > 0) return { state: 'waiting', for: 'us', since: Math.min(...ours) };
  const theirs = sinceOf(lives, 'customer');
  return theirs.length > 0
    ? { state: 'waiting', for: 'customer', since: Math.min(...theirs) }
    : { state: 'answered' };
}

function sinceOf(lives: readonly RequestLife[], side: Awaited): number[] {
  return lives.flatMap((life) => (life.state === 'waiting' && life.for === side ? [life.since] : []));
}

function earliest(one: Stamp | undefined, other: Stamp | undefined): Stamp | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one.at <= other.at ? one : other;
}
