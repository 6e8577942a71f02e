import { z } from 'zod';
import { Subject } from './subject.ts';

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0'), 'expected a text without NUL');

/** The longest address that browsers and servers agree on. */
const longestUrl = 2_000;

/** The body of a link as evidence. */
export const LinkBody = z.strictObject({
  url: text(longestUrl).refine((url) => {
    if (!URL.canParse(url)) return false;
    const { protocol, username, password } = new URL(url);
    return /^https?:$/.test(protocol) && username === '' && password === '';
  }, 'expected an address such as https://example.org/…, without a password in it'),
  title: text(200),
});

/** The body of a comment. */
export const CommentBody = z.strictObject({ text: text(4_000) });

/** Why evidence is withdrawn, or something erased. */
export const ReasonBody = z.strictObject({ reason: text(1_000) });

/** The id of a piece of evidence or of a comment. */
export const DossierId = z.string().regex(/^[\w-]{22}$/);

const on = { on: Subject };
const TakenFile = z.strictObject({
  type: z.string(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Somebody adds evidence or a comment, or takes something out of a dossier. */
export const DossierCommand = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attachFile'), ...on, name: text(200), file: TakenFile }),
  z.strictObject({ kind: z.literal('attachLink'), ...on, ...LinkBody.shape }),
  z.strictObject({ kind: z.literal('withdrawEvidence'), evidence: DossierId, ...ReasonBody.shape }),
  z.strictObject({ kind: z.literal('eraseEvidence'), evidence: DossierId, ...ReasonBody.shape }),
  z.strictObject({ kind: z.literal('addComment'), ...on, ...CommentBody.shape }),
  z.strictObject({ kind: z.literal('eraseComment'), comment: DossierId, ...ReasonBody.shape }),
]);
export type DossierCommand = z.infer<typeof DossierCommand>;
