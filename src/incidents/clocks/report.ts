import { defined } from '../../platform/defined.ts';
import { parseInstant } from '../../platform/iso.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { Incident } from '../incident.ts';
import {
  type AuthorityReport,
  type Classification,
  clockState,
  isOwed,
  type StandingClock,
  standingClass,
  withClass,
} from './classification.ts';
import type { ClassChange } from './classify.ts';
import type { RecordReport } from './commands.ts';
import { refuse, refuseName } from './refusals.ts';

/** Reports of one class of an incident: it is read and written as a whole. */
const mostReports = 100;

type Refused = ReturnType<typeof refuse>;

/** A report was sent: a fact of one or several clocks of a class, with who noted it and when. */
export function recordReport(
  incident: Incident,
  command: RecordReport,
  { by, now }: { readonly by: string; readonly now: number },
): Result<ClassChange> {
  const standing = standingClass(incident, command.class);
  if (standing === undefined)
    return refuse('not_classified', `Incident ${incident.number} is not of class ${command.class}.`);
  const { place, classification: before } = standing;
  if (before.reports.length >= mostReports)
    return refuse(
      'too_many_reports',
      `Incident ${incident.number} has ${mostReports} reports of this class.`,
    );
  const meant = meantClocks(before, command, now);
  if ('ok' in meant) return meant;
  const { report: kind, reference, link, reason } = command;
  const sentAt = (command.sentAt === undefined ? undefined : parseInstant(command.sentAt)) ?? now;
  const report: AuthorityReport = defined({ at: now, by, kind, sentAt, reference, link, reason });
  const refusal = whyNot(report, before, meant);
  if (refusal !== undefined) return refusal;
  const clocks = before.clocks.map((clock) =>
    meant.includes(clock) ? { ...clock, reports: [...clock.reports, before.reports.length] } : clock,
  );
  const classification = { ...before, clocks, reports: [...before.reports, report] };
  const touched = clocks.filter((clock, each) => clock !== before.clocks[each]);
  return done({ incident: withClass(incident, place, classification), classification, clocks: touched });
}

/** The clocks that a report is of: those it names, else all with a report owed. */
function meantClocks(
  before: Classification,
  { clocks: named, class: id }: RecordReport,
  now: number,
): readonly StandingClock[] | Refused {
  const standing = before.clocks.filter(({ withdrawn }) => withdrawn === undefined);
  const owed = standing.filter((clock) => isOwed(clockState(clock, before, now)));
  const known = standing.map((clock) => clock.id);
  const unknown = named?.find((clock) => !known.includes(clock));
  if (unknown !== undefined) return refuseName('unknown_clock', `clock of ${id}`, unknown, known);
  const over = named?.find((clock) => !owed.some((one) => one.id === clock));
  if (over !== undefined || owed.length === 0)
    return refuse('clock_already_done', `The complete report is noted already: ${over ?? known.join(', ')}.`);
  return named === undefined ? owed : owed.filter((clock) => named.includes(clock.id));
}

function whyNot(
  { at, sentAt, kind, reason, reference }: AuthorityReport,
  { awareAt, rule, reports }: Classification,
  clocks: readonly StandingClock[],
): Refused | undefined {
  if (sentAt > at) return refuse('report_in_future', 'A report is noted once it was sent: sentAt is ahead.');
  if (sentAt < awareAt)
    return refuse('report_before_awareness', 'Nobody reports before they are aware: sentAt is too early.');
  if (kind === 'incomplete') {
    const strict = rule.clocks.find(
      ({ id, firstIncomplete }) => !firstIncomplete && clocks.some((clock) => clock.id === id),
    );
    if (strict !== undefined)
      return refuse('incomplete_not_allowed', `${strict.id} takes a complete report only.`);
  }
  const sent = clocks.flatMap((clock) => clock.reports.flatMap((place) => reports[place]?.sentAt ?? []));
  if (kind === 'complete' && sent.some((before) => before > sentAt))
    return refuse(
      'complete_before_first',
      'A complete report comes after the first one: sentAt is too early.',
    );
  const first = clocks.filter((clock) => clock.reports.length === 0);
  if (reason === undefined && first.some(({ dueAt }) => sentAt > dueAt))
    return refuse('late_reason_missing', 'This report is late: say why under reason.');
  if (reference === undefined && first.some(({ dueAt }) => sentAt <= dueAt && at > dueAt))
    return refuse(
      'late_reference_missing',
      'This report is noted after the due time: give the number that the authority gave it, reference.',
    );
  return undefined;
}
