import { z } from 'zod';
import { defined } from '../../platform/defined.ts';
import { isoTimes } from '../../platform/iso.ts';
import { spanText } from '../../rules/clocks/clock-class.ts';
import {
  type Classification,
  type Classified,
  type ClockView,
  clockStates,
  clocksOf,
  reportKinds,
  timelinesses,
} from './classification.ts';

const time = z.iso.datetime();
const both = z.object({ fr: z.string(), en: z.string() });
const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();
const mark = z.object({ at: time, by: z.string() });
const Timely = z.enum(timelinesses).meta({
  description:
    'How the first report stands to the due time: on_time; noted_late: sent in time, as whoever noted it after the due time says; late.',
});

/** A clock as the API tells it. */
export const ClockBody = z.object({
  id: z.string(),
  name: both,
  source: both,
  within: z.string().meta({
    description: 'h: exact hours; d: days of the calendar, to the end of the last.',
    example: '72h',
  }),
  from: z.enum(['awareness', 'opened']),
  firstIncomplete: z
    .boolean()
    .meta({ description: 'Whether a first report that is not complete yet is in time.' }),
  startsAt: time,
  dueAt: time,
  state: z.enum(clockStates).meta({
    description:
      'running; late: past due, no report known; incomplete: a first report was sent, the complete one is owed; done; withdrawn.',
  }),
  since: time.optional().meta({ description: 'Of late: the due time.' }),
  at: time.optional().meta({ description: 'When the report was sent, or the clock withdrawn.' }),
  by: z.string().optional().meta({ description: 'Who noted it.' }),
  timely: Timely.optional(),
  wasLate: z.boolean().optional().meta({ description: 'Of withdrawn.' }),
});
export type ClockBody = z.infer<typeof ClockBody>;

/** A class of an incident as the API tells it. */
export const ClassBody = z.object({
  class: z.string(),
  name: both,
  source: both,
  facets: list(z.string()),
  awareAt: time,
  timezone: z.string(),
  clocks: list(ClockBody),
  reports: list(
    mark.extend({
      kind: z.enum(reportKinds),
      sentAt: time,
      reference: z.string().optional(),
      link: z.string().optional(),
      reason: z.string().optional(),
      clocks: list(z.string()),
    }),
  ),
  steps: list(
    mark.extend({
      kind: z.enum(['classified', 'widened', 'aware_earlier', 'withdrawn']),
      awareAt: time.optional(),
      facets: list(z.string()).optional(),
      clocks: list(z.string()).optional(),
      reason: z.string().optional(),
    }),
  ),
});
export type ClassBody = z.infer<typeof ClassBody>;

/** The classes of an incident with their clocks as of `now`; absent where it never had one. */
export function classBodies(incident: Classified, now: number): readonly ClassBody[] | undefined {
  const { classes } = incident;
  if (classes === undefined) return undefined;
  const views = clocksOf(incident, now);
  return classes.map((one) =>
    classBody(
      one,
      views.filter(({ classification }) => classification === one),
    ),
  );
}

function classBody(one: Classification, views: readonly ClockView[]): ClassBody {
  const { rule, facets, timezone, clocks } = one;
  const { awareAt, steps } = isoTimes({ awareAt: one.awareAt, steps: one.steps });
  return {
    ...{ class: rule.id, name: rule.name, source: rule.source, facets, awareAt, timezone, steps },
    clocks: views.map(clockBody),
    reports: one.reports.map((report, place) => ({
      ...isoTimes(report),
      clocks: [...new Set(clocks.flatMap(({ id, reports }) => (reports.includes(place) ? [id] : [])))],
    })),
  };
}

/** A clock as of the time that its view was made for. */
export function clockBody({ rule, clock, state }: ClockView): ClockBody {
  const { id, name, source, from, firstIncomplete } = rule;
  const { startsAt, dueAt } = isoTimes({ startsAt: clock.startsAt, dueAt: clock.dueAt });
  const { kind, ...facts } = state;
  return defined({
    ...{ id, name, source, from, firstIncomplete, within: spanText(rule.within) },
    ...isoTimes(facts),
    ...{ state: kind, startsAt, dueAt },
  });
}
