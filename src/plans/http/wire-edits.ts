import { z } from 'zod';
import { durationExpected, parseDuration } from '../../platform/duration.ts';
import type { FieldError } from '../../platform/http/problem.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import { criterionContext, parseCriterion } from '../../rules/grammar/parse-criterion.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { ActionEdits } from '../action.ts';
import type { StatusChange } from '../commands/action-progress.ts';
import type { PlanEdits } from '../commands/edit.ts';
import type { ImprovementEdits } from '../improvement.ts';
import type { Action, Plan } from '../plan.ts';
import { PlanKindName } from './wire.ts';
import { Level, Recurrence, Status, Treats } from './wire-action.ts';
import { dueMoment, Moment, startMoment } from './wire-time.ts';

/**
 * What people send to change a plan: strict bodies, and what the decisions make of them. An absent field stays as it is,
 * `null` takes an optional one away.
 */

/** A text of a person: bounded, and without the NUL that no PostgreSQL text can hold. */
const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !value.includes('\u0000'), 'Invalid input: NUL is no character of a text');
const title = text(300);
const longText = text(20_000);
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'Invalid input: expected an id such as lea or it-ops');
const mostCriteria = 20;
const mostItems = 500;

/** Names the version that was read, so that an edit never overwrites what somebody else changed meanwhile. */
export const version = z.int().positive().optional().meta({
  description: 'The version that was read: 409 when the plan has moved on since.',
});
const criteria = z
  .array(text(500))
  .max(mostCriteria)
  .meta({ example: ['error_rate < 1% over 1h for 24h'] });
const duration = z
  .string()
  .refine((value) => (parseDuration(value) ?? 0) > 0, `Invalid input: expected ${durationExpected}`);

export const PlanPatch = z.strictObject({
  version,
  title: title.optional(),
  kind: PlanKindName.optional(),
  objective: longText.nullish(),
  target: Moment.nullish(),
  context: longText.optional(),
  rootCause: longText.nullish(),
  cadence: z.strictObject({ dailyFor: duration, thenEvery: duration }).optional(),
  indicators: criteria.optional(),
  recommendations: longText.nullish(),
  closingSummary: longText.nullish(),
  owner: name.optional(),
  approver: name.optional(),
  followedBy: name.optional(),
});

const actionFields = {
  version,
  owner: name.nullish(),
  start: Moment.nullish(),
  due: Moment.nullish(),
  effort: Level.optional(),
  impact: Level.optional(),
  treats: Treats.optional(),
  resources: longText.nullish(),
  criteria: criteria.optional(),
  checklists: z
    .array(z.strictObject({ id: name, items: z.array(title).min(1).max(mostItems) }))
    .max(10)
    .optional(),
};
export const NewActionBody = z.strictObject({ ...actionFields, title });
export const ActionPatch = z
  .strictObject({
    ...actionFields,
    title: title.optional(),
    status: Status.optional(),
    blockedWhy: longText.optional(),
  })
  .refine(({ status, blockedWhy }) => status !== 'blocked' || blockedWhy !== undefined, {
    path: ['blockedWhy'],
    message: 'Invalid input: say what it is blocked by, so that somebody can decide',
  })
  .refine(({ status, blockedWhy }) => blockedWhy === undefined || status === 'blocked', {
    path: ['status'],
    message: 'Invalid input: blockedWhy goes with the status blocked',
  });

const improvementFields = {
  version,
  owner: name.nullish(),
  due: Moment.nullish(),
  recurrence: Recurrence.nullish(),
  status: Status.optional(),
  effort: Level.optional(),
  impact: Level.optional(),
};
export const NewImprovementBody = z.strictObject({ ...improvementFields, title, benefit: longText });
export const ImprovementPatch = z.strictObject({
  ...improvementFields,
  title: title.optional(),
  benefit: longText.optional(),
});

