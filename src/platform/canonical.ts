import { hash } from 'node:crypto';

/** A JSON value: the type of every document that is hashed or kept in a jsonb column. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/**
 * The one text of a JSON value that hashes are taken over: no spaces, members sorted by UTF-16 code units,
 * numbers and strings as ECMAScript writes them (RFC 8785). Members that are `undefined` are left out, as in
 * JSON. Throws a TypeError for what RFC 8785 has no text for: NaN, infinities, and lone surrogates, which
 * `canonicalize` lets through.
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let members = '';
  for (const key of sorted(Object.keys(value))) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${canonicalString(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** By UTF-16 code units. Most are in order already: a million entries of the register are verified so. */
function sorted(keys: string[]): string[] {
  for (let place = 1; place < keys.length; place++)
    if ((keys[place] as string) < (keys[place - 1] as string)) return keys.sort();
  return keys;
}

/** SHA-256 of a text's UTF-8 bytes, in hex: for canonical JSON, and texts that are not kept. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Narrows readonly arrays, which `Array.isArray` alone does not. */
function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no text for ${value}`);
  return String(value);
}

/** Texts that are written as they are, between quotes: nearly all of those of the register. */
const plain = /^[ !#-[\]-~]*$/;

function canonicalString(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('canonical JSON has no text for a lone surrogate');
  return JSON.stringify(value);
}
