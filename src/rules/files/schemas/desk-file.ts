import { z } from 'zod';
import { parseDate } from '../../../language/zoned.ts';
import { Bilingual } from '../../../metrics/metric.ts';
import { parseDuration } from '../../../platform/duration.ts';
import { longestDurationMs } from '../../condition.ts';
import { priorities } from '../../desk/desk.ts';
import { Id, TimeZone } from './parts.ts';

const workExpected = 'expected hours or minutes of working time, such as 4h or 30m';

/** A span of working time, read as milliseconds. Days would be of 24 hours to one and of 8 to another. */
const WorkingTime = z
  .string({ error: workExpected })
  .regex(/^[1-9]\d{0,4}[hm]$/, workExpected)
  .meta({ title: 'working time', examples: ['4h'] })
  .transform((text) => parseDuration(text) ?? 0)
  .refine((ms) => ms <= longestDurationMs, workExpected);

const Day = z
  .string({ error: 'expected a day such as 2026-12-24' })
  .refine((text) => parseDate(text) !== undefined, 'expected a day of the calendar, such as 2026-12-24')
  .meta({ title: 'day', examples: ['2026-12-24'] });

/** The days of the week, as the file writes them, Monday first. */
export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const dayExpected = 'expected a day or days of the week, such as mon or mon-fri';
const Days = z
  .string()
  .regex(new RegExp(`^(?:${weekdays.join('|')})(?:-(?:${weekdays.join('|')}))?$`), dayExpected);

const time = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const hoursExpected = 'expected hours such as 09:00-12:30';
const Hours = z
  .string({ error: hoursExpected })
  .regex(new RegExp(`^${time}-(?:${time}|24:00)$`), hoursExpected)
  .meta({ title: 'opening hours', examples: ['09:00-12:30'] });

/** A kind of request. */
export const KindEntry = z.strictObject({
  name: Bilingual.meta({
    description: 'As pages and letters write it',
    examples: [{ fr: 'Réclamation', en: 'Claim' }],
  }),
  words: z
    .array(z.string().trim().min(2).max(60))
    .max(50)
    .default([])
    .meta({
      description: 'Words of a subject by which this kind is guessed; correctable by whoever enters',
      examples: [['réclamation', 'remboursement']],
    }),
  requires: z
    .array(Id)
    .max(30)
    .default([])
    .meta({
      description:
        'What must be there before a request is resolved or validated: name, email, phone, text, agent, or fields of this file',
      examples: [['name', 'contract']],
    }),
  priority: z.enum(priorities).default('normal').describe('Where whoever enters says none'),
  category: Id.optional().meta({
    description: 'The category of retention.yaml by which its words are kept; left out: the usual one',
    examples: ['claims'],
  }),
});
export type KindEntry = z.infer<typeof KindEntry>;

/** A field that the desk asks for. */
export const FieldEntry = z.strictObject({
  name: Bilingual.meta({
    description: 'As pages write it',
    examples: [{ fr: 'Numéro de contrat', en: 'Contract number' }],
  }),
  pattern: z
    .string()
    .max(200)
    .refine(isPattern, 'expected a regular expression')
    .optional()
    .meta({ description: 'A regular expression that a whole value must fit', examples: ['C-[0-9]{6}'] }),
});

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, 'u').source !== '';
  } catch {
    return false;
  }
}

const Call = z.enum(['request', 'note'], { error: 'expected request or note' });

/** desk.yaml: the desk that follows customers’ requests. */
export const DeskFile = z
  .strictObject({
    agent: Id.optional().meta({
      description: 'The agent of agents/ that its figures are metrics of; left out: no metrics are made',
      examples: ['support-desk'],
    }),
    timezone: TimeZone.describe('The zone of its hours'),
    country: z
      .string({ error: 'expected the code of a country such as FR, or of a part of one such as FR-57' })
      .optional()
      .meta({ description: 'Whose public holidays it keeps; left out: none', examples: ['FR'] }),
    hours: z
      .record(Days, z.array(Hours).min(1, 'expected hours such as 09:00-12:30').max(6))
      .optional()
      .meta({
        description: 'When it is open, by days of the week; left out: at any time',
        examples: [{ 'mon-fri': ['09:00-12:30', '13:30-18:00'], sat: ['09:00-12:00'] }],
      }),
    closed: z
      .array(
        z
          .strictObject({ from: Day.describe('The first day'), to: Day.describe('The last day') })
          .refine(
            ({ from, to }) => from <= to,
            'expected a last day (to) that is not before the first (from)',
          ),
      )
      .max(200)
      .default([])
      .meta({
        description: 'Days on which it is closed besides public holidays',
        examples: [[{ from: '2026-12-24', to: '2026-12-31' }]],
      }),
    kinds: z
      .record(Id, KindEntry)
      .default({})
      .describe('The kinds of requests, by id; what is of none is other'),
    fields: z
      .record(Id, FieldEntry)
      .default({})
      .describe('Fields that kinds may require, beside name, email, phone, text and agent'),
    sla: z
      .array(
        z
          .strictObject({
            kind: Id.optional().describe('Left out: every kind'),
            priority: z.enum(priorities).optional().describe('Left out: every priority'),
            answer: WorkingTime.optional().describe('Until the first answer, in working time'),
            resolve: WorkingTime.optional().describe('Until it is resolved, in working time'),
          })
          .refine(
            ({ answer, resolve }) => answer !== undefined || resolve !== undefined,
            'expected answer or resolve',
          ),
      )
      .max(200)
      .default([])
      .meta({
        description:
          'Times to be kept. Of those that fit a request, the one that says the most holds: kind and priority, then kind, then priority',
        examples: [
          [
            { answer: '4h', resolve: '24h' },
            { kind: 'claim', answer: '2h' },
          ],
        ],
      }),
    alarms: z
      .strictObject({
        no_answer: WorkingTime.optional().describe('A request that nobody has answered; left out: 4h'),
        waiting: WorkingTime.optional().describe('A request that waits for the desk; left out: 24h'),
        take_up: WorkingTime.optional().describe('An escalation that nobody has taken up; left out: 1h'),
        sla_share: z
          .number()
          .gt(0)
          .max(1, 'expected a share of the time of the SLA, from 0 to 1')
          .optional()
          .meta({ description: 'Share of an SLA that is used up; left out: 0.8', examples: [0.8] }),
      })
      .optional()
      .describe('When people are told of a request that waits'),
    calls: z
      .strictObject({
        missed: Call.optional().describe('A call that nobody answered; left out: request'),
        answered: Call.optional().describe('A call that somebody answered; left out: note'),
      })
      .optional()
      .describe(
        'What becomes of a call of telephony by somebody without an open request: a request, or a note that waits to be taken up',
      ),
  })
  .meta({
    title: 'filrouge desk',
    description: 'The desk that follows the requests of customers; without this file there is none',
  });
export type DeskFile = z.infer<typeof DeskFile>;
