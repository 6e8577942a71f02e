import type { NewNotice } from '../../notices/notice.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Anomaly } from './anomaly.ts';
import type { KeptCheck } from './check.ts';

/** The notice to whoever reported an anomaly that it is over; none where no person of people.yaml did. */
export function answeredNotice(
  { number, kind, life, reported, reporter }: Anomaly,
  { desk, people }: Pick<RuleSet, 'desk' | 'people'>,
): NewNotice | undefined {
  if (life.state !== 'corrected' && life.state !== 'declined') return undefined;
  if (reporter === undefined || !people.has(reporter)) return undefined;
  return {
    ...{ key: `anomaly:${number}`, kind: 'anomaly_answered', severity: 'info', people: [reporter] },
    data: defined({
      ...{ anomaly: number, what: kind, outcome: life.state, reportedAt: reported.at, by: life.ended.by },
      timezone: desk?.timezone,
    }),
  };
}

/** The notice of a check to the referents of the desk, else to who leads it; none where there is neither. */
export function checkedNotice(
  { kind, period, report }: KeptCheck,
  { desk, people }: Pick<RuleSet, 'desk' | 'people'>,
): NewNotice[] {
  const having = (part: 'referent' | 'lead') =>
    [...people].flatMap(([id, person]) => (person.desk === part ? [id] : []));
  const referents = having('referent');
  const told = referents.length > 0 ? referents : having('lead');
  if (told.length === 0) return [];
  const { received, incomplete, sample, duplicates, anomalies } = report;
  return [
    {
      ...{ key: `desk-check:${kind}:${period}`, kind: 'desk_checked', severity: 'info', people: told },
      data: defined({
        ...{ check: kind, period, received, incomplete: incomplete.count },
        sample: sample && [...sample.first],
        duplicates: duplicates?.count,
        ...{ standing: anomalies.standing, overdue: anomalies.overdue, timezone: desk?.timezone },
      }),
    },
  ];
}
