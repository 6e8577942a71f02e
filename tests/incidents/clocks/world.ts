import { clocksOf, owedClocks } from '../../../src/incidents/clocks/classification.ts';
import {
  type ClassChange,
  type ClassContext,
  classifyIncident,
  declassifyIncident,
} from '../../../src/incidents/clocks/classify.ts';
import type {
  ClassifyIncident,
  DeclassifyIncident,
  RecordReport,
} from '../../../src/incidents/clocks/commands.ts';
import { recordReport } from '../../../src/incidents/clocks/report.ts';
import type { Incident } from '../../../src/incidents/incident.ts';
import { iso } from '../../../src/platform/iso.ts';
import type { Refusal, Result } from '../../../src/platform/refusal.ts';
import { builtInClasses } from '../../../src/rules/clocks/built-in.ts';
import type { ClockClass } from '../../../src/rules/clocks/clock-class.ts';
import { anIncident } from '../../builders/incidents.ts';
import { tripAt } from '../../builders/time.ts';

/** Incident 4, which opened at the trip; nobody has given it a class. */
export const fresh = anIncident();

/** A class of a contract: a notice at once, which must be complete, and a report from the opening. */
export const contract: ClockClass = {
  id: 'outage',
  name: { fr: 'Interruption', en: 'Outage' },
  source: { fr: 'Contrat', en: 'Contract' },
  facets: [],
  clocks: [
    {
      id: 'notice',
      name: { fr: 'Avis', en: 'Notice' },
      source: { fr: 'Contrat, 12', en: 'Contract, 12' },
      within: { unit: 'hours', count: 4 },
      from: 'opened',
      firstIncomplete: false,
    },
  ],
};

const classes = [...builtInClasses, contract];

/** What the rules say, in Paris, at an instant. */
export function context(now = tripAt, changed: Partial<ClassContext> = {}): ClassContext {
  return { by: 'person:lea', now, timezone: 'Europe/Paris', all: classes, allowed: classes, ...changed };
}

type Given<T> = Partial<Omit<T, 'kind' | 'incident' | 'awareAt' | 'sentAt'>> & {
  readonly awareAt?: number;
  readonly sentAt?: number;
};

/** Gives the incident a class: a personal data breach, unless said otherwise. */
export function classify(
  incident: Incident,
  { awareAt, sentAt: _, ...given }: Given<ClassifyIncident> = {},
  ctx = context(),
): Result<ClassChange> {
  return classifyIncident(
    incident,
    {
      kind: 'classifyIncident',
      incident: 4,
      class: 'gdpr_breach',
      ...given,
      ...(awareAt === undefined ? {} : { awareAt: iso(awareAt) }),
    },
    ctx,
  );
}

/** Notes a report: the complete one of the personal data breach, unless said otherwise. */
export function report(
  incident: Incident,
  { sentAt, awareAt: _, ...given }: Given<RecordReport> = {},
  now = tripAt,
): Result<ClassChange> {
  return recordReport(
    incident,
    {
      kind: 'recordReport',
      incident: 4,
      class: 'gdpr_breach',
      report: 'complete',
      ...given,
      ...(sentAt === undefined ? {} : { sentAt: iso(sentAt) }),
    },
    { by: 'person:lea', now },
  );
}

/** Withdraws a class. */
export function declassify(
  incident: Incident,
  given: Partial<DeclassifyIncident> = {},
  now = tripAt,
): Result<ClassChange> {
  const usual = { kind: 'declassifyIncident', incident: 4, class: 'gdpr_breach', reason: 'No data' } as const;
  return declassifyIncident(incident, { ...usual, ...given }, { by: 'person:camille', now });
}

/** The incident that a command left; a refusal is a mistake of the test. */
export function left(result: Result<ClassChange>): Incident {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value.incident;
}

/** The refusal of a command; that it was carried out is a mistake of the test. */
export function refusalOf(result: Result<ClassChange>): Refusal {
  if (result.ok) throw new Error('it was carried out');
  return result.refusal;
}

/** Where each clock stands, by its id. */
export function states(incident: Incident, now: number): readonly string[] {
  return clocksOf(incident, now).map(({ clock, state }) => {
    const timely = 'timely' in state ? ` ${state.timely}` : '';
    return `${clock.id} ${state.kind}${timely}`;
  });
}

/** When each report that is owed is due, ISO 8601. */
export function dues(incident: Incident, now: number): readonly string[] {
  return owedClocks(incident, now).map(({ clock }) => `${clock.id} ${iso(clock.dueAt)}`);
}
