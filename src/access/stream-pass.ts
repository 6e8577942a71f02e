import { createHmac, timingSafeEqual } from 'node:crypto';

/** The asker of a stream (the id of a key), what it is about, and until when it may be opened. */
export type StreamPass = { readonly key: string; readonly about: string; readonly until: number };

/**
 * A pass to one event stream, for clients that cannot send a header with it: an EventSource has an address
 * and nothing else. It is signed with the hash of the key that it was given for: whichever process knows the
 * key can check it, and it ends with the key.
 */
export function writePass(pass: StreamPass, hash: string): string {
  return `${pass.key}.${pass.until.toString(36)}.${signature(pass, hash)}`;
}

/** A pass as it was shown, and whether the key with this hash has signed it. */
export type ShownPass = StreamPass & { readonly isSignedBy: (hash: string) => boolean };

/** Reads a pass to a stream about this; `undefined` when it is none. */
export function readPass(text: string, about: string): ShownPass | undefined {
  const [, key, until, signed] = /^([0-9a-z]{1,32})\.([0-9a-z]{1,11})\.([\w-]{43})$/.exec(text) ?? [];
  if (key === undefined || until === undefined || signed === undefined) return undefined;
  const pass = { key, about, until: Number.parseInt(until, 36) };
  const isSignedBy = (hash: string) =>
    timingSafeEqual(Buffer.from(signed), Buffer.from(signature(pass, hash)));
  return { ...pass, isSignedBy };
}

function signature({ key, about, until }: StreamPass, hash: string): string {
  return createHmac('sha256', hash)
    .update(JSON.stringify([key, about, until]))
    .digest('base64url');
}
