import { z } from '@hono/zod-openapi';
import type { Refusal } from '../../platform/refusal.ts';

/** Path parameters of the plan routes, and the refusals when they name nothing. */

export const PlanNumber = z.object({
  number: z.coerce.number().int().positive().max(2_000_000_000).openapi({ example: 4 }),
});
export const PartId = z.object({ id: z.string().max(40).openapi({ example: '4-2' }) });

/** That a plan is not there. */
export function unknownPlan(number: number): Refusal {
  return { kind: 'not_found', code: 'unknown_plan', detail: `There is no plan ${number}.` };
}

export type PartKind = 'action' | 'improvement' | 'criterion' | 'task';

/** That no plan has such a part. */
export function unknownPart(kind: PartKind, id: string): Refusal {
  return { kind: 'not_found', code: `unknown_${kind}`, detail: `No plan has the ${kind} ${id}.` };
}
