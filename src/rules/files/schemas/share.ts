import { z } from 'zod';
import {
  parseShare,
  parseStep,
  shareExpected,
  sharePattern,
  stepExpected,
  stepNotRising,
} from '../../share.ts';

/** A part of the traffic as people write it, read as a number above 0 and below 1. */
export const Share = z
  .union([z.string().regex(sharePattern), z.number().gt(0).lt(1)], { error: `expected ${shareExpected}` })
  .meta({ title: 'share', examples: ['20%', 0.2] })
  .transform((written, ctx) => {
    const share = parseShare(String(written));
    if (share === undefined) ctx.addIssue(`expected ${shareExpected}`);
    return share ?? z.NEVER;
  });

const Step = z
  .string({ error: `expected ${stepExpected}` })
  .meta({ title: 'step', examples: ['10% for 15m'] })
  .transform((written, ctx) => {
    const step = parseStep(written);
    if (step === undefined) ctx.addIssue(`expected ${stepExpected}`);
    return step ?? z.NEVER;
  });

/** The steps on the way back of an agent, each with more of the traffic than the one before. */
export const ResumeSteps = z
  .array(Step)
  .min(1, 'expected at least one step')
  .max(20, 'expected at most 20 steps')
  .superRefine((steps, ctx) => {
    const place = stepNotRising(steps);
    if (place === undefined) return;
    ctx.addIssue({
      code: 'custom',
      path: [place],
      message: 'expected more of the traffic than at the step before',
    });
  });
