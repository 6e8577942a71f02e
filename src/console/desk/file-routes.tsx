import { randomId } from '../../platform/ids.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { changeRequest, noteContact } from '../../requests/change-store.ts';
import { openDesk } from '../../requests/ports.ts';
import type { RequestFile } from '../../requests/view-store.ts';
import { readRequest } from '../../requests/view-store.ts';
import type { Topic } from '../live/live-channel.ts';
import { type ConsoleContext, formOf } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { type DeskPages, deskAudience, deskI18n, statusOf, viewerOf, wantsJson } from './desk-pages.ts';
import { rereadingFile } from './desk-reads.ts';
import { faultTexts } from './faults.ts';
import { refusedPage } from './list-routes.tsx';
import { RequestPage, requestParts } from './request.page.tsx';
import { changeOf, contactOf } from './request-forms.ts';
import { acts, type RequestView, type SentForm } from './request-view.ts';

/** The page of one request; a form that was not taken stands there as it was sent. */
export async function filePage(c: ConsoleContext, ports: DeskPages, sent?: SentForm): Promise<Response> {
  const set = ports.ruleSet();
  const number = Number(c.req.param('number'));
  const desk = openDesk(ports.desk, c.get('caller'));
  if (!desk.ok) return refusedPage(c, ports, desk.refusal);
  const file = await readRequest(desk.value, number);
  if (!file.ok) return missingPage(c, ports);
  const { life } = file.value.request;
  if (life.state === 'merged' && sent === undefined && c.req.query('asIs') !== 'true')
    return c.redirect(`/requests/${life.into}`);
  const i18n = deskI18n(c, set);
  const { after } = await ports.live.current(fileTopic(c, ports, number, file.value));
  const view: RequestView = {
    ...{ file: file.value, rules: desk.value.rules, set, viewer: viewerOf(c, set), now: ports.now(), sent },
  };
  const html = (
    <RequestPage
      frame={ports.frame(c, i18n)}
      view={view}
      live={`/live/requests/${number}?after=${after}`}
      clientId={sent?.fields['clientId'] ?? randomId()}
    />
  );
  return c.html(html, sent === undefined ? 200 : statusOf(sent.refusal));
}

/** The parts of a request's page that may change while somebody looks at it. */
export function fileTopic(c: ConsoleContext, ports: DeskPages, number: number, shown?: RequestFile): Topic {
  const set = ports.ruleSet();
  const i18n = deskI18n(c, set);
  const viewer = viewerOf(c, set);
  const reread = rereadingFile(ports.desk, c.get('caller'), number, shown);
  return {
    name: `request ${number}|${deskAudience(c, set)}`,
    draw: async () => {
      const file = await reread();
      const now = ports.ruleSet();
      if (file === undefined || now.desk === undefined) return [];
      return requestParts({ file, rules: now.desk, set: now, viewer, now: ports.now() }, i18n);
    },
  };
}

/** Notes what was said, once: by a script, which kept it until now, or by a form. */
export async function takeContact(c: ConsoleContext, ports: DeskPages): Promise<Response> {
  const number = Number(c.req.param('number'));
  const fields = await formOf(c);
  const set = ports.ruleSet();
  const timezone = set.desk?.timezone ?? 'UTC';
  const contact = contactOf(fields, timezone, c.req.header('idempotency-key'));
  const noted = contact.ok ? await noteContact(ports.desk, number, contact.value, c.get('caller')) : contact;
  if (noted.ok) {
    const href = `/requests/${number}`;
    const text = deskI18n(c, set).t.desk.contact.taken(number);
    return wantsJson(c) ? c.json({ href, text }, 201) : c.redirect(href, 303);
  }
  return answered(c, ports, { form: 'contact', fields, refusal: noted.refusal });
}

/** One act of the page: it is carried out, or the page says why not. */
export async function takeAct(c: ConsoleContext, ports: DeskPages): Promise<Response> {
  const act = acts.find((one) => one === c.req.param('act'));
  const number = Number(c.req.param('number'));
  const { desk } = ports.ruleSet();
  if (act === undefined || desk === undefined) return missingPage(c, ports);
  const fields = await formOf(c);
  const read = changeOf(act, fields, desk);
  const changed = read.ok ? await changeRequest(ports.desk, number, read.value, c.get('caller')) : read;
  if (!changed.ok) return answered(c, ports, { form: act, fields, refusal: changed.refusal });
  const { life } = changed.value.request;
  return c.redirect(`/requests/${life.state === 'merged' ? life.into : number}`, 303);
}

function answered(c: ConsoleContext, ports: DeskPages, sent: SentForm): Response | Promise<Response> {
  const set = ports.ruleSet();
  const rules = set.desk ?? { fields: [] };
  const why = faultTexts(sent.refusal, rules, deskI18n(c, set));
  if (wantsJson(c)) return c.json({ why: why.join(' ') }, statusOf(sent.refusal));
  return filePage(c, ports, { ...sent, refusal: said(sent.refusal) });
}

/** The refusal beside a form, without the list of what is missing: that stands at the top of the page. */
function said({ missing: _, ...refusal }: Refusal): Refusal {
  return refusal;
}
