import type { ClockClass, ClockRule } from '../../rules/clocks/clock-class.ts';

/** A time (epoch ms) and an actor text. */
type Mark = { readonly at: number; readonly by: string };

/** The kinds of a report to an authority. */
export const reportKinds = ['incomplete', 'complete'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** A report that was sent to an authority, as somebody noted it: `at` and `by` are of the note. */
export type AuthorityReport = Mark & {
  readonly kind: ReportKind;
  readonly sentAt: number;
  /** The number that the authority gave it. */
  readonly reference?: string;
  readonly link?: string;
  /** Why it was late. */
  readonly reason?: string;
};

/** A clock of an incident. Both instants are epoch ms; a report sent at `dueAt` itself is in time. */
export type StandingClock = {
  /** Of the class's rule: `authority`. */
  readonly id: string;
  readonly startsAt: number;
  readonly dueAt: number;
  /** Places in the class's list of reports, in the order in which they were noted. */
  readonly reports: readonly number[];
  /** An approver found that it does not apply. */
  readonly withdrawn?: Mark & { readonly wasLate: boolean };
};

/** A decision of people on the class of an incident; they stand in the order in which they were made. */
export type ClassStep = Mark &
  (
    | { readonly kind: 'classified'; readonly awareAt: number; readonly facets: readonly string[] }
    | { readonly kind: 'widened'; readonly facets: readonly string[] }
    | { readonly kind: 'aware_earlier'; readonly awareAt: number }
    | { readonly kind: 'withdrawn'; readonly clocks: readonly string[] }
  ) & { readonly reason?: string };

/** A class that an incident was given. */
export type Classification = {
  /** The class as the rules said it then: what becomes of the file changes no clock that runs. */
  readonly rule: ClockClass;
  /** Circumstances that hold, by id. */
  readonly facets: readonly string[];
  /** When people became aware, epoch ms. */
  readonly awareAt: number;
  /** IANA name of the zone in which its days end. */
  readonly timezone: string;
  readonly clocks: readonly StandingClock[];
  readonly reports: readonly AuthorityReport[];
  readonly steps: readonly ClassStep[];
};

/** A bearer of classes: an incident. */
export type Classified = { readonly classes?: readonly Classification[] };

/**
 * How a report stands to the due time: sent and noted in time; sent in time, as whoever noted it after the
 * due time says; or sent late. What has been late never becomes `on_time`.
 */
export const timelinesses = ['on_time', 'noted_late', 'late'] as const;
export type Timeliness = (typeof timelinesses)[number];

/** Where a clock stands at an instant. */
export type ClockState =
  | { readonly kind: 'running'; readonly dueAt: number }
  /** No report is known, and the due time is over. */
  | { readonly kind: 'late'; readonly since: number }
  /** A first report was sent; the complete one is still owed. */
  | { readonly kind: 'incomplete'; readonly at: number; readonly by: string; readonly timely: Timeliness }
  | { readonly kind: 'done'; readonly at: number; readonly by: string; readonly timely: Timeliness }
  | { readonly kind: 'withdrawn'; readonly at: number; readonly by: string; readonly wasLate: boolean };
/** The states of a clock. */
export const clockStates = ['running', 'late', 'incomplete', 'done', 'withdrawn'] as const;

/** A clock with its class, its rule and where it stands. */
export type ClockView = {
  readonly classification: Classification;
  readonly rule: ClockRule;
  readonly clock: StandingClock;
  readonly state: ClockState;
};

/** Where a clock of a class stands at `now`. */
export function clockState(clock: StandingClock, { reports }: Classification, now: number): ClockState {
  const sent = clock.reports.flatMap((place) => reports[place] ?? []);
  const [first] = sent;
  const { withdrawn, dueAt } = clock;
  const complete = sent.find(({ kind }) => kind === 'complete');
  if (first !== undefined && complete !== undefined)
    return { kind: 'done', at: complete.sentAt, by: complete.by, timely: timeliness(first, dueAt) };
  if (withdrawn !== undefined) return { kind: 'withdrawn', ...withdrawn };
  if (first !== undefined)
    return { kind: 'incomplete', at: first.sentAt, by: first.by, timely: timeliness(first, dueAt) };
  return now <= dueAt ? { kind: 'running', dueAt } : { kind: 'late', since: dueAt };
}

function timeliness({ sentAt, at }: AuthorityReport, dueAt: number): Timeliness {
  if (sentAt > dueAt) return 'late';
  return at > dueAt ? 'noted_late' : 'on_time';
}

/** Every clock of an incident, class by class in the order in which they were given. */
export function clocksOf({ classes = [] }: Classified, now: number): readonly ClockView[] {
  return classes.flatMap((classification) =>
    classification.clocks.flatMap((clock) => {
      const rule = classification.rule.clocks.find(({ id }) => id === clock.id);
      if (rule === undefined) return [];
      return [{ classification, rule, clock, state: clockState(clock, classification, now) }];
    }),
  );
}

/** Whether a report is still owed. */
export function isOwed({ kind }: ClockState): boolean {
  return kind === 'running' || kind === 'late' || kind === 'incomplete';
}

/** Whether a first report is owed: these clocks are urgent. */
export function isUrgent({ kind }: ClockState): boolean {
  return kind === 'running' || kind === 'late';
}

/** Whether a report about the incident is owed; time alone changes nothing about that. */
export function isOwing(incident: Classified): boolean {
  return clocksOf(incident, 0).some(({ state }) => isOwed(state));
}

/** Clocks with a report still owed, the earliest due first. */
export function owedClocks(incident: Classified, now: number): readonly ClockView[] {
  return clocksOf(incident, now)
    .filter(({ state }) => isOwed(state))
    .toSorted((left, right) => left.clock.dueAt - right.clock.dueAt);
}

/** Whether the incident still is of this class: a clock of it was not withdrawn. */
export function isStanding({ clocks }: Classification): boolean {
  return clocks.some(({ withdrawn }) => withdrawn === undefined);
}

/** The classification of this class that stands, with its place in the incident's list. */
export function standingClass(
  { classes = [] }: Classified,
  id: string,
): { readonly place: number; readonly classification: Classification } | undefined {
  const place = classes.findLastIndex((one) => one.rule.id === id && isStanding(one));
  const classification = classes[place];
  return classification === undefined ? undefined : { place, classification };
}

/** The incident with a classification of its own put in place of another, or behind all of them. */
export function withClass<T extends Classified>(incident: T, place: number, one: Classification): T {
  const { classes = [] } = incident;
  return { ...incident, classes: [...classes.slice(0, place), one, ...classes.slice(place + 1)] };
}
