import { Hono } from 'hono';
import { type Caller, may } from '../../access/roles.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { Plan } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import { refused } from '../../platform/refusal.ts';
import { type Mandate, rulesOver } from '../../rules/ruleset.ts';
import { SwitchCommand } from '../../switches/commands.ts';
import { obedienceOf } from '../../switches/standing.ts';
import { mayRun } from '../../switches/switch.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import type { ChartReads } from '../charts/chart-reads.ts';
import { type MetricChart, wallClock } from '../charts/charts.ts';
import type { LiveHub } from '../live/live.ts';
import type { Topic } from '../live/live-channel.ts';
import {
  audience,
  type ConsoleContext,
  type ConsoleEnv,
  formOf,
  i18nOf,
  type Shell,
} from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { rulesNow } from '../watch/watch.ts';
import type { WatchReads } from '../watch/watch-reads.ts';
import type { I18n } from '../words/texts.ts';
import { AgentPage, RuleStrip } from './agent.page.tsx';
import {
  type AgentStand,
  type AgentView,
  limitsOf,
  metricsOf,
  type Range,
  type Refused,
  rangeMs,
  ranges,
  windowOf,
} from './agent.ts';
import { AgentSwitch } from './agent-switch.page.tsx';

type AgentPorts = Shell &
  ChartReads &
  Pick<WatchReads, 'watch' | 'agentSwitch'> &
  Pick<Dispatch, 'toSwitch'> & {
    readonly live: LiveHub;
    readonly now: () => number;
    readonly incidentsOf: (agent: string) => Promise<readonly Incident[]>;
    readonly plansOf: (agent: string) => Promise<readonly Plan[]>;
  };

/** One agent: its page, its live parts, its charts' data, and the switch. */
export function agentRoutes(ports: AgentPorts): Hono<ConsoleEnv> {
  const mandateOf = (c: ConsoleContext): Mandate | undefined =>
    ports.ruleSet().agents.get(c.req.param('agent') ?? '');

  const page = async (c: ConsoleContext, mandate: Mandate, refused?: Refused) => {
    const i18n = i18nOf(c, ports.ruleSet(), mandate.timezone);
    const view = await viewOf(c, ports, mandate, refused);
    const { after } = await ports.live.current(agentTopic(c, ports, mandate, i18n));
    const live = `/live/agents/${mandate.agent}?after=${after}`;
    return c.html(<AgentPage frame={ports.frame(c, i18n)} view={view} live={live} />, refused ? 409 : 200);
  };

  return new Hono<ConsoleEnv>()
    .get('/agents/:agent', (c) => {
      const mandate = mandateOf(c);
      return mandate ? page(c, mandate) : missingPage(c, ports);
    })
    .get('/live/agents/:agent', (c) => {
      const mandate = mandateOf(c);
      if (!mandate) return c.body(null, 204);
      const i18n = i18nOf(c, ports.ruleSet(), mandate.timezone);
      return ports.live.open(c, agentTopic(c, ports, mandate, i18n));
    })
    .get('/agents/:agent/chart/:metric', async (c) => {
      const mandate = mandateOf(c);
      const metric = ports.ruleSet().metrics.get(c.req.param('metric'));
      const span = mandate && wallSpan(c, mandate.timezone, ports.now());
      if (!mandate || !metric || !span) return c.json({ data: [] }, 404);
      const window = windowOf(mandate.agent, metric.name, ports.ruleSet().rules);
      const points = await ports.points(mandate.agent, metric, { ...span, ...window });
      const clock = wallClock(mandate.timezone);
      return c.json({ data: points.map(([at, value]) => [clock(at), value]) });
    })
    .post('/agents/:agent/:command{suspend|resume}', async (c) => {
      const mandate = mandateOf(c);
      if (!mandate) return missingPage(c, ports);
      const { agent } = mandate;
      const command = c.req.param('command') === 'suspend' ? 'suspend' : 'resume';
      const { reason = '', override } = await formOf(c);
      const given = SwitchCommand.safeParse(
        command === 'suspend'
          ? { kind: 'suspendAgent', agent, reason }
          : { kind: 'resumeAgent', agent, reason, override: override === 'true' },
      );
      const result = given.success
        ? await ports.toSwitch(given.data, c.get('caller'))
        : refused(reasonMissing);
      if (!result.ok) return page(c, mandate, { command, refusal: result.refusal, reason });
      return c.redirect(`/agents/${agent}`, 303);
    });
}

