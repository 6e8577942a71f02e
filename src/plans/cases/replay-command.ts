import { z } from 'zod';
import { PartId, Version } from '../commands/fields.ts';

/** The body of a request to replay an action's cases. */
export const ReplayActionBody = z.strictObject({ version: Version });

/** The agent is to be asked all cases of an action again, now. The plan stays as it is. */
export const ReplayAction = ReplayActionBody.extend({
  kind: z.literal('replayAction'),
  plan: z.int().positive(),
  action: PartId,
});
export type ReplayAction = z.infer<typeof ReplayAction>;
