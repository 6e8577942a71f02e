import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { type Plan, type PlanState, planStates } from '../../plans/plan.ts';
import { isReviewOverdue, type Progress, plannedReview, progressOf } from '../../plans/progress.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { BeginLinks } from '../begin/begin.page.tsx';
import { addressWith, FilterForm, LinkChips, SearchField, typing } from '../components/list.page.tsx';
import { Badge, Time } from '../components/parts.page.tsx';
import { Subject } from '../components/subject.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { stateLook } from './plan-head.page.tsx';

/** The content of the page that lists plans. */
export type PlanListView = {
  readonly items: readonly Plan[];
  readonly nextBefore?: number;
  readonly state: PlanState | 'all';
  readonly search: string;
  readonly set: RuleSet;
  readonly now: number;
  readonly mayBegin: boolean;
};

/** All plans, the latest first. */
export const PlanListPage: FC<{ frame: Frame; view: PlanListView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.plan.list;
  return (
    <Page
      frame={frame}
      title={words.title}
      section="plans"
      lead={words.lead}
      tools={
        <>
          {view.mayBegin ? <BeginLinks i18n={i18n} /> : null}
          <LinkChips
            label={i18n.t.common.state}
            choices={(['all', ...planStates] as const).map((state) => ({
              value: state,
              label: words.states[state],
              href: addressWith('/plans', { state: state === 'all' ? undefined : state, q: view.search }),
            }))}
            value={view.state}
          />
        </>
      }
    >
      <FilterForm address="/plans" target="plans" trigger={typing} i18n={i18n}>
        {view.state === 'all' ? null : <input type="hidden" name="state" value={view.state} />}
        <SearchField label={words.searchLabel} hint={words.searchHint} value={view.search} />
      </FilterForm>
      <div id="plans" class="stack">
        <section class="card" aria-label={words.title}>
          {view.items.length === 0 ? (
            <p class="nothing">{words.none}</p>
          ) : (
            <Table caption={words.title} columns={columnsOf(view, i18n)} items={view.items} />
          )}
        </section>
        {view.nextBefore === undefined ? null : (
          <nav class="pager">
            <a
              href={addressWith('/plans', {
                state: view.state === 'all' ? undefined : view.state,
                q: view.search,
                before: view.nextBefore,
              })}
            >
              {i18n.t.common.older} →
            </a>
          </nav>
        )}
      </div>
    </Page>
  );
};

function columnsOf({ set, now }: PlanListView, i18n: I18n): readonly Column<Plan>[] {
  const words = i18n.t.plan;
  return [
    {
      name: i18n.t.common.plan,
      cell: ({ number, title }) => (
        <span>
          <a href={`/plans/${number}`}>{i18n.t.watch.plan(number)}</a>
          <span class="small muted block">{title}</span>
        </span>
      ),
    },
    {
      name: i18n.t.common.agent,
      cell: ({ agent }) => <Subject agent={agent} set={set} i18n={i18n} />,
    },
    {
      name: i18n.t.common.state,
      cell: ({ state }) => (
        <Badge {...stateLook[state]}>{capitalised(planTexts(i18n.language).states[state])}</Badge>
      ),
    },
    {
      name: words.list.progress,
      cell: (plan) => <ProgressCell progress={progressOf(plan, now)} i18n={i18n} />,
    },
    { name: words.facts.owner, cell: ({ owner }) => nameOf(owner, set, i18n) },
    { name: i18n.t.plan.facts.review, cell: (plan) => <ReviewCell plan={plan} now={now} i18n={i18n} /> },
  ];
}

const ProgressCell: FC<{ progress: Progress; i18n: I18n }> = ({ progress, i18n }) => {
  const done = i18n.t.watch.done(progress.done, progress.actions);
  return (
    <span class={progress.overdue > 0 ? 'tone-warn' : 'tone-info'}>
      <span class="small">{done}</span>
      {progress.overdue > 0 ? (
        <span class="small late"> · {i18n.t.watch.overdue(progress.overdue)}</span>
      ) : null}
      <progress value={progress.done} max={Math.max(1, progress.actions)} aria-label={done} />
    </span>
  );
};

const ReviewCell: FC<{ plan: Plan; now: number; i18n: I18n }> = ({ plan, now, i18n }) => {
  const review = plannedReview(plan);
  if (review === undefined) return <>{i18n.t.common.none}</>;
  return (
    <span class={isReviewOverdue(plan, now) ? 'late' : ''}>
      <Time at={review.dueAt} i18n={i18n} as="date" />
    </span>
  );
};
