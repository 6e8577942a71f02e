import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Client, type House, ok } from '../support/house.ts';

/** How an agent behaves to a question: it answers rightly or wrongly, or is out of order in one way. */
export type Manner =
  | 'right'
  | 'wrong'
  | 'hangs'
  | 'error'
  | 'elsewhere'
  | 'huge'
  | 'garbage'
  | 'cut'
  | 'silent';

export type Asked = { readonly question: string; readonly headers: IncomingMessage['headers'] };

/** An agent with a door for replays, on a real socket. */
export type ReplayedAgent = {
  readonly url: string;
  readonly asked: Asked[];
  /** To questions with these words; all others are answered rightly. */
  readonly manners: Map<string, Manner>;
  readonly close: () => Promise<void>;
};

/** Starts an agent that answers whether a thing is in stock, as JSON. */
export async function startAgent(): Promise<ReplayedAgent> {
  const asked: Asked[] = [];
  const manners = new Map<string, Manner>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { question } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    asked.push({ question, headers: request.headers });
    const manner = [...manners].find(([words]) => question.includes(words))?.[1] ?? 'right';
    answer(manner, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/replay`,
    asked,
    manners,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function answer(manner: Manner, response: ServerResponse): void {
  const json = (body: object) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  switch (manner) {
    case 'right':
      return void json({ answer: 'It is in stock: 4 left.' });
    case 'wrong':
      return void json({ answer: 'That item is unavailable.' });
    case 'hangs':
      return;
    case 'error':
      return void response.writeHead(500).end('{"answer":"It is in stock"}');
    case 'elsewhere':
      return void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    case 'huge':
      return void json({ answer: 'in stock '.repeat(20_000) });
    case 'garbage':
      return void response.end('<html>in stock\0</html>');
    case 'cut':
      response.writeHead(200, { 'content-length': '100' }).write('{"answer":"in ');
      return void response.destroy();
    case 'silent':
      return void json({});
    default:
      manner satisfies never;
  }
}

/** The replay of such an agent, as an action carries it. */
export const replayOf = (url: string, more: object = {}) => ({
  ...{ url, ask: { question: '{question}', conversation: '{id}' }, timeout: '2s' },
  expect: { path: '$.answer', lacks: 'unavailable' },
  ...more,
});

const list = 'questions';

/** A plan with one action that asks these questions again; its id. */
export async function actionWith(lea: Client, questions: readonly string[], replay: object): Promise<string> {
  const order = { kind: 'corrective', title: 'False answers', agent: 'margaux' };
  const plan = await ok(lea.post('/v1/plans', order), 201);
  const cases = questions.map((text, place) => ({ text, id: `c-${place}` }));
  const action = await ok(
    lea.post(`/v1/plans/${plan.number}/actions`, {
      ...{ title: 'Replay', replay, checklists: [{ id: list, items: [questions[0] ?? ''] }] },
      criteria: [`replay ${list} = 100%`],
    }),
    201,
  );
  // The first one stands there by its text already: it is replaced with the one that has an id.
  await ok(lea.patch(`/v1/actions/${action.id}`, { checklists: [{ id: list, items: ['x'] }] }));
  await ok(lea.post(`/v1/actions/${action.id}/checklists/${list}/cases`, { cases }));
  await ok(lea.patch(`/v1/actions/${action.id}`, { checklists: [{ id: list, items: questions }] }));
  return action.id;
}

/** Lets seconds pass until the replay under way is over; answers it. */
export async function replayed(house: House, action: string) {
  for (let second = 0; second < 60; second += 1) {
    await house.pass(1_000);
    const replay = await ok(house.as('lea').get(`/v1/actions/${action}/replay`));
    if (replay.run?.endedAt !== undefined) return replay;
  }
  throw new Error(`the replay of ${action} does not end`);
}
