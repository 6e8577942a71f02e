import { plain } from '../matching/normalise.ts';

/** The meaning of a column of a table, for a customer or for a request. */
export type Column =
  | 'id'
  | 'subject'
  | 'text'
  | 'channel'
  | 'kind'
  | 'priority'
  | 'state'
  | 'at'
  | 'hour'
  | 'answeredAt'
  | 'resolvedAt'
  | 'closedAt'
  | 'changedAt'
  | 'customer'
  | 'firstName'
  | 'lastName'
  | 'email'
  | 'phone'
  | 'mobile'
  | 'customerId';

/** The programs whose exports are known by their columns; `table`: whatever else people keep. */
export const importSources = ['zendesk', 'odoo', 'zammad', 'filrouge', 'table'] as const;
export type ImportSource = (typeof importSources)[number];

/**
 * The names of columns, in plain letters, parted by `|`; the first win where two columns say the same. Those
 * of Zendesk's reports, of Zammad's ticket report (lib/excel_sheet/ticket.rb) and users, of Odoo's helpdesk
 * tickets and contacts, and what people write above their own.
 */
const names: Readonly<Record<Column, string>> = {
  id: 'id|ticket id|#|number|numero|n°|no|ref|reference|external id|identifiant|identifiant externe|numero de demande|numero de ticket|ticket ids sequence|sequence|ticket',
  subject: 'subject|objet|sujet|title|titre|demande|motif|resume|libelle|request',
  text: 'text|texte|description|message|detail|details|contenu|body|commentaire|commentaires|comment|note|notes',
  channel: 'channel|canal|via|create channel|canal de creation|source|origine|moyen',
  kind: 'kind|type|ticket type|categorie|category|nature|type de demande',
  priority: 'priority|priorite|urgence',
  state: 'state|status|etat|statut|stage|etape',
  at: 'created at|received at|created on|received|requested|recu le|cree le|date de creation|date de reception|date d’appel|date de l’appel|date et heure|date|create date|created|le|horodatage',
  hour: 'hour|time|heure|heure d’appel|heure de l’appel',
  answeredAt: 'answered at|first response at|first response|premiere reponse|premiere reponse le|repondu le',
  resolvedAt: 'resolved at|solved at|resolu le|solved|date de resolution|traite le',
  closedAt:
    'closed at|close at|closing date|closed on|cloture le|clos le|ferme le|date de cloture|date de fermeture',
  changedAt:
    'updated at|last updated on|updated|modifie le|mis a jour le|last stage update|derniere mise a jour',
  customer:
    'customer|requester|client|name|nom du client|nom complet|customer name|nom client|display name|nom affiche|complete name|demandeur|contact|appelant|nom',
  firstName: 'first name|firstname|prenom|prenom du client',
  lastName: 'last name|lastname|nom de famille|surname',
  email:
    'email|e-mail|mail|requester email|customer email|courriel|adresse mail|adresse e-mail|adresse email|email du client|email from|requester e-mail',
  phone:
    'phone|telephone|tel|tel.|customer phone|requester phone|numero de telephone|telephone du client|telephone fixe|numero appelant|fixe',
  mobile: 'mobile|portable|gsm|telephone mobile|telephone portable|mobile phone',
  customerId:
    'customer id|requester id|numero client|n° client|no client|code client|client id|customer number|id client|requester external id|customer ids',
};

const byName = new Map<string, { readonly column: Column; readonly rank: number }>(
  Object.entries(names).flatMap(([column, list]) =>
    list.split('|').map((name, rank) => [nameOf(name), { column: column as Column, rank }] as const),
  ),
);

/** The place of each column that says something, and the names of those that say nothing. */
export type Columns = {
  readonly places: ReadonlyMap<Column, number>;
  readonly ignored: readonly string[];
};

/** A person, of whom nothing is asked, or a request of one. */
export type TableOf = 'customers' | 'requests';

/** Reads the names of columns. Of two that say the same, the one that says it best is taken. */
export function readColumns(columns: readonly string[]): Columns {
  const best = new Map<Column, { readonly place: number; readonly rank: number }>();
  for (const [place, name] of columns.entries()) {
    const known = byName.get(nameOf(name));
    const found = known && best.get(known.column);
    if (known !== undefined && (found === undefined || known.rank < found.rank))
      best.set(known.column, { place, rank: known.rank });
  }
  // `Prénom` beside `Nom`: then the latter is the family name alone.
  const name = best.get('customer');
  if (
    name !== undefined &&
    best.has('firstName') &&
    !best.has('lastName') &&
    nameOf(columns[name.place] ?? '') === 'nom'
  ) {
    best.delete('customer');
    best.set('lastName', name);
  }
  const places = new Map([...best].map(([column, { place }]) => [column, place] as const));
  const taken = new Set(places.values());
  const ignored = columns.filter((column, place) => column !== '' && !taken.has(place));
  return { places, ignored };
}

/** The content of a table: requests where a column is a subject or a text, else customers, if any. */
export function tableHolds({ places }: Columns): TableOf | undefined {
  if (places.has('subject') || places.has('text')) return 'requests';
  const named: readonly Column[] = ['customer', 'firstName', 'lastName', 'email', 'phone', 'mobile'];
  return named.some((column) => places.has(column)) ? 'customers' : undefined;
}

/** Names of columns by which the export of a program is known: one of each list. */
const marks: readonly (readonly [ImportSource, readonly string[]])[] = [
  ['filrouge', ['filrouge number', 'filrouge customer']],
  [
    'zendesk',
    ['summation column', 'requester id', 'requester domain', 'requester external id', 'ticket form'],
  ],
  ['zammad', ['create channel', 'create_channel', 'time units total', 'close escalation at', 'login']],
  [
    'odoo',
    [
      'ticket ids sequence',
      'stage',
      'external id',
      'identifiant externe',
      'etape',
      'customer rank',
      'partner_id',
    ],
  ],
];

/** The program that a table is an export of, by the names of its columns. */
export function sourceOf(columns: readonly string[]): ImportSource {
  const found = new Set(columns.map(nameOf));
  return marks.find(([, known]) => known.some((name) => found.has(nameOf(name))))?.[0] ?? 'table';
}

/** A name of a column in one form; Odoo writes fields of others as `partner_id/name`. */
function nameOf(name: string): string {
  return plain(name.replaceAll('_', ' '))
    .replace(/[’']/g, "'")
    .replace(/ ?[:*]$/, '')
    .replace(/^n° ?(?=.)/, 'n° ');
}

/** The names that a table may have, for who is told that it has none of them. */
export const expectedColumns =
  'subject, text, channel, received at, customer, email, phone (or objet, canal, reçu le, client, e-mail, téléphone)';
