import { z } from '@hono/zod-openapi';

/** Path parameters of the plan routes. */

export const PlanNumber = z.object({
  number: z.coerce.number().int().positive().max(2_000_000_000).openapi({ example: 4 }),
});
/** The id of a part of a plan in an address. */
export const PartId = z.object({ id: z.string().max(40).openapi({ example: '4-2' }) });

/** The kind of a part of a plan. */
export type PartKind = 'action' | 'improvement' | 'criterion' | 'task' | 'risk';
