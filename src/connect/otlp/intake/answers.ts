import type { Context, MiddlewareHandler } from 'hono';

/** The addresses of OTLP. */
export const otlpPaths = ['/v1/metrics', '/v1/logs'] as const;

/** How a request is written, and so its answer. */
export type Encoding = 'json' | 'protobuf';

const contentTypes = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** The encoding of a request by its Content-Type, if it is one of OTLP's. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === contentTypes.json) return 'json';
  return type === contentTypes.protobuf ? 'protobuf' : undefined;
}

/**
 * The part of a request that was not taken, under the name that the signal has for it. A reason without any
 * is a warning: https://opentelemetry.io/docs/specs/otlp/#partial-success-1
 */
export type Partly = { readonly rejected: number; readonly reason: string };

/** Answers that a request was taken, in the encoding of the question. */
export function answerTaken(
  c: Context,
  encoding: Encoding,
  name: 'rejectedDataPoints' | 'rejectedLogRecords',
  { rejected, reason }: Partly,
): Response {
  const headers = { 'Content-Type': contentTypes[encoding] };
  if (encoding === 'json') {
    const partialSuccess = { [name]: String(rejected), errorMessage: reason };
    return c.body(JSON.stringify(reason === '' ? {} : { partialSuccess }), 200, headers);
  }
  const partial = reason === '' ? [] : delimited(1, [...varint(8), ...varint(rejected), ...text(2, reason)]);
  return c.body(new Uint8Array(partial), 200, headers);
}

/** Clients of OTLP wait as long as they are told, but give up beyond some 10 s. */
const mostRetrySeconds = 3;

/**
 * Turns refusals and failures into OTLP's words (google.rpc.Status), in the encoding of the question, whoever
 * answered. What passes is 503: clients send again on that, and never again on 500.
 */
export const inWordsOfOtlp: MiddlewareHandler = async (c, next) => {
  await next();
  if (c.req.method !== 'POST' || c.res.status < 400) return;
  const problem: { readonly detail?: string } = await c.res.json();
  const passes = c.res.status >= 500 || c.res.status === 429;
  const status = passes ? 503 : c.res.status;
  const wait = Math.min(mostRetrySeconds, Math.max(1, Number(c.res.headers.get('Retry-After') ?? 1)));
  const message = problem.detail ?? '';
  const code = codes[status] ?? invalidArgument;
  const encoding = encodingOf(c.req.header('content-type')) ?? 'json';
  const body =
    encoding === 'json'
      ? JSON.stringify({ code, message })
      : new Uint8Array([...varint(8), ...varint(code), ...text(2, message)]);
  c.res = new Response(body, { status, headers: { 'Content-Type': contentTypes[encoding] } });
  // Hono keeps the headers of the answer that was there.
  if (passes) c.res.headers.set('Retry-After', String(wait));
};

/** The codes of gRPC, by HTTP status. */
const invalidArgument = 3;
const codes: Readonly<Record<number, number>> = { 401: 16, 403: 7, 404: 5, 405: 12, 413: 8, 503: 14 };

function delimited(field: number, bytes: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes];
}

function text(field: number, value: string): number[] {
  return delimited(field, [...new TextEncoder().encode(value)]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
}
