import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { carries, requirePermission } from '../../access/guard.ts';
import type { Caller } from '../../access/roles.ts';
import { type Language, languages } from '../../language/language.ts';
import type { PlanDocument } from '../../plans/blocks.ts';
import { planMarkdown } from '../../plans/documents/markdown.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { isoTimes } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { pageOf } from '../../platform/page.ts';
import { done, type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { PrivacyBody, privacyBody } from './body.ts';
import { CustomerId, NewPrivacyRequest, PrivacyOrder } from './commands.ts';
import type { PersonalCopy } from './copy.ts';
import { copyDocument } from './document.ts';
import type { PrivacyRequest } from './privacy.ts';
import type { PrivacyDesk } from './privacy-store.ts';

/** The reads and commands behind the routes about people's rights. */
export type PrivacyRoutePorts = {
  readonly now: () => number;
  readonly language: () => Language;
  /** Why nothing of it is taken or shown here, if so. */
  readonly whyNot: () => Refusal | undefined;
  readonly desk: PrivacyDesk;
  readonly find: (number: number) => Promise<PrivacyRequest | undefined>;
  readonly list: (query: {
    readonly state: 'open' | undefined;
    readonly customer: string | undefined;
    readonly before: number | undefined;
    readonly limit: number;
  }) => Promise<readonly PrivacyRequest[]>;
  readonly copy: (request: PrivacyRequest, by: Caller) => Promise<PersonalCopy>;
  readonly letter: (request: PrivacyRequest, language: Language, by: Caller) => Promise<PlanDocument>;
  /** The document as a PDF; or too many are waited for, or it took too long. */
  readonly print: (document: PlanDocument) => Promise<Uint8Array<ArrayBuffer> | 'busy' | 'late'>;
};

const tags = ['privacy'];
const path = '/v1/privacy/{number}';
const params = z.object({ number: z.coerce.number().int().min(1).max(2_147_483_647) });
const lang = z.enum(languages).optional().openapi({ description: 'Left out: the language of the house.' });
const forms = ['application/json', 'application/pdf'] as const;
const letterForms = ['text/markdown', 'application/pdf'] as const;
const pdf = { 'application/pdf': { schema: z.string().openapi({ format: 'binary' }) } };

const receive = createRoute({
  tags,
  method: 'post',
  path: '/v1/privacy',
  summary: 'Note that somebody asks for a right over their data; an answer is due within a month',
  middleware: carries('receivePrivacyRequest'),
  request: { body: jsonBody(NewPrivacyRequest) },
  responses: { 201: jsonAnswer('It is noted.', PrivacyBody), ...problems(400, 401, 403, 404, 422, 503) },
});
const list = createRoute({
  tags,
  method: 'get',
  path: '/v1/privacy',
  summary: 'Requests of people about their data, the latest first',
  middleware: requirePermission('read'),
  request: {
    query: z.object({
      state: z.literal('open').optional(),
      customer: CustomerId.optional(),
      limit: z.coerce.number().int().min(1).max(500).default(50),
      cursor: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
    }),
  },
  responses: {
    200: jsonAnswer(
      'A page of them.',
      z.object({ items: z.array(PrivacyBody), nextCursor: z.string().optional() }),
    ),
    ...problems(400, 401, 403, 503),
  },
});
const read = createRoute({
  tags,
  method: 'get',
  path,
  summary: 'One request about data, by ids: what was written is not in it',
  middleware: requirePermission('read'),
  request: { params },
  responses: { 200: jsonAnswer('The request.', PrivacyBody), ...problems(400, 401, 403, 404, 503) },
});
const carry = createRoute({
  tags,
  method: 'patch',
  path,
  summary: 'Confirm who is asking, extend, carry out, refuse, or lift a restriction or an objection',
  description:
    'Whoever notes requests confirms identities; all else takes an approver. Carrying out an erasure erases at once and for good what need not be kept.',
  middleware: carries('confirmIdentity'),
  request: { params, body: jsonBody(PrivacyOrder) },
  responses: {
    200: jsonAnswer('The request as it is now.', PrivacyBody),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
const copy = createRoute({
  tags,
  method: 'get',
  path: `${path}/export`,
  summary: 'Everything that is kept of whoever asks, as JSON or PDF by Accept',
  description: 'Once their identity is confirmed. It is itself a reading of their data, and noted as one.',
  middleware: carries('carryOutPrivacyRequest'),
  request: { params, query: z.object({ lang }) },
  responses: {
    200: {
      description: 'The copy.',
      content: { 'application/json': { schema: z.record(z.string(), z.unknown()) }, ...pdf },
    },
    ...problems(400, 401, 403, 404, 409, 503),
  },
});
const letter = createRoute({
  tags,
  method: 'get',
  path: `${path}/letter`,
  summary: 'The letter that is due as the request stands, as Markdown or PDF by Accept',
  description: 'The receipt, the extension, the answer or the refusal. A person reads and sends it.',
  middleware: carries('carryOutPrivacyRequest'),
  request: { params, query: z.object({ lang }) },
  responses: {
    200: { description: 'The letter.', content: { 'text/markdown': { schema: z.string() }, ...pdf } },
    ...problems(400, 401, 403, 404, 503),
  },
});

/** `/v1/privacy`: the rights of the people whose data is kept. */
export function privacyRoutes(ports: PrivacyRoutePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const bodyOf = (request: PrivacyRequest) => privacyBody(request, ports.now());
  const sought = async (number: number): Promise<Result<PrivacyRequest>> => {
    const why = ports.whyNot();
    if (why !== undefined) return refused(why);
    const found = await ports.find(number);
    return found === undefined ? refused(noSuch('privacy_request', number)) : done(found);
  };
  router.openapi(receive, async (c) => {
    const why = ports.whyNot();
    const noted = why ? refused(why) : await ports.desk.receive(c.req.valid('json'), c.get('caller'));
    return noted.ok ? c.json(bodyOf(noted.value), 201) : sendRefusal(c, noted.refusal);
  });
  router.openapi(list, async (c) => {
    const why = ports.whyNot();
    if (why !== undefined) return sendRefusal(c, why);
    const { state, customer, limit, cursor } = c.req.valid('query');
    const found = await ports.list({ state, customer, before: cursor, limit: limit + 1 });
    const { items, next } = pageOf(found, limit, ({ number }) => String(number));
    return c.json({ items: items.map(bodyOf), ...(next !== undefined && { nextCursor: next }) }, 200);
  });
  router.openapi(read, async (c) => {
    const found = await sought(c.req.valid('param').number);
    return found.ok ? c.json(bodyOf(found.value), 200) : sendRefusal(c, found.refusal);
  });
  router.openapi(carry, async (c) => {
    const why = ports.whyNot();
    const { number } = c.req.valid('param');
    const carried = why ? refused(why) : await ports.desk.carry(number, c.req.valid('json'), c.get('caller'));
    return carried.ok ? c.json(bodyOf(carried.value), 200) : sendRefusal(c, carried.refusal);
  });
  router.openapi(copy, async (c) => {
    const found = await sought(c.req.valid('param').number);
    if (!found.ok) return sendRefusal(c, found.refusal);
    if (found.value.identity === undefined) return sendRefusal(c, unchecked);
    c.header('Vary', 'Accept');
    c.header('Cache-Control', 'no-store');
    const form = accepts(c, { header: 'Accept', supports: [...forms], default: forms[0] });
    const made = await ports.copy(found.value, c.get('caller'));
    if (form === 'application/json') return c.json(isoTimes(made) as never, 200);
    const language = c.req.valid('query').lang ?? ports.language();
    return printedAs(c, await ports.print(copyDocument(made, language)), `privacy-${found.value.number}`);
  });
  router.openapi(letter, async (c) => {
    const found = await sought(c.req.valid('param').number);
    if (!found.ok) return sendRefusal(c, found.refusal);
    c.header('Vary', 'Accept');
    c.header('Cache-Control', 'no-store');
    const language = c.req.valid('query').lang ?? ports.language();
    const document = await ports.letter(found.value, language, c.get('caller'));
    const form = accepts(c, { header: 'Accept', supports: [...letterForms], default: letterForms[0] });
    const name = `privacy-${found.value.number}-letter`;
    if (form === 'text/markdown')
      return c.body(planMarkdown(document), 200, fileHeaders('text/markdown; charset=utf-8', `${name}.md`));
    return printedAs(c, await ports.print(document), name);
  });
  return router;
}

/** A paper as it was printed, or why it was not. */
function printedAs(
  c: Context<HttpEnv>,
  printed: Awaited<ReturnType<PrivacyRoutePorts['print']>>,
  name: string,
) {
  return typeof printed === 'string'
    ? sendRefusal(c, notPrinted(printed))
    : c.body(printed, 200, fileHeaders('application/pdf', `${name}.pdf`));
}

const unchecked: Refusal = {
  kind: 'conflict',
  code: 'identity_unchecked',
  detail: 'Confirm first who is asking: data must not go to somebody else.',
};

function notPrinted(why: 'busy' | 'late'): Refusal {
  return {
    kind: 'unavailable',
    code: `printer_${why}`,
    detail: 'The file could not be made now. Try again in a moment, or take it without application/pdf.',
  };
}

function fileHeaders(type: string, name: string): Record<string, string> {
  return { 'Content-Type': type, 'Content-Disposition': `inline; filename="${name}"` };
}
