import { readFileSync } from 'node:fs';
import { iso } from '../../platform/iso.ts';
import { type NoteVerifier, parseVerifier } from '../../platform/tlog/note.ts';
import type { Claims, NoteFault } from '../../register/checkpoint/claims.ts';
import type { CheckpointFault, Judgement } from '../../register/checkpoint/judge.ts';
import { WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';

/** Signed states that could not be judged: they say nothing about the register. */
const unusable = 2;

/** The text of a file, or of what is piped in (`-`). */
export function notesFrom(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new WorkshopError(`The signed states cannot be read (${why}). Give the file that holds them.`);
  }
}

/** The keys that are believed: those that are given, else those of the settings. */
export function knownKeys(context: CliContext, given: readonly string[]): readonly NoteVerifier[] {
  const keys = given.map((text) => {
    const key = parseVerifier(text.trim());
    if (key !== undefined) return key;
    throw new WorkshopError(
      `"${text.slice(0, 60)}" is no verifier key: expected name+eight hex digits+base64, as \`filrouge keys checkpoint\` shows it.`,
    );
  });
  const known = keys.length > 0 ? keys : settingsOf(context).checkpoints.verifiers;
  if (known.length > 0) return known;
  throw new WorkshopError(
    'No key is known to verify signed states with. Give the verifier key with --verifier, or set FILROUGE_CHECKPOINT_KEY or FILROUGE_CHECKPOINT_VERIFIERS.',
  );
}

/** Tells what signed states say about the register, and which say nothing. */
export function tellJudgement(context: CliContext, { claims, faults }: Claims, judgement: Judgement): void {
  for (const fault of judgement.faults) context.fail(disagreement(fault));
  for (const { checkpoint } of judgement.notReached)
    context.fail(
      `The state of ${checkpoint.size} entries, signed ${whenOf(checkpoint)}, lies behind the broken entry: it could not be compared.`,
    );
  for (const fault of faults) context.fail(noteFault(fault), unusable);
  const last = judgement.borneOut.at(-1)?.checkpoint;
  if (judgement.faults.length > 0 || last === undefined) return;
  const count = judgement.borneOut.length;
  const of = count === 1 ? '1 signed state' : `${count} signed states`;
  if (count === claims.length)
    context.print(
      `It is what was signed of it: ${of}, the last one of ${last.size === 1 ? '1 entry' : `${last.size} entries`}, signed ${whenOf(last)} as ${last.origin}.`,
    );
}

function whenOf({ at }: { readonly at?: number }): string {
  return at === undefined ? 'at a time that it does not say' : `on ${iso(at)}`;
}

function disagreement({ claim, ...fault }: CheckpointFault): string {
  const { checkpoint, line } = claim;
  const { size, root, head } = checkpoint;
  const signed = `signed ${whenOf(checkpoint)} (line ${line})`;
  if (fault.why === 'cut_off')
    return `Entries were cut off: ${size} were ${signed}, and the register has ${fault.entries}. Keep the database as it is, and look for entries ${fault.entries + 1} to ${size} in a backup.`;
  const [found, expected] =
    head === undefined || head === fault.found.head ? [fault.found.root, root] : [fault.found.head, head];
  const good = fault.agreesUpTo === 0 ? '' : ` Those up to ${fault.agreesUpTo} are as they were signed.`;
  return `The register was rewritten: at entry ${size} its hash is ${found}, and ${expected} was ${signed}. One entry at least from ${fault.agreesUpTo + 1} to ${size} is not what it was.${good} Keep the database as it is, and compare with a backup.`;
}

function noteFault({ line, why, found, expected }: NoteFault): string {
  const at = `The note at line ${line}`;
  switch (why) {
    case 'malformed':
      return `${at} is no signed state: found ${found}, expected ${expected}. Copy it whole, with its empty line and its signature.`;
    case 'wrong_origin':
      return `${at} is of another register: found "${found}", expected ${expected}. Give a note of this register, or the verifier key of that one with --verifier.`;
    case 'wrong_key':
      return `${at} is signed by another key: found ${found}, expected ${expected}. If that key was in use once, give its verifier key with --verifier or FILROUGE_CHECKPOINT_VERIFIERS; else somebody else has signed.`;
    case 'bad_signature':
      return `${at} was changed after it was signed: found ${found}, expected ${expected}. Take it again from where it is kept.`;
    default:
      return why satisfies never;
  }
}
