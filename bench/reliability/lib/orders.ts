import { Agent, request } from 'node:http';
import { adminKey } from '../../lib/filrouge.ts';

/** What became of an order or a read: the switch as the answer has it, a status without one, or no answer (0). */
export type Seen = {
  readonly status: number;
  readonly mayRun?: boolean;
  readonly epoch?: number;
  /** The stop is in force and not written yet. */
  readonly isKept?: boolean;
};

const kept = new Agent({ keepAlive: true, maxSockets: 64 });

/** Stops an agent at a process. */
export const suspendAt = (url: string, agent: string): Promise<Seen> =>
  ask(url, `/v1/agents/${agent}/suspend`, { reason: 'a stop of the test' });

/** Lets an agent run at a process; 409 when it does. */
export const resumeAt = (url: string, agent: string): Promise<Seen> =>
  ask(url, `/v1/agents/${agent}/resume`, { reason: 'an order of the test', override: true });

/** Reads the switch of an agent at a process. */
export const readAt = (url: string, agent: string): Promise<Seen> => ask(url, `/v1/agents/${agent}/switch`);

function ask(url: string, path: string, body?: object, patienceMs = 15_000): Promise<Seen> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  return new Promise((resolve) => {
    const asked = request(
      url + path,
      {
        agent: kept,
        method: text === undefined ? 'GET' : 'POST',
        headers: {
          Authorization: `Bearer ${adminKey}`,
          ...(text !== undefined && {
            'Content-Type': 'application/json',
            'Content-Length': Buffer.byteLength(text),
          }),
        },
      },
      (answer) => {
        let said = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          said += part;
        });
        answer.once('error', () => resolve({ status: 0 }));
        answer.once('end', () => resolve(seenIn(answer.statusCode ?? 0, said)));
      },
    );
    asked.setTimeout(patienceMs, () => asked.destroy());
    asked.once('error', () => resolve({ status: 0 }));
    asked.end(text);
  });
}

function seenIn(status: number, text: string): Seen {
  try {
    const { mayRun, epoch, recorded } = JSON.parse(text);
    return { status, mayRun, epoch, isKept: recorded === false };
  } catch {
    return { status };
  }
}
