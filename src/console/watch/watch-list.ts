import { isReviewOverdue, overdueWork, plannedReview } from '../../plans/progress.ts';
import { defined } from '../../platform/defined.ts';
import type { Mandate, RuleSet } from '../../rules/ruleset.ts';
import { isHeld, isReduced } from '../../switches/standing.ts';
import { isFound, wordsOf } from '../components/search.ts';
import type { AgentGlance, WatchSource } from './watch.ts';

/** So many agents stand on one page of the list. */
export const agentsAPage = 40;

/** Which agents the list is asked for: under a filter, searched for what, on which page from 1 on. */
export type WatchQuery = { readonly filter: AgentFilter; readonly search: string; readonly page: number };

/** A page of the list, and what it is a page of. */
export type WatchList = {
  readonly shown: readonly AgentGlance[];
  readonly page: number;
  readonly pages: number;
  /** How many were found, and how many of those need a person. */
  readonly found: number;
  readonly needed: number;
  readonly doubts: Doubts;
};

/** Agents found that need nobody, yet are not known to be within their limits: how many, and why. */
export type Doubts = Readonly<Record<'pending' | 'unmeasured' | 'unread', number>>;

function doubtsOf(glances: readonly AgentGlance[]): Doubts {
  const doubtful = glances.filter((glance) => !glance.needsPerson && !glance.withinLimits);
  const count = (is: (glance: AgentGlance) => boolean) => doubtful.filter(is).length;
  return {
    pending: count(({ standing }) => standing === 'pending'),
    unmeasured: count(({ rules }) => rules.length === 0 || rules.some((rule) => rule.standing === 'no_data')),
    unread: count(({ outOfReach }) => outOfReach),
  };
}

/** The page that is asked for; the last one where there are fewer by now. */
export function listOf(
  glances: readonly AgentGlance[],
  { filter, search, page: asked }: WatchQuery,
  set: Pick<RuleSet, 'people'>,
): WatchList {
  const found = glances.filter((glance) => passes(glance, filter) && matches(glance, search, set));
  const pages = Math.max(1, Math.ceil(found.length / agentsAPage));
  const page = Math.min(asked, pages);
  const needed = found.filter((glance) => glance.needsPerson).length;
  const shown = found.slice((page - 1) * agentsAPage, page * agentsAPage);
  return { shown, page, pages, found: found.length, needed, doubts: doubtsOf(found) };
}

/** The choices of agents that the watch page offers. */
export const agentFilters = ['all', 'needs', 'suspended', 'running', 'no_data'] as const;
export type AgentFilter = (typeof agentFilters)[number];

/** Whether an agent belongs under one of the home page's filters. */
export function passes(glance: AgentGlance, filter: AgentFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'needs':
      return glance.needsPerson;
    case 'suspended':
      return isHeld(glance.standing);
    case 'running':
      return !isHeld(glance.standing) && glance.standing !== 'no_data';
    case 'no_data':
      return glance.standing === 'no_data';
    default:
      return filter satisfies never;
  }
}

/** How many agents each filter would show. */
export function countsOf(glances: readonly AgentGlance[]): Record<AgentFilter, number> {
  const count = (filter: AgentFilter) => glances.filter((glance) => passes(glance, filter)).length;
  return {
    all: glances.length,
    needs: count('needs'),
    suspended: count('suspended'),
    running: count('running'),
    no_data: count('no_data'),
  };
}

/**
 * Whether each word searched for begins a word of the agent's name, id, scope or owner, whatever their case
 * and accents.
 */
export function matches(glance: AgentGlance, search: string, set: Pick<RuleSet, 'people'>): boolean {
  if (search.trim() === '') return true;
  const { mandate } = glance;
  const known = searched.get(mandate) ?? wordsOf(textsOf(mandate, set));
  searched.set(mandate, known);
  return isFound(search, known);
}

/** A set has mandates of its own: its people do not change. */
const searched = new WeakMap<Mandate, readonly string[]>();

function textsOf({ agent, name, scope, owner }: Mandate, { people }: Pick<RuleSet, 'people'>): string[] {
  return [agent, name, scope.fr, scope.en, people.get(owner)?.name ?? ''];
}

/** The numbers above the list. */
export type WatchTotals = {
  readonly suspended: number;
  /** Agents with a share of their traffic. */
  readonly reduced: number;
  readonly incidents: number;
  readonly overdue: number;
  /** When the first of all reviews is to be held, or was to be. */
  readonly nextReviewAt?: number;
  readonly reviewMissed: boolean;
};

/** The totals over all agents, and over what is about none. */
export function totalsOf(
  {
    incidents,
    plans: all,
    closedPlans = [],
    now,
  }: Pick<WatchSource, 'incidents' | 'plans' | 'closedPlans' | 'now'>,
  glances: readonly AgentGlance[],
): WatchTotals {
  const plans = [
    ...glances.flatMap((glance) => glance.plans),
    ...all.filter(({ agent }) => agent === undefined),
  ];
  const reviews = plans.flatMap((plan) => plannedReview(plan)?.dueAt ?? []);
  return {
    suspended: glances.filter((glance) => passes(glance, 'suspended')).length,
    reduced: glances.filter(({ standing }) => isReduced(standing)).length,
    incidents: incidents.length,
    overdue: [...plans, ...closedPlans].reduce((sum, plan) => sum + overdueWork(plan, now), 0),
    reviewMissed: plans.some((plan) => isReviewOverdue(plan, now)),
    ...defined({ nextReviewAt: reviews.length === 0 ? undefined : Math.min(...reviews) }),
  };
}
