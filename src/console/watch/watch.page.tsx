import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { sha256Hex } from '../../platform/canonical.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { isHeld, isReduced } from '../../switches/standing.ts';
import { RuleCell, StandingBadge } from '../agents/rule-glance.page.tsx';
import { OwedPart, type OwedReport } from '../clocks/owed.page.tsx';
import { addressWith, FilterForm, Pages, RadioChips, SearchField, typing } from '../components/list.page.tsx';
import { Badge } from '../components/parts.page.tsx';
import { shareText } from '../degree/share.page.tsx';
import { FleetLink } from '../fleet/fleet.page.tsx';
import { ResumeLink } from '../fleet/resume.page.tsx';
import { type Frame, LiveStream, Page } from '../shell/layout.page.tsx';
import { SilencesLink } from '../silences/silences-link.page.tsx';
import { said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { AgentGlance } from './watch.ts';
import {
  type AgentFilter,
  agentFilters,
  type Doubts,
  type WatchList,
  type WatchQuery,
  type WatchTotals,
} from './watch-list.ts';
import { Organisation, Work } from './work.page.tsx';
import type { WholeWork } from './work.ts';

/** The home page as it is asked for: which agents, searched for what. */
export type WatchView = {
  readonly query: WatchQuery;
  readonly list: WatchList;
  /** The agents' rows as they are drawn already, by element id. */
  readonly rows: ReadonlyMap<string, string>;
  /** How many agents each filter would show. */
  readonly counts: Readonly<Record<AgentFilter, number>>;
  readonly totals: WatchTotals;
  readonly whole: WholeWork;
  readonly owed: readonly OwedReport[];
  readonly set: RuleSet;
  readonly now: number;
  readonly live: string;
  /** Whether the person may stop many agents at once. */
  readonly mayStopFleet: boolean;
  readonly mayResumeFleet: boolean;
};

/** Every agent at a glance, whoever needs a person first. */
export const WatchPage: FC<{ frame: Frame; view: WatchView }> = ({ frame, view }) => {
  const { i18n } = frame;
  return (
    <Page
      frame={frame}
      title={i18n.t.shell.watch}
      section="watch"
      lead={i18n.t.watch.lead}
      tools={
        <>
          <SilencesLink i18n={i18n} button />
          {view.mayResumeFleet && view.totals.suspended > 1 ? <ResumeLink i18n={i18n} /> : null}
          {view.mayStopFleet ? <FleetLink i18n={i18n} /> : null}
        </>
      }
    >
      <Tiles totals={view.totals} i18n={i18n} />
      <OwedPart items={view.owed} set={view.set} now={view.now} i18n={i18n} />
      <Organisation whole={view.whole} now={view.now} i18n={i18n} />
      <FilterBar view={view} i18n={i18n} />
      <AgentList view={view} i18n={i18n} />
    </Page>
  );
};

/** The numbers above the list; that of agents with a share of their traffic where there are some. */
export const Tiles: FC<{ totals: WatchTotals; i18n: I18n }> = ({ totals, i18n }) => {
  const words = i18n.t.watch.tiles;
  const tile = (count: number, text: string, tone: string) => (
    <li class={count > 0 ? `tile tone-${tone}` : 'tile'}>
      <strong class="number">{i18n.f.number(count)}</strong> {text}
    </li>
  );
  return (
    <ul class="tiles" id="tiles" data-says>
      {tile(totals.suspended, words.suspended(totals.suspended), 'bad')}
      {totals.reduced > 0 ? tile(totals.reduced, i18n.t.degree.tile(totals.reduced), 'warn') : null}
      {tile(totals.incidents, words.incidents(totals.incidents), 'bad')}
      {tile(totals.overdue, words.overdue, 'warn')}
      <li class={totals.reviewMissed ? 'tile tone-warn' : 'tile'}>
        <strong class="number">
          {totals.nextReviewAt === undefined ? i18n.t.common.none : i18n.f.day(totals.nextReviewAt)}
        </strong>{' '}
        {totals.reviewMissed ? words.reviewMissed : words.review}
      </li>
    </ul>
  );
};

const FilterBar: FC<{ view: WatchView; i18n: I18n }> = ({ view, i18n }) => (
  <FilterForm address="/" target="agents" trigger={typing} i18n={i18n}>
    <SearchField label={i18n.t.watch.searchLabel} hint={i18n.t.watch.searchHint} value={view.query.search} />
    <fieldset class="chips">
      <legend class="visually-hidden">{i18n.t.common.state}</legend>
      <RadioChips
        name="show"
        choices={agentFilters.map((filter) => ({
          value: filter,
          label: (
            <>
              {i18n.t.watch.filters[filter]}{' '}
              <FilterCount filter={filter} count={view.counts[filter]} i18n={i18n} />
            </>
          ),
        }))}
        value={view.query.filter}
      />
    </fieldset>
  </FilterForm>
);

type Count = { filter: AgentFilter; count: number; i18n: I18n };

/** How many agents a filter would show; sent again when that changes. */
export const FilterCount: FC<Count> = ({ filter, count, i18n }) => (
  <span class="number" id={`count-${filter}`}>
    {i18n.f.number(count)}
  </span>
);

/** The agents of a page of the list, those that need a person first. */
export const AgentList: FC<{ view: WatchView; i18n: I18n }> = ({ view, i18n }) => {
  const { query, list } = view;
  const needed = list.shown.filter((glance) => glance.needsPerson);
  const calm = list.shown.filter((glance) => !glance.needsPerson);
  const own = { view, i18n };
  return (
    <div id="agents" class="stack">
      {/* Within the list: another list is followed by a stream of its own. */}
      <LiveStream address={view.live} i18n={i18n} />
      <WatchOrder order={orderOf(list)} query={query} />
      {list.found === 0 ? <p class="nothing">{i18n.t.watch.nothingFound}</p> : null}
      <AgentGroup
        title={i18n.t.watch.filters.needs}
        id="needed"
        count={list.needed}
        glances={needed}
        {...own}
      />
      {list.needed === 0 && !view.whole.needsPerson && calm.length > 0 && isWhole(query) ? (
        <AllCalm doubts={list.doubts} i18n={i18n} />
      ) : null}
      <AgentGroup
        title={list.needed === 0 ? i18n.t.rules.agents : i18n.t.watch.calm}
        id="calm"
        count={list.found - list.needed}
        glances={calm}
        {...own}
      />
      <Pages
        page={list.page}
        pages={list.pages}
        address={(page) => addressWith('/', { ...addressOf(query), page: page === 1 ? undefined : page })}
        i18n={i18n}
      />
    </div>
  );
};

/** Whether the list is all there is. */
function isWhole({ filter, search }: WatchQuery): boolean {
  return filter === 'all' && search === '';
}

/** Nobody is needed. Whether every agent is well is said only where every one of them is known to be. */
const AllCalm: FC<{ doubts: Doubts; i18n: I18n }> = ({ doubts, i18n }) => {
  const words = i18n.t.watch.doubts;
  const said = (['pending', 'unmeasured', 'unread'] as const).flatMap((doubt) =>
    doubts[doubt] === 0 ? [] : [words[doubt](doubts[doubt])],
  );
  return said.length === 0 ? (
    <p class="row">
      <Badge tone="good" icon="check">
        {i18n.t.watch.allCalm}
      </Badge>
    </p>
  ) : (
    <p>{words.all(i18n.f.list(said))}</p>
  );
};

const AgentGroup: FC<{
  title: string;
  id: string;
  /** Of all pages. */
  count: number;
  glances: readonly AgentGlance[];
  view: WatchView;
  i18n: I18n;
}> = ({ title, id, count, glances, view, i18n }) =>
  glances.length === 0 ? null : (
    <section aria-labelledby={id}>
      <h2 id={id} class="group-title">
        {title} <span class="muted number">{i18n.f.number(count)}</span>
      </h2>
      <ul class="agents">
        {glances.map((glance) => {
          const drawn = view.rows.get(`agent-${glance.agent}`);
          return drawn === undefined ? <AgentRow glance={glance} now={view.now} i18n={i18n} /> : raw(drawn);
        })}
      </ul>
    </section>
  );

/** The query parameters that lead to a list of agents: search, filter and page. */
export function addressOf({ filter, search, page }: WatchQuery) {
  return { q: search, show: filter === 'all' ? undefined : filter, page: page === 1 ? undefined : page };
}

/** The order and the groups of the agents on a page, and how many others there are, as a short text. */
export function orderOf({ shown, found, needed }: WatchList): string {
  const text = shown.map((glance) => `${glance.agent}${glance.needsPerson ? '!' : ''}`).join(' ');
  return sha256Hex(`${text} ${found} ${needed}`).slice(0, 16);
}

/**
 * Rows are replaced where they stand. When agents change places, this is what changes, and the fresh one has
 * the list loaded again.
 */
export const WatchOrder: FC<{ order: string; query: WatchQuery; fresh?: boolean }> = ({
  order,
  query,
  fresh = false,
}) => (
  <div
    id="watch-order"
    data-order={order}
    {...(fresh && {
      'hx-get': addressWith('/', addressOf(query)),
      'hx-trigger': 'load',
      'hx-target': '#agents',
      'hx-select': '#agents',
      'hx-swap': 'outerHTML',
    })}
  />
);

/** One agent of the list; sent again over the live stream whenever it changes. */
export const AgentRow: FC<{ glance: AgentGlance; now: number; i18n: I18n }> = ({ glance, now, i18n }) => (
  <li class="agent" id={`agent-${glance.agent}`}>
    <div class="agent-who">
      <StandingBadge standing={glance.standing} i18n={i18n} />
      {glance.outOfReach ? (
        <Badge tone="warn" icon="alert">
          {i18n.t.agent.outOfReachBadge}
        </Badge>
      ) : null}
      <a class="agent-name" id={`agent-link-${glance.agent}`} href={`/agents/${glance.agent}`}>
        {glance.mandate.name}
      </a>
      <span class="muted small">{said(glance.mandate.scope, i18n)}</span>
      {glance.share < 1 && glance.share > 0 ? (
        <span class="small">{i18n.t.degree.share(shareText(glance.share, i18n))}</span>
      ) : null}
      {isHeld(glance.standing) || isReduced(glance.standing) ? (
        <span class="small">{i18n.t.watch.since(i18n.f.dayTime(glance.since))}</span>
      ) : null}
    </div>
    <div class="agent-rules">
      {glance.rules.length === 0 ? <span class="muted small">{i18n.t.watch.noRules}</span> : null}
      {glance.rules.map((rule) => (
        <RuleCell glance={rule} i18n={i18n} />
      ))}
    </div>
    <Work incidents={glance.incidents} plans={glance.plans} now={now} i18n={i18n} />
  </li>
);
