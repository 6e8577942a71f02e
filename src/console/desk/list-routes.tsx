import { randomId } from '../../platform/ids.ts';
import { type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { changeRequest } from '../../requests/change-store.ts';
import type { NewRequest } from '../../requests/commands.ts';
import { findCustomers, type TypedCustomer } from '../../requests/customer-search-store.ts';
import { type OpenDesk, openDesk } from '../../requests/ports.ts';
import { type Received, receiveRequest } from '../../requests/receive-store.ts';
import { requestSent } from '../../requests/request-store.ts';
import { wordsOf } from '../../requests/words.ts';
import type { Topic } from '../live/live-channel.ts';
import { type ConsoleContext, formOf, numberOf } from '../shell/context.ts';
import { type DeskPages, deskAudience, deskI18n, statusOf, viewerOf, wantsJson } from './desk-pages.ts';
import { type RequestsRead, requestsRead, rereadingList } from './desk-reads.ts';
import { EntryReading, type EntryView } from './entry.page.tsx';
import { type Entry, type EntryForm, readEntry, requestOf } from './entry.ts';
import { faultTexts } from './faults.ts';
import { lateOnTop } from './late-reads.ts';
import { RefusedPage } from './refused.page.tsx';
import { type ListQuery, type ListView, listParts, listStates, RequestsPage } from './requests.page.tsx';

/** The choice that an address makes; whatever it says wrongly counts as not said. */
export function queryOf(c: ConsoleContext): ListQuery {
  const text = (name: string) => c.req.query(name)?.replaceAll('\0', '').slice(0, 300) || undefined;
  return {
    state: listStates.find((one) => one === c.req.query('state')) ?? 'open',
    q: text('q'),
    kind: text('kind'),
    owner: text('owner'),
    cursor: numberOf(c.req.query('cursor')),
  };
}

type Shown = { readonly form?: EntryForm; readonly refusal?: Refusal };

/** The list, and the field above it; a note that was not taken stands there as it was sent. */
export async function listPage(c: ConsoleContext, ports: DeskPages, shown: Shown = {}): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = deskI18n(c, set);
  const desk = openDesk(ports.desk, c.get('caller'));
  if (!desk.ok) return refusedPage(c, ports, desk.refusal);
  const { rules } = desk.value;
  const query = queryOf(c);
  const now = ports.now();
  const [page, late] = await Promise.all([
    requestsRead(desk.value, query),
    lateOnTop(desk.value.database.db, rules, now),
  ]);
  const topic = listTopic(c, ports, query, page);
  const { after } = await ports.live.current(topic);
  const { refusal } = shown;
  const entry = viewerOf(c, set).mayEnter
    ? {
        ...(await entryView(c, ports, desk.value, shown.form ?? {})),
        faults: refusal === undefined ? [] : faultTexts(refusal, rules, i18n),
        taken: numberOf(c.req.query('taken')),
      }
    : undefined;
  const view: ListView = { ...page, query, rules, set, late, now };
  const search = new URL(c.req.url).searchParams;
  search.delete('taken');
  search.set('after', after);
  const html = (
    <RequestsPage frame={ports.frame(c, i18n)} view={view} entry={entry} live={`/live/requests?${search}`} />
  );
  return c.html(html, refusal === undefined ? 200 : statusOf(refusal));
}

/** The page of a desk that cannot be opened: nothing says by which key what is personal is sealed. */
export async function refusedPage(c: ConsoleContext, ports: DeskPages, refusal: Refusal): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = deskI18n(c, set);
  return c.html(<RefusedPage frame={ports.frame(c, i18n)} refusal={refusal} set={set} />, statusOf(refusal));
}

/** The parts of a list's page that may change while somebody looks at it. */
export function listTopic(
  c: ConsoleContext,
  ports: DeskPages,
  query: ListQuery,
  shown?: RequestsRead,
): Topic {
  const set = ports.ruleSet();
  const i18n = deskI18n(c, set);
  const reread = rereadingList(ports.desk, c.get('caller'), query, shown);
  return {
    name: `requests ${JSON.stringify(query)}|${deskAudience(c, set)}`,
    draw: async () => {
      const page = await reread();
      const inForce = ports.ruleSet();
      const { desk: rules } = inForce;
      if (page === undefined || rules === undefined) return [];
      const now = ports.now();
      const late = await lateOnTop(ports.desk.database.db, rules, now);
      return listParts({ ...page, query, rules, set: inForce, late, now }, i18n);
    },
  };
}

