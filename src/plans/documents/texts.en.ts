import { en as text } from '../../language/typography.ts';
import { en as cases } from '../cases/texts.en.ts';
import type { Texts } from './texts.fr.ts';

/** The plans room in English. */
export const en: Texts = {
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
  there: {
    todo: 'to do',
    open: 'open',
    in_progress: 'in progress',
    waiting: 'waiting',
    done: 'done',
    cancelled: 'cancelled',
  },
  linkFaults: { gone: 'not found', refused: 'change refused', unreachable: 'not reachable' },
  waitsThere: 'Waiting in the linked tool',
  verifications: {
    unverified: 'to be verified',
    verified: 'verified',
    regressed: 'regressed',
  },
  verifiedBy: { measured: 'effect measured', ticked: 'ticked', attested: 'attested' },
  bases: { measured: 'met', ticked: 'ticked', attested: 'attested' },
  counted: {
    measured: (many) => `${many} measured`,
    ticked: (many) => `${many} ticked`,
    attested: (many) => `${many} attested`,
  },
  noneVerified: 'none verified',
  decisions: {
    keep: 'goes on',
    done: 'done',
    new_date: 'new date',
    blocked: 'blocked',
    propose_drop: 'proposed to be dropped',
    drop: 'dropped',
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
    unknown_metric: text`the metric is no longer in the rules`,
    unknown_rule: text`the rule no longer exists`,
    unknown_checklist: text`the checklist no longer exists`,
    no_replay: text`the action no longer says how to replay`,
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
  tasks: {
    report_to_register: 'report the closure to the register',
    adjust_supervision: 'adjust the supervision',
    revise_mandate: 'revise the mandate',
    check_mandate: 'check the mandate',
  },
  signers: { owner: 'plan owner', approver: 'approver' },
  riskStates: { watched: 'watched', occurred: 'has come about', gone: 'ruled out' },
  steps: { activation: 'activation', closure: 'closure' },
  escalated: (reminders) => text`${reminders} reminders had no answer: the approver is asked to decide.`,
  missing: {
    plan_not_draft: () => text`The plan is no longer a draft: it has been activated.`,
    plan_not_active: () => text`The plan is not active.`,
    root_cause_missing: () => text`The root cause is not established.`,
    objective_missing: () => text`The objective of the plan is not set.`,
    no_corrective_action: () => text`The plan has no action.`,
    action_without_owner: ({ at }) => text`Action ${at} has no owner.`,
    action_without_due_date: ({ at }) => text`Action ${at} has no due date.`,
    action_without_criterion: ({ at }) => text`Action ${at} has no success criterion.`,
    action_not_done: ({ at }) => text`Action ${at} is not done.`,
    action_not_verified: ({ at }) => text`Action ${at} is done, but not all of its success criteria are met.`,
    action_regressed: ({ at }) => text`Action ${at} has regressed: a criterion that was met no longer is.`,
    indicator_not_holding: ({ at }) => text`Indicator ${at} is not met.`,
    signature_missing: ({ params }) =>
      params['as'] === 'owner'
        ? text`The plan owner's signature is missing.`
        : text`The approver's signature is missing.`,
  },
  warnings: {
    too_many_in_progress: ({ params }) =>
      text`${params['count'] ?? ''} actions are in progress at once; beyond ${params['most'] ?? ''} they slow each other down.`,
    owner_overloaded: ({ at, params, name }) =>
      text`${name(at)} has ${params['count'] ?? ''} actions in progress; beyond ${params['most'] ?? ''}, better share them out.`,
    no_action_on_cause: () => text`No action treats the cause: only the symptom will go away.`,
    action_overdue: ({ at, when }) => text`Action ${at} has been overdue since ${when('dueAt')}.`,
    action_blocked: ({ at }) => text`Action ${at} is blocked: somebody has to decide.`,
    improvement_overdue: ({ at, when }) => text`Improvement ${at} has been overdue since ${when('dueAt')}.`,
    review_overdue: ({ when }) => text`The review planned for ${when('dueAt')} has not been held.`,
    criterion_not_attributed: ({ at }) =>
      text`Criterion ${at} already held before the action was done: nothing shows that the action brought it about.`,
    criterion_without_data: ({ at, when }) => text`Criterion ${at} has had no data since ${when('since')}.`,
    criterion_in_error: ({ at }) => text`Criterion ${at} cannot be measured.`,
    task_overdue: ({ at, when }) => text`Task ${at} has been overdue since ${when('dueAt')}.`,
    incident_open: ({ params }) =>
      text`Incident ${params['incident'] ?? ''} is still open: better resolve it before the plan closes.`,
    risk_occurred: ({ at }) => text`Risk ${at} has come about.`,
    objective_without_measure: () =>
      text`The objective does not say what is measured: a rate, a delay, a number, a score.`,
    objective_without_target: () => text`The objective does not say which value to reach.`,
    objective_without_date: () => text`The objective does not say by when.`,
    closing_summary_missing: () =>
      text`The closing summary is not written yet: what was obtained, what remains.`,
  },
  refusals: {
    plan_closed: text`This plan is closed: it no longer changes.`,
    review_undecided: text`Each overdue action needs a decision: done, a new date, blocked and why, or dropped by an approver.`,
    plan_changed: text`The plan has changed in the meantime. Read it again, then retry.`,
    plan_not_draft: text`Only a draft allows this.`,
    plan_not_active: text`Only an active plan allows this.`,
    nothing_learnt: text`This plan teaches nothing that its playbook does not say already.`,
    plan_not_closed: text`This plan is not closed.`,
    plan_incomplete: text`An active plan keeps its root cause or objective and, for each action, an owner, a due date and a criterion.`,
    activation_blocked: text`The plan cannot be signed yet: something is missing.`,
    closure_blocked: text`The plan cannot be closed yet: something is missing.`,
    unknown_action: text`There is no such action.`,
    unknown_improvement: text`There is no such improvement.`,
    unknown_task: text`There is no such task.`,
    unknown_risk: text`There is no such risk.`,
    not_an_audit: text`This text is no audit: no pain, phase or risk was recognised in it. Give it headings (“Pains”, “Action plan”, “Risks”), or begin with a blank plan.`,
    empty_audit: text`This file is empty.`,
    not_utf8: text`This file is not UTF-8. Save it again in that encoding: no accent has been guessed.`,
    audit_too_large: text`This file is too long for an audit.`,
    audit_too_hard: text`This text is nested too deeply to be read in time.`,
    unknown_priority: text`One of the priorities is nothing of this plan.`,
    unknown_criterion: text`There is no such criterion.`,
    unknown_checklist: text`The action has no such checklist.`,
    ...cases.refusals,
    unknown_person: text`This person is not in people.yaml.`,
    text_missing: text`This text must not be empty.`,
    due_before_start: text`The action would be due before it starts.`,
    date_in_the_future: text`This date lies in the future.`,
    date_in_the_past: text`This date has passed.`,
    task_too_late: text`A task after the closure is done within 30 days: a later day takes an approver.`,
    review_before_plan: text`No review was held before the plan began.`,
    link_not_http: text`The link must begin with https:// or http://.`,
    not_an_attestation: text`This criterion is measured, not attested.`,
    already_attested: text`This criterion is attested already.`,
    risk_already_accepted: text`The risk of this action is accepted already.`,
    person_required: text`This takes a personal key: a signature commits a person.`,
    not_the_owner: text`Only the plan's owner signs as owner.`,
    not_an_approver: text`Only an approver may do this.`,
    two_people_needed: text`It takes two different people: the owner and an approver.`,
    already_signed: text`This signature has been given.`,
    invalid_body: text`Some of what was sent cannot be understood.`,
  },
  events: {
    planDrafted: ({ actions }) => text`Plan drafted with ${count(actions.length, 'action')}`,
    planExtended: ({ actions, playbook }) =>
      text`Plan extended by ${count(actions.length, 'action')} (playbook “${playbook}”)`,
    planEdited: () => 'Plan edited',
    contextCompleted: ({ downtimeMs }, { span }) =>
      downtimeMs > 0
        ? text`Context updated: ${downtimeMs < 1_000 ? 'less than a second' : span(downtimeMs)} of downtime`
        : 'Context updated',
    paragraphAdded: ({ about }) => text`Paragraph on incident ${about} added or completed`,
    actionAdded: ({ action }) => text`Action ${action} added`,
    actionEdited: ({ action }) => text`Action ${action} edited`,
    actionRemoved: ({ action }) => text`Action ${action} removed`,
    actionStatusSet: ({ action, to }) => text`Action ${action}: ${en.statuses[to]}`,
    actionLinked: ({ action, linked }) =>
      text`Action ${action} ${linked ? 'linked to' : 'no longer linked to'} an issue`,
    linkNoted: ({ action, there, fault }) =>
      text`Action ${action}, linked issue: ${fault === undefined ? (there === undefined ? 'seen' : en.there[there]) : en.linkFaults[fault]}`,
    checklistTicked: ({ action, checklist, item, ticked }) =>
      text`Action ${action}, checklist “${checklist}”: item ${item + 1} ${ticked ? 'ticked' : 'unticked'}`,
    ...cases.events,
    criterionAttested: ({ criterion }) => text`Criterion ${criterion} attested`,
    improvementAdded: ({ improvement }) => text`Improvement ${improvement} added`,
    improvementEdited: ({ improvement }) => text`Improvement ${improvement} edited`,
    improvementRemoved: ({ improvement }) => text`Improvement ${improvement} removed`,
    riskAdded: ({ risk }) => text`Risk ${risk} added`,
    riskEdited: ({ risk, state, fields }) =>
      fields.includes('state') ? text`Risk ${risk}: ${en.riskStates[state]}` : text`Risk ${risk} edited`,
    riskRemoved: ({ risk }) => text`Risk ${risk} removed`,
    taskEdited: ({ task, code, done, fields }) =>
      fields.includes('doneAt')
        ? text`Task ${task} (${en.tasks[code]}): ${done ? 'ticked' : 'unticked'}`
        : text`Task ${task} (${en.tasks[code]}) edited`,
    reminderSent: ({ subject, item, nth, people }, { name }) =>
      text`${nth === 0 ? 'Reminder' : `Reminder ${nth}`} of ${subject === 'review' ? 'the review' : item}, to ${people.map(name).join(', ')}`,
    reviewHeld: ({ nextDueAt }, { when }) => text`Review held; the next one is due by ${when(nextDueAt)}`,
    followUpLogged: () => 'Result noted in the follow-up log',
    riskAccepted: ({ action }) => text`Risk accepted for action ${action}`,
    planSigned: ({ as, for: step, person }, { name }) =>
      text`Signed by ${name(person)}, ${en.signers[as]}, for ${en.steps[step]}`,
    signaturesVoided: ({ people }, { name }) =>
      text`Contents changed: to be signed again by ${people.map(name).join(' and ')}`,
    planActivated: () => 'Plan activated',
    planClosed: () => 'Plan closed',
    planReopened: ({ again, wasClosed = true }) =>
      wasClosed
        ? text`Plan reopened: incident ${again} showed a recurrence`
        : text`Incident ${again} showed a further recurrence: the plan stays open`,
    verdictChanged: ({ criterion, to }) => text`Criterion ${criterion}: ${en.verdicts[to]}`,
    actionVerified: ({ action, attributed, bases = [] }) =>
      attributed
        ? text`Action ${action}: ${bases.map((basis) => en.verifiedBy[basis]).join(', ') || en.verifications.verified}`
        : text`Action ${action}: criteria met, though not because of it`,
    actionRegressed: ({ action }) => text`Action ${action}: regressed, it is open again`,
  },
};

function count(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`;
}
