import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server was asked: the path, and the parameters of its address or body. */
export type Asked = {
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  /** The parameters of its address, where one may come several times. */
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  readonly body: string;
};
export type Answering = (asked: Asked, response: ServerResponse) => void;

/** A server that answers as a test says, and notes what it was asked. */
export async function startAnswering(first: Answering) {
  const asked: Asked[] = [];
  const now = { answer: first };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
    const { headers, method = '' } = request;
    const body = Buffer.concat(chunks).toString();
    const one = {
      ...{ path: pathname, query: searchParams, authorization: headers.authorization, headers, method, body },
      parameters: Object.fromEntries([...searchParams, ...new URLSearchParams(body)]),
    };
    asked.push(one);
    now.answer(one, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    /** From now on it answers so. */
    answers: (answer: Answering) => {
      now.answer = answer;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers a text. */
export function text(body: string, contentType = 'text/plain; version=0.0.4'): Answering {
  return (_, response) => {
    response.setHeader('Content-Type', contentType);
    response.end(body);
  };
}

/** Answers JSON with a status. */
export function json(body: object, status = 200): Answering {
  return (_, response) => {
    response.statusCode = status;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(body));
  };
}

/** One series of a store: its labels, and the value that it has at a time in epoch seconds, if any. */
export type Stored = {
  readonly metric: Readonly<Record<string, string>>;
  readonly at: (seconds: number) => number | string | undefined;
};

/** Answers `query` and `query_range` with these series, as a store does. */
export function store(series: readonly Stored[], more: object = {}): Answering {
  return (asked, response) => {
    const { path, parameters } = asked;
    const isRange = path.endsWith('/query_range');
    const first = Number(parameters[isRange ? 'start' : 'time']);
    const last = Number(parameters[isRange ? 'end' : 'time']);
    const step = Number(parameters['step'] ?? 1);
    const result = series.map(({ metric, at }) => {
      const values: [number, string][] = [];
      for (let time = first; time <= last; time += step) {
        const value = at(time);
        if (value !== undefined) values.push([time, String(value)]);
      }
      return isRange ? { metric, values } : { metric, value: values[0] };
    });
    const data = { resultType: isRange ? 'matrix' : 'vector', result };
    json({ status: 'success', data, ...more })(asked, response);
  };
}
