import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { requirePermission } from '../../access/guard.ts';
import { maxBodyBytes } from '../../platform/http/body-limit.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { inOwnTurn } from '../../platform/http/own-turn.ts';
import { type ProblemResponse, problem, sendRefusal } from '../../platform/http/problem.ts';
import { inTurns } from '../../platform/in-turns.ts';
import { MalformedError, TooLargeError } from '../../platform/protobuf.ts';
import { readingsOfEvent } from './events.ts';
import { type OtlpRules, readingsOf } from './feeds.ts';
import { answerTaken, type Encoding, encodingOf } from './intake/answers.ts';
import { type Judged, type OtlpPorts, takingReadings } from './intake/take.ts';
import { eventsOf, pointsOf } from './points.ts';
import { type Fields, logsRequest, metricsRequest, readMessage } from './wire.ts';

const content = {
  'application/json': { schema: z.unknown().openapi({ type: 'object' }) },
  'application/x-protobuf': { schema: z.string().openapi({ format: 'binary' }) },
};

/** Refusals are in OTLP's words too (google.rpc.Status; intake/answers.ts). */
const refusal = (description: string) => ({
  description,
  content: {
    'application/json': { schema: z.object({ code: z.int(), message: z.string() }).openapi('Status') },
    'application/x-protobuf': content['application/x-protobuf'],
  },
});

const postMetrics = createRoute({
  method: 'post',
  path: '/v1/metrics',
  tags: ['intake'],
  summary: 'Metrics of OpenTelemetry (OTLP/HTTP); sources.yaml says which of them are which',
  description:
    'An ExportMetricsServiceRequest in protobuf or JSON, also gzipped; answers and refusals are in the same encoding. Points that are repeated count once; partialSuccess says how many were not taken, and why.',
  middleware: [requirePermission('samples.write'), inOwnTurn] as const,
  request: { body: { required: true, content } },
  responses: {
    200: { description: 'What was taken is durable.', content },
    400: refusal('No request of OTLP.'),
    401: refusal('No valid key was given.'),
    403: refusal('The key may not send measures.'),
    413: refusal('Too large.'),
    415: refusal('Neither of the two encodings, or packed in another way.'),
    503: refusal('Not now: send it again after the seconds of Retry-After.'),
  },
});

const postLogs = createRoute({
  ...postMetrics,
  path: '/v1/logs',
  summary: 'Events of OpenTelemetry (OTLP/HTTP): evaluations of answers',
  description:
    'An ExportLogsServiceRequest in protobuf or JSON, also gzipped. Records that are no gen_ai.evaluation.result are not taken; partialSuccess says how many, and why.',
});

/** `POST /v1/metrics` and `POST /v1/logs`. */
export function otlpRoutes(ports: OtlpPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const take = takingReadings(ports);
  /** A door: how its requests are read, and the items of them. */
  const open = <T>(
    route: typeof postMetrics | typeof postLogs,
    rejected: 'rejectedDataPoints' | 'rejectedLogRecords',
    fields: Fields,
    itemsOf: (message: unknown) => readonly T[],
    judge: (item: T, place: number, rules: OtlpRules) => Judged[number],
  ): void => {
    router.openAPIRegistry.registerPath(route);
    router.on('POST', route.path, ...route.middleware, async (c) => {
      const receivedAt = performance.now();
      const busy = ports.busy();
      if (busy !== undefined) return sendRefusal(c, busy);
      const request = await readRequest(c, ports, fields, itemsOf);
      if (request instanceof Response) return request;
      const rules = ports.rules();
      const places = [...request.items.entries()];
      const judged = await inTurns(places, ([place, item]) => judge(item, place, rules));
      return answerTaken(c, request.encoding, rejected, await take(judged, rules, receivedAt));
    });
  };
  open(postMetrics, 'rejectedDataPoints', metricsRequest, pointsOf, readingsOf);
  open(postLogs, 'rejectedLogRecords', logsRequest, eventsOf, readingsOfEvent);
  return router;
}

type Request<T> = { readonly encoding: Encoding; readonly items: readonly T[] };

/** The items of a request, or the answer to one that is none. */
async function readRequest<T>(
  c: Context,
  { refused, count }: OtlpPorts,
  fields: Fields,
  itemsOf: (message: unknown) => readonly T[],
): Promise<Request<T> | ProblemResponse> {
  const refuse = (status: 400 | 413 | 415, detail: string): ProblemResponse => {
    const { code, problemCode } = refusals[status];
    refused(code, 1);
    count('otlp', { rejected: 1 }, new Map([['', { agent: undefined, reason: detail, count: 1 }]]));
    return problem(c, { status, code: problemCode, detail });
  };
  const encoding = encodingOf(c.req.header('content-type'));
  const packing = c.req.header('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === undefined || !['gzip', 'identity', ''].includes(packing))
    return refuse(
      415,
      'Expected Content-Type: application/x-protobuf or application/json, and Content-Encoding: gzip or none.',
    );
  try {
    const sent = new Uint8Array(await c.req.arrayBuffer());
    const bytes = packing === 'gzip' ? await unpack(sent) : sent;
    const message = encoding === 'json' ? parseJson(bytes) : readMessage(bytes, fields);
    return { encoding, items: itemsOf(message) };
  } catch (error) {
    if (error instanceof TooLargeError)
      return refuse(
        413,
        `The request is larger than ${maxBodyBytes} bytes when it is unpacked, or has more points than are taken at once. Send it in several requests.`,
      );
    if (error instanceof MalformedError) return refuse(400, `Not a request of OTLP: ${error.message}.`);
    throw error;
  }
}

const refusals = {
  400: { code: 'malformed', problemCode: 'malformed_request' },
  413: { code: 'too_large', problemCode: 'body_too_large' },
  415: { code: 'unsupported', problemCode: 'unsupported_content_type' },
} as const;

const unzip = promisify(gunzip);

async function unpack(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await unzip(bytes, { maxOutputLength: maxBodyBytes });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'ERR_BUFFER_TOO_LARGE' ? new TooLargeError() : new MalformedError('it is no gzip');
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new MalformedError('it is no JSON');
  }
}
