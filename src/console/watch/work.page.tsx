import type { FC } from 'hono/jsx';
import type { Incident } from '../../incidents/incident.ts';
import type { Plan } from '../../plans/plan.ts';
import { isReviewOverdue, plannedReview, progressOf } from '../../plans/progress.ts';
import { Icon } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { WholeWork } from './work.ts';

type Now = { readonly now: number; readonly i18n: I18n };

/** Matters of no agent: audits and reviews of the whole organisation, with their plans. */
export const Organisation: FC<Now & { whole: WholeWork }> = ({ whole, now, i18n }) => (
  <section
    class="card"
    id="organisation"
    aria-labelledby="organisation-title"
    hidden={whole.incidents.length + whole.plans.length === 0}
  >
    <h2 id="organisation-title">{i18n.t.common.organisation}</h2>
    <Work incidents={whole.incidents} plans={whole.plans} now={now} i18n={i18n} />
  </section>
);

/** Open incidents and plans, each with the way to its page. */
export const Work: FC<Now & { incidents: readonly Incident[]; plans: readonly Plan[] }> = (props) => {
  const { incidents, plans, now, i18n } = props;
  if (incidents.length + plans.length === 0) return null;
  return (
    <div class="agent-work">
      {incidents.map((incident) => (
        <a
          class={`badge tone-${incident.severity === 'critical' ? 'bad' : 'warn'}`}
          href={`/incidents/${incident.number}`}
        >
          <Icon name="alert" />
          {i18n.t.watch.incident(incident.number)}
        </a>
      ))}
      {plans.map((plan) => (
        <PlanLine plan={plan} now={now} i18n={i18n} />
      ))}
    </div>
  );
};

const PlanLine: FC<{ plan: Plan; now: number; i18n: I18n }> = ({ plan, now, i18n }) => {
  const words = i18n.t.watch;
  const { done, actions, overdue } = progressOf(plan, now);
  const review = plannedReview(plan);
  const late = isReviewOverdue(plan, now);
  return (
    <div class={`plan-line tone-${overdue > 0 ? 'warn' : 'info'}`}>
      <a href={`/plans/${plan.number}`}>{words.plan(plan.number)}</a>{' '}
      <span class="muted small">
        {plan.state === 'active' ? words.done(done, actions) : words.planState[plan.state]}
      </span>
      <progress value={done} max={Math.max(1, actions)} aria-label={words.plan(plan.number)} />
      <span class="small">
        {overdue > 0 ? <strong class="late">{words.overdue(overdue)} </strong> : null}
        {review === undefined ? null : (
          <span class={late ? 'late' : 'muted'}>
            {(late ? words.reviewLate : words.review)(i18n.f.day(review.dueAt))}
          </span>
        )}
      </span>
    </div>
  );
};
