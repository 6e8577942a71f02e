import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readPhones } from '../../../src/language/phone.ts';
import { readColumns, sourceOf, tableHolds } from '../../../src/requests/importing/columns.ts';
import { type RowPorts, readRow } from '../../../src/requests/importing/row.ts';
import { csvTable } from '../../../src/requests/importing/table.ts';
import { channelOf, priorityOf, stateOf } from '../../../src/requests/importing/words.ts';

const now = Date.parse('2026-06-10T00:00:00Z');
const ports: RowPorts = {
  timezone: 'Europe/Paris',
  now,
  kinds: [{ id: 'claim', names: ['Réclamation', 'Claim'] }],
  phones: (field) => readPhones(field),
};
const at = (text: string) => Date.parse(text);

function read(text: string) {
  const table = csvTable(text);
  if (!table.ok) throw new Error(table.refusal.detail);
  const columns = readColumns(table.value.columns);
  const holds = tableHolds(columns);
  const source = sourceOf(table.value.columns);
  const rows = holds === undefined ? [] : table.value.rows.map((row) => readRow(row, columns, holds, ports));
  return { source, holds, rows, ignored: columns.ignored };
}

describe('the list that a desk kept in a spreadsheet', () => {
  test('becomes requests, with day and hour in two columns', () => {
    const { source, holds, rows } = read(
      'Date;Heure;Client;Téléphone;Objet;Canal;Statut;Type;Résolu le\n05/06/2026;8h02;Mme Dupont;06 12 34 56 78;Colis perdu;Appel;traité;réclamation;06/06/2026',
    );
    expect([source, holds]).toEqual(['table', 'requests']);
    expect(rows).toEqual([
      {
        line: 2,
        customer: { name: 'Mme Dupont', phone: '+33612345678', phones: ['+33612345678'] },
        request: {
          subject: 'Colis perdu',
          channel: 'phone',
          kind: 'claim',
          state: 'resolved',
          at: at('2026-06-05T06:02:00Z'),
          endedAt: at('2026-06-05T22:00:00Z'),
        },
        remarks: [],
      },
    ]);
  });

  test.each([
    ['Date;Objet\n31/02/2026;x', 'time_unreadable'],
    ['Date;Objet\n06/25/2026;x', 'time_unreadable'],
    ['Date;Objet\n01/01/2030;x', 'time_ahead'],
    ['Date;Objet\n05/06/2026;', 'no_subject'],
    ['Date;Objet;Clos le\n05/06/2026;x;04/06/2026', 'times_not_in_order'],
    [`Date;Objet\n05/06/2026;${'x'.repeat(301)}`, 'text_too_long'],
    ['Prénom;E-mail\n;\nx;', undefined],
    ['E-mail;Code client\nrien;7', 'no_customer'],
  ])('%s: such a row is refused, and says why', (text, code) => {
    const [row] = read(text).rows;
    expect(row && 'refused' in row ? row.refused.map((fault) => fault.code) : undefined).toEqual(
      code === undefined ? undefined : [code],
    );
  });

  test('is taken with a remark where something of it is not understood: nothing is lost in silence', () => {
    const [row] = read(
      'Objet;Statut;Priorité;Type;E-mail;Téléphone;Date\nx;bizarre;P1;inconnu;pas un mail;12;05/06/2026',
    ).rows;
    expect(row && 'remarks' in row ? row.remarks : []).toEqual([
      { code: 'email_unreadable', column: 'email', found: 'pas un mail' },
      { code: 'phone_unreadable', column: 'phone', found: '12' },
      { code: 'state_unknown', column: 'state', found: 'bizarre' },
      { code: 'kind_unknown', column: 'kind', found: 'inconnu' },
      { code: 'priority_unknown', column: 'priority', found: 'P1' },
    ]);
  });

  test('without a time of its end says so, and ends when it was changed last, or now', () => {
    const ends = (text: string) =>
      read(text).rows.map((row) => ('request' in row ? row.request?.endedAt : 0));
    expect(ends('Date;Objet;Statut\n05/06/2026;x;clos')).toEqual([now]);
    expect(ends('Date;Objet;Statut;Modifié le\n05/06/2026;x;clos;06/06/2026')).toEqual([
      at('2026-06-05T22:00:00Z'),
    ]);
  });
});

