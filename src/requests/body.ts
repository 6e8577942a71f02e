import { z } from 'zod';
import { defined } from '../platform/defined.ts';
import { isoTimes } from '../platform/iso.ts';
import { priorities } from '../rules/desk/desk.ts';
import { requestEvents } from './change.ts';
import { channels, directions, type Request, requestStates } from './request.ts';

const at = z.iso.datetime();
const StampBody = z.object({ at, by: z.string() });

/** A customer in words: the id, the name, the addresses and the numbers. */
const CustomerWordsBody = z
  .object({
    id: z.string(),
    name: z.string().optional(),
    emails: z.array(z.string()).readonly(),
    phones: z.array(z.string()).readonly(),
  })
  .meta({ id: 'DeskCustomer' });

/** A request in a list. */
export const RequestLineBody = z
  .object({
    number: z.int(),
    version: z.int(),
    state: z.enum(requestStates),
    kind: z.string(),
    priority: z.enum(priorities),
    channel: z.string(),
    subject: z.string().optional().meta({ description: 'Absent once it was erased.' }),
    customer: CustomerWordsBody,
    owner: z.string().optional(),
    agent: z.string().optional(),
    receivedAt: at,
    answeredAt: at.optional(),
    waitingFor: z.enum(['us', 'customer']).optional(),
    waitingSince: at.optional(),
    nextStep: z.string().optional(),
    nextDueAt: at.optional(),
    escalatedAt: at.optional(),
    escalatedTo: z.string().optional(),
    takenUpAt: at.optional(),
    resolvedAt: at.optional(),
    closedAt: at.optional(),
    validatedAt: at.optional(),
    mergedInto: z.int().optional(),
    missing: z.array(z.string()).readonly().meta({ description: 'What its kind requires and is not there.' }),
    reopenings: z.int(),
    contactsIn: z.int(),
    contactsOut: z.int(),
  })
  .meta({ id: 'RequestLine' });

/** A request with everything about it. */
export const RequestBody = z
  .object({
    number: z.int(),
    version: z.int().meta({ description: 'Send it with a change: 409 where somebody was faster.' }),
    state: z.enum(requestStates),
    kind: z.string(),
    priority: z.enum(priorities),
    channel: z.enum(channels),
    subject: z.string().optional().meta({ description: 'Absent once it was erased.' }),
    text: z.string().optional(),
    customer: CustomerWordsBody,
    fields: z.record(z.string(), z.string()),
    missing: z.array(z.string()).readonly().meta({ description: 'What its kind requires and is not there.' }),
    owner: z.string().optional(),
    agent: z.string().optional(),
    reason: z.string().optional(),
    received: StampBody,
    answered: StampBody.optional(),
    waiting: z.object({ for: z.enum(['us', 'customer']), since: at }).optional(),
    next: z.object({ step: z.string().optional(), dueAt: at.optional() }).optional(),
    escalation: StampBody.extend({ to: z.string().optional(), takenUp: StampBody.optional() }).optional(),
    validated: StampBody.optional(),
    resolved: StampBody.optional(),
    confirmedAt: at.optional().meta({ description: 'When the customer said that it is solved.' }),
    closed: StampBody.extend({ how: z.enum(['confirmed', 'unconfirmed']) }).optional(),
    mergedInto: z.int().optional(),
    mergedFrom: z.array(z.int()).readonly(),
    reopenings: z.int(),
    contactsIn: z.int(),
    contactsOut: z.int(),
    contacts: z.array(
      z.object({
        id: z.string(),
        request: z.int().meta({ description: 'The number that it was noted under.' }),
        direction: z.enum(directions),
        channel: z.enum(channels),
        at,
        noted: StampBody,
        endedAt: at.optional(),
        text: z.string().optional(),
      }),
    ),
    events: z.array(
      z.object({
        request: z.int(),
        version: z.int(),
        at,
        by: z.string(),
        kind: z.enum(requestEvents),
        data: z.record(z.string(), z.unknown()),
        words: z.string().optional().meta({ description: 'The reason or the note that belongs to it.' }),
      }),
    ),
  })
  .meta({ id: 'CustomerRequest' });

/** The part of a request that needs no words, as the API tells it. */
export function requestFacts(request: Request) {
  const { life, received, answered, escalation, validated, contacts } = request;
  const waiting =
    'since' in life ? { for: 'for' in life ? life.for : ('us' as const), since: life.since } : undefined;
  const closed = life.state === 'closed' ? life.closed : undefined;
  const confirmedAt =
    life.state === 'resolved'
      ? life.confirmed?.at
      : closed?.how === 'confirmed'
        ? closed.confirmedAt
        : undefined;
  const { number, version, kind, priority, channel, missing, reopenings } = request;
  return isoTimes(
    defined({
      ...{ number, version, state: life.state, kind, priority, channel, missing, reopenings },
      ...{ owner: request.owner, agent: request.agent, reason: request.reason, received, answered, waiting },
      escalation:
        escalation &&
        defined({ at: escalation.at, by: escalation.by, to: escalation.to, takenUp: escalation.takenUp }),
      validated,
      resolved: 'resolved' in life ? life.resolved : undefined,
      confirmedAt,
      closed: closed && { at: closed.at, by: closed.by, how: closed.how },
      mergedInto: life.state === 'merged' ? life.into : undefined,
      ...{ contactsIn: contacts.in, contactsOut: contacts.out },
    }),
  );
}
