import { ofrepRoutes } from '../../connect/ofrep/routes.ts';
import { registerOfrepTelemetry } from '../../connect/ofrep/telemetry.ts';
import { markRoutes } from '../../incidents/marks/mark-routes.ts';
import { createNoteMark, readMarks } from '../../incidents/marks/mark-store.ts';
import { seriesRoutes } from '../../metrics/routes.ts';
import { defined } from '../../platform/defined.ts';
import { isoTimes } from '../../platform/iso.ts';
import { agentRoutes } from '../../switches/agent-routes.ts';
import type { AgentView } from '../../switches/agent-view.ts';
import { fleetRoutes } from '../../switches/fleet-routes.ts';
import { readinessView } from '../../switches/readiness.ts';
import { switchRoutes } from '../../switches/routes.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import { createProofRunner } from '../reach/proof-runner.ts';
import type { ReadinessReads } from '../reach/readiness.ts';
import type { Access } from './access.ts';
import type { Intake, MetricStore } from './intake.ts';
import type { Part } from './part.ts';

/** The other parts that agents are told of by. */
export type AgentParts = {
  readonly access: Access;
  readonly intake: Pick<Intake, 'notTaken'>;
  readonly readiness: ReadinessReads;
  readonly store: MetricStore;
};

/** Agents: their switches, in our words and in those of OpenFeature, their mandates, series and proofs. */
export function agentsOf(ground: Ground, core: Core, parts: AgentParts): Part {
  const { database } = ground.opened;
  const { clock, logger } = ground.ports;
  const { now } = clock;
  const { commands, thread, reads, reach, hub, kept } = core;
  const { ruleSet, flushCells } = thread;
  const isAgent = (agent: string) => ruleSet().agents.has(agent);
  return {
    api: [
      switchRoutes({
        ...{ hub, now, answer: reads.switchOf, heardFrom: reach.heardFrom },
        command: (command, caller) => reads.answered(commands.toSwitch(command, caller)),
      }),
      fleetRoutes({
        ...{ stop: commands.toFleet, resume: commands.resumeFleet },
        ...{ epochOf: reads.epochOf, preview: reads.previewResume },
      }),
      agentRoutes({ agents: reads.watched, view: agentViews(core, parts) }),
      markRoutes({
        note: createNoteMark({ database, now, isAgent }),
        list: (agent, to, limit) => readMarks(database.db, agent, { from: 0, to, limit }),
        isAgent,
        now,
      }),
      seriesRoutes({
        ...{ db: database.db, flushCells, storeCells: parts.store.storeCells, now },
        stepMs: () => ruleSet().stepMs,
        metric: (name) => ruleSet().metrics.get(name),
        hasAgent: isAgent,
      }),
      flagDoor(ground, core, parts.access),
    ],
    askers: [createProofRunner({ now, logger, thread, reach, isKept: kept.has })],
  };
}

/** An agent as it is shown: with what was not taken of it, and whether it can still be stopped. */
function agentViews({ reads }: Core, { intake, readiness }: AgentParts) {
  return async (agent: string): Promise<AgentView | undefined> => {
    const seen = await reads.view(agent);
    if (seen === undefined) return undefined;
    const refused = intake.notTaken(agent).map(isoTimes);
    const ready = await readiness.of(agent);
    const more = {
      refused: refused.length === 0 ? undefined : refused,
      readiness: ready && readinessView(ready),
    };
    return { ...seen, ...defined(more) };
  };
}

/** The door for those who ask for feature flags. */
function flagDoor(
  { settings: { publicUrl }, ports: { clock, logger }, registry }: Ground,
  { hub, reads, reach }: Core,
  { bearer, keys }: Access,
) {
  return ofrepRoutes({
    ...{ bearer, keyOfId: keys.ofId, hub, now: clock.now, count: registerOfrepTelemetry(registry) },
    ...{ answer: reads.switchOf, agents: reads.watched, heardFrom: reach.heardFrom },
    under: publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, ''),
    onError: (error) => logger.error({ err: error }, 'a flag could not be answered'),
  });
}
