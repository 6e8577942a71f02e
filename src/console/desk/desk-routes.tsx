import { Hono } from 'hono';
import { type ConsoleEnv, isAtDesk } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import type { DeskPages } from './desk-pages.ts';
import { filePage, fileTopic, takeAct, takeContact } from './file-routes.tsx';
import { listPage, listTopic, queryOf, reading, takeEntry } from './list-routes.tsx';

const one = '/:number{[1-9][0-9]{0,8}}';

/** Customers’ requests: noted, listed, and each one followed. Without a desk none of these pages exists. */
export function deskRoutes(ports: DeskPages): Hono<ConsoleEnv> {
  const routes = new Hono<ConsoleEnv>();
  for (const path of ['/requests', '/requests/*', '/live/requests', '/live/requests/*'])
    routes.use(path, async (c, next) => {
      if (!isAtDesk(ports.ruleSet(), c.get('caller'))) return missingPage(c, ports);
      return next();
    });
  return (
    routes
      .get('/requests', (c) => listPage(c, ports))
      .post('/requests', (c) => takeEntry(c, ports))
      .post('/requests/reading', (c) => reading(c, ports))
      .get('/live/requests', (c) => ports.live.open(c, listTopic(c, ports, queryOf(c))))
      .get(`/requests${one}`, (c) => filePage(c, ports))
      // A refused act leaves the browser at its address: loading that again is the request.
      .get(`/requests${one}/:act`, (c) => c.redirect(`/requests/${c.req.param('number')}`))
      .post(`/requests${one}/contacts`, (c) => takeContact(c, ports))
      .post(`/requests${one}/:act`, (c) => takeAct(c, ports))
      .get(`/live/requests${one}`, (c) =>
        ports.live.open(c, fileTopic(c, ports, Number(c.req.param('number')))),
      )
  );
}
