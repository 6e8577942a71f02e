import { Hono } from 'hono';
import { OwedPart } from '../clocks/owed.page.tsx';
import { addressWith } from '../components/list.page.tsx';
import { mayStopFleet } from '../fleet/fleet-routes.tsx';
import { mayResumeFleet } from '../fleet/resume-routes.tsx';
import type { LiveHub } from '../live/live.ts';
import type { Part, Topic } from '../live/live-channel.ts';
import type { ConsolePorts } from '../ports.ts';
import {
  audience,
  type ConsoleContext,
  type ConsoleEnv,
  i18nOf,
  numberOf,
  type Shell,
} from '../shell/context.ts';
import { StopAlarm } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { EmptyPage } from './empty.page.tsx';
import { AgentRow, addressOf, FilterCount, orderOf, Tiles, WatchOrder, WatchPage } from './watch.page.tsx';
import { agentFilters, listOf, type WatchQuery } from './watch-list.ts';
import type { Overview, WatchReads } from './watch-reads.ts';
import { Organisation } from './work.page.tsx';

type WatchPorts = Shell &
  Pick<WatchReads, 'overview' | 'hasSamples' | 'firstSteps'> &
  Pick<ConsolePorts, 'publicUrl'> & { readonly live: LiveHub };

/** The home page: every agent, whoever needs a person first; before the first sample, what to do first. */
export function watchRoutes(ports: WatchPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/', async (c) => {
      const set = ports.ruleSet();
      const i18n = i18nOf(c, set);
      const frame = ports.frame(c, i18n);
      if (!(await ports.hasSamples())) {
        const { after } = await ports.live.current(emptyTopic(c, ports));
        return c.html(
          <EmptyPage
            frame={frame}
            set={set}
            done={await ports.firstSteps()}
            origin={ports.publicUrl ?? new URL(c.req.url).origin}
            live={`/live/empty?after=${after}`}
          />,
        );
      }
      const query = queryOf(c);
      const { source, glances, counts, totals, whole, owed } = await ports.overview();
      const { parts, after } = await ports.live.current(watchTopic(c, ports, i18n));
      return c.html(
        <WatchPage
          frame={frame}
          view={{
            query,
            list: listOf(glances, query, source.set),
            rows: new Map(parts.map(({ id, html }) => [id, html])),
            counts,
            totals,
            whole,
            owed,
            set,
            now: source.now,
            mayStopFleet: mayStopFleet(c),
            mayResumeFleet: mayResumeFleet(c),
            live: addressWith('/live/watch', { ...addressOf(query), after }),
          }}
        />,
      );
    })
    .get('/live/watch', (c) => ports.live.open(c, watchTopic(c, ports, i18nOf(c, ports.ruleSet()))))
    .get('/live/empty', (c) => ports.live.open(c, emptyTopic(c, ports)));
}

/** Longer texts find nobody, and would be kept with what is drawn for them. */
const longestSearch = 100;

function queryOf(c: ConsoleContext): WatchQuery {
  const asked = c.req.query('show');
  return {
    filter: agentFilters.find((one) => one === asked) ?? 'all',
    search: (c.req.query('q') ?? '').slice(0, longestSearch),
    page: numberOf(c.req.query('page')) ?? 1,
  };
}

/** The rows of a page are the same for everybody who reads them in one language. */
function watchTopic(c: ConsoleContext, ports: WatchPorts, i18n: I18n): Topic {
  const query = queryOf(c);
  return {
    name: `watch|${c.get('language')}|${addressWith('', addressOf(query))}`,
    draw: async () => [
      { id: 'cannot-stop', html: String(<StopAlarm isOn={!ports.canStop()} i18n={i18n} />) },
      ...watchParts(await ports.overview(), query, i18n),
    ],
  };
}

function watchParts(
  { source, glances, counts, totals, whole, owed }: Overview,
  query: WatchQuery,
  i18n: I18n,
): Part[] {
  const list = listOf(glances, query, source.set);
  return [
    { id: 'tiles', html: String(<Tiles totals={totals} i18n={i18n} />) },
    {
      id: 'watch-owed',
      html: String(<OwedPart items={owed} set={source.set} now={source.now} i18n={i18n} />),
    },
    { id: 'organisation', html: String(<Organisation whole={whole} now={source.now} i18n={i18n} />) },
    ...agentFilters.map((filter) => ({
      id: `count-${filter}`,
      html: String(<FilterCount filter={filter} count={counts[filter]} i18n={i18n} />),
    })),
    { id: 'watch-order', html: String(<WatchOrder order={orderOf(list)} query={query} fresh />) },
    ...list.shown.map((glance) => ({
      id: `agent-${glance.agent}`,
      html: String(<AgentRow glance={glance} now={source.now} i18n={i18n} />),
    })),
  ];
}

/** The first sample turns the empty page into the real one. */
function emptyTopic(c: ConsoleContext, ports: WatchPorts): Topic {
  return {
    name: `empty|${audience(c)}`,
    draw: async () => [
      {
        id: 'alive',
        html: (await ports.hasSamples())
          ? '<div id="alive" hx-get="/" hx-trigger="load" hx-target="body"></div>'
          : '<div id="alive"></div>',
      },
    ],
  };
}
