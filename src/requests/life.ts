import { reachesRole } from '../access/desk-roles.ts';
import { defined } from '../platform/defined.ts';
import { done, type Refusal, type Result, refused } from '../platform/refusal.ts';
import { changeOf, type RequestChange, unchanged } from './change.ts';
import type { RequestCommand, RequestEdit } from './commands.ts';
import { decideContact } from './contact-life.ts';
import { mergeInto } from './merge.ts';
import { conflict } from './refusals.ts';
import { type DeskActor, type Escalation, isOpen, type Request, type RequestLife } from './request.ts';

/** The world around a command about a request. */
export type RequestWorld = {
  readonly request: Request;
  readonly actor: DeskActor;
  /** Of a merge: the request that is to go on. */
  readonly into?: Request;
};

/**
 * Decides what becomes of a command about a request. Whoever may not give it at all was refused before; here
 * is refused what does not fit the request as it is. `now` and all times are epoch milliseconds.
 */
export function decideRequest(
  world: RequestWorld,
  command: RequestCommand,
  now: number,
): Result<RequestChange> {
  const { request, actor } = world;
  const { life, number } = request;
  if (life.state === 'merged') {
    const { into } = life;
    return refused(
      conflict('request_merged', `Request ${number} was merged into ${into}: go on there.`, { into }),
    );
  }
  switch (command.kind) {
    case 'noteContact':
      return decideContact(request, command, actor, now);
    case 'editRequest':
      return edit(request, command.edit, actor);
    case 'handOverRequest':
      return handOver(request, command.to, actor);
    case 'escalateRequest':
      return escalate(request, command, actor, now);
    case 'takeUpRequest':
      return takeUp(request, actor, now);
    case 'resolveRequest':
      return resolve(request, actor, now);
    case 'closeRequest':
      return close(request, command, actor, now);
    case 'reopenRequest':
      return reopen(request, command.why, actor, now);
    case 'mergeRequests':
      return mergeInto(world, command.into, now);
    case 'validateRequest':
      return validate(request, actor, now);
    default:
      return command satisfies never;
  }
}

/** The keys of an edit that say something of a request which the referent has checked. */
const checkedKeys = ['subject', 'kind', 'customer', 'fields'] as const;

function edit(
  request: Request,
  { next, agent, reason, ...rest }: RequestEdit,
  { by }: DeskActor,
): Result<RequestChange> {
  const { next: oldNext, agent: oldAgent, reason: oldReason, validated, ...kept } = request;
  const put = <T>(before: T | undefined, after: T | null | undefined): T | undefined =>
    after === undefined ? before : (after ?? undefined);
  const [newNext, newAgent, newReason] = [put(oldNext, next), put(oldAgent, agent), put(oldReason, reason)];
  const isStillChecked = checkedKeys.every((key) => rest[key] === undefined || rest[key] === request[key]);
  const after: Request = {
    ...kept,
    ...rest,
    ...(newNext && { next: newNext }),
    ...(newAgent && { agent: newAgent }),
    ...(newReason && { reason: newReason }),
    ...(validated && isStillChecked && { validated }),
  };
  const keys = [
    'subject',
    'kind',
    'priority',
    'agent',
    'reason',
    'customer',
    'fields',
    'next',
    'missing',
  ] as const;
  const changed = keys.filter((key) => JSON.stringify(after[key]) !== JSON.stringify(request[key]));
  if (changed.length === 0) return done(unchanged(request));
  return done(changeOf(after, 'requestEdited', by, { changed, kind: after.kind, priority: after.priority }));
}

function handOver(request: Request, to: string, { by }: DeskActor): Result<RequestChange> {
  if (!isOpen(request)) return refused(isOver(request));
  if (request.owner === to) return done(unchanged(request));
  const from = request.owner ?? null;
  return done(changeOf({ ...request, owner: to }, 'requestHandedOver', by, { from, to }));
}

/** Of an escalation that nobody has taken up. */
function standing({ escalation }: Request): Escalation | undefined {
  return escalation !== undefined && escalation.takenUp === undefined ? escalation : undefined;
}

function escalate(
  request: Request,
  { why, to }: Extract<RequestCommand, { kind: 'escalateRequest' }>,
  { by }: DeskActor,
  now: number,
): Result<RequestChange> {
  if (!isOpen(request)) return refused(isOver(request));
  if (standing(request) !== undefined)
    return refused(
      conflict(
        'escalated_already',
        `Request ${request.number} is escalated already, and nobody has taken it up yet.`,
      ),
    );
  const escalation: Escalation = { at: now, by, why, ...defined({ to }) };
  return done(changeOf({ ...request, escalation }, 'requestEscalated', by, { to: to ?? null }));
}

