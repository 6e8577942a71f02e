import { Hono } from 'hono';
import { may } from '../../access/roles.ts';
import { refuse } from '../../plans/refusals.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { aboutPlan, type PlanPorts, type PlanRequest, statusOf } from '../plans/plan-answers.tsx';
import { planView } from '../plans/plan-view.ts';
import { type ConsoleEnv, formOf } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { ReviewHeldPage, ReviewPage, type ReviewView } from './review.page.tsx';
import { changedMeanwhile, type ReviewValues, readReview } from './review-form.ts';

const address = '/plans/:number{[1-9][0-9]{0,8}}/review';
type Answer = Pick<ReviewView, 'values'> & Partial<Pick<ReviewView, 'errors' | 'refusal' | 'meanwhile'>>;
type Status = 200 | 403 | 409 | 413 | 422 | 503;

/** Where a plan's review is held: read, answered action by action, and noted as one. */
export function reviewRoutes(ports: PlanPorts): Hono<ConsoleEnv> {
  /** For whoever may edit plans; for everybody else there is no such page. */
  const mine = (answer: (at: PlanRequest) => Response | Promise<Response>) =>
    aboutPlan(
      ports,
      (at) => (may(at.c.get('caller').role, 'plans.edit') ? answer(at) : missingPage(at.c, ports)),
      (c) => missingPage(c, ports),
    );
  return new Hono<ConsoleEnv>()
    .get(
      address,
      mine((at) =>
        at.plan.state === 'closed'
          ? at.c.redirect(`/plans/${at.plan.number}#plan-reviews`, 303)
          : reviewPage(at, { values: {} }),
      ),
    )
    .post(address, mine(hold))
    .get(
      `${address}/held`,
      mine(({ c, plan, i18n }) => {
        const frame = ports.frame(c, i18n);
        const isPerson = c.get('caller').person !== undefined;
        return c.html(
          <ReviewHeldPage frame={frame} plan={plan} keep={keepOf({ c, plan })} isPerson={isPerson} />,
        );
      }),
    );
}

/**
 * Notes the review, or gives everything typed back with what stands in the way. That the plan has moved on
 * elsewhere is no reason to refuse; that somebody else has reviewed it, or changed an action that is decided
 * on here, is said first.
 */
async function hold(at: PlanRequest): Promise<Response> {
  const { c, ports, i18n } = at;
  const values = await formOf(c);
  const proved = await ports.proved(c, values['key']);
  // Whoever drops no action signs nothing; for whoever does, the command itself asks.
  const caller = typeof proved === 'string' ? c.get('caller') : proved;
  let { plan } = at;
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const meanwhile = changedMeanwhile(plan, values);
    if (meanwhile !== undefined) return reviewPage({ ...at, plan }, { values, meanwhile }, 409);
    const reader = { set: ports.ruleSet(), person: caller.person, i18n };
    const read = readReview(values, { plan, now: ports.now() }, reader);
    if (!read.ok) return reviewPage({ ...at, plan }, { values, errors: read.errors }, 422);
    const held = await ports.toPlan({ ...read.command, version: plan.version }, caller);
    if (held.ok) {
      if (read.command.decisions?.some(({ decision }) => decision === 'drop')) await ports.signed(c);
      ports.live.poke();
      return c.redirect(`/plans/${plan.number}/review/held`, 303);
    }
    if (held.refusal.code !== 'plan_changed') return refused({ ...at, plan }, values, held.refusal);
    plan = (await ports.plan(plan.number)) ?? plan;
  }
  return refused({ ...at, plan }, values, refuse('plan_changed', 'The plan changes all the time.').refusal);
}

function refused(at: PlanRequest, values: ReviewValues, refusal: Refusal): Promise<Response> {
  return reviewPage(at, { values, refusal }, statusOf(refusal));
}

async function reviewPage(at: PlanRequest, answer: Answer, status: Status = 200): Promise<Response> {
  const { c, ports, plan, i18n } = at;
  const view = planView(await ports.planSources(plan), c.get('caller'));
  const review = { errors: {}, ...answer, view, keep: keepOf(at) };
  return c.html(<ReviewPage frame={ports.frame(c, i18n)} view={review} />, status);
}

function keepOf({ c, plan }: Pick<PlanRequest, 'c' | 'plan'>): string {
  return `review ${plan.number} ${c.get('caller').person ?? ''}`;
}