export const ReviewRequest = z.strictObject({
  version,
  comment: longText.optional(),
  heldAt: z.iso.datetime({ offset: true }).optional(),
  nextDue: Moment.optional(),
});
export const LogRequest = z.strictObject({ version, result: longText, comment: longText.optional() });
export const RiskRequest = z.strictObject({ version, action: z.string().max(40), reason: longText });
export const TickRequest = z.strictObject({ version, ticked: z.boolean().default(true) });
export const AttestRequest = z.strictObject({
  version,
  link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
});

/** What a body says, or one entry for each field that cannot be understood. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** What is asked of a plan by a body. */
export function readPlanPatch(body: z.infer<typeof PlanPatch>, plan: Plan, set: RuleSet): Read<PlanEdits> {
  const { version: _, target, cadence, indicators, ...fields } = body;
  const specs = readCriteria(indicators, '#/indicators', plan.agent, set, []);
  if (!specs.ok) return specs;
  return {
    ok: true,
    value: {
      ...fields,
      targetAt: moment(target, (at) => dueMoment(at, plan.timezone)),
      cadence: cadence && {
        dailyForMs: parseDuration(cadence.dailyFor) ?? 0,
        thenEveryMs: parseDuration(cadence.thenEvery) ?? 0,
      },
      indicators: specs.value,
    },
  };
}

type ActionBodyFields = Omit<z.infer<typeof ActionPatch>, 'status' | 'blockedWhy'>;

/** What is asked of an action by a body. Its criteria may count the checklists it has, or those it is given. */
export function readActionEdits(
  body: ActionBodyFields,
  plan: Plan,
  action: Action | undefined,
  set: RuleSet,
): Read<ActionEdits> {
  const { version: _, start, due, criteria: texts, ...fields } = body;
  const checklists = (body.checklists ?? action?.checklists ?? []).map(({ id }) => id);
  const specs = readCriteria(texts, '#/criteria', plan.agent, set, checklists);
  if (!specs.ok) return specs;
  return {
    ok: true,
    value: {
      ...fields,
      startAt: moment(start, (at) => startMoment(at, plan.timezone)),
      dueAt: moment(due, (at) => dueMoment(at, plan.timezone)),
      criteria: specs.value,
    },
  };
}

/** The change of status that a patch asks for, if it does. */
export function readStatus(
  action: string,
  { status, blockedWhy = '' }: Pick<z.infer<typeof ActionPatch>, 'status' | 'blockedWhy'>,
): StatusChange | undefined {
  if (status === undefined) return undefined;
  return status === 'blocked' ? { action, status, why: blockedWhy } : { action, status };
}

/** What is asked of an improvement by a body. */
export function readImprovementEdits(body: z.infer<typeof ImprovementPatch>, plan: Plan): ImprovementEdits {
  const { version: _, due, ...fields } = body;
  return { ...fields, dueAt: moment(due, (at) => dueMoment(at, plan.timezone)) };
}

/** `null` and absence are passed on: they mean "take it away" and "leave it". */
function moment(value: string | null | undefined, read: (text: string) => number): number | null | undefined {
  return typeof value === 'string' ? read(value) : value;
}

/** Every text with the grammar of the rule files, over the metrics and rules in force for the agent. */
function readCriteria(
  texts: readonly string[] | undefined,
  pointer: string,
  agent: string,
  set: RuleSet,
  checklists: readonly string[],
): Read<CriterionSpec[] | undefined> {
  if (texts === undefined) return { ok: true, value: undefined };
  const context = criterionContext(set, agent, checklists);
  const specs: CriterionSpec[] = [];
  const errors: FieldError[] = [];
  texts.forEach((each, place) => {
    const parsed = parseCriterion(each, context);
    if (parsed.ok) specs.push(parsed.criterion);
    else {
      for (const { found, expected, didYouMean } of parsed.faults) {
        const hint = didYouMean === undefined ? '' : ` Did you mean ${didYouMean}?`;
        errors.push({
          pointer: `${pointer}/${place}`,
          detail: `Found ${found}; expected ${expected}.${hint}`,
        });
      }
    }
  });
  return errors.length === 0 ? { ok: true, value: specs } : { ok: false, errors };
}
