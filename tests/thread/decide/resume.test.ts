import { describe, expect, test } from 'vitest';
import { isSuspendedFor } from '../../../src/incidents/incident.ts';
import { type Actor, engineActor } from '../../../src/platform/actor.ts';
import { decided, refusal, told, worldAfter } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { resume, ruleFired, suspend } from '../../builders/messages.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

const back = tripAt + 40 * minute;
const ok = { verdict: 'ok', value: 0.005 } as const;
const silent = { verdict: 'no_data', weight: 0 } as const;

/** Margaux after her trip, measuring this now. */
function stopped(measure: Parameters<typeof firing>[1] = ok) {
  return worldAfter(aWorld({ rules: [firing({}, measure)] }), ruleFired());
}

describe('letting an agent run again', () => {
  test('while a rule measures a breach it is refused, with the rule, its value and its threshold', () => {
    expect(refusal(stopped({}), resume(), back)).toMatchObject({
      kind: 'conflict',
      code: 'still_in_breach',
      missing: [{ at: 'error-rate', params: { value: 0.03, threshold: 0.02 } }],
    });
  });

  test('an override lets the agent run in spite of a measured breach, and the register says so', () => {
    const change = decided(stopped({}), resume({ override: true }), back);
    expect(change.killSwitch?.after).toMatchObject({ epoch: 2, since: back, trips: [] });
    expect(change.entries?.[0]).toMatchObject({
      kind: 'agentResumed',
      actor: 'person:camille',
      data: { override: true, released: ['error-rate'] },
    });
    expect(change.notices).toMatchObject([{ severity: 'warning', data: { override: true } }]);
  });

  test('the register keeps by what they proved who they are: their key, their provider anew, or nothing', () => {
    const by = (actor: Actor) => decided(stopped(), { ...resume(), by: actor }, back).entries?.[0]?.data;
    const session = { kind: 'person', person: 'camille', session: 's1' } as const;
    expect(by({ kind: 'person', person: 'camille', key: '9b01' })).toMatchObject({ proof: 'key' });
    expect(by({ ...session, proof: 'provider' })).toMatchObject({ proof: 'provider' });
    expect(by(session)).not.toHaveProperty('proof');
  });

  test('an override that was not needed is not on record as one', () => {
    const change = decided(stopped(), resume({ override: true }), back);
    expect(change.entries?.[0]?.data).toMatchObject({ override: false });
    expect(change.notices).toMatchObject([{ severity: 'info' }]);
  });

  test.each([
    ['a rule that measures no breach', stopped(ok)],
    ['an empty window, which measures none', stopped(silent)],
    ['a rule that is no longer in force', { ...stopped({}), rules: new Map() }],
  ])('%s stands in nobody’s way', (_, world) => {
    expect(decided(world, resume(), back).killSwitch?.after).toMatchObject({ trips: [], epoch: 2 });
  });

  test('a released alert ends and reads only what comes after: its rule starts afresh', () => {
    const change = decided(stopped(), resume(), back);
    expect(change.released).toEqual([
      {
        agent: 'margaux',
        rule: 'error-rate',
        current: { state: 'inactive', resolvedAt: back, why: 'released' },
        freshFrom: tripAt + minute,
      },
    ]);
    expect(change.alertEvents).toMatchObject([{ event: { kind: 'ruleResolved', why: 'released' } }]);
  });

  test('the triggers that held the agent end, and so does the downtime of the incident', () => {
    expect(decided(stopped(), resume(), back).incident?.after).toMatchObject({
      state: 'open',
      triggers: [{ resolvedAt: back, peak: 0.05 }],
      suspensions: [{ from: tripAt, until: back }],
    });
  });

  test('the downtime of every incident that the agent was down for ends', () => {
    const incidents = [
      anIncident({ number: 3, source: 'manual', triggers: [], suspensions: [{ from: tripAt }] }),
    ];
    const both = worldAfter(aWorld({ rules: [firing({}, ok)], incidents }), ruleFired());
    const change = decided(both, resume(), back);
    expect(change.incident?.after).toMatchObject({ number: 4, suspensions: [{ until: back }] });
    expect(change.beside).toMatchObject([{ after: { number: 3, suspensions: [{ until: back }] } }]);
    expect([...worldAfter(both, resume(), back).incidents.values()].some(isSuspendedFor)).toBe(false);
  });

  test('the plan says how long the agent was down, and people hear it too', () => {
    const change = decided(stopped(), resume(), back);
    expect(change.plan?.after.context).toContain('40');
    expect(told(change).entries).toEqual(['agentResumed', 'contextCompleted']);
    expect(change.notices).toMatchObject([{ kind: 'agent_resumed', data: { downtimeMs: 40 * minute } }]);
  });

  test('one command releases trips and hold together', () => {
    const held = worldAfter(stopped(), suspend(), tripAt + minute);
    const { killSwitch } = decided(held, resume(), back);
    expect(killSwitch?.after).toMatchObject({ trips: [], epoch: 3 });
    expect(killSwitch?.after).not.toHaveProperty('hold');
  });

  test('an agent that may run already is not let run again', () => {
    expect(refusal(aWorld(), resume())).toMatchObject({ code: 'already_running' });
  });

  test('the engine never lets an agent run again, not even with an override', () => {
    const order = resume({ by: engineActor, override: true });
    expect(refusal(stopped(), order, back)).toMatchObject({
      kind: 'forbidden',
      code: 'engine_may_not_resume',
    });
  });
});
