import type { Trigger } from '../../incidents/incident.ts';
import type { Alert, Measure } from '../../rules/engine/alert.ts';
import { activeAlerts, alertOf, measureRule } from '../../rules/engine/engine.ts';
import type { Rule } from '../../rules/rule.ts';
import { type Episode, episodeOf } from '../decide/trip.ts';
import type { TriggerFoundOver } from '../events.ts';
import { openIncidentsOf } from '../world.ts';
import { type Memory, stateOf } from './memory.ts';

/**
 * The episodes that stand: a crash came before their trip was written, or a rule was made stricter while it
 * fired. Deciding on one that the incident knows already changes nothing, so those are left out here only to
 * spare the turn.
 */
export function standingEpisodes(memory: Memory, now: number): Episode['event'][] {
  return activeAlerts(memory.engine).flatMap(({ alert, rule }) => standingEpisode(memory, alert, rule, now));
}

/** The same of one alert: it may be firing and silent at once. */
export function standingEpisode(
  { engine }: Pick<Memory, 'engine'>,
  alert: Alert,
  rule: Rule,
  now: number,
): Episode['event'][] {
  const measure = measureRule(engine, alert.agent, rule.id, now);
  return standingEvents(alert, measure).filter((event) => episodeOf(event, rule) !== undefined);
}

/** The events that an alert stands for as long as it lasts. */
function standingEvents(
  { agent, rule, current, noData }: Alert,
  measure: Measure | undefined,
): Episode['event'][] {
  const events: Episode['event'][] = [];
  if (current.state === 'firing' && measure !== undefined) {
    const seen = { ...measure, value: current.peak };
    events.push({ kind: 'ruleFired', agent, rule, at: current.firedAt, since: current.since, measure: seen });
  }
  if (noData?.raisedAt !== undefined) {
    events.push({ kind: 'ruleNoData', agent, rule, at: noData.raisedAt, since: noData.since });
  }
  return events;
}

/**
 * Triggers whose alert is over though nobody noted it: a crash came between a trip and an end at the same
 * moment.
 */
export function triggersFoundOver(memory: Memory): TriggerFoundOver[] {
  return [...memory.agents.keys()].flatMap((agent) => {
    const triggers = openIncidentsOf(stateOf(memory, agent)).flatMap((incident) => incident.triggers);
    return triggers
      .filter((trigger) => trigger.resolvedAt === undefined && !stands(memory, agent, trigger))
      .map((trigger) => ({ kind: 'triggerFoundOver' as const, agent, trigger }));
  });
}

function stands({ engine }: Memory, agent: string, { rule, cause, firedAt }: Trigger): boolean {
  const alert = alertOf(engine, agent, rule);
  if (cause === 'no_data') return alert?.noData?.raisedAt === firedAt;
  return alert?.current.state === 'firing' && alert.current.firedAt === firedAt;
}
