import { z } from 'zod';

/** A token that is shown to a server. */
export function token() {
  return z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'a token of visible characters')
    .optional();
}

/** An address of the web. */
export function webAddress() {
  return address(['http:', 'https:'], 'https://example.org/…');
}

/** An address of one of these protocols. */
export function address(protocols: readonly string[], example: string) {
  return z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `an address such as ${example}`,
  });
}
