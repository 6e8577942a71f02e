import { defined } from '../../platform/defined.ts';
import { parseInstant } from '../../platform/iso.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { ClockClass } from '../../rules/clocks/clock-class.ts';
import type { Incident } from '../incident.ts';
import {
  type Classification,
  clockState,
  type StandingClock,
  standingClass,
  withClass,
} from './classification.ts';
import type { ClassifyIncident, DeclassifyIncident } from './commands.ts';
import { dueAtOf } from './due.ts';
import { refuse, refuseName } from './refusals.ts';

/** Classes of an incident, withdrawn ones included: it is read and written as a whole. */
const mostClasses = 20;

/** The surroundings of a command on classes: those that the mandate lets an incident have, and all. */
export type ClassContext = {
  /** Actor text. */
  readonly by: string;
  readonly now: number;
  readonly allowed: readonly ClockClass[];
  readonly all: readonly ClockClass[];
  /** IANA name of the zone in which the incident's days end. */
  readonly timezone: string;
};

/** An incident with the classification that a command made or changed, and the clocks that it started. */
export type ClassChange = {
  readonly incident: Incident;
  readonly classification: Classification;
  /** Clocks that the command started, moved or withdrew. */
  readonly clocks: readonly StandingClock[];
};

/** The instant at which the fault began, as far as it is known. */
export function faultBeganAt({ triggers, opened }: Pick<Incident, 'triggers' | 'opened'>): number {
  return Math.min(opened.at, ...triggers.map(({ breachedAt }) => breachedAt));
}

/**
 * Gives an incident a class, or adds circumstances to one that it has, or moves its awareness to an earlier
 * time. Neither ever makes a clock later: for that, an approver withdraws the class first.
 */
export function classifyIncident(
  incident: Incident,
  command: ClassifyIncident,
  ctx: ClassContext,
): Result<ClassChange> {
  const standing = standingClass(incident, command.class);
  const rule = standing?.classification.rule ?? ctx.allowed.find(({ id }) => id === command.class);
  if (rule === undefined) return noClass(command.class, ctx);
  const { facets = [] } = command;
  const known = rule.facets.map(({ id }) => id);
  const unknown = facets.find((facet) => !known.includes(facet));
  if (unknown !== undefined) return refuseName('unknown_facet', `circumstance of ${rule.id}`, unknown, known);
  const given = command.awareAt === undefined ? undefined : parseInstant(command.awareAt);
  const late = whyNotAware(incident, given, command.reason, ctx.now);
  if (late !== undefined) return late;
  if (standing !== undefined) return changed(incident, standing, { ...command, facets }, given, ctx);
  if (known.length > 0 && facets.length === 0)
    return refuse('facet_missing', `Say which circumstance of ${rule.id} holds: ${known.join(', ')}.`);
  const { classes = [] } = incident;
  if (classes.length >= mostClasses)
    return refuse('too_many_classes', `Incident ${incident.number} has had ${mostClasses} classes already.`);
  const awareAt = given ?? ctx.now;
  const base = { rule, facets, awareAt, timezone: ctx.timezone, reports: [] };
  const clocks = startedBy(base, incident);
  const step = defined({
    kind: 'classified' as const,
    ...{ at: ctx.now, by: ctx.by, awareAt, facets, reason: command.reason },
  });
  const classification: Classification = { ...base, clocks, steps: [step] };
  return done({ incident: withClass(incident, classes.length, classification), classification, clocks });
}

type Standing = NonNullable<ReturnType<typeof standingClass>>;

/** A class that stands is widened by circumstances, or its awareness moves to an earlier time, or both. */
function changed(
  incident: Incident,
  { place, classification: before }: Standing,
  { facets, reason, class: id }: ClassifyIncident & { readonly facets: readonly string[] },
  given: number | undefined,
  ctx: ClassContext,
): Result<ClassChange> {
  const added = facets.filter((facet) => !before.facets.includes(facet));
  const isEarlier = given !== undefined && given < before.awareAt;
  if (given !== undefined && given > before.awareAt)
    return refuse(
      'awareness_moves_earlier',
      `Incident ${incident.number} is ${id} with an earlier awareness. It only moves to an earlier time: an approver withdraws the class, then it is given anew.`,
    );
  if (added.length === 0 && !isEarlier)
    return refuse('already_classified', `Incident ${incident.number} is ${id} already.`);
  if (isEarlier && reason === undefined)
    return refuse(
      'awareness_reason_missing',
      'Say why people were aware earlier than was said before: reason.',
    );
  const mark = defined({ at: ctx.now, by: ctx.by, reason });
  const awareAt = isEarlier ? given : before.awareAt;
  const moved = before.clocks.map((clock) => movedTo(clock, before, awareAt));
  const started = startedBy({ ...before, facets: added, awareAt }, incident).filter(
    ({ id: clock }) => !before.clocks.some((one) => one.id === clock && one.withdrawn === undefined),
  );
  const classification: Classification = {
    ...before,
    awareAt,
    facets: [...before.facets, ...added],
    clocks: [...moved, ...started],
    steps: [
      ...before.steps,
      ...(added.length > 0 ? [{ ...mark, kind: 'widened' as const, facets: added }] : []),
      ...(isEarlier ? [{ ...mark, kind: 'aware_earlier' as const, awareAt }] : []),
    ],
  };
  const touched = [...moved.filter((clock, each) => clock !== before.clocks[each]), ...started];
  return done({ incident: withClass(incident, place, classification), classification, clocks: touched });
}

