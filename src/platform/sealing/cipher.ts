import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** AES-256 in Galois/Counter Mode (NIST SP 800-38D): a nonce of 96 bits, a tag of 128. */
const algorithm = 'aes-256-gcm';
const [nonceBytes, tagBytes] = [12, 16];

/** The bytes of a key. */
export const keyBytes = 32;

/**
 * Seals bytes under a key of 32 bytes, as base64 of nonce, tag and ciphertext. `bound` is not in it, but it
 * opens with the same `bound` alone: a sealed text that is moved to another place opens no more.
 */
export function sealBytes(key: Uint8Array, plain: Uint8Array, bound: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce);
  cipher.setAAD(Buffer.from(bound, 'utf8'));
  const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64');
}

/** Opens bytes that were sealed; `undefined` with another key or place, or when a bit of them was changed. */
export function openBytes(key: Uint8Array, sealed: string, bound: string): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(bound, 'utf8'));
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
  } catch {
    return undefined;
  }
}
