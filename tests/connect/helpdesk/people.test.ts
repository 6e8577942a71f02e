import { expect, test } from 'vitest';
import { noteOf } from '../../../src/connect/helpdesk/fields.ts';
import { helpdesks } from '../../../src/connect/helpdesk/kinds.ts';
import type { HelpdeskKind } from '../../../src/rules/helpdesk.ts';
import { headersOf, person, personal } from './desk.ts';

const at = '2026-06-05T08:02:11Z';
const seconds = Date.parse(at) / 1_000;
const { first, last, mail, phone, words, address } = person;

/** A customer wherever a helpdesk can put one: in fields of its own, in names and tags, and where codes and numbers stand. */
const told: Partial<Record<HelpdeskKind, unknown>> = {
  intercom: {
    type: 'notification_event',
    data: {
      item: {
        ...{ type: 'conversation', id: '5', updated_at: seconds, state: 'closed', title: words },
        source: { type: first, body: words, author: { name: last, email: mail } },
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
    ...{ team_id: [3, last], tag_ids: [last], verdict: words, rating_last_value: mail },
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

test.each(['intercom', 'hubspot', 'odoo', 'rt'] as const)(
  'nothing that a person said or is called goes on from %s',
  (kind) => {
    const records = helpdesks[kind].read(told[kind], headersOf({}));
    const reason = { from: kind === 'rt' ? 'CustomFields.verdict' : 'verdict', values: {} };
    const source = { name: kind, kind, agent: { fixed: 'margaux' }, reason, csat: reason };
    const notes = JSON.stringify(
      typeof records === 'string' ? records : records.map((one) => noteOf(one, source)),
    );
    expect(notes).toContain('"record":"5"');
    for (const word of personal) expect(notes).not.toContain(word);
  },
);
