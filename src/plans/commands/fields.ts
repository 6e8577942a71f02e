import { z } from 'zod';
import { endOfDate, parseDate, startOfDate } from '../../language/zoned.ts';
import { durationExpected, parseDuration } from '../../platform/duration.ts';
import { instantExpected, parseInstant } from '../../platform/iso.ts';
import { mostCases } from '../cases/case.ts';

/** The fields of commands. An absent field stays as it is, `null` takes an optional one away. */

/** A text of a person: bounded, and without the NUL that no PostgreSQL text can hold. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\u0000'), 'found the character U+0000');

/** A text of at most 300 characters. */
export const Title = text(300);
export const LongText = text(20_000);

/** An id that people give: of a person, of a checklist. */
export const Name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'expected an id such as lea or it-ops');

/** Money in euros. */
export const Amount = z.number().nonnegative().max(1e12);

/** Means that a plan as a whole may use. */
export const PlanResources = z
  .strictObject({ budget: Amount.optional(), tools: LongText.optional(), people: LongText.optional() })
  .meta({ description: 'The budget in euros.', example: { budget: 12000, tools: 'CRM' } });

/** The id of an action, an improvement or a criterion. */
export const PartId = z.string().max(40);

/** Names the version that was read, so that an edit never overwrites what somebody else changed meanwhile. */
export const Version = z.int().positive().optional().meta({
  description: 'The version that was read: 409 when the plan has moved on since.',
});

export const CriterionTexts = z
  .array(text(500))
  .max(20)
  .meta({ example: ['error_rate < 1% over 1h for 24h'] });

export const Checklists = z
  .array(z.strictObject({ id: Name, items: z.array(Title).min(1).max(mostCases) }))
  .max(10);

export const TopThree = z
  .array(PartId)
  .min(1)
  .max(3)
  .refine((ids) => new Set(ids).size === ids.length, 'name each once')
  .meta({
    description: 'The actions and improvements to take up first, in this order; null for the proposal again.',
    example: ['4-3', '4-4', '4-m-1'],
  });

export const Duration = z
  .string()
  .refine((value) => (parseDuration(value) ?? 0) > 0, `expected ${durationExpected}`);

/** A day or an instant: `2026-06-08`, `2026-06-08T17:00:00+02:00`. */
export const Moment = z
  .string()
  .refine(
    (value) => parseDate(value) !== undefined || parseInstant(value) !== undefined,
    `expected a day such as 2026-06-08, or ${instantExpected}`,
  )
  .meta({ description: "A day (in the agent's zone) or an instant.", example: '2026-06-08' });

/** How a moment is read where a day stands for its `edge` in the agent's zone. `null` and absence pass. */
function momentAt(edge: typeof startOfDate) {
  return <N extends null | undefined>(moment: string | N, timezone: string): number | N | undefined => {
    if (typeof moment !== 'string') return moment;
    const date = parseDate(moment);
    return date === undefined ? parseInstant(moment) : edge(date, timezone);
  };
}

/** When something starts: a day from its beginning. */
export const startMoment = momentAt(startOfDate);
/** When something is due: a day until its end. */
export const dueMoment = momentAt(endOfDate);
