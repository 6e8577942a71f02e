import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Incident, IncidentState, Trigger } from '../../src/incidents/incident.ts';
import {
  acknowledgeIncident,
  closeIncident,
  planDrafted,
  resolveIncident,
  suspensionEnded,
} from '../../src/incidents/lifecycle.ts';
import { markTriggerResolved, openIncident } from '../../src/incidents/triggers.ts';
import type { Actor } from '../../src/platform/actor.ts';
import type { Result } from '../../src/platform/refusal.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const lea: Actor = { kind: 'person', person: 'lea', key: '3f2a' };
const order = { number: 4, agent: 'margaux', ruleSet: 'f00d', by: { kind: 'engine' } } as const;
const trigger: Trigger = {
  rule: 'error-rate',
  cause: 'fired',
  firedAt: t0,
  breachedAt: t0,
  metric: 'error_rate',
  condition: 'error_rate > 2% over 5m',
  value: 0.023,
  threshold: 0.02,
  severity: 'critical',
  suspended: true,
};
const manual = openIncident({ ...order, source: 'manual' }, t0);
const tripped = openIncident({ ...order, source: 'rule', trigger }, t0);

const commands = {
  acknowledge: (incident: Incident, now: number) => acknowledgeIncident(incident, lea, now),
  resolve: (incident: Incident, now: number) => resolveIncident(incident, lea, now),
  close: (incident: Incident, now: number) => closeIncident(incident, { by: lea, planClosed: true }, now),
} as const satisfies Record<string, (incident: Incident, now: number) => Result<Incident>>;
type Command = keyof typeof commands;

/** The whole life cycle of an incident that nothing stands in the way of: the next state, or the code of the refusal. */
const table: Record<IncidentState, Record<Command, { to: IncidentState } | { refused: string }>> = {
  open: {
    acknowledge: { to: 'acknowledged' },
    resolve: { to: 'resolved' },
    close: { refused: 'incident_not_ready_to_close' },
  },
  acknowledged: {
    acknowledge: { refused: 'incident_already_acknowledged' },
    resolve: { to: 'resolved' },
    close: { refused: 'incident_not_ready_to_close' },
  },
  resolved: {
    acknowledge: { refused: 'incident_already_resolved' },
    resolve: { refused: 'incident_already_resolved' },
    close: { to: 'closed' },
  },
  closed: {
    acknowledge: { refused: 'incident_already_closed' },
    resolve: { refused: 'incident_already_closed' },
    close: { refused: 'incident_already_closed' },
  },
};

describe('the life of an incident', () => {
  test.prop([fc.array(fc.constantFrom<Command>('acknowledge', 'resolve', 'close'), { maxLength: 12 })])(
    'follows the table whatever is asked of it, in whatever order',
    (asked) => {
      let incident = manual;
      for (const [index, command] of asked.entries()) {
        const expected = table[incident.state][command];
        const result = commands[command](incident, t0 + index);
        if ('refused' in expected) {
          expect(result).toMatchObject({ ok: false, refusal: { kind: 'conflict', code: expected.refused } });
          continue;
        }
        expect(result).toMatchObject({
          ok: true,
          value: { state: expected.to, [expected.to]: { at: t0 + index, by: 'person:lea' } },
        });
        if (result.ok) incident = result.value;
      }
      const stages = [incident.opened, incident.acknowledged, incident.resolved, incident.closed];
      const times = stages.flatMap((stage) => (stage === undefined ? [] : [stage.at]));
      expect(times).toEqual(times.toSorted((left, right) => left - right));
      expect(times).toHaveLength(['open', 'acknowledged', 'resolved', 'closed'].indexOf(incident.state) + 1);
    },
  );
});

describe('resolving', () => {
  test('is refused while the agent is suspended for it and its rule fires, and both are named', () => {
    expect(resolveIncident(tripped, lea, t0)).toMatchObject({
      ok: false,
      refusal: {
        code: 'incident_not_over',
        missing: [
          { code: 'agent_suspended', at: 'margaux' },
          { code: 'rule_still_firing', at: 'error-rate', params: { metric: 'error_rate', threshold: 0.02 } },
        ],
      },
    });
  });

  test('is refused for either reason alone', () => {
    const running = suspensionEnded(tripped, t0 + 1);
    const calm = markTriggerResolved(tripped, { rule: 'error-rate' }, t0 + 1);
    const codes = [running, calm].map((incident) => {
      const result = resolveIncident(incident, lea, t0 + 2);
      return result.ok ? [] : result.refusal.missing?.map(({ code }) => code);
    });
    expect(codes).toEqual([['rule_still_firing'], ['agent_suspended']]);
  });

  test('is possible once neither stands', () => {
    const over = markTriggerResolved(suspensionEnded(tripped, t0 + 1), { rule: 'error-rate' }, t0 + 1);
    expect(resolveIncident(over, lea, t0 + 2).ok).toBe(true);
  });

  test('an incident that nobody had acknowledged acknowledges it', () => {
    expect(resolveIncident(manual, lea, t0 + 2)).toMatchObject({
      value: { acknowledged: { at: t0 + 2, by: 'person:lea' }, resolved: { at: t0 + 2, by: 'person:lea' } },
    });
  });
});

describe('closing', () => {
  const resolved: Incident = { ...manual, state: 'resolved', resolved: { at: t0, by: 'person:lea' } };
  const planned = planDrafted(resolved, 3);

  test('waits for the plan', () => {
    expect(closeIncident(planned, { by: lea, planClosed: false }, t0 + 1)).toMatchObject({
      ok: false,
      refusal: { missing: [{ code: 'plan_not_closed', params: { plan: 3 } }] },
    });
    expect(closeIncident(planned, { by: lea, planClosed: true }, t0 + 1).ok).toBe(true);
  });

  test('needs no plan where there is none', () => {
    expect(closeIncident(resolved, { by: lea, planClosed: false }, t0 + 1).ok).toBe(true);
  });

  test('names everything that is missing at once', () => {
    const result = closeIncident({ ...planned, state: 'open' }, { by: lea, planClosed: false }, t0 + 1);
    expect(!result.ok && result.refusal.missing?.map(({ code }) => code)).toEqual([
      'incident_not_resolved',
      'plan_not_closed',
    ]);
  });

  test('keeps to the first plan that was drafted', () => {
    expect(planDrafted(planned, 9)).toBe(planned);
  });
});
