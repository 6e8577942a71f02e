import { setActionStatus } from '../../plans/commands/action-progress.ts';
import type { PlanChange } from '../../plans/commands/change.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Plan } from '../../plans/plan.ts';
import { reminderEvent, reminderNotice } from '../../plans/reminders/notice.ts';
import { dueReminders, isFirstEscalation, type Reminder } from '../../plans/reminders/reminder.ts';
import { actorText, engineActor } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import { noAgent, type RuleSet } from '../../rules/ruleset.ts';
import type { Change } from '../change.ts';
import type { RemindersFellDue, TellingsFellDue } from '../events.ts';
import type { World } from '../world.ts';
import { planMove } from './change-of.ts';
import { planEntry } from './entries.ts';
import { setting } from './notices.ts';

/**
 * Reminders of a plan go out, and are on record with that. By the first escalation an action is blocked:
 * whoever is to decide finds it as a decision that waits.
 */
export function decideReminders(
  world: World,
  { plan: number, sent, asRead }: RemindersFellDue,
  now: number,
): Change {
  const { agent, set } = world;
  const plan = world.plans.get(number) ?? asRead;
  if (plan === undefined) return { agent };
  const { due: reminders } = dueReminders(plan, sent, now, set);
  if (reminders.length === 0) return { agent };
  const { agentName } = setting(set, plan.agent, plan.timezone);
  const blocked = blockedBy(plan, reminders, set, now);
  return {
    agent,
    ...planMove(plan, blocked),
    reminders: [{ plan: number, reminders }],
    entries: [...reminders.map((one) => reminderEvent(one, plan, now)), ...blocked.events].map(planEntry),
    notices: reminders.map((one) => reminderNotice(one, plan, agentName)),
  };
}

/** The plan with what nobody answered blocked: in one step, one version further. */
function blockedBy(plan: Plan, reminders: readonly Reminder[], { people }: RuleSet, now: number): PlanChange {
  const ctx = { actor: engineActor, now, people };
  let change: PlanChange = { plan, events: [] };
  for (const { subject, item: action, nth } of reminders.filter(isFirstEscalation)) {
    const status = plan.actions.find(({ id }) => id === action)?.status;
    if (subject !== 'action' || (status !== 'todo' && status !== 'in_progress')) continue;
    const why = planTexts(plan.language).escalated(nth - 1);
    const next = setActionStatus(change.plan, { action, status: 'blocked', why }, ctx);
    if (next.ok) change = { plan: next.value.plan, events: [...change.events, ...next.value.events] };
  }
  const isMoved = change.events.length > 0;
  return isMoved ? { ...change, plan: { ...change.plan, version: plan.version + 1 } } : change;
}

/** People are told of what lasts. The register says of whom and of what, by ids. */
export function decideTellings({ agent }: World, { tellings }: TellingsFellDue): Change {
  const entries = tellings.map(({ notice: { kind, key, incident, plan, people } }) => ({
    kind: 'reminderSent' as const,
    actor: actorText(engineActor),
    ...defined({ agent: agent === noAgent ? undefined : agent, incident, plan }),
    data: { subject: kind, item: key, people },
  }));
  return { agent, entries, notices: tellings.map(({ notice }) => notice) };
}
