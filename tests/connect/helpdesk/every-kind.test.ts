import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Note } from '../../../src/connect/helpdesk/told.ts';
import { type HelpdeskKind, helpdeskKinds } from '../../../src/rules/helpdesk.ts';
import { notesOf, person, personal, zammadBody } from './desk.ts';

const at = '2026-06-05T08:02:11Z';
const seconds = Date.parse(at) / 1_000;
const { first, last, mail, phone, words, address } = person;

/** A customer wherever a helpdesk can put one: in fields of its own, in names and tags, and where codes and numbers stand. */
const told: Partial<Record<HelpdeskKind, unknown>> = {
  zammad: zammadBody({ state: 'closed', verdict: words }),
  chatwoot: {
    ...{ event: 'message_updated', id: 118, content: words, sender: { name: first, email: mail } },
    content_attributes: {
      submitted_values: { csat_survey_response: { rating: 4, feedback_message: words } },
    },
    conversation: {
      ...{ id: 5, status: 'resolved', channel: last, labels: [first], verdict: words },
      ...{ updated_at: seconds, last_activity_at: seconds, timestamp: seconds, created_at: seconds - 60 },
      ...{ first_reply_created_at: at, meta: { sender: { phone_number: phone }, team: { name: address } } },
    },
  },
  zendesk: {
    ...{
      type: 'zen:event-type:ticket.status_changed',
      time: at,
      event: { current: 'SOLVED', previous: 'OPEN' },
    },
    detail: {
      ...{ id: '5', status: 'SOLVED', created_at: at, updated_at: at, subject: words, external_id: mail },
      ...{ group_id: last, tags: [first], via: { channel: address }, verdict: words },
    },
  },
  intercom: {
    type: 'notification_event',
    data: {
      item: {
        ...{ type: 'conversation', id: '5', updated_at: seconds, state: 'closed', title: words },
        source: { type: first, body: words, author: { name: last, email: mail } },
        statistics: { time_to_admin_reply: 90, last_close_at: seconds },
        contacts: { contacts: [{ external_id: phone }] },
        tags: { tags: [{ name: last }] },
        ...{ conversation_rating: { rating: address, remark: words }, custom_attributes: { verdict: words } },
      },
    },
  },
  hubspot: ['subject', 'content', 'source_type', 'hs_pipeline', 'hs_is_closed', 'verdict'].map(
    (propertyName, at) => ({
      ...{
        subscriptionType: 'ticket.propertyChange',
        objectId: 5,
        occurredAt: seconds * 1_000 + at,
        propertyName,
      },
      propertyValue: personal[at],
    }),
  ),
  odoo: {
    ...{ _model: 'helpdesk.ticket', _id: 5, _action: words, write_date: '2026-06-05 08:02:11', fold: true },
    ...{ name: words, partner_name: first, partner_email: mail, partner_phone: phone, x_street: address },
    ...{
      team_id: [3, last],
      tag_ids: [last],
      verdict: words,
      rating_last_value: mail,
      first_response_hours: 1,
    },
  },
  rt: {
    transaction: { id: '5', Created: at, Type: 'Create', NewValue: words },
    ticket: {
      ...{ id: '5', Status: 'resolved', LastUpdated: at, Subject: words, Requestor: [{ id: mail }] },
      ...{ Queue: { Name: last }, Creator: { id: first } },
      CustomFields: [
        { name: phone, values: [address] },
        { name: 'verdict', values: [words] },
      ],
    },
  },
};

const kinds = helpdeskKinds.filter((kind) => told[kind] !== undefined);
/** What would go on of a body, by a map that names a field full of people. */
const keptOf = (kind: HelpdeskKind, body: unknown) => {
  const field = { from: kind === 'rt' ? 'CustomFields.verdict' : 'verdict', values: {} };
  return notesOf(kind, body, { reason: field, csat: field });
};

test.each(kinds)('nothing that a person said or is called goes on from %s', (kind) => {
  const notes = JSON.stringify(keptOf(kind, told[kind]));
  expect(notes).toMatch(/"record":"(?:5|81)"/);
  for (const word of personal) expect(notes).not.toContain(word);
});

/** A place in a JSON value: keys, and numbers of items. */
function placesIn(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([key, one]) => placesIn(one, [...place, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((one, at) => (String(at) === key ? replaced(one, rest, by) : one));
  return { ...Object(value), [key]: replaced(Reflect.get(Object(value), key), rest, by) };
}

const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    1e306,
    -1,
    0.5,
    '',
    '9'.repeat(300),
    '__proto__',
    '\u0000',
    '\ud800',
    '2026-06-05T08:02:11.9Z',
  ),
);

test.each(kinds)(
  'whatever stands anywhere in what %s sends, it is refused with a reason or can be kept as it is',
  (kind) => {
    const places = placesIn(told[kind]);
    const sent = fc
      .tuple(fc.constantFrom(...places), odd)
      .map(([place, by]) => replaced(told[kind], place, by));
    fc.assert(
      fc.property(sent, (body) => {
        const notes = keptOf(kind, body);
        if (typeof notes === 'string') return;
        for (const { record, at, note } of notes) {
          expect(record).toMatch(/^[\w-]{1,64}$/);
          if (Number.isFinite(at)) expect(Number.isInteger(at)).toBe(true);
          expect(Note.parse(JSON.parse(JSON.stringify(note)))).toEqual(note);
        }
      }),
      { numRuns: 300 },
    );
  },
);