const reasonMissing = { kind: 'invalid', code: 'reason_missing', detail: 'A reason is needed.' } as const;

/** The switch and the rules as they stand; the charts and the history stay as they were drawn. */
function agentTopic(c: ConsoleContext, ports: AgentPorts, mandate: Mandate, i18n: I18n): Topic {
  const caller = c.get('caller');
  return {
    name: `agent ${mandate.agent}|${audience(c)}`,
    draw: async () => {
      const view = await standing(ports, mandate, caller);
      return [
        { id: 'switch', html: String(<AgentSwitch view={view} i18n={i18n} />) },
        { id: 'agent-rules', html: String(<RuleStrip view={view} i18n={i18n} />) },
      ];
    },
  };
}

async function standing(
  ports: AgentPorts,
  mandate: Mandate,
  { role }: Pick<Caller, 'role'>,
  refused?: Refused,
): Promise<AgentStand> {
  const source = await ports.watch();
  const state = await ports.agentSwitch(mandate.agent);
  const suspended = !mayRun(state);
  return {
    mandate,
    switchState: state,
    suspended,
    obedience: obedienceOf(state, mandate.ackWithinMs, source.now),
    rules: rulesNow(mandate.agent, rulesOver(source.set, mandate.agent), suspended, source),
    set: source.set,
    now: source.now,
    may: { suspend: may(role, 'agents.suspend'), resume: may(role, 'agents.resume') },
    ...defined({ refused }),
  };
}

async function viewOf(
  c: ConsoleContext,
  ports: AgentPorts,
  mandate: Mandate,
  refused?: Refused,
): Promise<AgentView> {
  const asked = c.req.query('range');
  const range: Range = ranges.find((one) => one === asked) ?? '24h';
  const until = ports.now();
  const from = until - rangeMs[range];
  const set = ports.ruleSet();
  const [stand, incidents, plans, suspensions, ruleChanges] = await Promise.all([
    standing(ports, mandate, c.get('caller'), refused),
    ports.incidentsOf(mandate.agent),
    ports.plansOf(mandate.agent),
    ports.suspensions(mandate.agent, from, until),
    ports.ruleChanges(from, until),
  ]);
  const charts = await Promise.all(
    metricsOf(mandate.agent, set).map(async (metric): Promise<MetricChart> => {
      const window = windowOf(mandate.agent, metric.name, set.rules);
      return {
        metric,
        from,
        until,
        points: await ports.points(mandate.agent, metric, { from, until, ...window }),
        limits: limitsOf(mandate.agent, metric.name, set.rules),
        suspensions,
        incidents: incidents.map(({ number, opened }) => ({ number, at: opened.at })),
        ruleChanges,
      };
    }),
  );
  return { ...stand, charts, range, incidents, plans };
}

/** A span that a zoomed chart asks for, in the wall-clock times it counts in. */
function wallSpan(
  c: ConsoleContext,
  timezone: string,
  now: number,
): { from: number; until: number } | undefined {
  const [low, high] = [Number(c.req.query('wallFrom')), Number(c.req.query('wallUntil'))];
  if (!Number.isFinite(low) || !Number.isFinite(high) || low >= high) return undefined;
  const offset = wallClock(timezone)(low) - low;
  const span = { from: low - offset, until: Math.min(now, high - offset) };
  return span.until - span.from > 400 * 86_400_000 ? undefined : span;
}
