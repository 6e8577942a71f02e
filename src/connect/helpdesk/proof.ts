import { hmacOf, isSameSecret } from '../../platform/hmac.ts';
import type { Header, Proof } from './helpdesk.ts';

/** A delivery as it came. */
export type Delivered = {
  readonly header: Header;
  readonly body: Uint8Array;
  /** `?secret=` of the address. */
  readonly shown: string | undefined;
  /** The address that it was sent to, as the helpdesk knows it. */
  readonly url?: string;
};

/** A delivery that is repeated is known for three days: what was signed longer ago is no proof. */
const mostApartMs = 3 * 86_400_000;

/** Whether a delivery comes from who knows the secret. */
export function isGenuine(
  proof: Proof,
  secret: string,
  { header, body, shown, url = '' }: Delivered,
  now: number,
) {
  switch (proof.kind) {
    case 'hmac': {
      const { prefix = '', before, after, signedAt, freshMs = mostApartMs } = proof;
      const signature = header(proof.header);
      const first = before === undefined ? '' : before(header, url);
      const last = after === undefined ? '' : after(header);
      if (signature === undefined || first === undefined || last === undefined) return false;
      if (!signature.startsWith(prefix)) return false;
      const at = signedAt === undefined ? now : signedAt(header);
      const isFresh = at !== undefined && Math.abs(now - at) <= freshMs;
      const expected = hmacOf(proof, secret, [first, body, last]);
      return isSameSecret(signature.slice(prefix.length), expected) && isFresh;
    }
    case 'token': {
      const bearer = /^bearer +(\S+) *$/i.exec(header('authorization') ?? '')?.[1];
      const token = header(proof.header) ?? bearer ?? shown;
      return token !== undefined && isSameSecret(token, secret);
    }
    default:
      return proof satisfies never;
  }
}
