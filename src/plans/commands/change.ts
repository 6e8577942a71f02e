import { actorText } from '../../platform/actor.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { Person } from '../../rules/ruleset.ts';
import { type ChangeContext, type PlanEvent, planEvent } from '../events.ts';
import { whatLeavesPlanIncomplete } from '../gates.ts';
import type { Plan } from '../plan.ts';
import { type Refused, refuse } from '../refusals.ts';

/** The context in which a command on a plan is decided, actor and time included. */
export type PlanContext = ChangeContext & {
  /** Everybody of people.yaml, by person id. */
  readonly people: ReadonlyMap<string, Person>;
  /** The version the change was made on; a plan that has moved on since refuses it. */
  readonly version?: number | undefined;
};

/** A plan after a decision, with what happened. Without events nothing has changed. */
export type PlanChange = { readonly plan: Plan; readonly events: readonly PlanEvent[] };
/** The change that a command makes to a plan, or why it is refused. */
export type PlanDecision = Result<PlanChange>;

/** Edits of a record: an absent field stays, `null` takes an optional one away. */
export type Edits<T> = {
  readonly [K in keyof T]?: T[K] | (Record<never, never> extends Pick<T, K> ? null : never) | undefined;
};

/** The person behind the request, where there is one. */
export function personOf(ctx: Pick<ChangeContext, 'actor'>): string | undefined {
  return ctx.actor.kind === 'person' ? ctx.actor.person : undefined;
}

/** How the plan names who did something: the person, else the actor. */
export function doerOf(ctx: Pick<ChangeContext, 'actor'>): string {
  return personOf(ctx) ?? actorText(ctx.actor);
}

/** Why the plan takes no change now, if so: it is closed, or has changed since the caller read it. */
export function whyNoChange(plan: Plan, ctx: Pick<PlanContext, 'version'>): Refused | undefined {
  return whyClosed(plan) ?? whyStale(plan, ctx);
}

/** Why what was signed takes no change any more, if the plan is closed. */
export function whyClosed(plan: Plan): Refused | undefined {
  if (plan.state !== 'closed') return undefined;
  return refuse('plan_closed', `Plan ${plan.number} is closed and stays as it was signed.`);
}

/** Why the change must be thought over, if the plan has moved on since the caller read it. */
export function whyStale(plan: Plan, ctx: Pick<PlanContext, 'version'>): Refused | undefined {
  if (ctx.version !== undefined && ctx.version !== plan.version) {
    return refuse(
      'plan_changed',
      `Plan ${plan.number} is at version ${plan.version}, not ${ctx.version} as when it was read. Read it again.`,
      { facts: { version: plan.version } },
    );
  }
  return undefined;
}

/** A change that touches nothing people sign: progress, reviews, the log. */
export function progressed(plan: Plan, next: Plan, events: readonly PlanEvent[]): PlanDecision {
  if (events.length === 0) return done({ plan, events });
  return done({ plan: { ...next, version: plan.version + 1 }, events });
}

/**
 * A change of the contents that people sign: signatures given for the next step are taken away. An active
 * plan must stay complete: an action that loses its owner, date or criterion would be dead.
 */
export function contentChanged(
  plan: Plan,
  next: Plan,
  events: readonly PlanEvent[],
  ctx: PlanContext,
): PlanDecision {
  if (events.length === 0) return done({ plan, events });
  const missing = plan.state === 'active' ? whatLeavesPlanIncomplete(next) : [];
  if (missing.length > 0) {
    return refuse(
      'plan_incomplete',
      `Plan ${plan.number} is active: it must keep its root cause or objective, and every action an owner, a due date and a criterion.`,
      { missing },
    );
  }
  const unsigned = withoutSignatures(next, ctx);
  return done({
    plan: { ...unsigned.plan, version: plan.version + 1 },
    events: [...events, ...unsigned.events],
  });
}

/** The plan without the signatures given for its next step, and the event that says so. */
export function withoutSignatures(plan: Plan, ctx: ChangeContext): PlanChange {
  const purpose = plan.state === 'draft' ? 'activation' : 'closure';
  const voided = plan.signatures.filter((signature) => signature.for === purpose);
  if (voided.length === 0) return { plan, events: [] };
  return {
    plan: { ...plan, signatures: plan.signatures.filter((signature) => signature.for !== purpose) },
    events: [
      planEvent('signaturesVoided', plan, ctx, { for: purpose, people: voided.map(({ person }) => person) }),
    ],
  };
}

/** The record after the edits, and the names of the fields that really changed. */
export function edited<T extends object>(before: T, edits: Edits<T>): { next: T; fields: string[] } {
  const next: Record<string, unknown> = Object.fromEntries(Object.entries(before));
  const fields: string[] = [];
  for (const [field, value] of Object.entries(edits)) {
    if (value === undefined || sameJson(value ?? undefined, next[field])) continue;
    fields.push(field);
    if (value === null) delete next[field];
    else next[field] = value;
  }
  return { next: next as T, fields };
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
