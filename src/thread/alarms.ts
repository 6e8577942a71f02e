import { saveIncident } from '../incidents/store.ts';
import { markTriggerResolved } from '../incidents/triggers.ts';
import { isConnectionLoss } from '../platform/database/sql-error.ts';
import { FencedError } from '../platform/lease/lease.ts';
import type { Alert, AlertEvent } from '../rules/engine/alert.ts';
import { appendAlertEvents, saveAlerts } from '../rules/engine/alert-store.ts';
import { alertOf, ruleOn } from '../rules/engine/engine.ts';
import type { Rule } from '../rules/rule.ts';
import { bringCells } from './cells/settling.ts';
import { type Core, write } from './core.ts';
import { gatherFor } from './gathering.ts';
import { heldBackAfter, isHeldBack } from './held-back.ts';
import { growForPlan } from './plan-commands.ts';
import { type Episode, trip } from './trip.ts';
import { nextTurn } from './turn.ts';

/** One text for the agent and rule of an alert. */
export function alertKey({ agent, rule }: Pick<Alert, 'agent' | 'rule'>): string {
  return `${agent}/${rule}`;
}

/**
 * Sends each event where it belongs: trips at once, ends of alerts in their turn, the rest with the next group commit.
 * Answers what resolves when the trips have ended, however they end; nothing when there were none.
 */
export function handleEvents(
  core: Core,
  events: readonly AlertEvent[],
  receivedAt?: number,
): Promise<unknown> | undefined {
  if (core.memory === undefined) return undefined;
  const trips: Promise<void>[] = [];
  for (const event of events) {
    const rule = ruleOn(core.memory.engine, event.agent, event.rule);
    const episode = rule === undefined ? undefined : episodeOf(event, rule);
    if (episode !== undefined) trips.push(startTrip(core, episode, receivedAt));
    else if (isEnding(event) && rule?.effect !== 'observe') settleEnding(core, event, rule);
    else core.waiting.events.push({ event, effect: rule?.effect ?? 'observe' });
  }
  return trips.length === 0 ? undefined : Promise.all(trips);
}

