import { z } from 'zod';
import { Bilingual, ByLanguage, inBoth, MetricName } from '../../../metrics/metric.ts';
import { playbookRoles, recurrences, treatments } from '../../playbook.ts';
import { ReplaySpec } from '../../replay.ts';
import { Criteria, Id, Level, PositiveDuration, Text } from './parts.ts';

const RepeatedItem = ByLanguage.extend({
  times: z
    .int({ error: 'expected a whole number' })
    .min(1, 'expected at least 1')
    .max(200, 'expected at most 200')
    .default(1)
    .meta({ description: 'Repeats the item, with its number in place of {n}', examples: [30] }),
  question: Text.optional().meta({
    description: 'What a replay asks; the text itself where it is not said',
    examples: ['Is the Oslo lamp in stock?'],
  }),
  expect: Text.optional().meta({
    description: 'What a right answer holds: {expect} of the replay',
    examples: ['in stock'],
  }),
  id: Text.max(128)
    .optional()
    .meta({ description: 'Of its interaction or ticket: {id} of the replay', examples: ['c-8412'] }),
});
const ChecklistItem = z
  .union([z.string().min(1), RepeatedItem], { error: 'expected a text, or one each as fr and en' })
  .transform((item, context) => ({
    ...inBoth(typeof item === 'string' ? item : { fr: item.fr, en: item.en }, context),
    ...(typeof item === 'string'
      ? { times: 1 }
      : { times: item.times, question: item.question, expect: item.expect, id: item.id }),
  }));

const urgency = {
  effort: Level.describe(
    'With impact it places the action: quick win, major project, if time permits, avoid',
  ),
  impact: Level.describe('See effort'),
};

const role = z
  .enum(playbookRoles)
  .optional()
  .describe('Instead of owner: whoever owns the plan, or its approver, so that it is good for any agent');

const ActionTitle = Bilingual.meta({
  description: 'What is to be done',
  examples: [{ fr: 'Resynchroniser le flux', en: 'Synchronise the feed again' }],
});

/** A corrective action as a playbook writes it. */
export const ActionEntry = z.strictObject({
  id: Id.meta({ description: 'What tests and the plan name it by', examples: ['resync-feed'] }),
  title: ActionTitle,
  owner: Id.optional().meta({
    description: 'One person of people.yaml; without one the action is dead until somebody takes it',
    examples: ['lea'],
  }),
  role,
  due: PositiveDuration.optional().meta({
    description: "After the incident's opening; whole days mean the end of that day",
    examples: ['2d'],
  }),
  ...urgency,
  treats: z.enum(treatments).describe('Whether it cures the cause or only what was seen of it'),
  criteria: Criteria.describe('How filrouge sees that the action has worked'),
  checklists: z
    .record(Id, z.array(ChecklistItem).min(1))
    .default({})
    .meta({
      description: 'The items that checklist criteria count, by the name of the list',
      examples: [{ contact: [{ fr: 'Clients contactés', en: 'Customers contacted' }] }],
    }),
  replay: ReplaySpec.optional(),
});
export type ActionEntry = z.infer<typeof ActionEntry>;

/** A lasting improvement as a playbook writes it. */
export const ImprovementEntry = z.strictObject({
  id: Id.meta({ description: 'What tests and the plan name it by', examples: ['freshness-guards'] }),
  title: ActionTitle,
  benefit: Bilingual.meta({
    description: 'What it is good for',
    examples: [{ fr: 'Une dérive se voit plus tôt', en: 'A drift is seen earlier' }],
  }),
  owner: Id.optional().meta({ description: 'One person of people.yaml', examples: ['lea'] }),
  role,
  due: PositiveDuration.optional().meta({
    description: "After the incident's opening; instead of recurrence",
    examples: ['10d'],
  }),
  recurrence: z.enum(recurrences).optional().describe('Instead of due'),
  ...urgency,
});
export type ImprovementEntry = z.infer<typeof ImprovementEntry>;

/** A likely root cause; it is offered first when the evidence fits it. */
export const HypothesisEntry = z.strictObject({
  text: Bilingual.meta({
    description: 'The cause, as the plan would state it',
    examples: [{ fr: "Le flux s'est arrêté", en: 'The feed had stopped' }],
  }),
  moved_first: MetricName.optional().describe('Fits when this metric left its usual range before the breach'),
  reason: Text.optional().meta({
    description: 'Fits when most errors give this reason',
    examples: ['item_unavailable'],
  }),
});
export type HypothesisEntry = z.infer<typeof HypothesisEntry>;

const Reviews = z.strictObject({
  daily_for: PositiveDuration.prefault('7d').describe('Daily at first, for this long'),
  then_every: PositiveDuration.prefault('7d').describe('Then at this interval'),
});

/** A file of playbooks/: the skeleton that a plan is drafted from. */
export const PlaybookFile = z
  .strictObject({
    playbook: Id.meta({ description: 'What rules name it by', examples: ['stale-answers'] }),
    title: Bilingual.meta({
      description: 'What has gone wrong, as the plan is called',
      examples: [{ fr: 'Réponses fausses', en: 'Wrong answers' }],
    }),
    objective: Bilingual.optional().meta({
      description: 'What the plan shall reach: specific, measurable, dated',
      examples: [{ fr: "En 3 jours, moins de 2 % d'erreurs", en: 'Within 3 days, under 2 % of errors' }],
    }),
    settle: PositiveDuration.prefault('10m').describe(
      'After an action is done, before its criteria may start to hold',
    ),
    reviews: Reviews.prefault({}).describe('How often the plan is looked at'),
    hypotheses: z.array(HypothesisEntry).default([]).describe('Likely root causes'),
    actions: z.array(ActionEntry).min(1, 'expected one action at least').describe('The corrective actions'),
    improvements: z.array(ImprovementEntry).default([]).describe('Lasting improvements'),
    indicators: Criteria.optional().describe("The plan's own criteria: it cannot be closed while one fails"),
  })
  .meta({ title: 'filrouge playbook', description: 'The skeleton that a plan is drafted from' });

/** The same with its parts unread, so that one bad action does not hide the others. */
export const PlaybookHead = PlaybookFile.extend({
  hypotheses: z.array(z.unknown()).default([]),
  actions: z.array(z.unknown()).min(1, 'expected one action at least'),
  improvements: z.array(z.unknown()).default([]),
});
