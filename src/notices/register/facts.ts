import { z } from 'zod';
import { setting, time } from '../parts.ts';

/** The facts of notices about the register. */
export const registerFacts = {
  /** A state of the register was signed. Whoever keeps this outside can prove later what the register was. */
  register_checkpoint: z.object({
    ...setting,
    origin: z.string().describe('whose register it is: the name of the key'),
    entries: z.number(),
    signedAt: time,
    note: z.string().describe('the signed note (c2sp.org/tlog-checkpoint), to be kept as it is'),
  }),
  /** The register is not what was signed of it: it was cut off or written anew, or its chain is broken. */
  register_doubtful: z.object({
    ...setting,
    entry: z.number().describe('the first entry that is not as it was'),
    why: z.enum(['gap', 'link', 'hash', 'head', 'rewritten']),
    signed: z.number().describe('entries that the last signed state covers'),
  }),
} as const;
