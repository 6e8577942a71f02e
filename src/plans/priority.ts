import type { Level } from '../rules/playbook.ts';
import type { Action, Improvement, Plan } from './plan.ts';

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

/** The three to take up now: high impact and not done; least effort first, then earliest due. */
export function topThree(plan: Pick<Plan, 'actions' | 'improvements'>): readonly Placed[] {
  return [...plan.actions, ...plan.improvements]
    .filter((item) => item.impact === 'high' && item.status !== 'done')
    .sort((a, b) => effortRank(a) - effortRank(b) || dueRank(a) - dueRank(b))
    .slice(0, 3);
}

function effortRank({ effort }: Placed): number {
  return effort === 'low' ? 0 : 1;
}

/** Items without a date come last. A finite number, because ∞ − ∞ would order nothing. */
function dueRank({ dueAt }: Placed): number {
  return dueAt ?? Number.MAX_SAFE_INTEGER;
}
