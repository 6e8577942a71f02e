import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { carries, requirePermission } from '../../access/guard.ts';
import { answerTooLarge, forgetBody } from '../../platform/http/body-limit.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { noSuch } from '../../platform/no-such.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { CommentAnswer, commentAnswer, dossierBody, EvidenceBody, evidenceBody } from './body.ts';
import type { DossierVerdict } from './check-store.ts';
import { CommentBody, DossierId, LinkBody, ReasonBody } from './commands.ts';
import type { DossierCommands, DossierOrder } from './dossier-store.ts';
import type { EvidenceFiles } from './evidence-store.ts';
import type { Dossier, Exhibit } from './exhibit.ts';
import { sendEvidence } from './file-routes.ts';
import { fileOfForm, piecesOf, type Upload } from './intake/multipart.ts';
import { type Place, type Subject, SubjectId, type SubjectKind } from './subject.ts';

/** The reads and commands behind the routes about dossiers. */
export type DossierRoutePorts = {
  readonly commands: DossierCommands;
  readonly files: EvidenceFiles | undefined;
  readonly maxBytes: number;
  readonly placeOf: (on: Subject) => Promise<Place | undefined>;
  readonly dossierOf: (on: Subject) => Promise<Dossier>;
  readonly exhibit: (id: string) => Promise<Exhibit | undefined>;
  readonly verify: () => Promise<DossierVerdict>;
};

const tags = ['dossiers'];

/** Addresses where files are sent to: they are bounded by the handler, piece by piece. */
export const evidencePath = /^\/v1\/(?:incidents|plans|actions|criteria)\/[^/]+\/evidence$/;

const rooms = [
  { kind: 'incident', path: '/v1/incidents/{number}', key: 'number' },
  { kind: 'plan', path: '/v1/plans/{number}', key: 'number' },
  { kind: 'action', path: '/v1/actions/{id}', key: 'id' },
  { kind: 'criterion', path: '/v1/criteria/{id}', key: 'id' },
] as const satisfies readonly { readonly kind: SubjectKind; readonly path: string; readonly key: string }[];
type Room = (typeof rooms)[number];

const about: Readonly<Record<SubjectKind, string>> = {
  incident: 'an incident',
  plan: 'a plan',
  action: 'an action',
  criterion: 'a criterion',
};

function routesOf({ kind, path, key }: Room) {
  const params = z.object({ [key]: SubjectId });
  const common = { tags, request: { params } };
  const refusals = problems(400, 401, 403, 404);
  const writes = problems(400, 401, 403, 404, 409, 422, 503);
  const dossier = z.object({ evidence: z.array(EvidenceBody), comments: z.array(CommentAnswer) });
  return {
    read: createRoute({
      ...common,
      method: 'get',
      path: `${path}/dossier`,
      summary: `Evidence and comments on ${about[kind]}, the oldest first`,
      middleware: requirePermission('read'),
      responses: { 200: jsonAnswer('All that stands on it.', dossier), ...refusals },
    }),
    file: createRoute({
      tags,
      method: 'post',
      path: `${path}/evidence`,
      summary: `Attach a file to ${about[kind]}: the body as it is, or a form with one file`,
      middleware: carries('attachFile'),
      request: {
        params,
        query: z.object({
          name: z
            .string()
            .max(500)
            .optional()
            .openapi({ description: 'The name of the file, where the body is no form.' }),
        }),
      },
      responses: { 201: jsonAnswer('The evidence.', EvidenceBody), ...writes, ...problems(413) },
    }),
    link: createRoute({
      tags,
      method: 'post',
      path: `${path}/links`,
      summary: `Attach a link to ${about[kind]}`,
      middleware: carries('attachLink'),
      request: { params, body: jsonBody(LinkBody) },
      responses: { 201: jsonAnswer('The evidence.', EvidenceBody), ...writes },
    }),
    comment: createRoute({
      tags,
      method: 'post',
      path: `${path}/comments`,
      summary: `Comment on ${about[kind]}; whoever is mentioned (@id, @name) is told`,
      middleware: carries('addComment'),
      request: { params, body: jsonBody(CommentBody) },
      responses: { 201: jsonAnswer('The comment.', CommentAnswer), ...writes },
    }),
  };
}

const one = { params: z.object({ id: DossierId }) };
const readOne = createRoute({
  tags,
  method: 'get',
  path: '/v1/evidence/{id}',
  summary: 'A piece of evidence, without its file',
  middleware: requirePermission('read'),
  request: one,
  responses: { 200: jsonAnswer('The evidence.', EvidenceBody), ...problems(400, 401, 403, 404) },
});
const readFile = createRoute({
  tags,
  method: 'get',
  path: '/v1/evidence/{id}/file',
  summary: 'The file of a piece of evidence, once its hash is that of the register',
  middleware: requirePermission('read'),
  request: one,
  responses: {
    200: {
      description: 'The file, to be kept and not to be shown.',
      content: { 'application/octet-stream': { schema: z.string() } },
    },
    304: { description: 'The copy that is there is the right one.' },
    ...problems(400, 401, 403, 404, 409, 503),
  },
});
const takeOut = <const V extends 'withdraw' | 'erase'>(verb: V, summary: string) =>
  createRoute({
    tags,
    method: 'post',
    path: `/v1/evidence/{id}/${verb}` as const,
    summary,
    middleware: carries(verb === 'withdraw' ? 'withdrawEvidence' : 'eraseEvidence'),
    request: { ...one, body: jsonBody(ReasonBody) },
    responses: {
      200: jsonAnswer('The evidence as it is now.', EvidenceBody),
      ...problems(400, 401, 403, 404, 409, 422, 503),
    },
  });
