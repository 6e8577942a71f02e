import { createServer, type Server } from 'node:http';

/** What this agent knows of its shop. */
const stock: Readonly<Record<string, number>> = { Oslo: 4, Bergen: 0 };

/**
 * An agent that answers customers while its switch lets it, and drills of filrouge at any time. A request is
 * a drill when it shows the secret that both were given, and says so: then nothing of it is counted, reported
 * or kept, and the switch is not asked.
 *
 *     POST /replay  {"question": "Is the Oslo lamp in stock?"}  →  {"answer": "It is in stock: 4 left."}
 */
export function createAgent(secret: string, mayAnswer: () => boolean): Server {
  return createServer(async (request, response) => {
    const isDrill =
      request.headers.authorization === `Bearer ${secret}` && request.headers['filrouge-switch'] === 'drill';
    const say = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (!isDrill && !mayAnswer()) return say(503, { answer: 'One moment: a colleague takes over.' });
    let body = '';
    for await (const chunk of request) body += chunk;
    const { question } = JSON.parse(body);
    return say(200, { answer: answerTo(String(question)) });
  });
}

function answerTo(question: string): string {
  const lamp = Object.keys(stock).find((name) => question.includes(name));
  if (lamp === undefined) return 'Which lamp do you mean?';
  const left = stock[lamp] ?? 0;
  return left > 0 ? `It is in stock: ${left} left.` : 'It is sold out until Monday.';
}
