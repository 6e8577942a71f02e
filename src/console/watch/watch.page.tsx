import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { sha256Hex } from '../../platform/canonical.ts';
import { RuleCell, StandingBadge } from '../agents/rule-glance.page.tsx';
import { Badge, Icon } from '../components/parts.page.tsx';
import { type Frame, Head, Layout } from '../shell/layout.page.tsx';
import { said } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';
import {
  type AgentFilter,
  type AgentGlance,
  agentFilters,
  type PlanGlance,
  type WatchTotals,
} from './watch.ts';

/** The home page as it is asked for: which agents, searched for what. */
export type WatchView = {
  readonly glances: readonly AgentGlance[];
  /** The agents' rows as they are drawn already, by element id. */
  readonly rows: ReadonlyMap<string, string>;
  /** How many agents each filter would show. */
  readonly counts: Readonly<Record<AgentFilter, number>>;
  readonly filter: AgentFilter;
  readonly search: string;
  readonly totals: WatchTotals;
  readonly now: number;
  readonly live: string;
};

/** Every agent at a glance, whoever needs a person first. */
export const WatchPage: FC<{ frame: Frame; view: WatchView }> = ({ frame, view }) => {
  const { say } = frame;
  return (
    <Layout frame={frame} title={say.t.watch.title} section="watch" live={view.live}>
      <Head title={say.t.watch.title} lead={say.t.watch.lead} />
      <Tiles totals={view.totals} say={say} />
      <WatchOrder order={orderOf(view.glances)} />
      <FilterBar view={view} say={say} />
      <AgentList view={view} say={say} />
    </Layout>
  );
};

/** The four numbers above the list. */
export const Tiles: FC<{ totals: WatchTotals; say: Say }> = ({ totals, say }) => {
  const words = say.t.watch.tiles;
  const tile = (count: number, text: string, tone: string) => (
    <li class={count > 0 ? `tile tone-${tone}` : 'tile'}>
      <strong class="number">{say.f.number(count)}</strong> {text}
    </li>
  );
  return (
    <ul class="tiles" id="tiles">
      {tile(totals.suspended, words.suspended(totals.suspended), 'bad')}
      {tile(totals.incidents, words.incidents(totals.incidents), 'bad')}
      {tile(totals.overdue, words.overdue(totals.overdue), 'warn')}
      <li class="tile">
        <strong class="number">
          {totals.nextReviewAt === undefined ? say.t.common.none : say.f.day(totals.nextReviewAt)}
        </strong>{' '}
        {words.review}
      </li>
    </ul>
  );
};

const FilterBar: FC<{ view: WatchView; say: Say }> = ({ view, say }) => (
  <search>
    <form
      class="filters"
      method="get"
      action="/"
      hx-get="/"
      hx-trigger="input changed delay:200ms from:#search, change, submit"
      hx-target="#agents"
      hx-select="#agents"
      hx-swap="outerHTML"
      hx-push-url="true"
    >
      <div class="field">
        <label for="search">{say.t.watch.searchLabel}</label>
        <input
          id="search"
          type="search"
          name="q"
          value={view.search}
          placeholder={say.t.watch.searchHint}
          autocomplete="off"
        />
      </div>
      <fieldset class="chips">
        <legend class="visually-hidden">{say.t.watch.filterLabel}</legend>
        {agentFilters.map((filter) => (
          <label class="chip">
            <input type="radio" name="show" value={filter} checked={filter === view.filter} />
            <span>
              {say.t.watch.filters[filter]}{' '}
              <FilterCount filter={filter} count={view.counts[filter]} say={say} />
            </span>
          </label>
        ))}
      </fieldset>
      <button class="plain no-script" type="submit">
        {say.t.common.filter}
      </button>
    </form>
  </search>
);

/** How many agents a filter would show; sent again when that changes. */
export const FilterCount: FC<{ filter: AgentFilter; count: number; say: Say }> = ({ filter, count, say }) => (
  <span class="number" id={`count-${filter}`}>
    {say.f.number(count)}
  </span>
);

const AgentList: FC<{ view: WatchView; say: Say }> = ({ view, say }) => {
  const needed = view.glances.filter((glance) => glance.needsPerson);
  const calm = view.glances.filter((glance) => !glance.needsPerson);
  return (
    <div id="agents" class="stack">
      {view.glances.length === 0 ? <p class="nothing">{say.t.watch.nothingFound}</p> : null}
      <AgentGroup title={say.t.watch.needs} id="needed" glances={needed} view={view} say={say} />
      {needed.length === 0 && calm.length > 0 && view.filter === 'all' && view.search === '' ? (
        <p class="row">
          <Badge tone="good" icon="check">
            {say.t.watch.allCalm}
          </Badge>
        </p>
      ) : null}
      <AgentGroup title={say.t.watch.calm} id="calm" glances={calm} view={view} say={say} />
    </div>
  );
};

