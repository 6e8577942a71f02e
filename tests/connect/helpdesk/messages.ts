import { createHmac } from 'node:crypto';
import type { Header, Proof } from '../../../src/connect/helpdesk/helpdesk.ts';
import { isGenuine } from '../../../src/connect/helpdesk/proof.ts';

/** A request as a helpdesk sends it. */
export type Sent = { readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** The address that helpdesks know of filrouge here. */
export const hookUrl = 'https://filrouge.example/v1/hooks/desk';

/** The headers of a request, by their names in small letters. */
export function headerOf({ headers }: Pick<Sent, 'headers'>): Header {
  return (name) => headers[name];
}

/** Whether a request is taken for one of who knows the secret. */
export function isTaken(proof: Proof, secret: string, sent: Sent, now: number, url = hookUrl): boolean {
  const body = new TextEncoder().encode(sent.body);
  const shown = new URL(url).searchParams.get('secret') ?? undefined;
  return isGenuine(proof, secret, { header: headerOf(sent), body, shown, url }, now);
}

export function hmac(hash: 'sha1' | 'sha256', secret: string, text: string, as: 'hex' | 'base64'): string {
  return createHmac(hash, secret).update(text).digest(as);
}