const withdraw = takeOut(
  'withdraw',
  'Withdraw a piece of evidence: it no longer counts, and stays to be read',
);
const erase = takeOut('erase', 'Erase a piece of evidence: its file and its name are gone, its hash stays');
const eraseComment = createRoute({
  tags,
  method: 'post',
  path: '/v1/comments/{id}/erase',
  summary: 'Erase the text of a comment; its hash, its author and its time stay',
  middleware: carries('eraseComment'),
  request: { ...one, body: jsonBody(ReasonBody) },
  responses: {
    200: jsonAnswer('The comment as it is now.', CommentAnswer),
    ...problems(400, 401, 403, 404, 409, 422, 503),
  },
});
/** How many dossiers there are, and what is wrong with them, as the API tells it. */
export const DossierVerdictBody = z.object({
  evidence: z.int(),
  comments: z.int(),
  faults: z.array(
    z.object({
      id: z.string(),
      what: z.enum(['evidence', 'comment']),
      why: z.enum(['not_recorded', 'gone', 'changed', 'erased_unrecorded', 'file_missing']),
    }),
  ),
});

const verify = createRoute({
  tags,
  method: 'get',
  path: '/v1/dossier/verify',
  summary: 'Hold all evidence and comments against the register; every file is read',
  middleware: requirePermission('read'),
  responses: {
    200: jsonAnswer('How many there are, and which are not as the register says.', DossierVerdictBody),
    ...problems(401, 403, 503),
  },
});

/** Evidence and comments over HTTP. */
export function dossierRoutes(ports: DossierRoutePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  for (const room of rooms) addRoom(router, room, ports);
  router.openapi(readOne, async (c) => {
    const { id } = c.req.valid('param');
    const found = await ports.exhibit(id);
    return found === undefined ? sendRefusal(c, noSuch('evidence', id)) : c.json(evidenceBody(found), 200);
  });
  router.openapi(readFile, async (c) => {
    const { id } = c.req.valid('param');
    const found = await ports.exhibit(id);
    if (found === undefined) return sendRefusal(c, noSuch('evidence', id));
    const sent = await sendEvidence(c, found, ports.files);
    // A file is no JSON that a schema describes.
    return sent.ok ? (sent.value as ReturnType<typeof sendRefusal>) : sendRefusal(c, sent.refusal);
  });
  for (const [kind, route] of [
    ['withdrawEvidence', withdraw],
    ['eraseEvidence', erase],
  ] as const)
    router.openapi(route, async (c) => {
      const command = { kind, evidence: c.req.valid('param').id, ...c.req.valid('json') };
      const done = await ports.commands.carryOut(command, c.get('caller'));
      return done.ok ? c.json(evidenceBody(thing(done.value.exhibit)), 200) : sendRefusal(c, done.refusal);
    });
  router.openapi(eraseComment, async (c) => {
    const command = {
      kind: 'eraseComment',
      comment: c.req.valid('param').id,
      ...c.req.valid('json'),
    } as const;
    const done = await ports.commands.carryOut(command, c.get('caller'));
    return done.ok ? c.json(commentAnswer(thing(done.value.comment)), 200) : sendRefusal(c, done.refusal);
  });
  router.openapi(verify, async (c) => {
    const { evidence, comments, faults } = await ports.verify();
    return c.json({ evidence, comments, faults: [...faults] }, 200);
  });
  return router;
}

function addRoom(router: OpenAPIHono<HttpEnv>, room: Room, ports: DossierRoutePorts): void {
  const { commands } = ports;
  const routes = routesOf(room);
  const onOf = (c: Context): Subject => ({ kind: room.kind, id: c.req.param(room.key) ?? '' });
  router.openapi(routes.read, async (c) => {
    const on = onOf(c);
    if ((await ports.placeOf(on)) === undefined) return sendRefusal(c, noSuch(on.kind, on.id));
    return c.json(dossierBody(await ports.dossierOf(on)), 200);
  });
  router.openapi(routes.file, async (c) => {
    const upload = await uploadOf(c.req.raw, c.req.valid('query').name);
    const attached = await commands.attach(onOf(c), upload, c.get('caller'));
    return attached.ok
      ? c.json(evidenceBody(attached.value), 201, { Location: `/v1/evidence/${attached.value.id}` })
      : answerUpload(c, attached.refusal, ports.maxBytes);
  });
  const add = async (c: Context, command: DossierOrder) => commands.carryOut(command, c.get('caller'));
  router.openapi(routes.link, async (c) => {
    const done = await add(c, { kind: 'attachLink', on: onOf(c), ...c.req.valid('json') });
    return done.ok ? c.json(evidenceBody(thing(done.value.exhibit)), 201) : sendRefusal(c, done.refusal);
  });
  router.openapi(routes.comment, async (c) => {
    const done = await add(c, { kind: 'addComment', on: onOf(c), ...c.req.valid('json') });
    return done.ok ? c.json(commentAnswer(thing(done.value.comment)), 201) : sendRefusal(c, done.refusal);
  });
}

/** A file that is sent as a form, or as it is, with its name in the address. */
async function uploadOf(request: Request, name = ''): Promise<Upload> {
  const form = await fileOfForm(request);
  if (form !== undefined) return { ...form, name: name === '' ? form.name : name };
  const { body } = request;
  return { name, body: body === null || request.bodyUsed ? nothing() : piecesOf(body) };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Answers that a file was not taken, where whoever sends it can read so. */
async function answerUpload(c: Context, refusal: Refusal, maxBytes: number) {
  if (refusal.kind === 'too_large') return answerTooLarge(c, maxBytes);
  await forgetBody(c);
  return sendRefusal(c, refusal);
}

function thing<T>(added: T | undefined): T {
  if (added === undefined) throw new Error('a command about a dossier left nothing behind');
  return added;
}
