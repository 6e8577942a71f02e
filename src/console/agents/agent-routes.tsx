import { Hono } from 'hono';
import { type Caller, may } from '../../access/roles.ts';
import type { Incident } from '../../incidents/incident.ts';
import type { ProofAttempt } from '../../incidents/proof.ts';
import type { RefusalNote } from '../../metrics/intake/refusal-notes.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Plan } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import { refused } from '../../platform/refusal.ts';
import type { Against } from '../../rules/against.ts';
import { type Mandate, rulesOver } from '../../rules/ruleset.ts';
import { againstText } from '../../rules/words/against.ts';
import { SwitchCommand } from '../../switches/commands.ts';
import { mandateOver } from '../../switches/latched.ts';
import type { Reader } from '../../switches/reach.ts';
import type { Readiness } from '../../switches/readiness.ts';
import { agentStanding, obedienceOf } from '../../switches/standing.ts';
import { mayRun } from '../../switches/switch.ts';
import type { Dispatch } from '../../thread/dispatch.ts';
import type { Proving } from '../access/confirm.ts';
import type { ChartReads } from '../charts/chart-reads.ts';
import { drawnPoints, type MetricChart, movedPoints } from '../charts/charts.ts';
import { baselinesOf, type MovingLine, pastOf, thresholdOver } from '../charts/moving-limit.ts';
import { wallClock } from '../charts/wall-clock.ts';
import type { LiveHub } from '../live/live.ts';
import type { Topic } from '../live/live-channel.ts';
import type { ProofTimes } from '../rules/proof.page.tsx';
import { mayProve } from '../rules/proof-routes.tsx';
import {
  audience,
  type ConsoleContext,
  type ConsoleEnv,
  formOf,
  i18nOf,
  mayDeclare,
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
import { AgentReadiness } from './agent-readiness.page.tsx';
import { AgentSwitch } from './agent-switch.page.tsx';
import { KeptStopPage } from './kept-stop.page.tsx';

type AgentPorts = Shell &
  Proving &
  ChartReads &
  Pick<WatchReads, 'watch' | 'agentSwitch'> &
  Pick<Dispatch, 'toSwitch'> & {
    readonly live: LiveHub;
    readonly now: () => number;
    readonly outOfReach: (agent: string) => boolean;
    readonly readersOf: (agent: string) => readonly Reader[];
    readonly readiness: (agent: string) => Promise<Readiness | undefined>;
    readonly attemptOf: (agent: string) => Promise<ProofAttempt | undefined>;
    /** Whether a stop of the agent waits for the database. */
    readonly isKept: (agent: string) => boolean;
    readonly notTaken: (agent: string) => readonly RefusalNote[];
    readonly incidentsOf: (agent: string) => Promise<readonly Incident[]>;
    readonly proofs: () => Promise<ProofTimes>;
    readonly plansOf: (agent: string) => Promise<readonly Plan[]>;
  };

/** A request about an agent; times are those of its zone. */
type AgentRequest = {
  readonly c: ConsoleContext;
  readonly ports: AgentPorts;
  readonly mandate: Mandate;
  readonly i18n: I18n;
};

type Answer = Response | Promise<Response>;

/** One agent: its page, its live parts, its charts' data, and the switch. */
export function agentRoutes(ports: AgentPorts): Hono<ConsoleEnv> {
  const about =
    (
      answer: (at: AgentRequest) => Answer,
      missing: (c: ConsoleContext) => Answer = (c) => missingPage(c, ports),
    ) =>
    async (c: ConsoleContext): Promise<Response> => {
      const agent = c.req.param('agent') ?? '';
      const set = ports.ruleSet();
      const mandate = set.agents.get(agent) ?? mandateOver(set, agent, await ports.agentSwitch(agent));
      if (mandate === undefined) return missing(c);
      return answer({ c, ports, mandate, i18n: i18nOf(c, ports.ruleSet(), mandate.timezone) });
    };
  return new Hono<ConsoleEnv>()
    .get('/agents/:agent', about(agentPage))
    .get(
      '/live/agents/:agent',
      about(
        (at) => ports.live.open(at.c, agentTopic(at)),
        (c) => c.body(null, 204),
      ),
    )
    .get(
      '/agents/:agent/chart/:metric',
      about(chartData, (c) => c.json({ data: [] }, 404)),
    )
    .post('/agents/:agent/:command{suspend|resume}', about(setSwitch));
}

async function agentPage(at: AgentRequest, refused?: Refused): Promise<Response> {
  const { c, ports, mandate, i18n } = at;
  const view = await viewOf(at, refused);
  const { after } = await ports.live.current(agentTopic(at));
  const live = `/live/agents/${mandate.agent}?after=${after}`;
  return c.html(<AgentPage frame={ports.frame(c, i18n)} view={view} live={live} />, refused ? 409 : 200);
}

async function chartData({ c, ports, mandate, i18n }: AgentRequest): Promise<Response> {
  const metric = ports.ruleSet().metrics.get(c.req.param('metric') ?? '');
  const span = wallSpan(c, mandate.timezone, ports.now());
  if (!metric || !span) return c.json({ data: [] }, 404);
  const window = windowOf(mandate.agent, metric.name, ports.ruleSet().rules);
  const points = await ports.points(mandate.agent, metric, { ...span, ...window });
  const limits = limitsOf(mandate.agent, metric.name, ports.ruleSet().rules);
  const moving = await movingOver(ports, mandate.agent, metric, span);
  return c.json({
    data: drawnPoints(points, { metric, limits }, i18n),
    moving: moving.map((line) => movedPoints(line.points, i18n)),
  });
}

/** The thresholds of a metric that move with the past, over a span. */
function movingOver(
  ports: Pick<AgentPorts, 'points' | 'ruleSet'>,
  agent: string,
  metric: NamedMetric,
  span: { readonly from: number; readonly until: number },
): Promise<MovingLine[]> {
  return Promise.all(
    baselinesOf(agent, metric, ports.ruleSet().rules).map(async (baseline) => {
      const past = await ports.points(agent, metric, pastOf(span, baseline));
      return { rule: baseline.rule, points: thresholdOver(span, past, baseline) };
    }),
  );
}

/** The form is the command: the same schema reads both. */
async function setSwitch(at: AgentRequest): Promise<Response> {
  const {
    c,
    ports,
    mandate: { agent },
  } = at;
  const command = c.req.param('command') === 'suspend' ? 'suspend' : 'resume';
  const { reason = '', override, atOnce, key } = await formOf(c);
  const given = SwitchCommand.safeParse(
    command === 'suspend'
      ? { kind: 'suspendAgent', agent, reason }
      : { kind: 'resumeAgent', agent, reason, override: override === 'true', atOnce: atOnce === 'true' },
  );
  const caller = command === 'suspend' ? c.get('caller') : await ports.proved(c, key);
  if (typeof caller === 'string')
    return agentPage(at, { command, reason, unproved: at.i18n.t.signIn.confirm.why[caller] });
  const result = given.success ? await ports.toSwitch(given.data, caller) : refused(reasonMissing);
  if (!result.ok) return agentPage(at, { command, refusal: result.refusal, reason });
  if (command === 'resume') await ports.signed(c);
  if (!ports.isKept(agent)) return c.redirect(`/agents/${agent}`, 303);
  return c.html(<KeptStopPage frame={ports.frame(c, at.i18n)} agent={agent} name={at.mandate.name} />);
}

const reasonMissing = { kind: 'invalid', code: 'reason_missing', detail: 'A reason is needed.' } as const;

/** The switch and the rules as they stand; the charts and the history stay as they were drawn. */
function agentTopic({ c, ports, mandate, i18n }: AgentRequest): Topic {
  const caller = c.get('caller');
  return {
    name: `agent ${mandate.agent}|${audience(c)}|${caller.proof ?? ''}`,
    draw: async () => {
      const view = await standing(ports, mandate, caller);
      return [
        { id: 'switch', html: String(<AgentSwitch view={view} i18n={i18n} />) },
        { id: 'agent-readiness', html: String(<AgentReadiness view={view} i18n={i18n} />) },
        { id: 'agent-rules', html: String(<RuleStrip view={view} i18n={i18n} />) },
      ];
    },
  };
}

async function standing(ports: AgentPorts, mandate: Mandate, { role, proof }: Caller): Promise<AgentStand> {
  const source = await ports.watch();
  const switchState = await ports.agentSwitch(mandate.agent);
  const suspended = !mayRun(switchState);
  const { now, set } = source;
  const { agent, ackWithinMs } = mandate;
  const obedience = obedienceOf(switchState, ackWithinMs, now, source.trafficAt?.(agent));
  const rules = rulesNow(agent, rulesOver(set, agent), suspended, source);
  const standings = rules.map((rule) => rule.standing);
  return {
    ...{ mandate, switchState, suspended, set, now, obedience, rules },
    standing: agentStanding(switchState, obedience, standings),
    outOfReach: ports.outOfReach(agent),
    ...defined({ proof }),
    readers: ports.readersOf(agent),
    readiness: await ports.readiness(agent),
    attempt: await ports.attemptOf(agent),
    may: { suspend: may(role, 'agents.suspend'), resume: may(role, 'agents.resume') },
  };
}

async function viewOf({ c, ports, mandate, i18n }: AgentRequest, refused?: Refused): Promise<AgentView> {
  const { agent } = mandate;
  const asked = c.req.query('range');
  const range: Range = ranges.find((one) => one === asked) ?? '24h';
  const until = ports.now();
  const from = until - rangeMs[range];
  const set = ports.ruleSet();
  const [stand, incidents, plans, suspensions, ruleChanges, marks] = await Promise.all([
    standing(ports, mandate, c.get('caller')),
    ports.incidentsOf(agent),
    ports.plansOf(agent),
    ports.suspensions(agent, from, until),
    ports.ruleChanges(from, until),
    ports.marks(agent, from, until),
  ]);
  const opened = incidents.map(({ number, opened: { at } }) => ({ number, at }));
  const shared = { from, until, suspensions, incidents: opened, ruleChanges, marks };
  const moving = {
    now: (rule: string) => stand.rules.find((glance) => glance.rule.id === rule)?.threshold,
    words: (against: Against) => againstText(against, i18n.language),
  };
  const charts = await Promise.all(
    metricsOf(agent, set).map(async (metric): Promise<MetricChart> => {
      const window = windowOf(agent, metric.name, set.rules);
      const points = await ports.points(agent, metric, { from, until, ...window });
      const lines = await movingOver(ports, agent, metric, { from, until });
      const limits = limitsOf(agent, metric.name, set.rules, moving);
      return { ...shared, metric, points, limits, moving: lines };
    }),
  );
  return {
    ...{ ...stand, charts, range, incidents, plans, refused },
    ...{ notTaken: ports.notTaken(agent), mayDeclare: mayDeclare(c) },
    proofs: { set, now: until, provedAt: await ports.proofs(), mayProve: mayProve(c) },
  };
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
