import { defined } from '../../platform/defined.ts';
import { parseDuration } from '../../platform/duration.ts';
import { parseInstant } from '../../platform/iso.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import type { Fault } from '../../rules/grammar/grammar.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type ActionEdits, addAction, editAction, removeAction } from '../action.ts';
import { addCases, noteCase } from '../cases/commands.ts';
import { type BesideCriterion, parsePlanCriterion } from '../criteria/readable.ts';
import type { ChangeContext } from '../events.ts';
import { addImprovement, editImprovement, removeImprovement } from '../improvement.ts';
import type { Action, Plan } from '../plan.ts';
import { findAction, invalidFields } from '../refusals.ts';
import { addRisk, editRisk, removeRisk } from '../risk.ts';
import { editTask } from '../task.ts';
import { attestCriterion, setActionStatus, tickChecklistItem } from './action-progress.ts';
import type { PlanContext, PlanDecision } from './change.ts';
import { closePlan } from './closure.ts';
import type { PlanCommand, PlanCommandOf } from './command.ts';
import { editPlan, logFollowUp } from './edit.ts';
import { dueMoment, startMoment } from './fields.ts';
import type { ClosureFollowUp } from './followups.ts';
import { linkAction, noteLink } from './link.ts';
import { holdDecidingReview } from './review-decisions.ts';
import { acceptRisk } from './risk.ts';
import { signPlan } from './signature.ts';

/** The actor and time of a command, and the rule set in force: its people, the names criteria may use. */
export type PlanCommandContext = ChangeContext & {
  readonly ruleSet: Pick<RuleSet, 'people' | 'metrics' | 'rules' | 'stepMs'>;
  /** The tasks that must follow, if the plan is to close. */
  readonly followUps?: readonly ClosureFollowUp[] | undefined;
};

/**
 * Decides a command on the plan as it is in the command's turn. Every name in it (of an action, a criterion,
 * a person, a metric) is looked up here, in that plan and the rule set in force, and nowhere before.
 */
export function decidePlanCommand(plan: Plan, command: PlanCommand, ctx: PlanCommandContext): PlanDecision {
  const { actor, now, ruleSet } = ctx;
  const asked: PlanContext = { actor, now, people: ruleSet.people, version: command.version };
  switch (command.kind) {
    case 'editPlan':
      return decideEditPlan(plan, command, ruleSet, asked);
    case 'addAction':
      return decideAddAction(plan, command, ruleSet, asked);
    case 'editAction':
      return decideEditAction(plan, command, ruleSet, asked);
    case 'noteLink':
      return noteLink(plan, command, asked);
    case 'dropAction':
      return removeAction(plan, command, asked);
    case 'tickItem':
      return tickChecklistItem(plan, command, asked);
    case 'addCases':
      return addCases(plan, command, asked);
    case 'noteCase':
      return noteCase(plan, command, asked);
    case 'attestCriterion':
      return attestCriterion(plan, command, asked);
    case 'addImprovement':
      return addImprovement(plan, improvementEdits(plan, command), asked);
    case 'editImprovement':
      return editImprovement(plan, improvementEdits(plan, command), asked);
    case 'dropImprovement':
      return removeImprovement(plan, command, asked);
    case 'addRisk':
      return addRisk(plan, command, asked);
    case 'editRisk':
      return editRisk(plan, command, asked);
    case 'dropRisk':
      return removeRisk(plan, command.risk, asked);
    case 'editTask': {
      const { task, owner, due, done, link } = command;
      return editTask(plan, { task, owner, done, link, dueAt: dueMoment(due, plan.timezone) }, asked);
    }
    case 'holdReview': {
      const { comment, decisions, heldAt, nextDue } = command;
      const held = heldAt === undefined ? undefined : parseInstant(heldAt);
      const nextDueAt = dueMoment(nextDue, plan.timezone);
      return holdDecidingReview(plan, { comment, decisions, heldAt: held, nextDueAt }, asked);
    }
    case 'logResult':
      return logFollowUp(plan, command, asked);
    case 'acceptRisk':
      return acceptRisk(plan, command, asked);
    case 'signPlan':
      return signPlan(plan, { as: command.as, for: command.for }, asked);
    case 'closePlan':
      return closePlan(plan, asked, ctx.followUps);
    default:
      return command satisfies never;
  }
}

type Rules = PlanCommandContext['ruleSet'];

