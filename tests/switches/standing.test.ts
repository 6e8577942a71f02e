import { describe, expect, test } from 'vitest';
import { acknowledgeSwitch } from '../../src/switches/acknowledgement.ts';
import {
  type AgentWork,
  agentStanding,
  isAcknowledgementLate,
  isWithinLimits,
  measuredVerdict,
  needsPerson,
  obedienceOf,
  type RuleStanding,
  rankOf,
  ruleStanding,
} from '../../src/switches/standing.ts';
import { type KillSwitch, suspendAgent, tripSwitch, untouchedSwitch } from '../../src/switches/switch.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const minute = 60_000;
const ackWithinMs = 30_000;
const running = untouchedSwitch('margaux', t0);

function trippedBy(rule: string, state: KillSwitch, at: number): KillSwitch {
  const trip = { rule, cause: 'fired', firedAt: at, threshold: 0.02, incident: 1 } as const;
  return tripSwitch(state, trip, at)?.state ?? state;
}

function acknowledged(state: KillSwitch, at: number): KillSwitch {
  const result = acknowledgeSwitch(state, state.epoch, at);
  return result.ok ? result.value : state;
}

const stopped = trippedBy('error-rate', running, t0);
const obeyed = acknowledged(stopped, t0 + 7);

describe('the word of an agent', () => {
  test('the acknowledgement of a stop is late only after the time that the mandate gives', () => {
    const at = (now: number) => obedienceOf(stopped, ackWithinMs, now);
    expect(at(t0 + ackWithinMs)).toEqual({ kind: 'waiting', sinceMs: ackWithinMs, late: false });
    expect(at(t0 + ackWithinMs + 1)).toEqual({ kind: 'waiting', sinceMs: ackWithinMs + 1, late: true });
  });

  test('a second trip of an agent that obeys is waited for from that trip on, not from the first', () => {
    const again = trippedBy('csat', obeyed, t0 + minute);
    const at = (now: number) => obedienceOf(again, ackWithinMs, now);
    expect(at(t0 + minute + 1_000)).toEqual({ kind: 'waiting', sinceMs: 1_000, late: false });
    expect(at(t0 + minute + ackWithinMs).kind).toBe('waiting');
    expect(isAcknowledgementLate(again, ackWithinMs, t0 + minute + ackWithinMs)).toBe(false);
    expect(isAcknowledgementLate(again, ackWithinMs, t0 + minute + ackWithinMs + 1)).toBe(true);
  });

  test('a person who holds an agent that obeys asks anew', () => {
    const by = { kind: 'person', person: 'lea', key: 'k' } as const;
    const held = suspendAgent(obeyed, { by, reason: 'x' }, t0 + minute)?.state ?? obeyed;
    expect(obedienceOf(held, ackWithinMs, t0 + minute + 5)).toMatchObject({ kind: 'waiting', sinceMs: 5 });
  });

  test('an agent that has acknowledged obeys, however long ago that was', () => {
    expect(obedienceOf(obeyed, ackWithinMs, t0 + 1_000 * minute)).toEqual({ kind: 'obeyed', at: t0 + 7 });
  });

  test('an agent that may run and has said nothing is not waited for', () => {
    expect(obedienceOf(running, ackWithinMs, t0 + minute)).toEqual({ kind: 'not_asked' });
  });
});

describe('how a rule stands', () => {
  const silent = { verdict: 'no_data', threshold: 0.02, weight: 0, clear: false } as const;
  const ok = { verdict: 'ok', value: 0.004, threshold: 0.02, weight: 100, clear: true } as const;

  test('a rule that is pending or firing says so, even when its metric falls silent', () => {
    expect(ruleStanding('firing', silent, true)).toBe('firing');
    expect(ruleStanding('pending', undefined, false)).toBe('pending');
  });

  test('silence is expected only of a suspended agent whose own traffic makes the metric', () => {
    expect(ruleStanding('inactive', silent, true)).toBe('unheard');
    expect(ruleStanding('inactive', silent, false)).toBe('no_data');
    expect(ruleStanding('inactive', ok, true)).toBe('ok');
  });
});

