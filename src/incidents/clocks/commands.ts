import { z } from 'zod';
import { InstantText } from '../../platform/iso.ts';
import { reportKinds } from './classification.ts';

const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .refine((value) => !value.includes('\0'), 'expected a text without NUL');

const ClassId = z.string().min(1).max(63).meta({
  description: 'gdpr_breach, ai_act_serious, or a class of clocks.yaml.',
  example: 'gdpr_breach',
});
const Ids = z
  .array(z.string().min(1).max(63))
  .min(1)
  .max(50)
  .refine((ids) => new Set(ids).size === ids.length, 'name each once');
const incident = z.int().min(1).max(2_147_483_647);

const classify = {
  class: ClassId,
  facets: Ids.optional().meta({
    description: 'Circumstances that hold: they decide which clocks run. Added to those that hold already.',
    example: ['death'],
  }),
  awareAt: InstantText.optional().meta({
    description: 'When people became aware; left out: now. Once given, it only moves to an earlier time.',
  }),
  reason: text(2_000).optional().meta({
    description: 'Why they were aware before the fault began, or earlier than was said before.',
  }),
};
const report = {
  class: ClassId,
  clocks: Ids.optional().meta({ description: 'Left out: all clocks of the class with a report owed.' }),
  report: z
    .enum(reportKinds)
    .meta({ description: 'A first report that is not complete yet, or the complete one.' }),
  sentAt: InstantText.optional().meta({ description: 'Left out: now.' }),
  reference: text(200).optional().meta({
    description: 'The number that the authority gave it; needed where it is noted after the due time.',
  }),
  link: z
    .url({ protocol: /^https?$/, error: 'expected an address of http or https' })
    .max(2_000)
    .optional(),
  reason: text(2_000).optional().meta({ description: 'Why it is late; needed where it is.' }),
};
const declassify = {
  class: ClassId,
  facets: Ids.optional().meta({ description: 'Circumstances that do not hold; left out: the whole class.' }),
  reason: text(2_000),
};

/** A command about the classes of an incident. */
export type ClockCommand = ClassifyIncident | RecordReport | DeclassifyIncident;

/** The bodies of requests: the commands without their kind and their incident. */
export const ClassifyOrder = z.strictObject(classify);
export const ReportOrder = z.strictObject(report);
export const DeclassifyOrder = z.strictObject(declassify);

/** Somebody finds that an incident must be reported: its clocks begin to run. */
export const ClassifyIncident = z.strictObject({
  kind: z.literal('classifyIncident'),
  incident,
  ...classify,
});
export type ClassifyIncident = z.infer<typeof ClassifyIncident>;

/** Somebody notes that a report was sent. */
export const RecordReport = z.strictObject({ kind: z.literal('recordReport'), incident, ...report });
export type RecordReport = z.infer<typeof RecordReport>;

/** An approver finds that a class, or a circumstance of it, does not apply. */
export const DeclassifyIncident = z.strictObject({
  kind: z.literal('declassifyIncident'),
  incident,
  ...declassify,
});
export type DeclassifyIncident = z.infer<typeof DeclassifyIncident>;