function takeUp(request: Request, { by, person, role }: DeskActor, now: number): Result<RequestChange> {
  const escalation = standing(request);
  if (escalation === undefined)
    return refused(
      conflict('not_escalated', `Request ${request.number} has no escalation that waits to be taken up.`),
    );
  if (person === undefined)
    return refused(
      forbidden('person_missing', 'Taking up needs a key that belongs to a person of people.yaml.'),
    );
  if (escalation.to !== person && !reachesRole(role, 'lead'))
    return refused(
      forbidden(
        'not_addressed',
        `This is for ${escalation.to ?? 'who leads the desk'} to take up, or for a lead.`,
      ),
    );
  const after: Request = {
    ...request,
    owner: person,
    escalation: { ...escalation, takenUp: { at: now, by } },
  };
  return done(changeOf(after, 'escalationTakenUp', by, { by: person, escalatedAt: escalation.at }));
}

function resolve(request: Request, { by }: DeskActor, now: number): Result<RequestChange> {
  if (!isOpen(request)) return refused(isOver(request));
  const incomplete = fieldsMissing(request, 'resolved');
  if (incomplete !== undefined) return refused(incomplete);
  const { next: _, ...rest } = request;
  const life: RequestLife = { state: 'resolved', resolved: { at: now, by } };
  return done(changeOf({ ...rest, life }, 'requestResolved', by));
}

function close(
  request: Request,
  { confirmed, why }: Extract<RequestCommand, { kind: 'closeRequest' }>,
  { by, role }: DeskActor,
  now: number,
): Result<RequestChange> {
  const { life, number } = request;
  if (life.state === 'closed' || life.state === 'merged') return refused(isOver(request));
  const resolved = life.state === 'resolved' ? life.resolved : undefined;
  const { next: _, ...rest } = request;
  const closedAs = (how: 'confirmed' | 'unconfirmed', closing: RequestLife): Result<RequestChange> =>
    done(changeOf({ ...rest, life: closing }, 'requestClosed', by, { how }));
  if (life.state === 'resolved' && (confirmed || life.confirmed !== undefined)) {
    const confirmedAt = life.confirmed?.at ?? now;
    const closed = { at: now, by, how: 'confirmed', confirmedAt } as const;
    return closedAs('confirmed', { state: 'closed', resolved: life.resolved, closed });
  }
  if (confirmed)
    return refused(
      conflict('not_resolved', `Request ${number} is ${life.state}: resolve it before it is closed.`),
    );
  if (why === undefined)
    return refused(
      conflict(
        'not_confirmed',
        `The customer has not confirmed that request ${number} is solved. Send confirmed: true when he has said so, or say why it is closed without his word (why).`,
      ),
    );
  if (resolved === undefined && !reachesRole(role, 'referent'))
    return refused(
      forbidden(
        'desk_role_missing',
        `Request ${number} is not resolved: a referent or a lead may close it all the same.`,
      ),
    );
  const closed = { at: now, by, how: 'unconfirmed', why } as const;
  return closedAs('unconfirmed', { state: 'closed', ...(resolved && { resolved }), closed });
}

function reopen(request: Request, _why: string, { by }: DeskActor, now: number): Result<RequestChange> {
  const { life, number } = request;
  if (life.state !== 'resolved' && life.state !== 'closed')
    return refused(
      conflict('request_open', `Request ${number} is ${life.state}: only what is over can be reopened.`),
    );
  const after: Request = {
    ...request,
    life: { state: 'reopened', since: now },
    reopenings: request.reopenings + 1,
  };
  return done(changeOf(after, 'requestReopened', by, { reopenings: after.reopenings }));
}

function validate(request: Request, { by }: DeskActor, now: number): Result<RequestChange> {
  const incomplete = fieldsMissing(request, 'validated');
  if (incomplete !== undefined) return refused(incomplete);
  if (request.validated !== undefined) return done(unchanged(request));
  return done(changeOf({ ...request, validated: { at: now, by } }, 'requestValidated', by));
}

function fieldsMissing({ number, kind, missing }: Request, aim: string): Refusal | undefined {
  if (missing.length === 0) return undefined;
  const detail = `Request ${number} is of the kind ${kind}, which requires ${missing.join(', ')} before it is ${aim}.`;
  return {
    ...conflict('fields_missing', detail),
    missing: missing.map((field) => ({ code: 'field_missing', at: field })),
  };
}

function isOver({ number, life }: Request): Refusal {
  return conflict('request_over', `Request ${number} is ${life.state}: reopen it first, with the reason.`);
}

function forbidden(code: string, detail: string): Refusal {
  return { kind: 'forbidden', code, detail };
}
