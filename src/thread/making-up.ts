import type { Trigger } from '../incidents/incident.ts';
import { saveIncident } from '../incidents/store.ts';
import { markTriggerResolved } from '../incidents/triggers.ts';
import type { Alert, AlertEvent, Measure } from '../rules/engine/alert.ts';
import { activeAlerts, alertOf, measureRule } from '../rules/engine/engine.ts';
import { episodeOf, logFailure, startTrip } from './alarms.ts';
import { type Core, write } from './core.ts';
import type { Memory } from './memory.ts';
import type { Episode } from './trip.ts';

/**
 * Trips what fires, or has been silent for too long, without having been tripped for: a rule that was made stricter while
 * it fired, also while nobody evaluated. What its incident and the switch know already is left alone.
 */
export function tripMissing(core: Core): void {
  const { memory } = core;
  if (memory === undefined) return;
  const now = core.ports.clock.now();
  for (const { alert, rule } of activeAlerts(memory.engine)) {
    for (const event of standingEvents(alert, measureRule(memory.engine, alert.agent, rule.id, now))) {
      const episode = episodeOf(event, rule);
      if (episode !== undefined && !isKnown(memory, episode)) void startTrip(core, episode);
    }
  }
}

/** The events that an alert stands for as long as it lasts. */
function standingEvents({ agent, rule, current, noData }: Alert, measure: Measure | undefined): AlertEvent[] {
  const events: AlertEvent[] = [];
  if (current.state === 'firing' && measure !== undefined) {
    const seen = { ...measure, value: current.peak };
    events.push({ kind: 'ruleFired', agent, rule, at: current.firedAt, since: current.since, measure: seen });
  }
  if (noData?.raisedAt !== undefined) {
    events.push({ kind: 'ruleNoData', agent, rule, at: noData.raisedAt, since: noData.since });
  }
  return events;
}

function isKnown(memory: Memory, { agent, rule, event, suspends }: Episode): boolean {
  const cause = event.kind === 'ruleFired' ? 'fired' : 'no_data';
  const noted = memory.incidents
    .get(agent)
    ?.triggers.some(
      (trigger) => trigger.rule === rule.id && trigger.cause === cause && trigger.firedAt === event.at,
    );
  const trips = memory.switches.get(agent)?.trips ?? [];
  return noted === true && (!suspends || trips.some((standing) => standing.rule === rule.id));
}

/**
 * Ends the triggers whose alert is over, though nobody noted it: a crash came between a trip and an end that happened at
 * the same moment.
 */
export function endOver(core: Core): void {
  const { memory } = core;
  if (memory === undefined) return;
  for (const { agent, triggers } of memory.incidents.values()) {
    const over = triggers.filter(
      (trigger) =>
        trigger.resolvedAt === undefined && !stands(alertOf(memory.engine, agent, trigger.rule), trigger),
    );
    for (const trigger of over)
      core.queue
        .add(() => endTrigger(core, agent, trigger))
        .catch((error) => logFailure(core, error, 'ending'));
  }
}

function stands(alert: Alert | undefined, { cause, firedAt }: Trigger): boolean {
  if (cause === 'no_data') return alert?.noData?.raisedAt === firedAt;
  return alert?.current.state === 'firing' && alert.current.firedAt === firedAt;
}

async function endTrigger(core: Core, agent: string, { rule, cause, firedAt }: Trigger): Promise<void> {
  await write(core, async (tx, now) => {
    const incident = core.memory?.incidents.get(agent);
    if (incident === undefined) return {};
    const after = markTriggerResolved(incident, { rule, cause, firedAt }, now);
    if (after === incident) return {};
    await saveIncident(tx, after);
    const kind = cause === 'no_data' ? 'ruleDataBack' : 'ruleResolved';
    const data = { rule, why: 'found_over' };
    return {
      incidents: [after],
      entries: [{ kind, actor: 'engine', agent, incident: incident.number, data }],
    };
  });
}