/** The clocks of a rule that run in the circumstances of a classification. */
function startedBy(
  { rule, facets, awareAt, timezone }: Pick<Classification, 'rule' | 'facets' | 'awareAt' | 'timezone'>,
  { opened }: Pick<Incident, 'opened'>,
): StandingClock[] {
  return rule.clocks.flatMap(({ id, when, from, within }) => {
    if (when !== undefined && !facets.includes(when)) return [];
    const startsAt = from === 'awareness' ? awareAt : opened.at;
    return [{ id, startsAt, dueAt: dueAtOf(within, startsAt, timezone), reports: [] }];
  });
}

function movedTo(
  clock: StandingClock,
  { rule, timezone, awareAt: before }: Classification,
  awareAt: number,
): StandingClock {
  const found = rule.clocks.find(({ id }) => id === clock.id);
  if (awareAt === before || found?.from !== 'awareness' || clock.withdrawn !== undefined) return clock;
  return { ...clock, startsAt: awareAt, dueAt: dueAtOf(found.within, awareAt, timezone) };
}

function whyNotAware(
  incident: Incident,
  awareAt: number | undefined,
  reason: string | undefined,
  now: number,
): ReturnType<typeof refuse> | undefined {
  if (awareAt === undefined) return undefined;
  if (awareAt > now)
    return refuse('aware_in_future', 'Nobody is aware of an incident in the future: awareAt.');
  if (awareAt >= faultBeganAt(incident) || reason !== undefined) return undefined;
  return refuse(
    'awareness_reason_missing',
    'People were aware before the fault began: say why under reason.',
  );
}

function noClass(id: string, { all, allowed }: ClassContext): ReturnType<typeof refuse> {
  if (!all.some((one) => one.id === id))
    return refuseName(
      'unknown_class',
      'class',
      id,
      all.map((one) => one.id),
    );
  const named = allowed.length === 0 ? 'none' : allowed.map((one) => one.id).join(', ');
  return refuse(
    'class_not_in_mandate',
    `The mandate of this agent names ${named} under clocks, not ${id}: add it there, and it may be given.`,
  );
}

/**
 * An approver takes a class, or circumstances of it, from an incident. A clock whose complete report was sent
 * stays as it is; one that was late says so for ever.
 */
export function declassifyIncident(
  incident: Incident,
  { class: id, facets, reason }: DeclassifyIncident,
  { by, now }: Pick<ClassContext, 'by' | 'now'>,
): Result<ClassChange> {
  const standing = standingClass(incident, id);
  if (standing === undefined)
    return refuse('not_classified', `Incident ${incident.number} is not of class ${id}.`);
  const { place, classification: before } = standing;
  const unknown = facets?.find((facet) => !before.facets.includes(facet));
  if (unknown !== undefined)
    return refuseName('unknown_facet', `circumstance of incident ${incident.number}`, unknown, before.facets);
  const left = before.facets.filter((facet) => facets !== undefined && !facets.includes(facet));
  const isWhole = facets === undefined || (before.facets.length > 0 && left.length === 0);
  const falls = new Set(
    before.rule.clocks
      .filter(({ when }) => isWhole || (when !== undefined && !left.includes(when)))
      .map((one) => one.id),
  );
  const clocks = before.clocks.map((clock) => {
    const state = clockState(clock, before, now);
    if (!falls.has(clock.id) || clock.withdrawn !== undefined) return clock;
    const wasLate = state.kind === 'late' || ('timely' in state && state.timely === 'late');
    return { ...clock, withdrawn: { at: now, by, wasLate } };
  });
  const touched = clocks.filter((clock, each) => clock !== before.clocks[each]);
  const step = { kind: 'withdrawn' as const, at: now, by, clocks: touched.map((clock) => clock.id), reason };
  const classification: Classification = {
    ...before,
    facets: isWhole ? before.facets : left,
    clocks,
    steps: [...before.steps, step],
  };
  return done({ incident: withClass(incident, place, classification), classification, clocks: touched });
}
