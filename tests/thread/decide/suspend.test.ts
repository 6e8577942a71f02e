import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import { decided, told, worldAfter } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { ruleFired, suspend } from '../../builders/messages.ts';
import { camille, lea } from '../../builders/people.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld, firing } from '../../builders/world.ts';

describe('a person who suspends', () => {
  test('a person stops the agent in one step, whatever its rules say', () => {
    const change = decided(aWorld({ rules: [firing({}, { verdict: 'ok' })] }), suspend());
    expect(change.killSwitch?.after).toMatchObject({
      epoch: 1,
      since: tripAt,
      hold: { by: lea, reason: 'odd answers' },
    });
    expect(told(change)).toEqual({ entries: ['agentSuspended'], notices: ['agent_suspended'] });
  });

  test('the register keeps the digest of the reason, never the reason', () => {
    const { entries } = decided(aWorld(), suspend());
    expect(entries).toMatchObject([{ actor: 'person:lea', data: { digest: sha256Hex('odd answers') } }]);
    expect(JSON.stringify(entries)).not.toContain('odd answers');
  });

  test('an open incident counts the downtime from the hand that stopped the agent', () => {
    const change = decided(aWorld({ incidents: [anIncident()] }), suspend(), tripAt + minute);
    expect(change.incident?.after.suspensions).toEqual([{ from: tripAt + minute }]);
    expect(change.killSwitch?.after.hold).toMatchObject({ incident: 4 });
  });

  test.each([
    ['manual', 4],
    ['review', undefined],
    ['audit', undefined],
  ] as const)('a stop by hand belongs to an open incident of source %s: %s', (source, incident) => {
    const change = decided(aWorld({ incidents: [anIncident({ source })] }), suspend());
    expect(change.killSwitch?.after.hold?.incident).toBe(incident);
    expect(change.incident?.after.number).toBe(incident);
  });

  test('a stop by hand belongs to the incident of the rules before one opened by hand', () => {
    const incidents = [anIncident(), anIncident({ number: 5, source: 'manual' })];
    expect(decided(aWorld({ incidents }), suspend()).killSwitch?.after.hold?.incident).toBe(4);
  });

  test('suspending twice is no error, and the first hand stays on record', () => {
    const held = worldAfter(aWorld(), suspend());
    expect(decided(held, suspend({ by: camille, reason: 'me too' }))).toEqual({ agent: 'margaux' });
    expect(held.killSwitch?.hold?.by).toEqual(lea);
  });

  test('a hold on an agent that has tripped joins the trip, and the downtime goes on', () => {
    const change = decided(worldAfter(aWorld(), ruleFired()), suspend(), tripAt + minute);
    expect(change.killSwitch?.after).toMatchObject({
      epoch: 2,
      since: tripAt,
      trips: [{ rule: 'error-rate' }],
    });
    expect(change).not.toHaveProperty('incident');
  });
});
