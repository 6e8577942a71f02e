import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { carries } from '../../access/guard.ts';
import { hashSecret } from '../../access/keys.ts';
import type { Language } from '../../language/language.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { isSecretShaped } from '../../platform/secret.ts';
import type { CalendarCommands } from './address-store.ts';
import { calendarFeed } from './feed.ts';
import type { KeptEntry } from './ledger.ts';
import type { PlannedEntry } from './planned.ts';

const params = z.object({ person: z.string() });

const open = createRoute({
  tags: ['plans'],
  middleware: carries('openCalendar'),
  method: 'post',
  path: '/v1/people/{person}/calendar',
  summary: "Open a person's calendar; an address that was open before ends",
  request: { params },
  responses: {
    201: jsonAnswer(
      'The secret address.',
      z
        .object({
          address: z.string().openapi({
            description: 'To subscribe to. Whoever knows it reads the calendar; shown now and never again.',
          }),
        })
        .openapi('CalendarAddress'),
    ),
    ...problems(401, 403, 404),
  },
});
const close = createRoute({
  tags: ['plans'],
  middleware: carries('closeCalendar'),
  method: 'delete',
  path: '/v1/people/{person}/calendar',
  summary: "End the address of a person's calendar",
  request: { params },
  responses: { 204: { description: 'It is over.' }, ...problems(401, 403, 404) },
});

/** Opening and closing calendars over HTTP. `publicUrl` without a slash at its end. */
export function calendarCommandRoutes(
  commands: CalendarCommands,
  publicUrl: string | undefined,
): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(open, async (c) => {
    const opened = await commands.open(c.req.valid('param').person, c.get('caller'));
    if (!opened.ok) return sendRefusal(c, opened.refusal);
    const address = `${publicUrl ?? new URL(c.req.url).origin}${opened.value.path}`;
    return c.json({ address }, 201, { 'Cache-Control': 'no-store' });
  });
  router.openapi(close, async (c) => {
    const closed = await commands.close(c.req.valid('param').person, c.get('caller'));
    return closed.ok ? c.body(null, 204) : sendRefusal(c, closed.refusal);
  });
  return router;
}

/** The reads behind the feed. */
export type CalendarFeedPorts = {
  /** The person whose live calendar a secret with this hash opens. */
  readonly personOf: (hash: string) => Promise<string | undefined>;
  /** Nobody for who has left people.yaml: then the address leads nowhere. */
  readonly languageOf: (person: string) => Language | undefined;
  /** The calendar, brought up to date. */
  readonly read: (person: string) => Promise<readonly KeptEntry[]>;
  readonly publicUrl: string | undefined;
  /** Planned work of the person's agents. */
  readonly planned?: (person: string) => readonly PlannedEntry[];
};

const feed = createRoute({
  tags: ['plans'],
  method: 'get',
  path: '/calendar/{file}',
  summary: "A person's due dates and reviews, as iCalendar",
  description: 'The secret in the address is the proof; no key is asked for.',
  security: [],
  request: { params: z.object({ file: z.string().openapi({ example: 'fr_SECRET.ics' }) }) },
  responses: {
    200: { description: 'RFC 5545.', content: { 'text/calendar': { schema: z.string() } } },
    ...problems(404),
  },
});

/** `GET /calendar/{secret}.ics`, for the calendars that people already look at. */
export function calendarFeedRoutes(ports: CalendarFeedPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(feed, async (c) => {
    const secret = /^(.+)\.ics$/.exec(c.req.valid('param').file)?.[1] ?? '';
    const person = isSecretShaped(secret) ? await ports.personOf(hashSecret(secret)) : undefined;
    const language = person === undefined ? undefined : ports.languageOf(person);
    if (person === undefined || language === undefined)
      return sendRefusal(c, {
        kind: 'not_found',
        code: 'unknown_calendar',
        detail: 'No calendar has this address. It may have been ended or replaced: open a new one.',
      });
    const { publicUrl } = ports;
    const { hostname: host } = new URL(publicUrl ?? c.req.url);
    const text = calendarFeed(
      await ports.read(person),
      { language, publicUrl, host },
      ports.planned?.(person),
    );
    return c.body(text, 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': 'inline; filename="filrouge.ics"',
      // A reader's own copy: nobody in between keeps it.
      'Cache-Control': 'private, max-age=300',
    });
  });
  return router;
}
