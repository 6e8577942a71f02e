import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Registry } from 'prom-client';
import { type AlertPorts, alertRoutes } from '../connect/alerts/routes.ts';
import { type OfrepPorts, ofrepRoutes } from '../connect/ofrep/routes.ts';
import { registerOfrepTelemetry } from '../connect/ofrep/telemetry.ts';
import type { OtlpRules } from '../connect/otlp/feeds.ts';
import type { OtlpPorts } from '../connect/otlp/intake/take.ts';
import { otlpRoutes } from '../connect/otlp/routes.ts';
import { registerOtlpTelemetry } from '../connect/otlp/telemetry.ts';
import { createPuller, type Puller, type PullPorts } from '../connect/pull/puller.ts';
import { createScorePuller, type ScorePuller } from '../connect/scores/pull/puller.ts';
import { registerScoreTelemetry } from '../connect/scores/telemetry.ts';
import type { Known } from '../metrics/sample.ts';
import { countFiring, noteEpisodes } from '../metrics/storage/alerts-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/database.ts';
import type { HttpEnv } from '../platform/http/http.ts';
import { conditionsOf } from '../rules/rule.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import type { Settings } from '../settings.ts';
import type { Thread } from '../thread/thread.ts';
import type { Core } from './core.ts';
import type { AppPorts } from './ports.ts';

/** The doors for those who speak a protocol of somebody else's: each only translates. */
export function connectRoutes(
  { publicUrl }: Pick<Settings, 'publicUrl'>,
  { clock, logger }: Pick<AppPorts, 'clock' | 'logger'>,
  { hub, reads, reach }: Pick<Core, 'hub' | 'reads' | 'reach'>,
  keys: Pick<OfrepPorts, 'bearer' | 'keyOfId'>,
  registry: Registry,
): OpenAPIHono<HttpEnv>[] {
  return [
    ofrepRoutes({
      ...{ ...keys, hub, now: clock.now, count: registerOfrepTelemetry(registry) },
      ...{ answer: reads.switchOf, agents: reads.watched, heardFrom: reach.heardFrom },
      under: publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, ''),
      onError: (error) => logger.error({ err: error }, 'a flag could not be answered'),
    }),
  ];
}

/** The doors for alerts of other systems: they become samples. */
export function alertRoutesOf(
  { now }: Clock,
  { db, transaction }: Database,
  thread: Pick<Thread, 'ruleSet' | 'busy' | 'ingestSamples' | 'ingestTold'>,
  count: AlertPorts['count'],
): OpenAPIHono<HttpEnv> {
  return alertRoutes({
    ...{ now, busy: thread.busy, ingestSamples: thread.ingestSamples, count },
    rules: thread.ruleSet,
    tell: thread.ingestTold,
    note: (episodes, at) => noteEpisodes(transaction, episodes, at),
    firing: () => countFiring(db),
  });
}

/** Asks for the metrics that live elsewhere, and for scores. */
export function pullersOf(
  { prometheus, scores: sites }: Pick<Settings, 'prometheus' | 'scores'>,
  { now }: Clock,
  { ruleSet, busy, ingestBatch, ingestOnce }: Pick<Thread, 'ruleSet' | 'busy' | 'ingestBatch' | 'ingestOnce'>,
  count: PullPorts['count'],
  { registry, countPull }: { readonly registry: Registry; readonly countPull: PullPorts['countPull'] },
): Puller & { readonly scores: ScorePuller } {
  const puller = createPuller({
    ...{ now, busy, ingestBatch, count, countPull },
    ...{ rules: ruleSet, store: prometheus },
  });
  const scores = createScorePuller({
    ...{ now, busy, ingestOnce, count, countPull, sites },
    countRefused: registerScoreTelemetry(registry),
    rules: () => ({ ...knownBy(ruleSet()), sources: ruleSet().scoreSources ?? [] }),
  });
  return {
    tick: () => {
      puller.tick();
      scores.tick();
    },
    idle: puller.idle,
    stop: async () => void (await Promise.all([puller.stop(), scores.stop()])),
    scores,
  };
}

/** The doors for OpenTelemetry. */
export function otlpRoutesOf(
  { now }: Clock,
  { ruleSet, busy, ingestBatch }: Pick<Thread, 'ruleSet' | 'busy' | 'ingestBatch'>,
  count: OtlpPorts['count'],
  registry: Registry,
): OpenAPIHono<HttpEnv> {
  const refused = registerOtlpTelemetry(registry);
  return otlpRoutes({ now, busy, ingestBatch, count, refused, rules: () => otlpRules(ruleSet()) });
}

function knownBy({ agents, metrics }: RuleSet): Known {
  return { hasAgent: (agent) => agents.has(agent), metric: (name) => metrics.get(name) };
}

function otlpRules(set: RuleSet): OtlpRules {
  const { rules, otlpSources = [] } = set;
  return {
    sources: otlpSources,
    ...knownBy(set),
    thresholds: (agent, metric) =>
      rules
        .filter((rule) => rule.agents.includes(agent))
        .flatMap(conditionsOf)
        .flatMap((condition) => (condition.metric === metric ? (condition.threshold ?? []) : [])),
  };
}