function decideEditPlan(
  plan: Plan,
  command: PlanCommandOf<'editPlan'>,
  ruleSet: Rules,
  asked: PlanContext,
): PlanDecision {
  const { kind: _kind, plan: _plan, version: _version, planKind, start, target, ...others } = command;
  const { cadence, resources, ...fields } = others;
  const specs = readCriteria(command.indicators, '#/indicators', plan, ruleSet, { lists: [] });
  if (!specs.ok) return specs;
  const edits = {
    ...fields,
    kind: planKind,
    resources: resources && defined(resources),
    startAt: startMoment(start, plan.timezone),
    targetAt: dueMoment(target, plan.timezone),
    cadence: cadence && {
      dailyForMs: parseDuration(cadence.dailyFor) ?? 0,
      thenEveryMs: parseDuration(cadence.thenEvery) ?? 0,
    },
    indicators: specs.value,
  };
  return editPlan(plan, edits, asked);
}

/** Edits an action and sets its status as one change: all of it, or nothing. */
function decideAddAction(
  plan: Plan,
  command: PlanCommandOf<'addAction'>,
  ruleSet: Rules,
  asked: PlanContext,
): PlanDecision {
  const edits = actionEdits(plan, command, ruleSet, { checklists: [] });
  if (!edits.ok) return edits;
  const added = addAction(plan, { ...edits.value, title: command.title }, asked);
  const action = added.ok ? added.value.plan.actions.at(-1)?.id : undefined;
  return action === undefined ? added : andLink(added, { action, link: command.link }, asked);
}

function decideEditAction(
  plan: Plan,
  command: PlanCommandOf<'editAction'>,
  ruleSet: Rules,
  asked: PlanContext,
): PlanDecision {
  const { action: id, status, blockedWhy: why = '' } = command;
  const action = findAction(plan, id);
  if ('ok' in action) return action;
  const edits = actionEdits(plan, command, ruleSet, action);
  if (!edits.ok) return edits;
  const edited = editAction(plan, { ...edits.value, action: id }, asked);
  const linked = andLink(edited, { action: id, link: command.link }, asked);
  if (status === undefined) return linked;
  const change = status === 'blocked' ? { action: id, status, why } : { action: id, status };
  return andThen(linked, asked, (next, ctx) => setActionStatus(next, change, ctx));
}

/** Goes on with the plan as a decision leaves it; the version was checked by that, and may be raised. */
function andThen(
  before: PlanDecision,
  asked: PlanContext,
  decide: (plan: Plan, ctx: PlanContext) => PlanDecision,
): PlanDecision {
  if (!before.ok) return before;
  const after = decide(before.value.plan, { ...asked, version: undefined });
  if (!after.ok) return after;
  return done({ plan: after.value.plan, events: [...before.value.events, ...after.value.events] });
}

function andLink(before: PlanDecision, link: Parameters<typeof linkAction>[1], asked: PlanContext) {
  return andThen(before, asked, (plan, ctx) => linkAction(plan, link, ctx));
}

/**
 * The edits that a command asks of an action. Criteria may count the lists and the replay it has or is given.
 */
function actionEdits(
  plan: Plan,
  command: PlanCommandOf<'addAction' | 'editAction'>,
  ruleSet: Rules,
  before: Partial<Pick<Action, 'replay'>> & Pick<Action, 'checklists'>,
): Result<ActionEdits> {
  const { title, phase, owner, effort, impact, treats, resources, criteria, checklists, replay } = command;
  const lists = (checklists ?? before.checklists).map(({ id }) => id);
  const canReplay = (replay === undefined ? before.replay : replay) != null;
  const specs = readCriteria(criteria, '#/criteria', plan, ruleSet, { lists, canReplay });
  if (!specs.ok) return specs;
  return done({
    ...{ title, phase, owner, effort, impact, treats, resources, checklists, replay },
    startAt: startMoment(command.start, plan.timezone),
    dueAt: dueMoment(command.due, plan.timezone),
    criteria: specs.value,
  });
}

function improvementEdits<C extends PlanCommandOf<'addImprovement' | 'editImprovement'>>(
  plan: Plan,
  command: C,
) {
  const { kind: _kind, plan: _plan, version: _version, due, ...edits } = command;
  return { ...edits, dueAt: dueMoment(due, plan.timezone) };
}

/** Every text read with the grammar of the rule files, or one error for each fault. */
function readCriteria(
  texts: readonly string[] | undefined,
  pointer: string,
  { agent }: Plan,
  ruleSet: Rules,
  beside: BesideCriterion,
): Result<readonly CriterionSpec[] | undefined> {
  const parsed = texts?.map((text) => parsePlanCriterion(text, ruleSet, agent, beside));
  const errors = (parsed ?? []).flatMap((each, place) =>
    each.ok ? [] : each.faults.map((fault) => ({ pointer: `${pointer}/${place}`, detail: faultText(fault) })),
  );
  if (errors.length > 0) return invalidFields(errors);
  return done(parsed?.flatMap((each) => (each.ok ? [each.criterion] : [])));
}

function faultText({ found, expected, didYouMean }: Fault): string {
  const hint = didYouMean === undefined ? '' : ` Did you mean ${didYouMean}?`;
  return `Found ${found}; expected ${expected}.${hint}`;
}
