import { z } from 'zod';
import { type NoteSigner, type NoteVerifier, parseSigner, parseVerifier } from '../platform/tlog/note.ts';

const keyExpected =
  'a key as `filrouge keys checkpoint` makes it (PRIVATE+KEY+name+…); while it is changed, the new one and the old one of the same name with a comma between';
const verifiersExpected =
  'verifier keys (name+…+…), as `filrouge keys checkpoint` shows them, with commas between';

/** The variables about signed states of the register. */
export const checkpointVariables = {
  FILROUGE_CHECKPOINT_KEY: listOf(parseSigner, keyExpected, isOfOneName).optional(),
  FILROUGE_CHECKPOINT_VERIFIERS: listOf(parseVerifier, verifiersExpected).optional(),
  FILROUGE_CHECKPOINT_FILE: z.string().min(1).optional(),
};

/** Which of these make sense only where another is set. */
export const checkpointParts = [['FILROUGE_CHECKPOINT_FILE', 'FILROUGE_CHECKPOINT_KEY']] as const;

/** The keys that states of the register are signed with and known by, and the file that they are added to. */
export type CheckpointSettings = {
  readonly checkpoints: {
    /** None: nothing is signed. */
    readonly signers: readonly NoteSigner[];
    /** The keys that are believed: those of the signers, and those of before. */
    readonly verifiers: readonly NoteVerifier[];
    readonly file?: string;
  };
};

type Given = z.output<z.ZodObject<typeof checkpointVariables>>;

/** Reads them out of the environment. */
export function checkpointsIn(env: Given): CheckpointSettings {
  const { FILROUGE_CHECKPOINT_KEY: signers = [], FILROUGE_CHECKPOINT_VERIFIERS: others = [] } = env;
  const { FILROUGE_CHECKPOINT_FILE: file } = env;
  const own = signers.map(({ name, id, publicKey }) => ({ name, id, publicKey }));
  return { checkpoints: { signers, verifiers: [...own, ...others], ...(file !== undefined && { file }) } };
}

function isOfOneName(keys: readonly NoteSigner[]): boolean {
  return new Set(keys.map(({ name }) => name)).size === 1;
}

function listOf<T>(
  parse: (text: string) => T | undefined,
  expected: string,
  isGood: (found: readonly T[]) => boolean = () => true,
) {
  return z.string().transform((text, context) => {
    const parts = text.split(',').map((part) => part.trim());
    const found = parts.flatMap((part) => parse(part) ?? []);
    if (found.length === parts.length && isGood(found)) return found;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}
