import { z } from 'zod';
import { Bilingual, MetricName } from '../../../metrics/metric.ts';
import { recurrences, treatments } from '../../playbook.ts';
import { Criteria, Id, Level, PositiveDuration, Text } from './parts.ts';

const ChecklistItem = Bilingual.extend({
  times: z
    .int({ error: 'expected a whole number' })
    .min(1, 'expected at least 1')
    .max(200, 'expected at most 200')
    .optional()
    .describe('Repeats the item, with its number in place of {n}'),
});

const urgency = {
  effort: Level.describe(
    'With impact it places the action: quick win, major project, if time permits, avoid',
  ),
  impact: Level,
};

/** A corrective action as a playbook writes it. */
export const ActionEntry = z.strictObject({
  id: Id,
  title: Bilingual,
  owner: Id.optional().describe(
    'One person of people.yaml; without one the action is dead until somebody takes it',
  ),
  due: PositiveDuration.optional().describe("After the incident's opening"),
  ...urgency,
  treats: z.enum(treatments).describe('Whether it cures the cause or only what was seen of it'),
  criteria: Criteria.describe('How filrouge sees that the action has worked'),
  checklists: z
    .record(Id, z.array(ChecklistItem).min(1))
    .default({})
    .describe('What checklist criteria count'),
});
export type ActionEntry = z.infer<typeof ActionEntry>;

/** A lasting improvement as a playbook writes it. */
export const ImprovementEntry = z.strictObject({
  id: Id,
  title: Bilingual,
  benefit: Bilingual,
  owner: Id.optional(),
  due: PositiveDuration.optional().describe("After the incident's opening; instead of recurrence"),
  recurrence: z.enum(recurrences).optional().describe('Instead of due'),
  ...urgency,
});
export type ImprovementEntry = z.infer<typeof ImprovementEntry>;

/** A likely root cause; it is offered first when the evidence fits it. */
export const HypothesisEntry = z.strictObject({
  text: Bilingual,
  moved_first: MetricName.optional().describe('Fits when this metric left its usual range before the breach'),
  reason: Text.optional().describe('Fits when most errors give this reason'),
});
export type HypothesisEntry = z.infer<typeof HypothesisEntry>;

const Reviews = z.strictObject({
  daily_for: PositiveDuration.prefault('7d').describe('Daily reviews at first, for this long'),
  then_every: PositiveDuration.prefault('7d').describe('and then at this interval'),
});

/** A file of playbooks/: the skeleton that a plan is drafted from. */
export const PlaybookFile = z
  .strictObject({
    playbook: Id.describe('What rules name it by'),
    title: Bilingual,
    objective: Bilingual.optional().describe('Specific, measurable, dated'),
    settle: PositiveDuration.prefault('10m').describe(
      'After an action is done, before its criteria may start to hold',
    ),
    reviews: Reviews.prefault({}),
    hypotheses: z.array(HypothesisEntry).default([]),
    actions: z.array(ActionEntry).min(1, 'expected one action at least'),
    improvements: z.array(ImprovementEntry).default([]),
    indicators: Criteria.optional().describe("The plan's own criteria: it cannot be closed while one fails"),
  })
  .meta({ title: 'filrouge playbook', description: 'The skeleton that a plan is drafted from' });

/** The same with its parts unread, so that one bad action does not hide the others. */
export const PlaybookHead = PlaybookFile.extend({
  hypotheses: z.array(z.unknown()).default([]),
  actions: z.array(z.unknown()).min(1, 'expected one action at least'),
  improvements: z.array(z.unknown()).default([]),
});
