import { defined } from '../../platform/defined.ts';
import { faultOf, type PullFault } from './fault.ts';

/** The answer of a server, whatever its status. */
export type Fetched = {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** As it was told, if it was. */
  readonly retryAfter?: string;
};

/** The limits of an answer; its size after it was decompressed. */
export type Bounds = {
  readonly deadlineMs: number;
  readonly mostBytes: number;
  readonly stopped: AbortSignal;
};

/**
 * Asks a server, within a time and a size. Follows no redirect: what stands elsewhere is not what was
 * meant.
 */
export async function fetchBounded(
  url: string,
  request: Pick<RequestInit, 'method' | 'headers' | 'body'>,
  bounds: Bounds,
): Promise<Fetched | PullFault> {
  const deadline = AbortSignal.timeout(bounds.deadlineMs);
  try {
    const signal = AbortSignal.any([deadline, bounds.stopped]);
    const response = await fetch(url, { ...request, redirect: 'manual', signal });
    const { status, headers, body } = response;
    if (status >= 300 && status < 400) {
      await body?.cancel();
      return faultOf('redirect', `it answers with a redirect (HTTP ${status})`);
    }
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    // Leaving the loop cancels the rest of the body.
    for await (const chunk of body ?? []) {
      bytes += chunk.length;
      if (bytes > bounds.mostBytes)
        return faultOf('too_large', `it answers with more than ${bounds.mostBytes} bytes`);
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const contentType = headers.get('content-type') ?? '';
    const retryAfter = headers.get('retry-after') ?? undefined;
    return defined({ status, contentType, text, retryAfter });
  } catch (error) {
    if (deadline.aborted) return faultOf('timeout', `no answer within ${bounds.deadlineMs / 1_000} s`);
    return faultOf('unreachable', `it cannot be reached: ${causeOf(error)}`);
  }
}

/** The cause behind "fetch failed". */
function causeOf(error: unknown): string {
  const { cause, message } = error instanceof Error ? error : new Error(String(error));
  if (!(cause instanceof Error)) return message;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
