import { type NoteVerifier, noteOf, type SignedNote, signersOf } from '../../platform/tlog/note.ts';
import { type Checkpoint, parseCheckpoint, shown } from './checkpoint.ts';

/** A checkpoint that a known key has signed, and the line of the file where it begins. */
export type Claim = { readonly line: number; readonly checkpoint: Checkpoint };

/** Why a note says nothing about the register, and where it begins. */
export type NoteFault = {
  readonly line: number;
  readonly why: 'malformed' | 'wrong_origin' | 'wrong_key' | 'bad_signature';
  readonly found: string;
  readonly expected: string;
};

/** The notes of a file, one or many: what is signed, and which say nothing. */
export type Claims = { readonly claims: readonly Claim[]; readonly faults: readonly NoteFault[] };

/** Reads notes that stand one behind the other with empty lines between, as a file of anchors holds them. */
export function readClaims(file: string, known: readonly NoteVerifier[]): Claims {
  const claims: Claim[] = [];
  const faults: NoteFault[] = [];
  for (const { line, ...read } of notesIn(file)) {
    const judged = 'note' in read ? claimOf(read.note, known) : malformed(read.found);
    if ('why' in judged) faults.push({ line, ...judged });
    else claims.push({ line, checkpoint: judged });
  }
  if (claims.length + faults.length === 0) faults.push({ line: 1, ...malformed('nothing') });
  return { claims, faults };
}

type Block = { readonly line: number; readonly lines: readonly string[] };

function* notesIn(file: string) {
  const blocks = blocksOf(file);
  for (let place = 0; place < blocks.length; place++) {
    const [text, next] = [blocks[place] as Block, blocks[place + 1]];
    const { line } = text;
    if (next === undefined || !isSigned(next) || isSigned(text)) {
      yield { line, found: `"${shown(text.lines[0] ?? '')}" without its other half` };
      continue;
    }
    const note = noteOf(text.lines, next.lines);
    yield note === undefined ? { line, found: 'lines of signatures that are none' } : { line, note };
    place += 1;
  }
}

const isSigned = ({ lines }: Block): boolean => lines[0]?.startsWith('— ') === true;

/** The runs of lines that are not empty. */
function blocksOf(file: string): Block[] {
  const blocks: { line: number; lines: string[] }[] = [];
  let isOpen = false;
  // A mail program or an editor may have put its own ends to the lines.
  for (const [place, line] of file
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line === '') {
      isOpen = false;
      continue;
    }
    if (!isOpen) blocks.push({ line: place + 1, lines: [] });
    isOpen = true;
    blocks.at(-1)?.lines.push(line);
  }
  return blocks;
}

type Judged = Omit<NoteFault, 'line'>;

const form = 'a signed note: origin, number of entries, root hash, an empty line, lines of signatures';

function malformed(found: string): Judged {
  return { why: 'malformed', found, expected: form };
}

function claimOf(note: SignedNote, known: readonly NoteVerifier[]): Checkpoint | Judged {
  const checkpoint = parseCheckpoint(note.text);
  if ('fault' in checkpoint) return { why: 'malformed', found: 'a note', expected: checkpoint.fault };
  const own = known.filter(({ name }) => name === checkpoint.origin);
  if (own.length === 0)
    return { why: 'wrong_origin', found: shown(checkpoint.origin), expected: namesOf(known) };
  const { good, bad } = signersOf(note, own);
  if (good.length > 0) return checkpoint;
  const expected = own.map(({ name, id }) => `${name}+${id}`).join(', ');
  return bad.length > 0
    ? { why: 'bad_signature', found: 'a signature that is not of this text', expected: `one by ${expected}` }
    : {
        why: 'wrong_key',
        found: note.signatures.map(({ name, id }) => `${name}+${id}`).join(', '),
        expected,
      };
}

function namesOf(known: readonly NoteVerifier[]): string {
  return [...new Set(known.map(({ name }) => name))].join(', ') || 'a verifier key';
}
