import { z } from 'zod';
import { actionStatuses, planKinds } from '../plan.ts';
import { AddActionBody, AddImprovementBody, AddRiskBody, EditPlanBody } from './command.ts';
import { Amount, Name, Title } from './fields.ts';

const version = { version: true } as const;
const finding = Title.max(2_000);

/** The findings of an audit's text: parts that a plan keeps, and all that has no place of its own there. */
const AuditFindings = z.strictObject({
  pains: z
    .array(z.strictObject({ text: finding, yearlyCost: Amount.optional(), stated: finding.optional() }))
    .max(100),
  statedTotal: Amount.optional(),
  gains: z
    .array(z.strictObject({ text: finding, amount: Amount.optional() }))
    .max(100)
    .optional(),
  expectedGain: Amount.optional(),
  phases: z.array(z.strictObject({ title: Title, items: z.array(finding).max(100) })).max(20),
  date: Title.optional(),
  status: Title.optional(),
  target: z.string().max(20_000).optional(),
  notes: z
    .array(z.strictObject({ under: z.string().max(2_000).optional(), text: z.string().max(300_000) }))
    .max(5_000)
    .optional(),
  read: z
    .array(z.strictObject({ text: z.string().max(2_000), as: z.string().max(40) }))
    .max(2_000)
    .optional(),
});

const NewAction = AddActionBody.omit(version).extend({
  status: z.enum(actionStatuses).exclude(['blocked']).optional(),
  ticked: z
    .array(z.strictObject({ checklist: Name, item: z.int().nonnegative() }))
    .max(500)
    .optional()
    .meta({ description: 'Items of its checklists that are done already.' }),
});

const { kind: _kind, title: _title, topThree: _topThree, ...edits } = EditPlanBody.omit(version).shape;
const fields = {
  ...edits,
  title: Title,
  agent: z.string().max(100).optional().meta({ description: 'Absent: a plan of the whole organisation.' }),
  actions: z.array(NewAction).max(300).optional(),
  improvements: z.array(AddImprovementBody.omit(version)).max(100).optional(),
  risks: z.array(AddRiskBody.omit(version)).max(100).optional(),
  audit: AuditFindings.optional().meta({ description: 'The findings of the audit that it is drawn from.' }),
};

/** The body of a request for a plan that no incident begins. */
export const NewPlanBody = z.strictObject({ kind: z.enum(planKinds), ...fields });
export type NewPlanBody = z.infer<typeof NewPlanBody>;

/** A person begins a plan by hand, or from the text of an audit. */
export const DraftPlan = z.strictObject({
  kind: z.literal('draftPlan'),
  planKind: NewPlanBody.shape.kind,
  /** Names the order: one that comes again with the same name begins no second plan. */
  once: z.string().max(64).optional(),
  ...fields,
});
export type DraftPlan = z.infer<typeof DraftPlan>;
