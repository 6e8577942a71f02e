import { z } from 'zod';
import { Instant } from '../platform/iso.ts';
import type { CallRule } from '../rules/desk/desk.ts';

/** How 3CX tells of a call that is over, in its template of call journaling. */
const journalTypes = {
  Inbound: { direction: 'in', answered: true },
  Missed: { direction: 'in', answered: false },
  Outbound: { direction: 'out', answered: true },
  Notanswered: { direction: 'out', answered: false },
} as const;

const durationExpected = 'expected seconds, or hours, minutes and seconds such as 00:03:20';
const Duration = z.union([
  z.int().min(0).max(86_400),
  z
    .string({ error: durationExpected })
    .regex(/^\d{1,2}:[0-5]\d:[0-5]\d$/, durationExpected)
    .transform((text) => {
      const [hours = 0, minutes = 0, seconds = 0] = text.split(':').map(Number);
      return (hours * 60 + minutes) * 60 + seconds;
    }),
]);

const told = {
  number: z
    .string()
    .trim()
    .max(60)
    .meta({ description: 'The telephone number of the customer, in any writing; empty when it is hidden.' }),
  direction: z.enum(['in', 'out']).optional().meta({ description: 'One of direction and type.' }),
  type: z
    .enum(['Inbound', 'Missed', 'Outbound', 'Notanswered'])
    .optional()
    .meta({ description: 'In the words of 3CX: says direction and answered.' }),
  start: Instant.meta({ description: 'When it began to ring.' }),
  end: Instant.optional().meta({ description: 'When it ended; left out while it lasts.' }),
  duration: Duration.optional().meta({ description: 'From start to end, where no end is told.' }),
  answered: z
    .union([z.boolean(), Instant])
    .optional()
    .meta({ description: 'Whether, or when, it was taken. A call in that ended without is a missed one.' }),
  id: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}$/, 'expected 1 to 200 visible characters')
    .optional()
    .meta({
      description:
        'Of your telephony: told again, the call is completed. Left out: number and start tell it.',
    }),
  person: z
    .string()
    .max(63)
    .optional()
    .meta({ description: 'Who took it or made it: a person of people.yaml.' }),
  request: z
    .int()
    .min(1)
    .max(2_147_483_647)
    .optional()
    .meta({ description: 'The request that it is about.' }),
};

/** The body of a call, as telephony tells of it: at its start, at its end, or both. */
export const CallBody = z
  .strictObject(told)
  .refine(({ direction, type }) => (direction === undefined) !== (type === undefined), {
    path: ['direction'],
    error: 'expected one of direction and type',
  });
export type CallBody = z.infer<typeof CallBody>;

/** A call in the words of this room: which way it went, whether it was taken, when it ended. */
export function readCall({ type, duration, ...call }: CallBody) {
  const said = type === undefined ? undefined : journalTypes[type];
  const end = call.end ?? (duration === undefined ? undefined : call.start + duration * 1_000);
  return {
    ...call,
    end,
    direction: call.direction ?? said?.direction ?? 'in',
    answered: call.answered ?? said?.answered,
  } as const;
}

/** A call as it was told, read. */
export type ToldCall = ReturnType<typeof readCall>;

/** A call. Times are epoch milliseconds. */
export type Call = {
  readonly id: string;
  readonly direction: 'in' | 'out';
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt?: number;
  readonly person?: string;
  readonly customer: string;
  readonly request?: number;
};

/** The outcome of a call. */
export type CallEnd =
  /** It lasts: nothing yet. */
  | { readonly kind: 'lasting' }
  /** It belongs to a request, or is a contact about it. */
  | { readonly kind: 'contact'; readonly request: number }
  /** Nobody would know of it otherwise. */
  | { readonly kind: 'request' }
  /** It stays in the list of calls that somebody has still to note. */
  | { readonly kind: 'loose' };

/**
 * The outcome of a call whose customer has these open requests: it is about the one that is named, or the
 * only one that there is. Of several nobody can tell but who spoke.
 */
export function endOfCall(
  call: Call,
  open: readonly number[],
  rules: { readonly missed: CallRule; readonly answered: CallRule },
  named?: number,
): CallEnd {
  if (call.endedAt === undefined) return { kind: 'lasting' };
  const [only, ...more] = open;
  const about = named ?? (more.length === 0 ? only : undefined);
  if (about !== undefined) return { kind: 'contact', request: about };
  if (open.length > 0 || call.direction === 'out') return { kind: 'loose' };
  const rule = call.answeredAt === undefined ? rules.missed : rules.answered;
  return { kind: rule === 'request' ? 'request' : 'loose' };
}

/** A call as it is known after it was told once more: what was known stays where nothing is said of it. */
export function toldAgain(known: Call | undefined, told: Call): Call {
  if (known === undefined) return told;
  const { answeredAt = known.answeredAt, endedAt = known.endedAt, person = known.person } = told;
  return {
    ...known,
    ...(answeredAt !== undefined && { answeredAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(person !== undefined && { person }),
  };
}
