import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

type Signing = { readonly hash: 'sha1' | 'sha256'; readonly encoding: 'hex' | 'base64' };

/** The HMAC of pieces of a message, one behind the other. */
export function hmacOf(
  { hash, encoding }: Signing,
  secret: string,
  pieces: readonly (string | Uint8Array)[],
): string {
  const mac = createHmac(hash, secret);
  for (const piece of pieces) mac.update(piece);
  return mac.digest(encoding);
}

/**
 * Compares what a stranger shows with what it should be, in a time that tells neither where nor how they
 * differ.
 */
export function isSameSecret(shown: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(expected));
}
