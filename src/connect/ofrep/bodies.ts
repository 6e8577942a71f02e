import { z } from 'zod';
import { SwitchAnswer } from '../../switches/lease.ts';

/** The question: who asks, in whatever words of their own. What it is about is in the address. */
export const Question = z
  .object({
    context: z
      .looseObject({
        targetingKey: z
          .string()
          .nullish()
          .meta({ description: 'An agent: all flags are then those of this agent alone.' }),
      })
      .nullish(),
  })
  .meta({ id: 'OfrepQuestion' });

/** A flag with its value. */
export const FlagBody = z
  .object({
    key: z.string().meta({ example: 'agent.margaux.may_run' }),
    value: z.union([z.boolean(), z.string(), z.number()]),
    reason: z.literal('STATIC'),
    variant: z.enum(['normal', 'degraded', 'suspended']),
    metadata: SwitchAnswer.omit({ mayRun: true, reasons: true }).meta({
      description: 'Acknowledge its epoch. After validUntil the value no longer counts.',
    }),
  })
  .meta({ id: 'OfrepFlag' });

/** Why a flag has no value. */
export const FailureBody = z
  .object({ key: z.string(), errorCode: z.string(), errorDetails: z.string() })
  .meta({ id: 'OfrepFailure' });

/** Why there is no answer about any flag. */
export const BulkFailureBody = z
  .object({ errorCode: z.string(), errorDetails: z.string() })
  .meta({ id: 'OfrepBulkFailure' });

/** All flags that the question is about. */
export const FlagsBody = z
  .object({
    flags: z.array(z.union([FlagBody, FailureBody])).readonly(),
    eventStreams: z
      .array(
        z.object({
          type: z.literal('sse'),
          endpoint: z.object({ requestUri: z.string() }),
          inactivityDelaySec: z.int(),
        }),
      )
      .readonly()
      .optional()
      .meta({
        description: 'Where one agent alone is asked about: says "refetchEvaluation" at each change.',
      }),
  })
  .meta({ id: 'OfrepFlags' });
