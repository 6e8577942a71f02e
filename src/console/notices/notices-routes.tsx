import { Hono } from 'hono';
import { may } from '../../access/roles.ts';
import { languages } from '../../language/language.ts';
import { channelNames } from '../../notices/channel.ts';
import type { NoticeDesk, TestOrder } from '../../notices/desk-store.ts';
import type { NoticeFilter, NoticeTrace } from '../../notices/store.ts';
import { deliveryStates } from '../../notices/tables.ts';
import { defined } from '../../platform/defined.ts';
import {
  type ConsoleContext,
  type ConsoleEnv,
  formOf,
  i18nOf,
  numberOf,
  type Shell,
} from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { pagePolicy } from '../shell/page-policy.ts';
import { NoticePage, NoticesPage, type NoticesView } from './notices.page.tsx';

const pageSize = 50;

type NoticePorts = Shell & {
  readonly desk: NoticeDesk;
  readonly list: (filter: NoticeFilter) => Promise<readonly NoticeTrace[]>;
};

/** The pages about notices: the list, each message as it is read, and test messages. */
export function noticesRoutes(ports: NoticePorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/notices', (c) => noticesPage(c, ports, { sent: c.req.query('sent')?.slice(0, 80) }))
    .get('/notices/test', (c) => c.redirect('/notices'))
    .post('/notices/test', async (c) => {
      const order = orderOf(await formOf(c));
      if (order === undefined || !may(c.get('caller').role, 'notices.test')) return missingPage(c, ports);
      const sent = await ports.desk.sendTest(order, c.get('caller').actor);
      return sent.ok
        ? c.redirect(`/notices?sent=${sent.value.delivery}`, 303)
        : noticesPage(c, ports, { order, refusal: sent.refusal }, 422);
    })
    .get('/notices/:delivery', async (c) => {
      const set = ports.ruleSet();
      const i18n = i18nOf(c, set);
      const id = c.req.param('delivery');
      const preview = await ports.desk.preview(id, languageOf(c));
      if (preview === undefined) return missingPage(c, ports);
      c.header('Content-Security-Policy', `${pagePolicy}; frame-src 'self'`);
      return c.html(<NoticePage frame={ports.frame(c, i18n)} id={id} preview={preview} set={set} />);
    })
    .get('/notices/:delivery/mail', async (c) => {
      const preview = await ports.desk.preview(c.req.param('delivery'), languageOf(c));
      if (preview === undefined) return missingPage(c, ports);
      // The look of a mail stands in the mail; nothing else may be in it.
      c.header(
        'Content-Security-Policy',
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
      );
      return c.html(preview.html);
    });
}

async function noticesPage(
  c: ConsoleContext,
  ports: NoticePorts,
  news: Pick<NoticesView, 'sent' | 'order' | 'refusal'>,
  status: 200 | 422 = 200,
): Promise<Response> {
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set);
  const before = numberOf(c.req.query('before'), 12);
  const agent = (c.req.query('agent') ?? '').slice(0, 100);
  const state = deliveryStates.find((one) => one === c.req.query('state'));
  const limit = pageSize + 1;
  const [found, standing] = await Promise.all([
    ports.list({ ...defined({ agent: agent || undefined, state, before }), limit }),
    ports.desk.standing(),
  ]);
  const view: NoticesView = {
    ...{ standing, set, ...news },
    traces: found.slice(0, pageSize),
    more: found.length > pageSize,
    back: before !== undefined,
    filter: { agent, state: state ?? '' },
    maySend: may(c.get('caller').role, 'notices.test'),
  };
  return c.html(<NoticesPage frame={ports.frame(c, i18n)} view={view} />, status);
}

function languageOf(c: ConsoleContext) {
  return languages.find((one) => one === c.req.query('language'));
}

function orderOf({ channel, person }: Readonly<Record<string, string>>): TestOrder | undefined {
  const way = channelNames.find((one) => one === channel);
  return way && { channel: way, ...defined({ person: person || undefined }) };
}