async function entryView(
  c: ConsoleContext,
  ports: DeskPages,
  desk: OpenDesk,
  form: EntryForm,
): Promise<EntryView> {
  const entry = readEntry(form, desk.rules);
  const typed = typedCustomer(form, entry);
  const found = typed === undefined ? [] : await findCustomers(desk, typed);
  const isPerson = c.get('caller').person !== undefined;
  return { form, entry, found, rules: desk.rules, isPerson, clientId: randomId(), now: ports.now() };
}

/**
 * The customer to look for: as it was understood, else by the first word, for names typed in small letters.
 */
function typedCustomer(form: EntryForm, { name, email, phone }: Entry): TypedCustomer | undefined {
  if (name !== undefined || email !== undefined || phone !== undefined) return { name, email, phone };
  const [first] = wordsOf(form['line'] ?? '');
  return first === undefined || first.length < 4 ? undefined : { name: first };
}

/** How a line is understood so far. */
export async function reading(c: ConsoleContext, ports: DeskPages): Promise<Response> {
  const desk = openDesk(ports.desk, c.get('caller'));
  if (!desk.ok) return c.body(null, 204);
  const view = await entryView(c, ports, desk.value, await formOf(c));
  return c.html(<EntryReading view={view} i18n={deskI18n(c, ports.ruleSet())} />);
}

/** Takes a note: by a script, which kept it until now, or by a form that a browser sends by itself. */
export async function takeEntry(c: ConsoleContext, ports: DeskPages): Promise<Response> {
  const form = await formOf(c);
  const taken = await take(c, ports, form);
  if (wantsJson(c)) {
    const set = ports.ruleSet();
    const i18n = deskI18n(c, set);
    if (taken.ok) {
      const { number } = taken.value;
      return c.json({ href: `/requests/${number}`, text: i18n.t.desk.entry.taken(number) }, 201);
    }
    const why = faultTexts(taken.refusal, set.desk ?? { fields: [] }, i18n);
    return c.json({ why: why.join(' ') }, statusOf(taken.refusal));
  }
  if (taken.ok) return c.redirect(`/requests?taken=${taken.value.number}`, 303);
  return listPage(c, ports, { form, refusal: taken.refusal });
}

async function take(c: ConsoleContext, ports: DeskPages, form: EntryForm): Promise<Result<Received>> {
  const caller = c.get('caller');
  const desk = openDesk(ports.desk, caller);
  if (!desk.ok) return desk;
  const clientId = c.req.header('idempotency-key') ?? (form['clientId'] || undefined);
  const request = requestOf(form, desk.value.rules, { clientId, person: caller.person });
  if ('errors' in request) return refused(notRead(request.errors));
  const { told } = request;
  const taken = await receiveRequest(ports.desk, told, caller);
  if (!taken.ok) return (await sentBefore(desk.value, taken.refusal, clientId)) ?? taken;
  if (told.customerId !== undefined) await learn(c, ports, form, { number: taken.value.number, told });
  return taken;
}

/** The id is random and of one note: what came under it was this note, understood by the rules of before. */
async function sentBefore(
  { database }: OpenDesk,
  { code }: Refusal,
  clientId: string | undefined,
): Promise<Result<Received> | undefined> {
  if (code !== 'client_id_taken' || clientId === undefined) return undefined;
  const sent = await requestSent(database.db, clientId);
  return sent && { ok: true, value: { number: sent.number, isNew: false } };
}

/** An address or a number that was typed beside a customer who is known is his from now on. */
async function learn(
  c: ConsoleContext,
  ports: DeskPages,
  form: EntryForm,
  { number }: { readonly number: number; readonly told: NewRequest },
): Promise<void> {
  const { desk } = ports.ruleSet();
  if (desk === undefined) return;
  const { email, phone } = readEntry(form, desk);
  if (email === undefined && phone === undefined) return;
  await changeRequest(
    ports.desk,
    number,
    { customer: { ...(email && { email }), ...(phone && { phone }) } },
    c.get('caller'),
  );
}

function notRead(errors: Refusal['errors'] = []): Refusal {
  const detail = errors.map((error) => `${error.pointer.slice(1)}: ${error.detail}`).join('; ');
  return { kind: 'invalid', code: 'request_fields', detail: `${detail}.`, errors };
}
