import type { OpenAPIHono } from '@hono/zod-openapi';
import { alertRoutes } from '../../connect/alerts/routes.ts';
import type { OtlpRules } from '../../connect/otlp/feeds.ts';
import { otlpRoutes } from '../../connect/otlp/routes.ts';
import { registerOtlpTelemetry } from '../../connect/otlp/telemetry.ts';
import { createPuller } from '../../connect/pull/puller.ts';
import { createStoreCells } from '../../connect/pull/store-cells.ts';
import { registerPullTelemetry } from '../../connect/pull/telemetry.ts';
import { createScorePuller, type ScorePuller } from '../../connect/scores/pull/puller.ts';
import { scoreRoutes } from '../../connect/scores/routes.ts';
import { registerScoreTelemetry } from '../../connect/scores/telemetry.ts';
import { interactionsIntake } from '../../metrics/intake/interactions.ts';
import type { IntakePorts } from '../../metrics/intake/ports.ts';
import { createRefusalNotes } from '../../metrics/intake/refusal-notes.ts';
import { remoteWriteIntake } from '../../metrics/intake/remote-write/routes.ts';
import type { SeriesRules } from '../../metrics/intake/remote-write/series.ts';
import { samplesIntake } from '../../metrics/intake/samples.ts';
import { countFiring, noteEpisodes } from '../../metrics/storage/alerts-store.ts';
import type { registerMetricsTelemetry } from '../../metrics/telemetry.ts';
import type { HttpEnv } from '../../platform/http/http.ts';
import { conditionsOf } from '../../rules/rule.ts';
import { knownBy, type RuleSet } from '../../rules/ruleset.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { helpdesksOf } from './helpdesks.ts';
import type { Asker } from './part.ts';

/** The store that other systems write their metrics to: its cells, and the count of what it is asked. */
export function storeOf({ settings, ports: { clock }, registry }: Ground) {
  const countPull = registerPullTelemetry(registry);
  const asked = { store: settings.prometheus, now: clock.now, stepMs: () => settings.stepMs, countPull };
  return { countPull, storeCells: createStoreCells(asked) };
}

/** The store as other parts use it. */
export type MetricStore = ReturnType<typeof storeOf>;

/** Everything that measures come in by: sent to us in our words or in those of others, or asked for. */
export function intakeOf(
  ground: Ground,
  core: Core,
  { countPull }: MetricStore,
  countItems: ReturnType<typeof registerMetricsTelemetry>['count'],
) {
  const { now } = ground.ports.clock;
  const refused = createRefusalNotes(now, ground.ports.logger);
  const count: IntakePorts['count'] = (source, counts, refusals, undeclared = new Map()) => {
    countItems(source, counts, undeclared);
    refused.add(source, refusals);
    refused.tell(source, undeclared);
  };
  const { ruleSet, busy, ingestSamples, ingestBatch, ingestInteractions } = core.thread;
  const known = () => knownBy(ruleSet());
  const intake = { now, known, busy, ingestSamples, ingestBatch, ingestInteractions, count };
  const asking = pullersOf(ground, core, count, countPull);
  const helpdesks = helpdesksOf(ground, core, count);
  return {
    notTaken: refused.of,
    scores: asking.scores.standing,
    helpdesks: helpdesks.states,
    api: [
      samplesIntake(intake),
      interactionsIntake(intake),
      remoteWriteIntake({ ...intake, rules: () => seriesRules(ruleSet()) }),
      alertDoor(ground, core, count),
      otlpRoutes({
        ...{ now, busy, ingestBatch, count, refused: registerOtlpTelemetry(ground.registry) },
        rules: () => otlpRules(ruleSet()),
      }),
      scoreRoutes(asking.scores.wake),
    ],
    hooks: [helpdesks.routes],
    askers: [asking.metrics, asking.scores, helpdesks.work],
  };
}

/** The intake as other parts use it. */
export type Intake = ReturnType<typeof intakeOf>;

/** Asks for the metrics that live elsewhere, and for scores. */
function pullersOf(
  { settings, ports: { clock }, registry }: Ground,
  { thread: { ruleSet, busy, ingestBatch, ingestOnce } }: Core,
  count: IntakePorts['count'],
  countPull: MetricStore['countPull'],
): { readonly metrics: Asker; readonly scores: ScorePuller } {
  const { now } = clock;
  return {
    metrics: createPuller({
      ...{ now, busy, ingestBatch, count, countPull },
      ...{ rules: ruleSet, store: settings.prometheus },
    }),
    scores: createScorePuller({
      ...{ now, busy, ingestOnce, count, countPull, sites: settings.scores },
      countRefused: registerScoreTelemetry(registry),
      rules: () => ({ ...knownBy(ruleSet()), sources: ruleSet().scoreSources ?? [] }),
    }),
  };
}

/** The door for alerts of other systems: they become samples. */
function alertDoor(
  { ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet, busy, ingestSamples, ingestTold } }: Core,
  count: IntakePorts['count'],
): OpenAPIHono<HttpEnv> {
  return alertRoutes({
    ...{ now: clock.now, busy, ingestSamples, count, rules: ruleSet, tell: ingestTold },
    note: (episodes, at) => noteEpisodes(database.transaction, episodes, at),
    firing: () => countFiring(database.db),
  });
}

function seriesRules(set: RuleSet): SeriesRules {
  const { sources = [], replicaLabels } = set;
  return { ...knownBy(set), sources, replicaLabels };
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
