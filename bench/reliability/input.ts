import { Agent, request } from 'node:http';
import { resolve } from 'node:path';
import { adminKey, type Filrouge, startFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { bodies, encoded, headers, values } from './lib/hostile.ts';
import { addressOf, furnish, type Known } from './lib/known.ts';
import { type Document, type Operation, operationsOf, samplesOf } from './lib/openapi.ts';

/** One request, and what is hostile about it. */
type Trial = {
  readonly operation: Operation;
  readonly where: string;
  readonly what: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
};
type Answer = { readonly status: number; readonly type: string; readonly text: string; readonly ms: number };
/** An answer that nobody should ever get. */
type Fault = { readonly trial: Trial; readonly found: string };

const atOnce = 4;
const rules = resolve(import.meta.dirname, '../../rules');
const agent = new Agent({ keepAlive: true, maxSockets: atOnce });

/** Every route with every hostile value in every place, on both engines: no answer is an internal error. */
export async function run(): Promise<Report> {
  const postgres = await startPostgres();
  const runs: Run[] = [];
  for (const engine of ['PGlite', 'PostgreSQL'] as const) {
    const where = engine === 'PGlite' ? {} : { databaseUrl: await postgres.create() };
    const logged: string[] = [];
    const filrouge = await startFilrouge({
      rulesDir: rules,
      ...where,
      onLine: (line) => {
        if (line.includes('"level":50')) logged.push(line);
      },
    });
    const tried = await tryAll(filrouge);
    const alive = await fetch(`${filrouge.url}/healthz`).then(
      ({ status }) => status === 200,
      () => false,
    );
    await filrouge.stop();
    runs.push({ engine, alive, logged, ...tried });
  }
  await postgres.stop();
  return {
    bench: 'reliability input',
    settings: { atOnce },
    columns: ['engine', 'route', 'answers', '2xx', '4xx', '503', 'faults', 'slowest, ms'],
    rows: runs.flatMap(({ engine, routes }) => routes.map((row) => [engine, ...row])),
    notes: runs.flatMap(({ engine, faults, logged }) => [
      ...faults.map(({ trial: { where, what, operation }, found }) =>
        [engine, found, operation.method, operation.path, where, what].join(' | '),
      ),
      ...logged.slice(0, 5),
    ]),
    aims: runs.flatMap(({ engine, faults, alive }) => [
      aimOf(`${engine}: answers that are an internal error, or none`, faults.length, { atMost: 0 }),
      aimOf(`${engine}: the process answers /healthz at the end`, Number(alive), { atLeast: 1 }),
    ]),
  };
}

/** A route, and how many answers it gave: in all, 2xx, 4xx, 503, faults; and the slowest. */
type Row = readonly [route: string, ...counts: number[]];
type Run = {
  readonly engine: string;
  readonly alive: boolean;
  readonly routes: readonly Row[];
  readonly faults: readonly Fault[];
  /** What the process itself called an error. */
  readonly logged: readonly string[];
};

async function tryAll({ url }: Filrouge) {
  const document: Document = await (await fetch(`${url}/openapi.json`)).json();
  const known = await furnish(async (path, body) => {
    const answer = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.json();
  });
  const faults: Fault[] = [];
  const routes: Row[] = [];
  for (const operation of operationsOf(document)) {
    const trials = trialsOf(document, operation, known);
    const answers: Answer[] = [];
    let next = 0;
    const work = async () => {
      for (let trial = trials[next++]; trial !== undefined; trial = trials[next++]) {
        const answer = await send(url, trial);
        answers.push(answer);
        const found = faultOf(answer);
        if (found !== undefined) faults.push({ trial, found });
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    const count = (from: number, to = from) =>
      answers.filter(({ status }) => status >= from && status <= to).length;
    const failed = faults.filter(({ trial }) => trial.operation === operation).length;
    const slowestMs = Math.round(Math.max(...answers.map(({ ms }) => ms)));
    routes.push([
      `${operation.method} ${operation.path}`,
      answers.length,
      count(200, 299),
      count(400, 499),
      count(503),
      failed,
      slowestMs,
    ]);
  }
  return { routes, faults };
}

function faultOf({ status, type, text }: Answer): string | undefined {
  const told = type.startsWith('application/problem+json') || /"(?:reasons|errorCode)"/.test(text);
  if (status === 0) return `no answer: ${text}`;
  if (status >= 500 && !(status === 503 && told)) return String(status);
  return status >= 400 && !told ? `${status} as ${type || 'nothing'}` : undefined;
}

/** All requests of one route that have something hostile in one place. */
function trialsOf(document: Document, operation: Operation, known: Known): Trial[] {
  const { sample, places, withAt } = samplesOf(document, known);
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const address = (name?: string, value = '') =>
    addressOf(operation, known, (each) => (each === name ? value : undefined));
  const { body } = operation;
  const usual = { 'Content-Type': body?.type ?? 'application/json', Authorization: `Bearer ${adminKey}` };
  const good = {
    path: address(),
    headers: usual,
    ...(body && { body: JSON.stringify(sample(body.schema)) }),
  };
  const trial = (where: string, what: string, change: Partial<Trial>): Trial => ({
    operation,
    where,
    what,
    ...good,
    ...change,
  });

  const needed = `metric=${known['metric']}`;
  const here = '@here@';
  return [
    ...inPath.flatMap(({ name }) =>
      Object.entries(encoded).map(([what, value]) =>
        trial(`path ${name}`, what, { path: address(name, value) }),
      ),
    ),
    ...inQuery.flatMap(({ name }) =>
      Object.entries(encoded).flatMap(([what, value]) => [
        trial(`query ${name}`, what, { path: `${address()}?${needed}&${name}=${value}` }),
        trial(`query ${name} twice`, what, {
          path: `${address()}?${needed}&${name}=${value}&${name}[]=${value}`,
        }),
      ]),
    ),
    ...(body === undefined ? [] : places(body.schema)).flatMap(({ at }) =>
      Object.entries(values).map(([what, value]) =>
        trial(`body ${at.join('/')}`, what, {
          body: JSON.stringify(withAt(body?.schema ?? {}, at, here)).replace(`"${here}"`, () => value),
        }),
      ),
    ),
    ...Object.entries(bodies).map(([what, value]) => trial('the whole body', what, { body: value })),
    ...Object.entries(headers).map(([what, value]) =>
      trial('header', what, { headers: { ...usual, ...value } }),
    ),
    trial('', 'nothing hostile', {}),
  ];
}

/** What comes back; of a stream only its beginning. */
function send(url: string, trial: Trial): Promise<Answer> {
  const start = performance.now();
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const end = (status: number, type: string, text: string) =>
      resolve({ status, type, text: text.slice(0, 20_000), ms: performance.now() - start });
    const { operation, path, headers, body } = trial;
    const sized = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const asked = request(
      { agent, hostname, port, path, method: operation.method, headers: { ...sized, ...headers } },
      (answer) => {
        const { statusCode = 0 } = answer;
        const type = answer.headers['content-type'] ?? '';
        let text = '';
        if (type.startsWith('text/event-stream')) {
          end(statusCode, type, text);
          asked.destroy();
        }
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer
          .once('end', () => end(statusCode, type, text))
          .once('error', () => end(statusCode, type, text));
      },
    );
    asked.setTimeout(30_000, () => asked.destroy(new Error('nothing within 30 s')));
    asked.once('error', (error) => end(0, '', error.message));
    asked.end(body);
  });
}
