import type { Trigger } from '../incidents/incident.ts';
import { dayMs } from '../language/zoned.ts';
import { defined } from '../platform/defined.ts';
import { noAgent, type RuleSet, ruleOver } from '../rules/ruleset.ts';
import { dueAfter } from './due.ts';
import type { Plan, returns, WatchedRule } from './plan.ts';

/** A cure is watched this long: to the end of the thirtieth day after the closure, where the plan is. */
const watchedForMs = 30 * dayMs;

/**
 * The watch over a plan after its closure, and what came of it. `unwatched`: no rule asked for the plan, so
 * that none would show that its cause is back.
 */
export type Watch =
  | { readonly state: 'watching' | 'held'; readonly until: number; readonly rules: readonly string[] }
  | { readonly state: 'came_back' }
  | { readonly state: 'unwatched' };

/** The watch over a plan at `now`; none before its first closure. */
export function watchOf(plan: Plan, now: number): Watch | undefined {
  const { state, closedAt, timezone, reopened, watched = [] } = plan;
  if (state !== 'closed' || closedAt === undefined)
    return reopened.length > 0 ? { state: 'came_back' } : undefined;
  if (!isOfRules(plan) || watched.length + plan.playbooks.length === 0) return { state: 'unwatched' };
  const until = watchedUntil(closedAt, timezone);
  const rules = [...new Set(watched.map(({ rule }) => rule))];
  return { state: now > until ? 'held' : 'watching', until, rules };
}

/** The end of the watch that begins with a closure. */
export function watchedUntil(closedAt: number, timezone: string): number {
  return dueAfter(closedAt, watchedForMs, timezone);
}

/** A rule that fires, and the playbook that it names. */
export type Trip = {
  readonly trigger: Pick<Trigger, 'rule' | 'cause' | 'metric' | 'firedAt'>;
  readonly playbook?: string | undefined;
};

/**
 * Why a trip is the same again as what the plan had cured, if it is. The same rule is the one of the same id,
 * whatever its threshold is by now; or, where that id has left the rules, one that reads its metric. Silence
 * is another matter than a breach. A rule of the same playbook comes after those.
 */
export function returnOf(
  plan: Plan,
  { trigger, playbook }: Trip,
  set: Pick<RuleSet, 'rules'>,
): (typeof returns)[number] | undefined {
  if (!isOfRules(plan) || !isWatchedAt(plan, trigger.firedAt)) return undefined;
  const alike = (plan.watched ?? []).filter(({ cause }) => cause === trigger.cause);
  if (alike.some(({ rule }) => rule === trigger.rule)) return 'rule';
  const isGone = ({ rule }: WatchedRule) => ruleOver(set, plan.agent ?? noAgent, rule) === undefined;
  if (alike.some((one) => one.metric === trigger.metric && isGone(one))) return 'renamed_rule';
  return playbook !== undefined && plan.playbooks.includes(playbook) ? 'playbook' : undefined;
}

/** The plan that watches the rule of this trip as well; the same plan when it does already. */
export function watching(plan: Plan, { rule, cause, metric }: WatchedRule): Plan {
  const { watched = [] } = plan;
  if (watched.some((one) => one.rule === rule && one.cause === cause)) return plan;
  return { ...plan, watched: [...watched, { rule, cause, metric }] };
}

/** Once its cause has come back, a plan at work takes what comes next as well. */
function isWatchedAt({ state, closedAt, timezone, reopened }: Plan, at: number): boolean {
  if (state !== 'closed') return reopened.length > 0;
  return closedAt !== undefined && at <= watchedUntil(closedAt, timezone);
}

/** A finding of an audit or a review is another cause than what a rule sees, whatever the playbook. */
function isOfRules({ source = 'rule' }: Plan): boolean {
  return source === 'rule';
}

/** An incident among those of its plan: what it is a recurrence of, and as which ones it came back itself. */
export type CaseLinks = { readonly recurrenceOf?: number; readonly cameBackAs: readonly number[] };

/** The other incidents of a plan, as seen from one of them. */
export function caseLinks(plan: Plan | undefined, incident: number): CaseLinks {
  if (plan === undefined) return { cameBackAs: [] };
  const later = [...new Set(plan.reopened.map((one) => one.incident))].filter((one) => one !== plan.incident);
  if (incident === plan.incident) return { cameBackAs: later };
  return { ...defined({ recurrenceOf: plan.incident }), cameBackAs: later.filter((one) => one > incident) };
}
