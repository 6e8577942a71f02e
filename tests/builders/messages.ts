import type { Alert, Measure } from '../../src/rules/engine/alert.ts';
import type { Order } from '../../src/thread/commands.ts';
import type { RuleEvent, RuleRemoved, ThreadEvent } from '../../src/thread/events.ts';
import { camille, lea, margauxKey } from './people.ts';
import { minute, tripAt } from './time.ts';

type EventOf<K extends ThreadEvent['kind']> = Extract<ThreadEvent, { kind: K }>;
type RuleEventOf<K extends RuleEvent['kind']> = Extract<RuleEvent, { kind: K }>;
type OrderOf<K extends Order['kind']> = Extract<Order, { kind: K }>;

const errorRate = { agent: 'margaux', rule: 'error-rate', at: tripAt };

/** 3 % of errors where 2 % is allowed. */
export function aMeasure(changed: Partial<Measure> = {}): Measure {
  return { verdict: 'breach', value: 0.03, threshold: 0.02, weight: 100, clear: false, ...changed };
}

export function ruleFired(changed: Partial<RuleEventOf<'ruleFired'>> = {}): RuleEventOf<'ruleFired'> {
  return { ...errorRate, kind: 'ruleFired', since: changed.at ?? tripAt, measure: aMeasure(), ...changed };
}

export function ruleNoData(changed: Partial<RuleEventOf<'ruleNoData'>> = {}): RuleEventOf<'ruleNoData'> {
  return { ...errorRate, kind: 'ruleNoData', since: tripAt - 10 * minute, ...changed };
}

export function ruleResolved(
  changed: Partial<RuleEventOf<'ruleResolved'>> = {},
): RuleEventOf<'ruleResolved'> {
  const end = { at: tripAt + 10 * minute, firedAt: tripAt, peak: 0.05, why: 'cleared' } as const;
  return { ...errorRate, kind: 'ruleResolved', ...end, ...changed };
}

export function ruleDataBack(
  changed: Partial<RuleEventOf<'ruleDataBack'>> = {},
): RuleEventOf<'ruleDataBack'> {
  return { ...errorRate, kind: 'ruleDataBack', at: tripAt + 10 * minute, since: tripAt, ...changed };
}

/** An alert that has fired since the trip. */
export function aFiringAlert(changed: Partial<Alert> = {}): Alert {
  const current = {
    state: 'firing',
    since: tripAt,
    firedAt: tripAt,
    peak: 0.05,
    peakAt: tripAt,
    frozenMs: 0,
  } as const;
  return { agent: 'margaux', rule: 'error-rate', current, ...changed };
}

export function ruleRemoved(alert: Alert = aFiringAlert()): RuleRemoved {
  return { kind: 'ruleRemoved', agent: alert.agent, alert };
}

export function triggerFoundOver(
  trigger: Partial<EventOf<'triggerFoundOver'>['trigger']> = {},
): EventOf<'triggerFoundOver'> {
  return {
    kind: 'triggerFoundOver',
    agent: 'margaux',
    trigger: { rule: 'error-rate', cause: 'fired', firedAt: tripAt, ...trigger },
  };
}

export const acknowledgementMissed: EventOf<'acknowledgementMissed'> = {
  kind: 'acknowledgementMissed',
  agent: 'margaux',
};

export function suspend(changed: Partial<OrderOf<'suspendAgent'>> = {}): OrderOf<'suspendAgent'> {
  return { kind: 'suspendAgent', agent: 'margaux', by: lea, reason: 'odd answers', ...changed };
}

export function resume(changed: Partial<OrderOf<'resumeAgent'>> = {}): OrderOf<'resumeAgent'> {
  const order = { agent: 'margaux', by: camille, reason: 'the feed is mended', override: false };
  return { kind: 'resumeAgent', ...order, ...changed };
}

export function acknowledge(epoch: number): OrderOf<'acknowledgeSwitch'> {
  return { kind: 'acknowledgeSwitch', agent: 'margaux', by: margauxKey, epoch };
}

export function open(changed: Partial<OrderOf<'openIncident'>> = {}): OrderOf<'openIncident'> {
  const seen = { source: 'manual', title: 'Odd answers', description: 'A customer wrote to us.' } as const;
  return { kind: 'openIncident', agent: 'margaux', by: lea, ...seen, ...changed };
}

type StepOrder = Extract<Order, { kind: 'acknowledgeIncident' | 'resolveIncident' | 'closeIncident' }>;

export function step(kind: StepOrder['kind'], incident = 4): StepOrder {
  return { kind, incident, by: lea };
}
