import { defined } from '../../../platform/defined.ts';
import { parseInstant } from '../../../platform/iso.ts';
import type { Helpdesk } from '../helpdesk.ts';
import { at, instantAt, numberAt, recordAt, textAt } from '../json.ts';
import { pageOf } from '../page.ts';
import type { Told } from '../told.ts';

const perPage = 100;
/** It sends a hundred at most. */
const mostEvents = 1_000;
/** Asked for besides the fields of the map. */
const own = [
  ...['hs_is_closed', 'closed_date', 'source_type', 'hs_pipeline', 'hs_last_csat_rating'],
  ...['time_to_first_agent_reply', 'hs_is_one_touch_ticket'],
];

/**
 * HubSpot: events of an app about tickets, and the search of the CRM. An event holds one property, so the
 * ticket is asked for as well.
 */
export const hubspot: Helpdesk = {
  proof: {
    kind: 'hmac',
    ...{ header: 'x-hubspot-signature-v3', hash: 'sha256', encoding: 'base64' },
    before: (_header, url) => `POST${url}`,
    after: (header) => header(timestamp),
    signedAt: (header) => Number(header(timestamp)),
    freshMs: 5 * 60_000,
  },
  // Not eventId alone: "this value is not guaranteed to be unique". And each attempt has another number.
  delivery: (_header, body) => (Array.isArray(body) ? body.map(eventId).join(' ') : undefined),
  read: (body) => {
    if (!Array.isArray(body) || body.length > mostEvents)
      return `expected a list of at most ${mostEvents} events`;
    const told: Told[] = [];
    for (const event of body) {
      if (!isOfTicket(event)) continue;
      const [record, changedAt] = [recordAt(event, 'objectId'), numberAt(event, 'occurredAt')];
      if (record === undefined || changedAt === undefined)
        return 'expected numbers under objectId and occurredAt';
      const name = textAt(event, 'propertyName');
      const properties = name === undefined ? {} : { [name]: at(event, 'propertyValue') };
      // The ticket itself says more about the same moment.
      told.push(ticketOf(record, changedAt - 1, properties));
    }
    return told;
  },
  tellsLittle: true,
  poll: {
    order: 'oldest',
    ask: ({ since, page, fields }, token) => ({
      path: '/crm/v3/objects/tickets/search',
      headers: { Authorization: `Bearer ${token}` },
      body: {
        filterGroups: [
          { filters: [{ propertyName: 'hs_lastmodifieddate', operator: 'GTE', value: String(since) }] },
        ],
        sorts: [{ propertyName: 'hs_lastmodifieddate', direction: 'ASCENDING' }],
        properties: [...own, ...fields],
        ...{ limit: perPage, after: String((page - 1) * perPage) },
      },
    }),
    read: (answer) =>
      pageOf(at(answer, 'results'), perPage, (result) => {
        const [record, changedAt] = [recordAt(result, 'id'), instantAt(result, 'updatedAt')];
        if (record === undefined || changedAt === undefined)
          return 'expected an id and a time under updatedAt';
        return ticketOf(record, changedAt, at(result, 'properties'));
      }),
  },
};

const timestamp = 'x-hubspot-request-timestamp';

function eventId(event: unknown): string {
  const keys = ['subscriptionId', 'eventId', 'objectId', 'occurredAt', 'propertyName'];
  return JSON.stringify(keys.map((key) => at(event, key)));
}

/** Subscriptions of the old kind say "ticket", those of the new one "object", and 0-5 beside it. */
function isOfTicket(event: unknown): boolean {
  const [, object] =
    /^(ticket|object)\.(?:creation|propertyChange)$/.exec(textAt(event, 'subscriptionType') ?? '') ?? [];
  return object === 'ticket' || (object === 'object' && at(event, 'objectTypeId') === '0-5');
}

function ticketOf(record: string, changedAt: number, properties: unknown): Told {
  const number = (name: string) => numberIn(textAt(properties, name));
  const replyMs = number('time_to_first_agent_reply');
  const oneTouch = textAt(properties, 'hs_is_one_touch_ticket');
  return defined({
    record,
    at: changedAt,
    state: stateOf(properties),
    settledAt: timeIn(textAt(properties, 'closed_date')),
    group: textAt(properties, 'hs_pipeline'),
    channel: textAt(properties, 'source_type'),
    csat: number('hs_last_csat_rating'),
    firstContact: oneTouch === undefined ? undefined : oneTouch === 'true',
    responseSeconds: replyMs === undefined ? undefined : replyMs / 1_000,
    raw: properties,
  } as const);
}

function stateOf(properties: unknown): Told['state'] {
  const closed = textAt(properties, 'hs_is_closed');
  if (closed !== undefined) return closed === 'true' ? 'settled' : 'open';
  // Emptied when it is opened again; not there in an event about something else.
  const date = at(properties, 'closed_date');
  if (date === undefined) return undefined;
  return timeIn(textAt(properties, 'closed_date')) === undefined ? 'open' : 'settled';
}

/** The search says times in ISO 8601, events in milliseconds since 1970. */
function timeIn(text: string | undefined): number | undefined {
  return text === undefined ? undefined : (parseInstant(text) ?? numberIn(text));
}

/** All properties are texts. */
function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
