import { z } from 'zod';
import type { WatchedSubject } from '../../reminders.ts';
import { Duration, PositiveDuration, TimeOfDay } from './parts.ts';

const never = z.literal('never');
const expected = 'expected a duration such as 2d, or never';

const WholeDays = PositiveDuration.refine(
  (ms) => ms % 86_400_000 === 0,
  'expected whole days, such as 2d, or never',
);

/** Read as milliseconds; `never` as nothing. */
const Ahead = z.union([never, WholeDays], { error: expected });
const TellAfter = z.union([never, Duration], { error: expected });

const subjects = {
  incident_unacknowledged: 'An incident that nobody has taken up (acknowledged); left out: 1h',
  agent_out_of_reach: 'An agent that no longer reads its switch; left out: 15m',
  criterion_no_data: 'A criterion of a plan at work without data; left out: 24h',
  proof_outdated: 'A proof test that is older than the mandate allows; left out: 0',
} as const satisfies Record<WatchedSubject, string>;

/** reminders.yaml: when people are reminded. Everything may be left out. */
export const RemindersFile = z
  .strictObject({
    morning: TimeOfDay.optional().meta({
      description: 'When people read, by the clocks of each of them; left out: 08:00',
      examples: ['08:00'],
    }),
    ahead: Ahead.optional().meta({
      description: 'So long before an action is due its owner hears of it, or never; left out: 2d',
      examples: ['2d'],
    }),
    on_the_day: z
      .boolean()
      .optional()
      .describe('In the morning of the day on which it is due; left out: true'),
    first_after: Duration.optional().meta({
      description: 'The first reminder, after it was due; left out: 24h',
      examples: ['24h'],
    }),
    second_after: PositiveDuration.optional().meta({
      description: 'The second reminder, after the first; left out: 3d',
      examples: ['3d'],
    }),
    escalate_after: PositiveDuration.optional().meta({
      description:
        'After it was due the approver is asked to decide, and the action is blocked until somebody does; left out: 10d',
      examples: ['10d'],
    }),
    then_every: PositiveDuration.optional().meta({
      description: 'After that again and again; left out: 7d',
      examples: ['7d'],
    }),
    tell_after: z
      .strictObject({
        incident_unacknowledged: TellAfter.optional().meta({
          description: subjects.incident_unacknowledged,
          examples: ['1h'],
        }),
        agent_out_of_reach: TellAfter.optional().meta({
          description: subjects.agent_out_of_reach,
          examples: ['15m'],
        }),
        criterion_no_data: TellAfter.optional().meta({
          description: subjects.criterion_no_data,
          examples: ['24h'],
        }),
        proof_outdated: TellAfter.optional().meta({ description: subjects.proof_outdated, examples: ['7d'] }),
      })
      .optional()
      .meta({
        description: 'How long each of these may last before people are told, or never',
        examples: [{ incident_unacknowledged: '1h' }],
      }),
  })
  .meta({
    title: 'filrouge reminders',
    description: 'When people are reminded of what is due, and told of what waits',
  });
