import { hkdfSync } from 'node:crypto';
import { keyBytes, openBytes, sealBytes } from './cipher.ts';

/** A key that other keys are wrapped by. Its bytes are nowhere to be read: no log and no dump shows them. */
export type MasterKey = {
  /** Says which key it is, and nothing about it: 16 hexadecimal digits. */
  readonly id: string;
  /** Wraps a key; what comes out opens with this master key and the same `bound` alone. */
  readonly wrap: (key: Uint8Array, bound: string) => string;
  /** The key; `undefined` where it was wrapped by another, for something else, or was changed. */
  readonly unwrap: (wrapped: string, bound: string) => Buffer | undefined;
};

/** The master keys that are known. `current` wraps; the others only unwrap, until nothing needs them. */
export type KeyRing = { readonly current: MasterKey; readonly all: ReadonlyMap<string, MasterKey> };

/** The form of a master key, for messages. */
export const masterKeyExpected = '32 bytes in base64, such as the output of `openssl rand -base64 32`';

/** Reads one; `undefined` for any other text. */
export function parseMasterKey(text: string): MasterKey | undefined {
  const bytes = Buffer.from(text, 'base64');
  // Other texts may decode to 32 bytes as well: what is meant is what comes out again.
  return bytes.length === keyBytes && bytes.toString('base64') === text ? masterKeyOf(bytes) : undefined;
}

/** Reads several with commas between, the one that wraps first; `undefined` where one of them is none. */
export function parseKeyRing(text: string): KeyRing | undefined {
  const parts = text.split(',').map((part) => part.trim());
  const keys = parts.flatMap((part) => parseMasterKey(part) ?? []);
  const [current] = keys;
  if (current === undefined || keys.length < parts.length) return undefined;
  return { current, all: new Map(keys.map((key) => [key.id, key])) };
}

/** A master key of 32 bytes. What it wraps with and what it is called by are derived from it (RFC 5869). */
function masterKeyOf(bytes: Uint8Array): MasterKey {
  const derived = (use: string, length: number) =>
    Buffer.from(hkdfSync('sha256', bytes, '', `filrouge vault ${use}`, length));
  const wrapping = derived('wrapping', keyBytes);
  return {
    id: derived('name', 8).toString('hex'),
    wrap: (key, bound) => sealBytes(wrapping, key, bound),
    unwrap: (wrapped, bound) => openBytes(wrapping, wrapped, bound),
  };
}
