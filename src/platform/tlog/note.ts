import { createHash } from 'node:crypto';
import { isSignedBy, newSeed, publicKeyOf, signBytes } from './ed25519.ts';

/**
 * Signed notes as https://c2sp.org/signed-note has them: a text, a blank line, and lines of signatures. The
 * keys are written as golang.org/x/mod/sumdb/note writes them.
 */
export type NoteVerifier = {
  /** The name that says whose key it is: not empty, without blanks and `+`. */
  readonly name: string;
  /** Eight hex digits: the first bytes of the hash of name and key. */
  readonly id: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
};

/** A key that notes are signed with: its 32 secret bytes, and what verifies it. */
export type NoteSigner = NoteVerifier & { readonly seed: Uint8Array };

/** A note that was read; whether its signatures are good is another question (`signersOf`). */
export type SignedNote = {
  /** With the end of its last line: what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
};

/** One line of a note: who says to have signed, and the bytes that say so. */
export type NoteSignature = { readonly name: string; readonly id: string; readonly bytes: Uint8Array };

/** Ed25519, as the first byte of a key says. */
const algorithm = 1;

/** Why a name cannot be that of a key, if so. */
export function noteNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (/\s/u.test(name)) return 'it has a blank';
  if (name.includes('+')) return 'it has a +';
  return name.length > 200 ? 'it is longer than 200 characters' : undefined;
}

/** A new key by this name. */
export function newNoteSigner(name: string): NoteSigner {
  return signerOf(name, newSeed());
}

function signerOf(name: string, seed: Uint8Array): NoteSigner {
  const publicKey = publicKeyOf(seed);
  return { name, seed, publicKey, id: keyId(name, publicKey) };
}

function keyId(name: string, publicKey: Uint8Array): string {
  return createHash('sha256')
    .update(`${name}\n`)
    .update(Uint8Array.of(algorithm))
    .update(publicKey)
    .digest('hex')
    .slice(0, 8);
}

/** `PRIVATE+KEY+name+id+base64`: the key as it is kept secret. */
export function signerText({ name, id, seed }: NoteSigner): string {
  return `PRIVATE+KEY+${name}+${id}+${keyBase64(seed)}`;
}

/** `name+id+base64`: the key as everybody may know it. */
export function verifierText({ name, id, publicKey }: NoteVerifier): string {
  return `${name}+${id}+${keyBase64(publicKey)}`;
}

function keyBase64(bytes: Uint8Array): string {
  return Buffer.concat([Uint8Array.of(algorithm), bytes]).toString('base64');
}

/** The key of `PRIVATE+KEY+…`, if it is one. */
export function parseSigner(text: string): NoteSigner | undefined {
  const rest = /^PRIVATE\+KEY\+(.*)$/s.exec(text)?.[1];
  const parts = rest === undefined ? undefined : keyParts(rest);
  if (parts === undefined) return undefined;
  const signer = signerOf(parts.name, parts.key);
  return signer.id === parts.id ? signer : undefined;
}

/** The key of `name+id+base64`, if it is one. */
export function parseVerifier(text: string): NoteVerifier | undefined {
  const parts = keyParts(text);
  if (parts === undefined || parts.id !== keyId(parts.name, parts.key)) return undefined;
  return { name: parts.name, id: parts.id, publicKey: parts.key };
}

function keyParts(text: string) {
  const [, name = '', id = '', base64 = ''] =
    /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44}=*)$/.exec(text) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (noteNameFault(name) !== undefined || bytes.length !== 33 || bytes[0] !== algorithm) return undefined;
  return { name, id, key: bytes.subarray(1) };
}

/** The note of a text, which ends its last line: signed by each of these keys. */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  const message = Buffer.from(text);
  const lines = signers.map(({ name, id, seed }) => {
    const signature = Buffer.concat([Buffer.from(id, 'hex'), signBytes(seed, message)]);
    return `— ${name} ${signature.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** A note from the lines of its text and of its signatures; `undefined`: a signature is none. */
export function noteOf(text: readonly string[], signatureLines: readonly string[]): SignedNote | undefined {
  const signatures = signatureLines.flatMap((line) => signatureOf(line) ?? []);
  if (signatures.length !== signatureLines.length || signatures.length === 0) return undefined;
  return { text: `${text.join('\n')}\n`, signatures };
}

function signatureOf(line: string): NoteSignature | undefined {
  const [, name = '', base64 = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  // Another form of the same bytes would be another note.
  if (bytes.length < 5 || bytes.toString('base64') !== base64) return undefined;
  return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) };
}

/** The keys among `known` that have signed the note, and those that are named in it but have not. */
export function signersOf(
  { text, signatures }: SignedNote,
  known: readonly NoteVerifier[],
): { readonly good: readonly NoteVerifier[]; readonly bad: readonly NoteVerifier[] } {
  const message = Buffer.from(text);
  const named = known.flatMap((key) =>
    signatures
      .filter(({ name, id }) => name === key.name && id === key.id)
      .map(({ bytes }) => ({ key, bytes })),
  );
  const isGood = named.map(({ key, bytes }) => isSignedBy(key.publicKey, message, bytes));
  const those = (wanted: boolean) =>
    named.filter((_, place) => isGood[place] === wanted).map(({ key }) => key);
  return { good: those(true), bad: those(false) };
}
