import type { Trigger } from '../../incidents/incident.ts';
import { markTriggerResolved } from '../../incidents/triggers.ts';
import { defined } from '../../platform/defined.ts';
import type { EntryData } from '../../register/chain.ts';
import type { AlertState } from '../../rules/engine/alert.ts';
import { removeAlert } from '../../rules/engine/alert-life.ts';
import type { Change } from '../change.ts';
import type { RuleEvent, RuleRemoved, TriggerFoundOver } from '../events.ts';
import { openIncidentsOf, type World } from '../world.ts';
import { silencedOver, withSilenced } from './silenced.ts';

/**
 * An alert has ended, or its metric is back: the trigger that it was ends with it. The agent stays as it is.
 */
export function decideEnd(
  world: World,
  event: Extract<RuleEvent, { kind: 'ruleResolved' | 'ruleDataBack' }>,
): Change {
  const standing = world.rules.get(event.rule);
  const kept = {
    alerts: standing === undefined ? [] : [standing.alert],
    alertEvents: [{ event, effect: standing?.rule.effect ?? ('observe' as const) }],
  };
  const { rule } = event;
  if (event.kind === 'ruleDataBack') {
    const ended = { rule, cause: 'no_data' } as const;
    return { ...kept, ...triggerEnded(world, ended, event.at, event.kind, { why: 'data_back' }) };
  }
  const { firedAt, peak, why } = event;
  const ended = { rule, cause: 'fired', firedAt, peak } as const;
  return { ...kept, ...triggerEnded(world, ended, event.at, event.kind, { why, peak }) };
}

/** The rule, or the agent, has left the rules in force: its alert is over. */
export function decideRemoved(world: World, { alert }: RuleRemoved, now: number): Change {
  const { agent, rule } = alert;
  const peak = alert.current.state === 'firing' ? alert.current.peak : undefined;
  const over: AlertState = { state: 'inactive', resolvedAt: now, why: 'rule_removed' };
  return {
    alerts: [{ agent, rule, current: over }],
    alertEvents: removeAlert(alert, now).events.map((event) => ({ event, effect: 'observe' })),
    ...triggerEnded(world, { rule, ...defined({ peak }) }, now, 'ruleResolved', { why: 'rule_removed' }),
  };
}

/** Nobody noted the end of a trigger when it came. */
export function decideFoundOver(world: World, { trigger }: TriggerFoundOver, now: number): Change {
  const kind = trigger.cause === 'no_data' ? 'ruleDataBack' : 'ruleResolved';
  return triggerEnded(world, trigger, now, kind, { why: 'found_over' });
}

type Ended = Pick<Trigger, 'rule'> & Partial<Pick<Trigger, 'cause' | 'firedAt' | 'peak'>>;

function triggerEnded(world: World, ended: Ended, at: number, kind: string, facts: EntryData): Change {
  return withSilenced(openTriggerEnded(world, ended, at, kind, facts), silencedOver(world, ended, at));
}

function openTriggerEnded(world: World, ended: Ended, at: number, kind: string, facts: EntryData): Change {
  const { agent } = world;
  const data = { rule: ended.rule, ...facts };
  for (const before of openIncidentsOf(world)) {
    const after = markTriggerResolved(before, ended, at);
    if (after === before) continue;
    const entries = [{ kind, actor: 'engine', agent, incident: after.number, data }];
    return { agent, incident: { before, after }, entries };
  }
  return { agent };
}
