import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { iso } from '../../platform/iso.ts';
import { carries } from '../guard.ts';
import type { MakeLink } from './link-commands.ts';
import { NewLink } from './link-store.ts';

/** A link as the API gives it. */
export const MadeLink = z
  .object({
    url: z.string().openapi({ description: 'Shown now and never again. It signs in once.' }),
    expiresAt: z.iso.datetime(),
  })
  .openapi('SignInLink');

const make = createRoute({
  tags: ['keys'],
  middleware: carries('makeLink'),
  method: 'post',
  path: '/v1/sign-in-links',
  summary: 'Make a link that signs in once, within an hour',
  request: { body: jsonBody(NewLink) },
  responses: { 201: jsonAnswer('The link.', MadeLink), ...problems(401, 403, 422) },
});

/** The address that a link's secret makes. Behind the # no log of a server sees it. */
export function linkUrl(publicUrl: string, secret: string): string {
  return `${publicUrl}/sign-in#${secret}`;
}

/** One-time links over HTTP, for admins. `address`: where this service is found. */
export function linkRoutes(makeLink: MakeLink, address: () => string): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(make, async (c) => {
    const made = await makeLink(c.req.valid('json'), c.get('caller'));
    if (!made.ok) return sendRefusal(c, made.refusal);
    const { secret, expiresAt } = made.value;
    const body = { url: linkUrl(address(), secret), expiresAt: iso(expiresAt) };
    return c.json(body, 201, { 'Cache-Control': 'no-store' });
  });
}
