import { plural } from '../../../language/plural.ts';
import { noBreak, en as text } from '../../../language/typography.ts';
import type { WeeklyTexts } from './texts.fr.ts';

const forms = plural('en');
const some = (count: number, one: string, other: string) =>
  `${count}${noBreak}${forms(count, { one, other })}`;
const times = (count: number) => (count === 1 ? 'once' : `${count}${noBreak}times`);

/** The words of the weekly report in English. */
export const en: WeeklyTexts = {
  title: (week, whose) => `Weekly report, ${week} – ${whose}`,
  week: (week, year) => `week ${week} of ${year}`,
  shortWeek: (week, year) => `W${week} ${year}`,
  everyAgent: 'all agents',
  organisation: 'the organisation',
  span: (from, to, zone) => `From ${from} to ${to} (${zone}).`,
  standing: (when) => `What is open or overdue is as seen on ${when}.`,
  underWay: (when) => `The week is under way: the figures are those of ${when}.`,
  missing: 'not measured',
  unrecorded: 'nothing recorded',
  noStop: 'none',
  none: '–',
  headings: {
    brief: 'In short',
    incidents: 'Incidents and stops',
    unresolved: 'Unresolved incidents',
    thresholds: 'Thresholds',
    promises: 'Agreed times',
    volumes: 'Volumes and trends',
    agents: 'By agent',
    plans: 'Action plans',
    followed: 'Plans followed',
    points: 'Points to improve',
    aims: 'Aims for next week',
  },
  columns: {
    figure: 'Figure',
    now: 'This week',
    before: 'Week before',
    change: 'Trend',
    agent: 'Agent',
    incident: 'No.',
    severity: 'Severity',
    opened: 'Opened',
    plan: 'Plan',
    rule: 'Rule',
    condition: 'Alarms when',
    status: 'Finding',
    firings: 'Alarms (before)',
    lasted: 'Lasted',
    measured: 'Days measured',
    promise: 'Time agreed',
    kept: 'Kept',
    missed: 'Missed',
    open: 'Not due yet',
    metric: 'Metric',
    measures: 'Measures (before)',
    answers: 'Answers (before)',
    incidents: 'Incidents',
    suspended: 'Stopped',
    thresholds: 'Thresholds kept / missed / not established',
    overdue: 'Overdue',
    title: 'Title',
    state: 'State',
    progress: 'Progress',
    owner: 'Owner',
    review: 'Next review',
  },
  figures: {
    opened: 'Incidents opened',
    critical: 'critical ones among them',
    resolved: 'Incidents resolved',
    suspensions: 'Stops',
    suspended: 'Time stopped',
    degraded: 'Time with reduced traffic',
    contained: 'Mean time to contain',
    completion: 'Actions settled',
    overdue: 'Actions overdue',
    closed: 'Plans closed',
    verified: 'Actions verified',
    firstAttempt: 'at first attempt',
    toVerified: 'Mean time to verified',
    regressions: 'Actions that no longer hold',
    reopenings: 'Plans reopened',
  },
  counted: (part, whole, share) => `${part} of ${whole} (${share})`,
  partOf: (part, whole) => `${part} of ${whole}`,
  meanOf: (span, count) => `${span} (of ${count})`,
  beside: (now, before) => `${now} (${before})`,
  better: 'better',
  worse: 'worse',
  steady: 'steady',
  severities: { critical: 'critical', warning: 'warning', info: 'information' },
  suspendedStill: 'suspended',
  reduced: (span) => `reduced ${span}`,
  states: { draft: 'draft', active: 'active', closed: 'closed' },
  statuses: {
    kept: 'kept',
    missed: 'missed',
    partly: 'kept on measured days',
    unmeasured: 'not established',
  },
  daysOf: (days, of) => (days === undefined ? 'not known here' : `${days} of ${of}`),
  promises: {
    obedience: () => 'Stop confirmed by the agent in its time',
    take_up: (span) => `Incident taken up within ${span}`,
    actions: () => 'Action done when due',
    reviews: () => 'Review held when due',
  },
  thresholdCount: {
    kept: (count) => `${count} kept`,
    missed: (count) => `${count} missed`,
    partly: (count) => `${count} kept on the days measured`,
    unmeasured: (count) => `${count} not established for want of measures`,
  },
  thresholds: (all, said) => `Of ${some(all, 'threshold', 'thresholds')}: ${said}.`,
  noThreshold: 'No threshold is set.',
  noUnresolved: 'No incident is waiting.',
  noPlans: 'No plan is open.',
  notSummed: 'There are too many series to sum here: volumes are not established.',
  noVolumes: 'Nothing was measured.',
  more: (count) => `And ${some(count, 'more', 'more')}.`,
  noPoints: 'None in the data of this week.',
  noAims: 'Go on like this: nothing was left open.',
  brief: {
    unrecorded: 'Nothing was recorded that week: filrouge was not there yet.',
    incidents: (opened, before, open) =>
      `${some(opened, 'incident', 'incidents')} opened (${before} the week before), ${open === 0 ? 'none' : open} waiting.`,
    suspended: (span, before) => `Time stopped: ${span} (${before} the week before).`,
    degraded: (span, before) => `Time with reduced traffic: ${span} (${before} the week before).`,
    neverSuspended: (before) => `No stop (${before} the week before).`,
    answers: (now, before) => `Answers measured: ${now} (${before} the week before).`,
    noAnswers: 'Answers: not measured this week.',
    plans: (settled, overdue) =>
      `Action plans: ${settled} actions settled, ${overdue === 0 ? 'none' : overdue} overdue.`,
    noActions: 'Action plans: no action under way.',
    points: (count) =>
      count === 0
        ? 'No point to improve in the data.'
        : `${some(count, 'point', 'points')} to improve in the data.`,
  },
  points: {
    not_obeyed: (agent, count) =>
      text`${agent} did not confirm its stop in time (${times(count)}): see by a proof test whether it obeys.`,
    not_taken_up: (agent, incidents) =>
      `${agent}: incidents taken up too late: ${incidents}. Look at who is told, and how.`,
    action_regressed: (action, count) =>
      `Action ${action} no longer holds (${times(count)}): look at the root cause again.`,
    silenced: (rule, agent, firings, tripped) =>
      `Rule “${rule}” of ${agent} fired ${times(firings)} while silenced${tripped === 0 ? '' : `, and still did ${times(tripped)} at the end`}: see whether the silence was as short as its work.`,
    rule_flaps: (rule, agent, firings) =>
      `Rule “${rule}” of ${agent} fired ${times(firings)}: treat the cause, or set its clear and keep_firing_for.`,
    rule_never_measured: (rule, agent) =>
      text`Rule “${rule}” of ${agent} had enough measures on no day: it would have said nothing.`,
    rule_unmeasured: (rule, agent, days) =>
      text`Rule “${rule}” of ${agent} had enough measures on ${days} days only: on the others it would have said nothing.`,
    action_slips: (action, title, owner, late, moves) =>
      `Action ${action} (“${title}”, ${owner}) slips: ${[late === undefined ? undefined : `${late} overdue`, moves === 0 ? undefined : `date moved ${times(moves)} in four weeks`].filter(Boolean).join(', ')}.`,
    owner_overloaded: (owner, actions, most) =>
      `${owner} has ${actions} actions in progress or overdue, more than ${most}: hand some over.`,
    criterion_close: (criterion, condition, value) =>
      `Criterion ${criterion} (“${condition}”) holds by a hair: ${value}.`,
  },
  aims: {
    resolve_incidents: (count, numbers) => `Resolve ${some(count, 'incident', 'incidents')}: ${numbers}.`,
    keep_thresholds: (count, rules) =>
      `Come back within ${some(count, 'missed threshold', 'missed thresholds')}: ${rules}.`,
    measure: (count, rules) =>
      `Have enough measures every day for ${some(count, 'rule', 'rules')}: ${rules}.`,
    finish_overdue: (count, actions) =>
      `Finish, or give a new date with its reason to, ${some(count, 'overdue action', 'overdue actions')}: ${actions}.`,
    finish_due: (count, actions) => `Finish ${some(count, 'action', 'actions')} due in the week: ${actions}.`,
    hold_reviews: (count, plans) => `Hold ${some(count, 'review', 'reviews')}: ${plans}.`,
    sign_drafts: (count, plans) => `Complete and sign ${some(count, 'draft plan', 'draft plans')}: ${plans}.`,
  },
  plan: (number) => `plan ${number}`,
  incident: (number) => `No. ${number}`,
  dueItem: (action, owner, due) => `${action} (${owner}, ${due})`,
  noOwner: 'no owner',
};
