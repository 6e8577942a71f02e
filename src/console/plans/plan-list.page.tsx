import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Plan, PlanState } from '../../plans/plan.ts';
import { isReviewOverdue, plannedReview, progressOf } from '../../plans/progress.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Badge, Time } from '../components/parts.page.tsx';
import { type Frame, Head, Layout } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { stateLook } from './plan-head.page.tsx';

export type PlanListView = {
  readonly items: readonly Plan[];
  readonly nextBefore?: number;
  readonly state: PlanState | 'all';
  readonly set: RuleSet;
  readonly now: number;
};

const states = ['all', 'draft', 'active', 'closed'] as const;

/** All plans, the latest first. */
export const PlanListPage: FC<{ frame: Frame; view: PlanListView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.plan.list;
  return (
    <Layout frame={frame} title={words.title} section="plans">
      <Head title={words.title} lead={words.lead}>
        <nav class="chips" aria-label={words.state}>
          {states.map((state) => (
            <a
              class="chip"
              href={state === 'all' ? '/plans' : `/plans?state=${state}`}
              {...(state === view.state ? { 'aria-current': 'true' } : {})}
            >
              <span>{words.states[state]}</span>
            </a>
          ))}
        </nav>
      </Head>
      <section class="card" aria-label={words.title}>
        {view.items.length === 0 ? <p class="nothing">{words.none}</p> : <Table view={view} i18n={i18n} />}
      </section>
      {view.nextBefore === undefined ? null : (
        <nav class="pager">
          <a href={`/plans?${view.state === 'all' ? '' : `state=${view.state}&`}before=${view.nextBefore}`}>
            {i18n.t.common.older} →
          </a>
        </nav>
      )}
    </Layout>
  );
};

const Table: FC<{ view: PlanListView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{words.list.plan}</th>
          <th scope="col">{words.facts.agent}</th>
          <th scope="col">{words.list.state}</th>
          <th scope="col">{words.list.progress}</th>
          <th scope="col">{words.facts.owner}</th>
          <th scope="col">{words.list.review}</th>
        </tr>
      </thead>
      <tbody>
        {view.items.map((plan) => (
          <Row plan={plan} view={view} i18n={i18n} />
        ))}
      </tbody>
    </table>
  );
};

const Row: FC<{ plan: Plan; view: PlanListView; i18n: I18n }> = ({ plan, view, i18n }) => {
  const words = i18n.t.plan;
  const progress = progressOf(plan, view.now);
  const review = plannedReview(plan);
  return (
    <tr>
      <td data-label={words.list.plan}>
        <span>
          <a href={`/plans/${plan.number}`}>{i18n.t.watch.plan(plan.number)}</a>
          <span class="small muted block">{plan.title}</span>
        </span>
      </td>
      <td data-label={words.facts.agent}>
        <a href={`/agents/${plan.agent}`}>{view.set.agents.get(plan.agent)?.name ?? plan.agent}</a>
      </td>
      <td data-label={words.list.state}>
        <Badge {...stateLook[plan.state]}>{capitalised(planTexts(i18n.language).states[plan.state])}</Badge>
      </td>
      <td data-label={words.list.progress}>
        <span class={progress.overdue > 0 ? 'tone-warn' : 'tone-info'}>
          <span class="small">{i18n.t.watch.done(progress.done, progress.actions)}</span>
          {progress.overdue > 0 ? (
            <span class="small late"> · {i18n.t.watch.overdue(progress.overdue)}</span>
          ) : null}
          <progress
            value={progress.done}
            max={Math.max(1, progress.actions)}
            aria-label={i18n.t.watch.done(progress.done, progress.actions)}
          />
        </span>
      </td>
      <td data-label={words.facts.owner}>{view.set.people.get(plan.owner)?.name ?? plan.owner}</td>
      <td data-label={words.list.review}>
        {review === undefined ? (
          i18n.t.common.none
        ) : (
          <span class={isReviewOverdue(plan, view.now) ? 'late' : ''}>
            <Time at={review.dueAt} i18n={i18n} as="date" />
          </span>
        )}
      </td>
    </tr>
  );
};