/** What must become an incident: firings of rules that do more than observe, and silence where the rule says so. */
export function episodeOf(event: AlertEvent, rule: Rule): Episode | undefined {
  switch (event.kind) {
    case 'ruleFired':
      return rule.effect === 'observe'
        ? undefined
        : { agent: event.agent, rule, event, suspends: rule.effect === 'suspend' };
    case 'ruleNoData':
      return rule.onNoData === 'keep' || rule.effect === 'observe'
        ? undefined
        : { agent: event.agent, rule, event, suspends: rule.onNoData === 'suspend' };
    case 'rulePending':
    case 'rulePendingEnded':
    case 'ruleResolved':
    case 'ruleDataBack':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** Writes the trip of an episode ahead of everything that waits. Resolves when that has ended, well or not. */
export function startTrip(core: Core, episode: Episode, receivedAt?: number): Promise<void> {
  const key = alertKey({ agent: episode.agent, rule: episode.rule.id });
  core.unsettled.add(key);
  const held = core.heldBack.get(key);
  if (held !== undefined && isHeldBack(held, core.ports.clock.now())) {
    held.episode = episode;
    return Promise.resolve();
  }
  return core.queue
    .addUrgent(async () => {
      await trip(core, episode);
      core.heldBack.delete(key);
      if (receivedAt !== undefined && episode.event.kind === 'ruleFired') {
        core.ports.onDetected((performance.now() - receivedAt) / 1000);
      }
      followUp(core, episode.agent);
    })
    .catch((error) => holdBack(core, episode, error))
    .finally(() => core.unsettled.delete(key));
}

/** A trip that cannot be written is an agent that is not stopped. A lost database is known to all and passes for all. */
function holdBack(core: Core, { agent, rule }: Episode, error: unknown): void {
  const { logger, clock } = core.ports;
  if (error instanceof FencedError || isConnectionLoss(error)) {
    logFailure(core, error, 'tripping');
    return;
  }
  const key = alertKey({ agent, rule: rule.id });
  const held = heldBackAfter(core.heldBack.get(key), clock.now());
  core.heldBack.set(key, held);
  logger.error(
    {
      err: error,
      agent,
      rule: rule.id,
      failures: held.failures,
      nextTryAt: new Date(held.until).toISOString(),
    },
    'A TRIP COULD NOT BE WRITTEN: the agent is not stopped. It is tried again; suspend the agent by hand meanwhile',
  );
}

/** Tries the trips again whose time has come. */
export function tryHeldBack(core: Core): void {
  const now = core.ports.clock.now();
  for (const held of core.heldBack.values()) {
    const { episode } = held;
    if (episode === undefined || isHeldBack(held, now)) continue;
    held.episode = undefined;
    void startTrip(core, episode);
  }
}

/**
 * What the stop of the agent does not wait for, and what the next stop does not wait for either. The batch that breached is
 * what the evidence is about, so it is written first.
 */
function followUp(core: Core, agent: string): void {
  const work = nextTurn()
    .then(() => bringCells(core, agent))
    .then(() => gatherFor(core, agent))
    .then(() => core.queue.add(() => growForIncident(core, agent)))
    .catch((error) => logFailure(core, error, 'gathering evidence'))
    .finally(() => core.followUps.delete(work));
  core.followUps.add(work);
}

/** Rings for the windows that the criteria of the incident's plan read. */
async function growForIncident(core: Core, agent: string): Promise<void> {
  const incident = core.memory?.incidents.get(agent);
  const plan = incident?.plan === undefined ? undefined : core.memory?.plans.get(incident.plan);
  if (plan !== undefined) await growForPlan(core, plan);
}

type Ending = Extract<AlertEvent, { kind: 'ruleResolved' | 'ruleDataBack' }>;

function isEnding(event: AlertEvent): event is Ending {
  return event.kind === 'ruleResolved' || event.kind === 'ruleDataBack';
}

function settleEnding(core: Core, event: Ending, rule: Rule | undefined): void {
  const key = alertKey(event);
  core.unsettled.add(key);
  const held = core.heldBack.get(key);
  if (held !== undefined) held.episode = undefined;
  core.queue
    .add(() => endAlarm(core, event, rule))
    .catch((error) => logFailure(core, error, 'ending an alert'))
    .finally(() => core.unsettled.delete(key));
}

/** The end of an alert, with the trigger it was on its incident. */
async function endAlarm(core: Core, event: Ending, rule: Rule | undefined): Promise<void> {
  const { memory } = core;
  if (memory === undefined) return;
  await write(core, async (tx, now) => {
    const alert = alertOf(memory.engine, event.agent, event.rule);
    if (alert !== undefined) await saveAlerts(tx, [alert], now);
    await appendAlertEvents(tx, [{ event, effect: rule?.effect ?? 'observe' }]);
    const incident = memory.incidents.get(event.agent);
    if (incident === undefined) return {};
    const ended = {
      rule: event.rule,
      ...(event.kind === 'ruleResolved'
        ? { cause: 'fired' as const, firedAt: event.firedAt, peak: event.peak }
        : { cause: 'no_data' as const }),
    };
    const after = markTriggerResolved(incident, ended, event.at);
    if (after === incident) return {};
    await saveIncident(tx, after);
    const why = event.kind === 'ruleResolved' ? event.why : 'data_back';
    const data = { rule: event.rule, why, ...(event.kind === 'ruleResolved' ? { peak: event.peak } : {}) };
    const entry = { kind: event.kind, actor: 'engine', agent: event.agent, incident: incident.number, data };
    return { incidents: [after], entries: [entry] };
  });
}

/** A write that failed while nobody waited for it. */
export function logFailure(core: Core, error: unknown, doing: string): void {
  core.ports.logger.error({ err: error }, `${doing} failed; everything is read again and decided again`);
}
