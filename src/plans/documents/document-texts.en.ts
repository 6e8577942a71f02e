import { noBreak, en as text } from '../../language/typography.ts';
import type { DocumentTexts } from './document-texts.fr.ts';

/** The fixed words of documents in English. */
export const en: DocumentTexts = {
  title: (plan, title) => `Action plan ${plan} – ${title}`,
  none: '–',
  headings: {
    context: 'Context and cause',
    hypotheses: 'Hypotheses',
    costs: 'Cost of doing nothing',
    phases: 'Phases',
    actions: 'Corrective actions',
    improvements: 'Improvements',
    priorities: 'Priorities: effort and impact',
    topThree: 'First of all',
    followUp: 'Follow-up',
    reviews: 'Reviews held',
    log: 'Follow-up log',
    risks: 'Accepted risks',
    indicators: 'Success indicators',
    signatures: 'Signatures',
    practice: 'Good practice',
    afterClosure: 'After closure',
    recommendations: 'Recommendations',
    summary: 'Closing summary',
  },
  facts: {
    incident: 'Incident',
    agent: 'Agent',
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
    progress: 'Progress',
    gain: 'Expected gain',
    total: 'Total',
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
    indicator: 'Indicator',
    value: 'Last measured',
    verdict: 'Verdict',
    role: 'As',
    name: 'Name',
    activation: 'Activation',
    closure: 'Closure',
  },
  incidentOf: (incident, when) => `no. ${incident}, opened on ${when}`,
  references: 'kill switch (ACF-06), register (ACF-08)',
  added: (again, when) =>
    again === undefined ? `Added on ${when}` : `Recurrence, incident ${again}, added on ${when}`,
  rootCauseOpen: 'to be established from the hypotheses above.',
  noOwner: 'to be named',
  noDue: 'to be set',
  noCriterion: 'to be defined',
  noActions: 'No corrective action is planned yet.',
  noImprovements: 'No improvement is planned yet.',
  nothingOpen: 'No action of high impact is waiting any more.',
  nothingPlaced: 'none',
  resources: (resources) => `Resources: ${resources}`,
  checklist: (name, ticked, items) => `Checklist “${name}”: ${ticked} of ${items}`,
  blocked: (why) => `blocked: ${why}`,
  riskAccepted: 'risk accepted',
  placed: (id, title, done) => `${id}${noBreak}${title}${done ? ' (done)' : ''}`,
  topItem: (title, owner, due) => `${title} – ${owner}, ${due}`,
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
  toSign: 'to be signed',
  missingFor: {
    activation: 'What still blocks activation',
    closure: 'What still blocks closure',
  },
  attention: 'Points of attention',
  practice: { do: 'What makes a plan succeed', dont: 'What makes it fail' },
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
