import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { requirePermission } from '../../../access/guard.ts';
import { createRouter, type HttpEnv } from '../../../platform/http/http.ts';
import { inOwnTurn } from '../../../platform/http/own-turn.ts';
import { type ProblemResponse, problem, problems, sendRefusal } from '../../../platform/http/problem.ts';
import { MalformedError, TooLargeError } from '../../../platform/protobuf.ts';
import type { IntakePorts } from '../ports.ts';
import { mostSamples, type WriteColumns } from './columns.ts';
import { sumOutcomes } from './outcome.ts';
import { readWriteRequest } from './proto.ts';
import { readWriteRequest2 } from './proto2.ts';
import { createRecording, type RecordingPorts } from './recording.ts';
import { declaredLength, uncompressBlock } from './snappy.ts';

/** The ingest behind remote write. */
export type RemoteWritePorts = RecordingPorts & Pick<IntakePorts, 'busy' | 'count'>;

/** The largest request, decoded: it must not hold up everybody else. Prometheus sends a hundredth of it. */
export const mostDecodedBytes = 32 * 1_024 * 1_024;

const postWrite = createRoute({
  method: 'post',
  path: '/api/v1/write',
  tags: ['intake'],
  summary: 'Prometheus remote write, 1.0 and 2.0; sources.yaml says which series are which metrics',
  description:
    'A snappy block of prometheus.WriteRequest, or of io.prometheus.write.v2.Request when Content-Type says so. Values that are repeated count once.',
  middleware: [requirePermission('samples.write'), inOwnTurn] as const,
  request: {
    body: {
      required: true,
      content: { 'application/x-protobuf': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: {
    204: {
      description:
        'All of it was taken, and is durable. The field X-Filrouge-Undeclared names variants that no mandate declares: those samples count for the agent alone.',
    },
    ...problems(400, 401, 403, 413, 415, 503),
  },
});

/** `POST /api/v1/write`. */
export function remoteWriteIntake(ports: RemoteWritePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  const record = createRecording(ports);
  router.openAPIRegistry.registerPath(postWrite);

  router.on('POST', postWrite.path, ...postWrite.middleware, async (c) => {
    const receivedAt = performance.now();
    const busy = ports.busy();
    if (busy !== undefined) return sendRefusal(c, busy);
    const version = versionOf(c.req.header('content-type'));
    const encoding = c.req.header('content-encoding')?.trim().toLowerCase();
    if (version === undefined || encoding !== 'snappy') return unsupported(c);
    const block = new Uint8Array(await c.req.arrayBuffer());
    try {
      if (declaredLength(block) > mostDecodedBytes) return tooLarge(c);
      const bytes = await uncompressBlock(block);
      return answer(
        c,
        ports,
        sumOutcomes(await record((columns) => read(version, bytes, columns), receivedAt)),
      );
    } catch (error) {
      if (error instanceof TooLargeError) return tooMany(c);
      if (error instanceof MalformedError) return malformed(c, error);
      throw error;
    }
  });
  return router;
}

function read(version: 1 | 2, bytes: Uint8Array, columns: WriteColumns): void {
  if (version === 1) readWriteRequest(bytes, columns);
  else readWriteRequest2(bytes, columns);
}

/** By the media type and its `proto` parameter; 1.0 where there is none. */
function versionOf(contentType: string | undefined): 1 | 2 | undefined {
  const [type, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (type !== 'application/x-protobuf') return undefined;
  const proto = parameters
    .find((parameter) => /^proto\s*=/.test(parameter))
    ?.replace(/^proto\s*=\s*/, '')
    // A value in quotes is the same value (RFC 9110, 5.6.6).
    .replace(/^"(.*)"$/, '$1');
  if (proto === undefined || proto === 'prometheus.writerequest') return 1;
  return proto === 'io.prometheus.write.v2.request' ? 2 : undefined;
}

function answer(
  c: Context,
  ports: RemoteWritePorts,
  outcome: ReturnType<typeof sumOutcomes>,
): Response | ProblemResponse {
  const { accepted, baseline, replica, repeated, noData, rejected, refusals, undeclared } = outcome;
  const counts = { accepted, baseline, replica, repeated, no_data: noData, rejected };
  ports.count('remote_write', counts, refusals, undeclared);
  const told = Array.from(undeclared.values(), ({ reason }) => reason);
  if (told.length > 0) c.header('X-Filrouge-Undeclared', inHeader(told.join('; ')));
  const others = accepted + baseline + replica + repeated + noData;
  // All that is received and not refused (remote write 2.0: Written): counted now, before, or saying nothing.
  c.header('X-Prometheus-Remote-Write-Samples-Written', String(others));
  c.header('X-Prometheus-Remote-Write-Histograms-Written', '0');
  c.header('X-Prometheus-Remote-Write-Exemplars-Written', '0');
  if (rejected === 0) return c.body(null, 204);
  const reasons = [...new Set(Array.from(refusals.values(), ({ reason }) => reason))];
  const taken = others === 0 ? 'None was taken' : `The other ${others} were taken`;
  return problem(c, {
    status: 400,
    code: 'samples_rejected',
    detail: `${rejected} samples were not taken: ${reasons.join('; ')}. ${taken}.`,
    members: {
      ...{ accepted, baseline, replica, repeated, noData, rejected, reasons },
      ...(told.length > 0 && { undeclared: told }),
    },
  });
}

/** Texts of labels are anything; header fields are printable ASCII, and short. */
function inHeader(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1_000);
}

function unsupported(c: Context): ProblemResponse {
  const detail =
    'Expected Content-Type: application/x-protobuf (with proto=io.prometheus.write.v2.Request for 2.0) and Content-Encoding: snappy.';
  return problem(c, { status: 415, code: 'unsupported_content_type', detail });
}

function tooLarge(c: Context): ProblemResponse {
  const detail = `The request is larger than ${mostDecodedBytes} bytes when it is decoded. Send it in several requests.`;
  return problem(c, { status: 413, code: 'body_too_large', detail });
}

function tooMany(c: Context): ProblemResponse {
  const detail = `The request has more samples (${mostSamples} at most) or labels than are taken at once. Send it in several requests.`;
  return problem(c, { status: 413, code: 'body_too_large', detail });
}

function malformed(c: Context, error: MalformedError): ProblemResponse {
  return problem(c, {
    status: 400,
    code: 'malformed_request',
    detail: `Not a write request: ${error.message}.`,
  });
}