describe('the export of another program', () => {
  test('of Zendesk', () => {
    const { source, rows } = read(
      '"Summation column","Id","Requester","Requester id","Requester email","Subject","Status","Priority","Via","Created at","Solved at"\n1,35436,"Jean Dupont",99,jean@ex.fr,"Où est mon colis ?",Closed,High,Mail,"2026-06-05 08:02:10 +0200","2026-06-05 10:00:00 +0200"\n1,35437,jean@ex.fr,98,,Autre,Pending,-,Web Widget,2026-06-05 08:02:10 +0200,',
    );
    expect(source).toBe('zendesk');
    expect(rows).toEqual([
      {
        line: 2,
        id: '35436',
        customer: { name: 'Jean Dupont', email: 'jean@ex.fr', phones: [], ref: '99' },
        request: {
          subject: 'Où est mon colis ?',
          channel: 'mail',
          priority: 'high',
          state: 'closed',
          at: at('2026-06-05T06:02:10Z'),
          endedAt: at('2026-06-05T08:00:00Z'),
        },
        remarks: [],
      },
      {
        line: 3,
        id: '35437',
        customer: { email: 'jean@ex.fr', phones: [], ref: '98' },
        request: {
          subject: 'Autre',
          channel: 'form',
          state: 'waitingForCustomer',
          at: at('2026-06-05T06:02:10Z'),
        },
        remarks: [],
      },
    ]);
  });

  test('of Zammad: tickets, and users', () => {
    const tickets = read(
      '#,Title,State,Priority,Group,Owner,Customer,Create Channel,Created At,Closed At,First Response At\n10001,Colis,closed,2 normal,Users,Ana,Jean Dupont,phone,2026-06-05 08:02,2026-06-05 09:00,2026-06-05 08:10',
    );
    expect([tickets.source, tickets.ignored]).toEqual(['zammad', ['Group', 'Owner']]);
    expect(tickets.rows).toMatchObject([
      {
        id: '10001',
        request: { state: 'closed', priority: 'normal', answeredAt: at('2026-06-05T06:10:00Z') },
      },
    ]);
    const users = read(
      'id,login,firstname,lastname,email,phone,mobile\n7,jean@ex.fr,Jean,Dupont,jean@ex.fr,0123456789,0612345678',
    );
    expect([users.source, users.holds]).toEqual(['zammad', 'customers']);
    expect(users.rows).toMatchObject([
      { customer: { name: 'Jean Dupont', phones: ['+33123456789', '+33612345678'], ref: '7' } },
    ]);
  });

  test('of Odoo: tickets, and contacts in French', () => {
    const tickets = read(
      'Ticket IDs Sequence,Subject,Customer,Customer Email,Customer Phone,Stage,Priority,Created on,Closing Date\n12,Colis,Jean,jean@ex.fr,0612345678,Solved,2,2026-06-05 08:02:10,2026-06-05 09:00:00',
    );
    expect(tickets.source).toBe('odoo');
    expect(tickets.rows).toMatchObject([{ id: '12', request: { state: 'resolved', priority: 'high' } }]);
    const contacts = read(
      'Identifiant externe,Nom affiché,E-mail,Téléphone\n__export__.res_partner_7,Jean Dupont,jean@ex.fr,0612345678',
    );
    expect([contacts.source, contacts.holds]).toEqual(['odoo', 'customers']);
    expect(contacts.rows).toMatchObject([
      { customer: { name: 'Jean Dupont', ref: '__export__.res_partner_7' } },
    ]);
  });
});

test('words of other programs are understood, and a word that nobody knows is none', () => {
  expect(
    ['New', 'Open', 'Pending', 'Hold', 'Solved', 'Closed', 'En cours', 'En attente', 'Résolue'].map(stateOf),
  ).toEqual([
    'received',
    'answered',
    'waitingForCustomer',
    'waitingForUs',
    'resolved',
    'closed',
    'answered',
    'waitingForUs',
    'resolved',
  ]);
  expect(stateOf('???')).toBeUndefined();
  expect(['Appel', 'e-mail', 'Courrier', 'Web Widget', 'SMS', 'Guichet', '?'].map(channelOf)).toEqual([
    'phone',
    'mail',
    'letter',
    'form',
    'chat',
    'visit',
    'other',
  ]);
  expect(['0', '1', '2', '3', '1 low', '3 high', 'Urgente', 'P1'].map(priorityOf)).toEqual([
    'low',
    'normal',
    'high',
    'urgent',
    'low',
    'high',
    'urgent',
    undefined,
  ]);
});

const cell = fc.oneof(
  fc.constantFrom('05/06/2026', '0612345678', 'a@b.fr', 'clos', 'x', ''),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
test.prop([fc.array(cell, { minLength: 8, maxLength: 8 })])(
  'whatever a row holds, it is taken or refused with a reason',
  (cells) => {
    const columns = readColumns([
      'id',
      'Date',
      'Objet',
      'Statut',
      'Client',
      'E-mail',
      'Téléphone',
      'Clos le',
    ]);
    const row = readRow({ line: 2, cells }, columns, 'requests', ports);
    if ('refused' in row) expect(row.refused.length).toBeGreaterThan(0);
    else expect(row.request?.subject).not.toBe('');
  },
);
