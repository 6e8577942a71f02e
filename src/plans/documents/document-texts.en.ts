import { noBreak, en as text } from '../../language/typography.ts';
import type { DocumentTexts } from './document-texts.fr.ts';

/** The fixed words of documents in English. */
export const en: DocumentTexts = {
  title: (plan, title) => `Action plan ${plan} – ${title}`,
  none: '–',
  key: (id) => `key ${id}`,
  mirror: (site) => `mirror of ${site}`,
  headings: {
    hypotheses: 'Hypotheses',
    costs: 'Cost of doing nothing',
    phases: 'Phases',
    actions: 'Corrective actions',
    anyActions: 'Actions',
    otherActions: 'Other actions',
    gains: 'Expected gains',
    notes: 'Notes taken over from the audit',
    improvements: 'Improvements',
    priorities: 'Effort × impact matrix',
    topThree: 'Top three',
    followUp: 'Follow-up',
    log: 'Follow-up log',
    risks: 'Accepted risks',
    watched: 'Risks followed',
    indicators: 'Indicators as measured',
    signatures: 'Validation',
    afterClosure: 'And after closure',
    recommendations: 'Recommendations',
    summary: 'Closing summary',
  },
  facts: {
    agent: 'Agent concerned',
    period: 'Period covered',
    trigger: 'Trigger',
    description: 'Description',
    kind: 'Kind of plan',
    state: 'State',
    owner: 'Plan owner',
    approver: 'Approver',
    created: 'Drafted on',
    references: 'References',
    objective: 'Objective',
    rootCause: 'Root cause',
    cadence: 'Reviews',
    nextReview: 'Next review',
    followedBy: 'Followed by',
    indicators: 'Indicators',
    progress: 'Progress',
    gain: 'Expected gain',
    total: 'Total',
    statedTotal: 'Total as the audit says',
    gap: 'Gap to the sum',
    auditDate: 'Date of the audit',
    auditStatus: 'State of the audit',
    target: 'Target',
    budget: 'Budget',
    tools: 'Tools',
    people: 'People',
  },
  columns: {
    number: 'No.',
    action: 'Action',
    owner: 'Owner',
    due: 'Due',
    criteria: 'Success criterion',
    state: 'State',
    task: 'Task',
    improvement: 'Improvement',
    benefit: 'Expected benefit',
    pain: 'Pain',
    yearlyCost: 'Yearly cost',
    date: 'Date',
    by: 'By',
    comment: 'Comment',
    result: 'Result',
    reason: 'Reason',
    risk: 'Risk',
    mitigation: 'Mitigation',
    amount: 'Amount',
    gain: 'Gain',
    indicator: 'Indicator',
    value: 'Last measured',
    verdict: 'Verdict',
    rank: 'Rank',
    priority: 'Priority',
    role: 'As',
    name: 'Name and function',
    activation: 'Activation: date and signature',
    closure: 'Closure: date and signature',
  },
  triggers: {
    rule: (incident, when) => `Incident no. ${incident} of ${when}, threshold crossed`,
    manual: (incident, when) => `Incident no. ${incident} of ${when}, declared`,
    audit: (incident, when) => `Audit no. ${incident} of ${when}`,
    review: (incident, when) => `Review no. ${incident} of ${when}`,
  },
  begun: { manual: 'drawn up by hand', audit: (dated) => `audit (${dated})`, undated: 'audit' },
  since: (from) => `since ${from}`,
  fromTo: (from, to) => `${from} to ${to}`,
  stateOn: (state, day) => `${state}, on ${day}`,
  quoted: (criterion) => `“${criterion}”`,
  references: 'kill switch (ACF-06), register (ACF-08)',
  added: (again, when) =>
    again === undefined ? `Added on ${when}` : `Recurrence, incident ${again}, added on ${when}`,
  rootCauseOpen: 'to be established from the hypotheses below.',
  noOwner: 'to be named',
  noDue: 'to be set',
  noCriterion: 'to be defined',
  noActions: 'No corrective action is planned yet.',
  noImprovements: 'No improvement is planned yet.',
  nothingOpen: 'No action of high impact is waiting any more.',
  nothingPlaced: 'none',
  resources: (resources) => `Resources: ${resources}`,
  checklist: (name, ticked, items) => `Checklist “${name}”: ${ticked} of ${items}`,
  riskAccepted: 'risk accepted',
  placed: (id, title, done) => `${id}${noBreak}${title}${done ? ' (done)' : ''}`,
  proposed: {
    open: 'Proposed by impact, effort and due date; still to be chosen.',
    closed: 'Proposed by impact, effort and due date; nobody chose others.',
  },
  chosen: (who, when) => `Chosen by ${who} on ${when}.`,
  reviewHeld: 'Review of the plan',
  progress: ({ actions, done, verified, accepted, overdue, share }) =>
    actions === 0
      ? 'no action'
      : `${done} of ${actions} actions done${accepted === 0 ? ` (${share})` : ''}, of which ${verified}${settled(accepted, share)}; ${overdue} overdue`,
  allActionsBy: (due) => `100% of the corrective actions done by ${due}`,
  doneOf: (done, actions) => `${done} of ${actions}`,
  organisation: 'the whole organisation',
  taskOpen: 'to do',
  taskDone: (when) => `ticked on ${when}`,
  noReview: 'none',
  signedOn: (when) => `signed on ${when}`,
  signedFor: (name, when) => `signed by ${name} on ${when}`,
  toSign: 'Date:',
  missing: 'What still blocks activation',
  attention: 'Points of attention',
  practice: { do: 'Good practice', dont: 'Points to watch' },
  pageOf: (page, pages) => `Page ${page} of ${pages}`,
  doItems: [
    'Every action has one owner and one date.',
    'Every action has a success criterion that can be measured.',
    'The plan treats the cause, not only the symptom.',
    'It is reviewed until everything is closed.',
  ],
  dontItems: [
    'An action without date or owner: it is dead.',
    'Too many actions at once: none is finished.',
    text`A symptom mended without its cause: the incident will be back.`,
    'A plan that nobody follows: it exists on paper only.',
  ],
  after: (code, changes) => {
    switch (code) {
      case 'report_to_register':
        return 'Report the closure and its results to the register (ACF-08).';
      case 'adjust_supervision':
        return text`Adjust the agent's supervision to what the incident has taught (ACF-05).`;
      case 'revise_mandate':
        return text`Revise the agent's mandate (ACF-12), because since the incident: ${changes.join('; ')}.`;
      case 'check_mandate':
        return text`Check whether the agent's mandate needs revision (ACF-12): the rules of that time were not kept.`;
      default:
        return code satisfies never;
    }
  },
  mandateKept: 'The mandate (ACF-12) stands: neither thresholds nor scope have changed since the incident.',
  ruleChanged: (rule, before, after) => `rule “${rule}”: ${before} → ${after}`,
  effectChanged: (rule) => `rule “${rule}”: effect changed`,
  ruleAdded: (rule, after) => `rule “${rule}” added: ${after}`,
  ruleRemoved: (rule) => `rule “${rule}” removed`,
  scopeChanged: text`the agent's scope`,
};

/** Actions that an accepted risk stands for are in the share of what is settled, though not done. */
function settled(accepted: number, share: string): string {
  return accepted === 0 ? '' : `, and ${accepted} ${accepted > 1 ? 'risks' : 'risk'} accepted (${share})`;
}
