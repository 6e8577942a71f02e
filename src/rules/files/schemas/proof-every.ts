import { z } from 'zod';
import { parseDuration } from '../../../platform/duration.ts';
import { longestDurationMs } from '../../condition.ts';
import { cronExpected, parseCron } from '../../silences/cron.ts';

const dayMs = 86_400_000;

/** How often agents are proved: a time from one proof test to the next, or the days of a cron line. */
export type ProofEvery = { readonly everyMs: number } | { readonly cron: string };

/** `7d`, or `0 0 * * 1`: each Monday. Of a cron line no day may be meant more than once. */
export const ProofEvery = z
  .string({ error: 'expected a duration such as 7d, or a cron line such as 0 0 * * 1' })
  .transform((text, ctx): ProofEvery => {
    const refuse = (message: string) => {
      ctx.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (!/\s/.test(text.trim())) {
      const everyMs = parseDuration(text.trim());
      if (everyMs === undefined || everyMs > longestDurationMs)
        return refuse('expected a duration such as 7d, or a cron line such as 0 0 * * 1');
      return everyMs < dayMs ? refuse('expected at least 1d') : { everyMs };
    }
    const parsed = parseCron(text);
    if (!parsed.ok) return refuse(`expected ${cronExpected}`);
    const { hours, minutes } = parsed.cron;
    if (hours.length * minutes.length > 1) return refuse('expected one time a day at most: 0 0 * * 1');
    return { cron: text.trim().replace(/\s+/g, ' ') };
  })
  .meta({
    description:
      'How often the rules of the agent are proved by themselves: a duration, or a cron line in its zone, whose proof tests are in the first quiet hours that follow',
    examples: ['7d', '0 0 * * 1'],
  });
