import { en } from '../../language/typography.ts';
import type { Texts } from './texts.ts';

/** The plans room in English. */
export const english: Texts = {
  states: { draft: 'draft', active: 'active', closed: 'closed' },
  kinds: {
    corrective: 'corrective',
    strategic: 'strategic',
    operational: 'operational',
    people: 'people',
    sustainability: 'sustainability',
    crisis: 'crisis',
    learning: 'learning',
  },
  statuses: { todo: 'to do', in_progress: 'in progress', blocked: 'blocked', done: 'done' },
  verifications: {
    unverified: 'to be verified',
    verified: 'verified effective',
    regressed: 'regressed',
  },
  verdicts: {
    pending: 'pending',
    holding: 'holding, to be confirmed',
    met: 'met',
    failed: 'not met',
    no_data: 'no data',
    error: 'cannot be measured',
  },
  pending: {
    not_done: 'waits for the action to be done',
    settling: 'settling time',
    suspended: 'agent suspended',
    waiting: 'pending',
  },
  errors: {
    unknown_metric: en`the metric is no longer in the rules`,
    unknown_rule: en`the rule no longer exists`,
    unknown_checklist: en`the checklist no longer exists`,
  },
  efforts: { low: 'low effort', high: 'high effort' },
  impacts: { low: 'low impact', high: 'high impact' },
  treats: { cause: 'cause', symptom: 'symptom' },
  quadrants: {
    quick_win: 'quick wins',
    major_project: 'major projects',
    if_time_permits: 'if time permits',
    avoid: 'avoid',
  },
  recurrences: {
    daily: 'every day',
    weekly: 'every week',
    monthly: 'every month',
    quarterly: 'every quarter',
  },
  signers: { owner: 'plan owner', approver: 'approver' },
  steps: { activation: 'activation', closure: 'closure' },
  missing: {
    plan_not_draft: () => en`The plan is no longer a draft: it has been activated.`,
    plan_not_active: () => en`The plan is not active.`,
    root_cause_missing: () => en`The root cause is not established.`,
    no_corrective_action: () => en`The plan has no corrective action.`,
    action_without_owner: ({ at }) => en`Action ${at} has no owner.`,
    action_without_due_date: ({ at }) => en`Action ${at} has no due date.`,
    action_without_criterion: ({ at }) => en`Action ${at} has no success criterion.`,
    action_not_done: ({ at }) => en`Action ${at} is not done.`,
    action_not_verified: ({ at }) => en`Action ${at} is done, but not all of its success criteria are met.`,
    action_regressed: ({ at }) => en`Action ${at} has regressed: a criterion that was met no longer is.`,
    indicator_not_holding: ({ at }) => en`Indicator ${at} is not met.`,
    signature_missing: ({ params }) =>
      params['as'] === 'owner'
        ? en`The plan owner's signature is missing.`
        : en`The approver's signature is missing.`,
  },
  warnings: {
    too_many_in_progress: ({ params }) =>
      en`${params['count'] ?? ''} actions are in progress at once; beyond ${params['most'] ?? ''} they slow each other down.`,
    owner_overloaded: ({ at, params, name }) =>
      en`${name(at)} has ${params['count'] ?? ''} actions in progress; beyond ${params['most'] ?? ''}, better share them out.`,
    no_action_on_cause: () => en`No action treats the cause: only the symptom will go away.`,
    action_overdue: ({ at, when }) => en`Action ${at} has been overdue since ${when('dueAt')}.`,
    action_blocked: ({ at }) => en`Action ${at} is blocked: somebody has to decide.`,
    improvement_overdue: ({ at, when }) => en`Improvement ${at} has been overdue since ${when('dueAt')}.`,
    review_overdue: ({ when }) => en`The review planned for ${when('dueAt')} has not been held.`,
    criterion_not_attributed: ({ at }) =>
      en`Criterion ${at} was met before the action was done: the action did not bring it about.`,
    criterion_without_data: ({ at, when }) => en`Criterion ${at} has had no data since ${when('since')}.`,
    criterion_in_error: ({ at }) => en`Criterion ${at} cannot be measured.`,
  },
  refusals: {
    plan_closed: en`This plan is closed: it no longer changes.`,
    plan_changed: en`The plan has changed in the meantime. Read it again, then retry.`,
    plan_not_draft: en`Only a draft allows this.`,
    plan_not_active: en`Only an active plan allows this.`,
    plan_not_closed: en`This plan is not closed.`,
    plan_incomplete: en`An active plan keeps its root cause and, for each action, an owner, a due date and a criterion.`,
    activation_blocked: en`The plan cannot be signed yet: something is missing.`,
    closure_blocked: en`The plan cannot be closed yet: something is missing.`,
    unknown_action: en`There is no such action.`,
    unknown_improvement: en`There is no such improvement.`,
    unknown_criterion: en`There is no such criterion.`,
    unknown_checklist: en`The action has no such checklist.`,
    unknown_person: en`This person is not in people.yaml.`,
    text_missing: en`This text must not be empty.`,
    due_before_start: en`The action would be due before it starts.`,
    date_in_the_future: en`This date lies in the future.`,
    date_in_the_past: en`This date has passed.`,
    link_not_http: en`The link must begin with https:// or http://.`,
    not_an_attestation: en`This criterion is measured, not attested.`,
    already_attested: en`This criterion is attested already.`,
    risk_already_accepted: en`The risk of this action is accepted already.`,
    person_required: en`This takes a personal key: a signature commits a person.`,
    not_the_owner: en`Only the plan's owner signs as owner.`,
    not_an_approver: en`Only an approver may do this.`,
    two_people_needed: en`It takes two different people: the owner and an approver.`,
    already_signed: en`This signature has been given.`,
    invalid_body: en`Some of what was sent cannot be understood.`,
  },
  events: {
    planDrafted: ({ actions }) => en`Plan drafted with ${count(actions.length, 'action')}`,
    planExtended: ({ actions, playbook }) =>
      en`Plan extended by ${count(actions.length, 'action')} (playbook “${playbook}”)`,
    planEdited: () => 'Plan edited',
    contextCompleted: ({ downtimeMs }, { span }) =>
      downtimeMs > 0 ? en`Context updated: ${span(downtimeMs)} of downtime` : 'Context updated',
    actionAdded: ({ action }) => en`Action ${action} added`,
    actionEdited: ({ action }) => en`Action ${action} edited`,
    actionRemoved: ({ action }) => en`Action ${action} removed`,
    actionStatusSet: ({ action, to }) => en`Action ${action}: ${english.statuses[to]}`,
    checklistTicked: ({ action, checklist, item, ticked }) =>
      en`Action ${action}, checklist “${checklist}”: item ${item + 1} ${ticked ? 'ticked' : 'unticked'}`,
    criterionAttested: ({ criterion }) => en`Criterion ${criterion} attested`,
    improvementAdded: ({ improvement }) => en`Improvement ${improvement} added`,
    improvementEdited: ({ improvement }) => en`Improvement ${improvement} edited`,
    improvementRemoved: ({ improvement }) => en`Improvement ${improvement} removed`,
    reviewHeld: ({ nextDueAt }, { when }) => en`Review held; the next one is due by ${when(nextDueAt)}`,
    followUpLogged: () => 'Result noted in the follow-up log',
    riskAccepted: ({ action }) => en`Risk accepted for action ${action}`,
    planSigned: ({ as, for: step, person }, { name }) =>
      en`Signed by ${name(person)}, ${english.signers[as]}, for ${english.steps[step]}`,
    signaturesVoided: ({ people }, { name }) =>
      en`Contents changed: to be signed again by ${people.map(name).join(' and ')}`,
    planActivated: () => 'Plan activated',
    planClosed: () => 'Plan closed',
    planReopened: ({ again }) => en`Plan reopened: incident ${again} showed a recurrence`,
    verdictChanged: ({ criterion, to }) => en`Criterion ${criterion}: ${english.verdicts[to]}`,
    actionVerified: ({ action, attributed }) =>
      attributed
        ? en`Action ${action}: verified effective`
        : en`Action ${action}: criteria met, though not because of it`,
    actionRegressed: ({ action }) => en`Action ${action}: regressed, it is open again`,
  },
};

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}