const AgentGroup: FC<{
  title: string;
  id: string;
  glances: readonly AgentGlance[];
  view: WatchView;
  say: Say;
}> = ({ title, id, glances, view, say }) =>
  glances.length === 0 ? null : (
    <section aria-labelledby={id}>
      <h2 id={id} class="group-title">
        {title} <span class="muted number">{say.f.number(glances.length)}</span>
      </h2>
      <ul class="agents">
        {glances.map((glance) => (
          <Row glance={glance} view={view} say={say} />
        ))}
      </ul>
    </section>
  );

const Row: FC<{ glance: AgentGlance; view: WatchView; say: Say }> = ({ glance, view, say }) => {
  const drawn = view.rows.get(`agent-${glance.agent}`);
  return drawn === undefined ? <AgentRow glance={glance} say={say} /> : raw(drawn);
};

/** The order and the groups of the agents, as a short text. */
export function orderOf(glances: readonly AgentGlance[]): string {
  const text = glances.map((glance) => `${glance.agent}${glance.needsPerson ? '!' : ''}`).join(' ');
  return sha256Hex(text).slice(0, 16);
}

/**
 * Rows are replaced where they stand. When agents change places, this is what changes, and the fresh one has the list
 * loaded again as it is filtered on each page.
 */
export const WatchOrder: FC<{ order: string; fresh?: boolean }> = ({ order, fresh = false }) => (
  <div
    id="watch-order"
    data-order={order}
    {...(fresh
      ? {
          'hx-get': '/',
          'hx-trigger': 'load',
          'hx-include': '.filters',
          'hx-target': '#agents',
          'hx-select': '#agents',
          'hx-swap': 'outerHTML',
        }
      : {})}
  />
);

/** One agent of the list; sent again over the live stream whenever it changes. */
export const AgentRow: FC<{ glance: AgentGlance; say: Say }> = ({ glance, say }) => (
  <li class="agent" id={`agent-${glance.agent}`}>
    <div class="agent-who">
      <StandingBadge standing={glance.standing} say={say} />
      <a class="agent-name" id={`agent-link-${glance.agent}`} href={`/agents/${glance.agent}`}>
        {glance.mandate.name}
      </a>
      <span class="muted small">{said(glance.mandate.scope, say)}</span>
      {glance.standing === 'suspended' || glance.standing === 'unobeyed' ? (
        <span class="small">{say.t.watch.since(say.f.dayTime(glance.since))}</span>
      ) : null}
    </div>
    <div class="agent-rules">
      {glance.rules.length === 0 ? <span class="muted small">{say.t.watch.noRules}</span> : null}
      {glance.rules.map((rule) => (
        <RuleCell glance={rule} say={say} />
      ))}
    </div>
    {glance.incidents.length + glance.plans.length === 0 ? null : (
      <div class="agent-work">
        {glance.incidents.map((incident) => (
          <a
            class={`badge tone-${incident.severity === 'critical' ? 'bad' : 'warn'}`}
            href={`/incidents/${incident.number}`}
          >
            <Icon name="alert" />
            {say.t.watch.incident(incident.number)}
          </a>
        ))}
        {glance.plans.map((plan) => (
          <PlanLine plan={plan} say={say} />
        ))}
      </div>
    )}
  </li>
);

const PlanLine: FC<{ plan: PlanGlance; say: Say }> = ({ plan, say }) => (
  <div class={`plan-line tone-${plan.overdue > 0 ? 'warn' : 'info'}`}>
    <a href={`/plans/${plan.number}`}>{say.t.watch.plan(plan.number)}</a>{' '}
    <span class="muted small">
      {plan.state === 'active' ? say.t.watch.done(plan.done, plan.total) : say.t.watch.planState[plan.state]}
    </span>
    <progress value={plan.done} max={Math.max(1, plan.total)} aria-label={say.t.watch.plan(plan.number)} />
    <span class="small">
      {plan.overdue > 0 ? <strong class="late">{say.t.watch.overdue(plan.overdue)} </strong> : null}
      {plan.nextReviewAt === undefined ? null : (
        <span class={plan.reviewOverdue ? 'late' : 'muted'}>
          {plan.reviewOverdue
            ? say.t.watch.reviewLate(say.f.day(plan.nextReviewAt))
            : say.t.watch.review(say.f.day(plan.nextReviewAt))}
        </span>
      )}
    </span>
  </div>
);
