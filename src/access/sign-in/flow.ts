import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '../../platform/canonical.ts';

/**
 * A sign-in on its way, kept by the browser that began it and by nobody else: state, nonce and the verifier
 * of PKCE are all derived from its secret and from everything that the record says.
 */
export type Flow = {
  /** 256 random bits in base64url. */
  readonly secret: string;
  readonly provider: string;
  /** Epoch ms. */
  readonly at: number;
  /** The page to go to afterwards. */
  readonly to: string;
  /** The id of the session whose person proves again who they are. */
  readonly again?: string | undefined;
};

const Record = z.strictObject({
  secret: z.string().regex(/^[\w-]{43}$/),
  provider: z.string().max(64),
  at: z.number().int(),
  to: z.string().max(2_000),
  again: z.string().max(64).optional(),
});

/** How long somebody may take at the provider. */
export const flowMs = 10 * 60_000;

/** The values of a sign-in that go to the provider and come back from it. */
export type FlowSecrets = { readonly state: string; readonly nonce: string; readonly verifier: string };

/** State, nonce and verifier: 256 bits each, of no use without the record that the browser holds. */
export function secretsOf(flow: Flow): FlowSecrets {
  const of = (use: string) =>
    createHmac('sha256', flow.secret)
      .update(JSON.stringify([use, flow.provider, flow.at, flow.to, flow.again ?? '']))
      .digest('base64url');
  return { state: of('state'), nonce: of('nonce'), verifier: of('verifier') };
}

/** The mark of a flow that has been used: no way leads back to its secret. */
export function markOf({ secret }: Flow): string {
  return sha256Hex(`flow ${secret}`);
}

/** The text of a cookie. */
export function writeFlow(flow: Flow): string {
  return Buffer.from(JSON.stringify(flow)).toString('base64url');
}

/** Reads a cookie; nothing where it is none of ours, of another provider, or too old. */
export function readFlow(text: string | undefined, provider: string, now: number): Flow | undefined {
  if (text === undefined || text.length > 4_000) return undefined;
  const flow = Record.safeParse(jsonOf(text)).data;
  const isFresh = flow !== undefined && now - flow.at < flowMs && flow.at - now < flowMs;
  return isFresh && flow.provider === provider ? flow : undefined;
}

/** Whether a state that came back is the one that was sent. */
export function isState(came: string | null, { state }: FlowSecrets): boolean {
  const [a, b] = [Buffer.from(came ?? ''), Buffer.from(state)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}
