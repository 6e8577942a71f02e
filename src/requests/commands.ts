import { z } from 'zod';
import { Instant } from '../platform/iso.ts';
import { priorities } from '../rules/desk/desk.ts';
import { type Channel, channels, directions, type NextStep } from './request.ts';

/** The longest text that one person writes at once: longer than any mail that somebody reads. */
const longestText = 20_000;
const longestSubject = 300;

/** A text that says something; line ends and spaces around it go. */
const text = (longest: number) => z.string().trim().min(1, 'expected a text that is not empty').max(longest);

const Person = z.string().min(1).max(63);
const Slug = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/, 'expected an id such as claim')
  .max(63);

/** A customer as somebody tells of him: whatever is known. */
export const CustomerBody = z.strictObject({
  name: text(200).optional(),
  email: text(254)
    .optional()
    .meta({ description: 'Kept as it is told; found again whatever its letters’ case.' }),
  phone: text(60).optional().meta({ description: 'In any writing; found again by its international form.' }),
});
export type CustomerBody = z.infer<typeof CustomerBody>;

/** Values of fields of desk.yaml. */
const Fields = z
  .record(Slug, text(500))
  .refine((fields) => Object.keys(fields).length <= 50, 'expected 50 fields at most');

/** Somebody who sends twice names it the same both times. */
export const ClientId = z
  .string()
  .regex(/^[\x21-\x7e]{8,200}$/, 'expected 8 to 200 visible characters, such as a UUID');

/** The body of a request to be received. */
export const NewRequest = z.strictObject({
  subject: text(longestSubject).meta({ description: 'In a few words, as the customer says it.' }),
  channel: z.enum(channels),
  customer: CustomerBody.optional(),
  customerId: z
    .string()
    .max(63)
    .optional()
    .meta({ description: 'A customer who is known, in place of customer.' }),
  text: text(longestText).optional(),
  at: Instant.optional().meta({ description: 'When it came; left out: now. Not in the future.' }),
  kind: Slug.optional().meta({ description: 'Of desk.yaml; left out: guessed from the subject, or other.' }),
  priority: z.enum(priorities).optional().meta({ description: 'Left out: that of its kind.' }),
  owner: Person.optional().meta({ description: 'Who follows it: a person of people.yaml.' }),
  agent: z.string().min(1).max(100).optional().meta({ description: 'The agent that it is about.' }),
  reason: Slug.optional().meta({ description: 'The reason, in the words of the agent’s interactions.' }),
  fields: Fields.optional().meta({ description: 'Values of fields of desk.yaml.' }),
  answered: z.literal(true).optional().meta({
    description: 'Somebody spoke with the customer at once: a call that was taken, a visit.',
  }),
  clientId: ClientId.optional().meta({
    description:
      'Of your own, such as a UUID: the same one sent twice makes one request. Or send Idempotency-Key.',
  }),
});
export type NewRequest = z.infer<typeof NewRequest>;

const version = z.int().min(1).optional().meta({
  description: 'The version that you have read: 409 where somebody has changed it since. Left out: as it is.',
});

/** The body of a contact. */
export const NewContact = z.strictObject({
  direction: z.enum(directions).meta({
    description: 'in: by the customer. out: an answer of the desk. note: for the desk alone.',
  }),
  channel: z.enum(channels).optional().meta({ description: 'Left out: that of the request.' }),
  text: text(longestText).optional(),
  at: Instant.optional().meta({ description: 'When it was; left out: now. Not in the future.' }),
  awaits: z.enum(['us', 'customer']).optional().meta({
    description: 'Who is to do something next. Left out: us after a contact of the customer.',
  }),
  answered: z.literal(true).optional().meta({
    description: 'Of a contact of the customer: he was answered in it, as in a talk.',
  }),
  confirms: z.literal(true).optional().meta({
    description:
      'Of the customer: that it is solved. Without it, what he says of a resolved request reopens it.',
  }),
  next: z
    .strictObject({ step: text(500), dueAt: Instant.optional() })
    .optional()
    .meta({ description: 'What is done next, and by when.' }),
  clientId: ClientId.optional().meta({ description: 'The same one sent twice is one contact.' }),
  version,
});
export type NewContact = z.infer<typeof NewContact>;

const edits = {
  subject: text(longestSubject).optional(),
  kind: Slug.optional(),
  priority: z.enum(priorities).optional(),
  agent: z.string().min(1).max(100).nullable().optional(),
  reason: Slug.nullable().optional(),
  customer: CustomerBody.optional().meta({ description: 'What is known of the customer, as it is now.' }),
  customerId: z.string().max(63).optional().meta({ description: 'Another customer, who is known.' }),
  fields: z
    .record(Slug, text(500).nullable())
    .optional()
    .meta({ description: 'Fields of desk.yaml; null takes one away. Others stay.' }),
  next: z
    .strictObject({ step: text(500), dueAt: Instant.optional() })
    .nullable()
    .optional()
    .meta({ description: 'null: nothing more.' }),
};

/** The body of a change: one act of `do`, with what it needs, or edits alone. */
export const RequestChangeBody = z.union([
  z.strictObject({ do: z.literal('edit').optional(), ...edits, version }),
  z.strictObject({ do: z.literal('handOver'), to: Person, note: text(2_000).optional(), version }),
  z.strictObject({ do: z.literal('escalate'), why: text(2_000), to: Person.optional(), version }),
  z.strictObject({ do: z.literal('takeUp'), version }),
  z.strictObject({ do: z.literal('resolve'), note: text(longestText).optional(), version }),
  z.strictObject({
    do: z.literal('close'),
    confirmed: z.boolean().optional().meta({ description: 'The customer has said that it is solved.' }),
    why: text(2_000).optional().meta({ description: 'Why it is closed without his word.' }),
    version,
  }),
  z.strictObject({ do: z.literal('reopen'), why: text(2_000), version }),
  z.strictObject({ do: z.literal('merge'), into: z.int().min(1).max(2_147_483_647), version }),
  z.strictObject({ do: z.literal('validate'), version }),
]);
export type RequestChangeBody = z.infer<typeof RequestChangeBody>;

/** A command about a request that there is, as its life is decided: words are vault ids already. */
export type RequestCommand =
  | {
      readonly kind: 'noteContact';
      readonly direction: 'in' | 'out' | 'note';
      /** Id of the contact. */
      readonly contact: string;
      readonly channel: Channel;
      readonly at: number;
      readonly answered?: true;
      readonly awaits?: 'us' | 'customer';
      readonly confirms?: true;
      readonly next?: NextStep;
    }
  | { readonly kind: 'editRequest'; readonly edit: RequestEdit }
  | { readonly kind: 'handOverRequest'; readonly to: string }
  | { readonly kind: 'escalateRequest'; readonly why: string; readonly to?: string }
  | { readonly kind: 'takeUpRequest' }
  | { readonly kind: 'resolveRequest' }
  | { readonly kind: 'closeRequest'; readonly confirmed: boolean; readonly why?: string }
  | { readonly kind: 'reopenRequest'; readonly why: string }
  | { readonly kind: 'mergeRequests'; readonly into: number }
  | { readonly kind: 'validateRequest' };

/** The changes that an edit makes to a request; null takes away. Words are vault ids. */
export type RequestEdit = {
  readonly subject?: string;
  readonly kind?: string;
  readonly priority?: (typeof priorities)[number];
  readonly agent?: string | null;
  readonly reason?: string | null;
  readonly customer?: string;
  readonly fields?: string;
  readonly next?: NextStep | null;
  /** The fields that its kind requires and that are not there afterwards. */
  readonly missing?: readonly string[];
};