describe('a feed that is waited for', () => {
  test('is not measured before it has come, however young the wait is', () => {
    const waited = { verdict: 'ok', value: 39, threshold: 900, weight: 0, clear: true } as const;
    expect(ruleStanding('inactive', waited, false)).toBe('no_data');
    expect(ruleStanding('inactive', { ...waited, weight: 1 }, false)).toBe('ok');
    expect(ruleStanding('firing', waited, false)).toBe('firing');
    expect(measuredVerdict(waited)).toBe('no_data');
    expect(measuredVerdict({ ...waited, weight: 1 })).toBe('ok');
    expect(measuredVerdict({ ...waited, verdict: 'breach' })).toBe('breach');
    expect(measuredVerdict(undefined)).toBe('no_data');
  });
});

describe('how an agent stands', () => {
  const standing = (state: KillSwitch, rules: readonly RuleStanding[], now = t0) =>
    agentStanding(state, obedienceOf(state, ackWithinMs, now), rules);

  test('a suspended agent is unconfirmed once its time to acknowledge is over, whatever its rules say', () => {
    expect(standing(stopped, ['firing'], t0 + ackWithinMs)).toBe('stopping');
    expect(standing(stopped, ['firing'], t0 + ackWithinMs + 1)).toBe('unconfirmed');
    expect(standing(obeyed, ['firing'], t0 + minute)).toBe('suspended');
    const again = trippedBy('csat', obeyed, t0 + minute);
    expect(standing(again, ['firing', 'firing'], t0 + minute)).toBe('stopping');
    expect(standing(again, ['firing', 'firing'], t0 + 2 * minute)).toBe('unconfirmed');
  });

  test('only an agent that is measured and reads its switch is known to be within its limits', () => {
    expect(isWithinLimits('running', ['ok', 'ok'], false)).toBe(true);
    expect(isWithinLimits('running', ['ok', 'no_data'], false)).toBe(false);
    expect(isWithinLimits('running', [], false)).toBe(false);
    expect(isWithinLimits('running', ['ok'], true)).toBe(false);
    expect(isWithinLimits('pending', ['ok', 'pending'], false)).toBe(false);
    expect(isWithinLimits('no_data', ['no_data'], false)).toBe(false);
    expect(isWithinLimits('suspended', ['ok'], false)).toBe(false);
  });

  test('an agent that may run stands as the worst of its rules', () => {
    expect(standing(running, ['ok', 'pending', 'firing'])).toBe('firing');
    expect(standing(running, ['ok', 'pending'])).toBe('pending');
    expect(standing(running, ['ok', 'no_data'])).toBe('running');
    expect(standing(running, ['no_data', 'no_data'])).toBe('no_data');
    expect(standing(running, [])).toBe('running');
  });
});

describe('who needs a person', () => {
  const none: AgentWork = { openIncident: false, overdue: false, draft: false, any: false };
  const openIncident: AgentWork = { ...none, openIncident: true, any: true };

  test('from the most urgent to the least: unobeyed, suspended, firing, open, overdue, draft, then the quiet', () => {
    const ranks = [
      rankOf('disobeyed', none),
      rankOf('suspended', openIncident),
      rankOf('firing', openIncident),
      rankOf('pending', openIncident),
      rankOf('running', { ...none, overdue: true, draft: true, any: true }),
      rankOf('running', { ...none, draft: true, any: true }),
      rankOf('pending', none),
      rankOf('running', { ...none, any: true }),
      rankOf('no_data', none),
      rankOf('running', none),
    ];
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(new Set(ranks).size).toBe(ranks.length);
    expect(rankOf('unconfirmed', none)).toBe(rankOf('disobeyed', none));
    expect(rankOf('stopping', none)).toBe(rankOf('suspended', none));
  });

  test('a draft needs a person; a rising value, or work that is in hand, does not', () => {
    expect(needsPerson(rankOf('running', { ...none, draft: true, any: true }))).toBe(true);
    expect(needsPerson(rankOf('pending', none))).toBe(false);
    expect(needsPerson(rankOf('running', { ...none, any: true }))).toBe(false);
  });
});
