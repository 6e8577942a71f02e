import { Hono } from 'hono';
import type { LiveHub } from '../live/live.ts';
import type { Part, Topic } from '../live/live-channel.ts';
import type { ConsolePorts } from '../ports.ts';
import { audience, type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { StopAlarm } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { EmptyPage } from './empty.page.tsx';
import { AgentRow, FilterCount, orderOf, Tiles, WatchOrder, WatchPage } from './watch.page.tsx';
import {
  type AgentFilter,
  type AgentGlance,
  agentFilters,
  glanceAll,
  matches,
  passes,
  totalsOf,
  type WatchSource,
} from './watch.ts';
import type { WatchReads } from './watch-reads.ts';

type WatchPorts = Shell &
  Pick<WatchReads, 'watch' | 'hasSamples'> &
  Pick<ConsolePorts, 'publicUrl'> & { readonly live: LiveHub };

/** The home page: every agent, whoever needs a person first; before the first sample, what to do first. */
export function watchRoutes(ports: WatchPorts): Hono<ConsoleEnv> {
  return new Hono<ConsoleEnv>()
    .get('/', async (c) => {
      const source = await ports.watch();
      const i18n = i18nOf(c, source.set);
      const frame = ports.frame(c, i18n);
      if (!(await ports.hasSamples())) {
        const { after } = await ports.live.current(emptyTopic(c, ports));
        return c.html(
          <EmptyPage
            frame={frame}
            set={source.set}
            origin={ports.publicUrl ?? new URL(c.req.url).origin}
            live={`/live/empty?after=${after}`}
          />,
        );
      }
      const search = c.req.query('q') ?? '';
      const asked = c.req.query('show');
      const filter = agentFilters.find((one) => one === asked) ?? 'all';
      const glances = glanceAll(source);
      const shown = glances.filter((glance) => passes(glance, filter) && matches(glance, search, source.set));
      const { parts, after } = await ports.live.current(watchTopic(c, ports, i18n));
      return c.html(
        <WatchPage
          frame={frame}
          view={{
            glances: shown,
            rows: new Map(parts.map(({ id, html }) => [id, html])),
            counts: countsOf(glances),
            filter,
            search,
            totals: totalsOf(source, glances),
            now: source.now,
            live: `/live/watch?after=${after}`,
          }}
        />,
      );
    })
    .get('/live/watch', (c) => ports.live.open(c, watchTopic(c, ports, i18nOf(c, ports.ruleSet()))))
    .get('/live/empty', (c) => ports.live.open(c, emptyTopic(c, ports)));
}

function countsOf(glances: readonly AgentGlance[]): Record<AgentFilter, number> {
  const count = (filter: AgentFilter) => glances.filter((glance) => passes(glance, filter)).length;
  return {
    all: glances.length,
    needs: count('needs'),
    suspended: count('suspended'),
    running: count('running'),
    no_data: count('no_data'),
  };
}

/** The rows are the same for everybody who reads them in one language. */
function watchTopic(c: ConsoleContext, ports: WatchPorts, i18n: I18n): Topic {
  return {
    name: `watch|${c.get('language')}`,
    draw: async () => [
      { id: 'cannot-stop', html: String(<StopAlarm isOn={!ports.canStop()} i18n={i18n} />) },
      ...watchParts(await ports.watch(), i18n),
    ],
  };
}

function watchParts(source: WatchSource, i18n: I18n): Part[] {
  const glances = glanceAll(source);
  const counts = countsOf(glances);
  return [
    { id: 'tiles', html: String(<Tiles totals={totalsOf(source, glances)} i18n={i18n} />) },
    ...agentFilters.map((filter) => ({
      id: `count-${filter}`,
      html: String(<FilterCount filter={filter} count={counts[filter]} i18n={i18n} />),
    })),
    { id: 'watch-order', html: String(<WatchOrder order={orderOf(glances)} fresh />) },
    ...glances.map((glance) => ({
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
