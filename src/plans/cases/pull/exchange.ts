import { createHash } from 'node:crypto';
import type { ClientRequest } from 'node:http';
import { guardedDoor, requestFault } from '../../../platform/http/guarded.ts';
import type { Question } from '../ask.ts';
import type { UnmeasuredReason } from '../judge.ts';

/** Longer answers are no answers to a question of a customer. */
export const mostAnswerBytes = 64 * 1_024;

/** An answer that came whole, whatever it says. */
export type Answered = {
  readonly status: number;
  readonly text: string;
  /** SHA-256 of its bytes, in hex. */
  readonly hash: string;
};

/** No answer: why, and the status where there was one. */
export type Unanswered = { readonly fault: UnmeasuredReason; readonly status?: number };

export type Exchange = {
  readonly url: string;
  readonly question: Question;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly allowPrivate: boolean;
  readonly stopped: AbortSignal;
};

/**
 * Posts a question and reads the answer, within its time for the whole exchange and within its size. Only an
 * answer of 200 to 299 is one; redirects are not followed. Never throws.
 */
export async function exchange(asked: Exchange): Promise<Answered | Unanswered> {
  const { url, question, headers, timeoutMs, allowPrivate, stopped } = asked;
  const door = guardedDoor(url, allowPrivate);
  if (door === 'private_target') return { fault: door };
  const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), stopped]);
  try {
    const request = door({
      method: 'POST',
      signal,
      headers: {
        accept: 'application/json, text/plain;q=0.9, */*;q=0.5',
        ...headers,
        'content-type': question.type,
        'content-length': Buffer.byteLength(question.body),
        'user-agent': 'filrouge',
      },
    });
    return await answerOf(request, question.body);
  } catch (error) {
    return { fault: faultOf(error instanceof Error ? error : new Error(String(error))) };
  }
}

function answerOf(request: ClientRequest, body: string): Promise<Answered | Unanswered> {
  return new Promise((resolve) => {
    request.on('error', (error) => resolve({ fault: faultOf(error) }));
    request.on('response', (answer) => {
      const { statusCode: status = 0 } = answer;
      const refused = status >= 300 && status < 400 ? 'redirect' : status < 200 || status > 299;
      if (refused !== false) {
        resolve({ fault: refused === true ? 'http_error' : refused, status });
        answer.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on('error', (error) => resolve({ fault: faultOf(error), status }));
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes <= mostAnswerBytes) return chunks.push(chunk);
        resolve({ fault: 'too_large', status });
        return answer.destroy();
      });
      answer.on('end', () => {
        const whole = Buffer.concat(chunks);
        const hash = createHash('sha256').update(whole).digest('hex');
        resolve({ status, text: whole.toString('utf8'), hash });
      });
      answer.on('close', () => resolve({ fault: 'unreachable', status }));
    });
    request.end(body);
  });
}

function faultOf(error: Error): UnmeasuredReason {
  const reason = requestFault(error);
  return reason === 'timeout' || reason === 'private_target' ? reason : 'unreachable';
}
