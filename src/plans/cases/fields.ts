import { z } from 'zod';
import { LongText, Title } from '../commands/fields.ts';
import { caseStates, mostCases } from './case.ts';

/** A code, as interactions have them for reasons and channels. */
const Code = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,63}$/,
    'expected a code of small letters, digits, "_", "." and "-", such as item_unavailable',
  );

/** An id of another system. */
const Ref = z.string().trim().min(1).max(128);

/** A case as it is told: its text, and what else is known of it. */
export const NewCase = z.strictObject({
  text: Title,
  id: Ref.optional().meta({ description: 'Of its interaction or ticket.', example: 'c-8412' }),
  reason: Code.optional(),
  question: LongText.max(4_000).optional().meta({
    description: 'What is asked again in a replay; the text itself where it is not said.',
  }),
  expect: LongText.max(2_000).optional().meta({ description: 'What a right answer holds.' }),
  channel: Code.optional(),
});
export type NewCase = z.infer<typeof NewCase>;

/** Cases that are added together. */
export const NewCases = z.array(NewCase).min(1).max(mostCases);

/** The fields of a note on a case. */
export const caseNote = {
  state: z.enum(caseStates).meta({
    description: 'tried: without success so far, which does not count as done.',
  }),
  channel: Code.nullish(),
  result: Title.nullish().meta({
    description: 'What came of it, in a few words; null takes it away.',
  }),
};
