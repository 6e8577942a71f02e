import type { z } from 'zod';
import { shareGiven } from '../../incidents/held-back.ts';
import { type Incident, isHeldBackFor } from '../../incidents/incident.ts';
import { markTriggerResolved } from '../../incidents/triggers.ts';
import { completeContext } from '../../plans/drafting/enrich.ts';
import { type Actor, actorText, engineActor, provenBy } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import { defined } from '../../platform/defined.ts';
import { done, type Result } from '../../platform/refusal.ts';
import type { Alert, AlertEvent, EffectiveEvent } from '../../rules/engine/alert.ts';
import { releaseAlert } from '../../rules/engine/alert-life.ts';
import { rulesOver } from '../../rules/ruleset.ts';
import type { ResumeAgent } from '../../switches/commands.ts';
import { type RuleMeasure, resumeAgent } from '../../switches/resume.ts';
import type { WayBack } from '../../switches/steps.ts';
import { type KillSwitch, mayRun, shareOf } from '../../switches/switch.ts';
import type { Change, IncidentMove } from '../change.ts';
import { openIncidentsOf, planOf, switchOf, type World } from '../world.ts';
import { incidentMove, planMove } from './change-of.ts';
import { planEntry } from './entries.ts';
import { peopleOf, setting } from './notices.ts';

type Order = z.infer<typeof ResumeAgent> & { readonly by: Actor };

/**
 * The one way back: an approver lets the agent run. Every trip is released, and its rule starts afresh on new
 * data. Where the mandate has steps, the agent is given the first of them.
 */
export function decideResume(world: World, command: Order, now: number): Result<Change> {
  const { agent } = world;
  const { by, reason } = command;
  const before = switchOf(world, now);
  const measures = measuresOf(world, before);
  const way = command.atOnce === true ? undefined : wayBackOf(world, now);
  const decided = resumeAgent(before, { by, reason, override: command.override, measures, way }, now);
  if (!decided.ok) return decided;
  const { state, event } = decided.value;
  const released = releasedAlerts(world, before, now);
  const [main, ...beside] = backOnLine(world, before, state, released, now);
  const context = mayRun(before) ? undefined : completedContext(world, main?.after, now);
  const about = { agent, ...defined({ incident: main?.after.number }) };
  const { override, step, rules } = {
    ...{ override: false, step: undefined },
    ...event,
    rules: before.trips.map(({ rule }) => rule),
  };
  const proven = provenBy(by);
  const data = {
    ...{ epoch: state.epoch, override, released: rules, ...step },
    ...{ digest: sha256Hex(reason), ...proven },
  };
  return done({
    agent,
    killSwitch: { kind: 'changed', before, after: state, event },
    ...incidentMove(main?.before, main?.after),
    beside,
    ...context?.move,
    released: released.map(({ alert }) => alert),
    alertEvents: released.flatMap(({ ended }) => ended),
    entries: [
      { ...about, kind: event.kind, actor: actorText(by), data },
      ...(context?.events ?? []).map(planEntry),
    ],
    notices: [
      {
        ...about,
        key: `resumed:${agent}:${state.epoch}`,
        kind: 'agent_resumed',
        severity: override ? 'warning' : 'info',
        people: peopleOf(world.set, agent),
        data: {
          ...setting(world.set, agent),
          by: actorText(by),
          reason,
          override,
          ...step,
          ...(mayRun(before) ? {} : { downtimeMs: now - before.since }),
        },
      },
    ],
  });
}

/** The way back by the mandate in force; what was measured in the cell of now was measured before it. */
function wayBackOf({ agent, set }: World, now: number): WayBack | undefined {
  const steps = set.agents.get(agent)?.resume;
  if (steps === undefined) return undefined;
  const watched = rulesOver(set, agent).filter(({ effect }) => effect === 'suspend' || effect === 'degrade');
  return { steps, watched: watched.map(({ id }) => id), freshFrom: nextCell(set.stepMs, now) };
}

/** The start of the first cell in which nothing was measured yet. */
export function nextCell(stepMs: number, now: number): number {
  return (Math.floor(now / stepMs) + 1) * stepMs;
}

/** Rules that tripped, or are looked at on the way back; one that is no longer in force measures nothing. */
function measuresOf({ rules }: World, { trips, staged }: KillSwitch): RuleMeasure[] {
  const tripped = new Set(trips.map(({ rule }) => rule));
  const looked = (staged?.rules ?? []).filter((rule) => !tripped.has(rule) && rules.has(rule));
  const all = [...trips, ...looked.map((rule) => ({ rule, threshold: undefined }))];
  return all.map(({ rule, threshold }) => {
    const measure = rules.get(rule)?.measure;
    if (measure === undefined) return { rule, verdict: 'no_data', ...defined({ threshold }) };
    const { verdict, value } = measure;
    return { rule, verdict, ...defined({ value, threshold: measure.threshold }) };
  });
}

type Released = { readonly alert: Alert; readonly ended: readonly EffectiveEvent[] };

function releasedAlerts({ rules }: World, { trips }: KillSwitch, now: number): Released[] {
  return trips.flatMap(({ rule: id }) => {
    const standing = rules.get(id);
    if (standing === undefined) return [];
    const { alert, events } = releaseAlert(standing.alert, now, standing.freshFrom);
    return [{ alert, ended: events.map((event) => ({ event, effect: standing.rule.effect })) }];
  });
}

/** Incidents that the agent was held back for, or that a trip belongs to, with their triggers ended. */
function backOnLine(
  world: World,
  { trips }: KillSwitch,
  after: KillSwitch,
  released: readonly Released[],
  now: number,
): IncidentMove[] {
  const rules = new Set(trips.map(({ rule }) => rule));
  const ends = released.flatMap(({ ended }) => ended.map(({ event }) => event));
  const share = shareOf(after);
  return openIncidentsOf(world).flatMap((before) => {
    const isOf = before.triggers.some((one) => one.resolvedAt === undefined && rules.has(one.rule));
    if (!isHeldBackFor(before) && !isOf) return [];
    return [{ before, after: ended(before, share, ends, now) }];
  });
}

function ended(incident: Incident, share: number, released: readonly AlertEvent[], now: number): Incident {
  const rules = new Set(
    incident.triggers.flatMap(({ rule, suspended, share: left }) =>
      suspended || left !== undefined ? [rule] : [],
    ),
  );
  let after = shareGiven(incident, share, now);
  for (const rule of rules) {
    const event = released.find((one) => one.rule === rule);
    const peak = event?.kind === 'ruleResolved' ? event.peak : undefined;
    after = markTriggerResolved(after, { rule, ...defined({ peak }) }, now);
  }
  return after;
}

/** The plan's context says how long the agent was down, now that it is known. */
function completedContext(world: World, incident: Incident | undefined, now: number) {
  const plan = planOf(world, incident);
  const mandate = world.set.agents.get(world.agent);
  if (incident === undefined || plan === undefined || mandate === undefined) return undefined;
  const sources = { mandate, ruleSet: world.set };
  const completed = completeContext(plan, incident, sources, { actor: engineActor, now });
  return { move: planMove(plan, completed), events: completed.events };
}
