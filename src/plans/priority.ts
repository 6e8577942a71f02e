import type { Level } from '../rules/playbook.ts';
import type { Action, Improvement, Plan, Priorities } from './plan.ts';

/** The quadrants of the matrix of effort and impact. */
export const quadrants = ['quick_win', 'major_project', 'if_time_permits', 'avoid'] as const;
export type Quadrant = (typeof quadrants)[number];

/** An action or an improvement, as far as the matrix places it. */
export type Placed = Pick<Action | Improvement, 'id' | 'title' | 'effort' | 'impact' | 'status' | 'dueAt'>;

/** Effort × impact: what is worth it and cheap first, what is neither last. */
export function quadrantOf({ effort, impact }: { readonly effort: Level; readonly impact: Level }): Quadrant {
  if (impact === 'high') return effort === 'low' ? 'quick_win' : 'major_project';
  return effort === 'low' ? 'if_time_permits' : 'avoid';
}

/** Every action and improvement of the plan in its quadrant, in the plan's order. */
export function priorityMatrix(
  plan: Pick<Plan, 'actions' | 'improvements'>,
): Readonly<Record<Quadrant, readonly Placed[]>> {
  const matrix: Record<Quadrant, Placed[]> = {
    quick_win: [],
    major_project: [],
    if_time_permits: [],
    avoid: [],
  };
  for (const item of [...plan.actions, ...plan.improvements]) matrix[quadrantOf(item)].push(item);
  return matrix;
}

type Work = Pick<Plan, 'actions' | 'improvements'>;

/** The three to propose: high impact and not done; least effort first, then earliest due. */
export function topThree(plan: Work): readonly (Action | Improvement)[] {
  return [...plan.actions, ...plan.improvements]
    .filter((item) => item.impact === 'high' && item.status !== 'done')
    .sort((a, b) => effortRank(a) - effortRank(b) || dueRank(a) - dueRank(b))
    .slice(0, 3);
}

/**
 * The items that come first: as people chose them, done or not, and whose choice; until then the proposal.
 */
export function firstThree(plan: Work & Pick<Plan, 'priorities'>): {
  readonly items: readonly (Action | Improvement)[];
  readonly chosen?: Priorities;
} {
  const { priorities: chosen } = plan;
  if (chosen === undefined) return { items: topThree(plan) };
  const work = [...plan.actions, ...plan.improvements];
  return { items: chosen.items.flatMap((id) => work.find((item) => item.id === id) ?? []), chosen };
}

/** The plan whose priorities no longer name what was taken out of it. */
export function withoutPriority(plan: Plan, id: string): Plan {
  const { priorities, ...rest } = plan;
  const items = priorities?.items.filter((item) => item !== id) ?? [];
  return priorities === undefined || items.length === 0
    ? rest
    : { ...rest, priorities: { ...priorities, items } };
}

function effortRank({ effort }: Placed): number {
  return effort === 'low' ? 0 : 1;
}

/** Items without a date come last. A finite number, because ∞ − ∞ would order nothing. */
function dueRank({ dueAt }: Placed): number {
  return dueAt ?? Number.MAX_SAFE_INTEGER;
}
