import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteOf } from '../../../src/connect/helpdesk/fields.ts';
import type { Header } from '../../../src/connect/helpdesk/helpdesk.ts';
import { helpdesks } from '../../../src/connect/helpdesk/kinds.ts';
import { isGenuine } from '../../../src/connect/helpdesk/proof.ts';
import { hmacOf } from '../../../src/platform/hmac.ts';
import type { HelpdeskKind, HelpdeskSource } from '../../../src/rules/helpdesk.ts';
import { shippedRules } from '../../support/house.ts';

/** A customer, in all that a helpdesk tells of him: nothing of this may be found anywhere. */
export const person = {
  first: 'Solène',
  last: 'Marchandeau',
  mail: 'solene.marchandeau@exemple.fr',
  phone: '+33 6 12 34 56 78',
  words: 'Mon colis est arrivé ouvert',
  address: '12 rue des Acacias',
};
export const personal = Object.values(person);

/** The shipped rules, and these helpdesks. */
export async function rulesWith(helpdesks: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-helpdesks-'));
  await cp(shippedRules, folder, { recursive: true });
  const file = join(folder, 'sources.yaml');
  await writeFile(file, `${await readFile(file, 'utf8')}\nhelpdesks:\n${helpdesks}`);
  return folder;
}

export const headersOf =
  (headers: Readonly<Record<string, string>>): Header =>
  (name) =>
    headers[name];

/** The headers of a delivery of Zammad. */
export function zammadHeaders(body: string, secret: string, delivery: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Zammad User Agent',
    'x-zammad-trigger': 'filrouge',
    'x-zammad-delivery': delivery,
    'x-hub-signature': `sha1=${hmacOf({ hash: 'sha1', encoding: 'hex' }, secret, [body])}`,
  };
}

const user = {
  id: 8,
  ...{ active: true, firstname: person.first, lastname: person.last, login: person.mail },
  ...{ email: person.mail, phone: person.phone, address: person.address, note: person.words },
};

/** A delivery of Zammad: a ticket and the article that set it off. */
export function zammadBody(ticket: object = {}): { readonly ticket: object; readonly article: object } {
  return {
    ticket: {
      ...{ id: 81, number: '10081', title: person.words, state: 'open', state_id: 2 },
      ...{ article_count: 1, article_ids: [104], create_article_sender: 'Customer' },
      ...{ create_article_type: 'email', create_article_type_id: 1 },
      ...{ created_at: '2026-06-05T07:30:00.282Z', updated_at: '2026-06-05T07:30:00.333Z' },
      ...{ close_at: null, first_response_at: null, last_contact_at: '2026-06-05T07:30:00.318Z' },
      ...{ customer: user, customer_id: 8, created_by: user, updated_by: user, owner: user },
      group: { id: 3, name: 'Support IA', users: ['emma@exemple.fr'], follow_up_possible: 'yes' },
      organization: { id: 3, name: 'Marchandeau SARL', members: [person.mail] },
      priority: { id: 2, name: '2 normal' },
      ...ticket,
    },
    article: {
      ...{ id: 104, ticket_id: 81, type: 'email', sender: 'Customer', internal: false },
      ...{ from: `${person.first} ${person.last} <${person.mail}>`, to: 'Support', body: person.words },
      ...{ created_by: user, created_at: '2026-06-05T07:30:00.318Z' },
    },
  };
}

/** What is kept of a delivery, or why it is none. */
export function notesOf(kind: HelpdeskKind, body: unknown, how: Partial<HelpdeskSource> = {}) {
  const told = helpdesks[kind].read(body, headersOf({}));
  const source: HelpdeskSource = { name: kind, kind, agent: { fixed: 'margaux' }, ...how };
  return typeof told === 'string' ? told : told.map((one) => noteOf(one, source));
}

type Shown = {
  readonly secret?: string;
  readonly now?: number;
  readonly shown?: string;
  readonly url?: string;
};

/** Whether a delivery is believed, at this time. */
export function isBelieved(
  kind: HelpdeskKind,
  headers: Readonly<Record<string, string>>,
  body: string,
  { secret = 'secret-secret', now = 0, shown, url = '' }: Shown = {},
): boolean {
  const bytes = new TextEncoder().encode(body);
  return isGenuine(
    helpdesks[kind].proof,
    secret,
    { header: headersOf(headers), body: bytes, shown, url },
    now,
  );
}
