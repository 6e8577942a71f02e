import { randomBytes } from 'node:crypto';

/** A random id nobody can guess or meet twice: 128 bits in 22 letters, digits, `-` and `_`. */
export function randomId(): string {
  return randomBytes(16).toString('base64url');
}
