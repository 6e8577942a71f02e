import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../src/plans/plan.ts';
import { decided, refusal, told } from '../../builders/decision.ts';
import { anIncident, aStop, aTrigger } from '../../builders/incidents.ts';
import { step } from '../../builders/messages.ts';
import { lea } from '../../builders/people.ts';
import { aClosedPlan, anActivePlan } from '../../builders/plans.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const over = anIncident({ triggers: [aTrigger({ resolvedAt: tripAt + minute })] });
const resolved = { ...over, state: 'resolved', plan: 4 } as const;

describe('a step in the life of an incident', () => {
  test('a person takes an open incident up, and is on record with it', () => {
    const change = decided(aWorld({ incidents: [anIncident()] }), step('acknowledgeIncident'));
    expect(change.incident?.after).toMatchObject({
      state: 'acknowledged',
      acknowledged: { by: 'person:lea' },
    });
    expect(told(change)).toEqual({ entries: ['incidentAcknowledged'], notices: [] });
  });

  test('people hear that an incident is over', () => {
    const change = decided(aWorld({ incidents: [over] }), step('resolveIncident'));
    expect(change.incident?.after.state).toBe('resolved');
    expect(told(change)).toEqual({ entries: ['incidentResolved'], notices: ['incident_resolved'] });
  });

  test('who resolved it is not told, and the others hear of the plan that goes on', () => {
    const withPlan = { ...over, plan: 4 };
    const heard = (plan: Plan) =>
      decided(aWorld({ incidents: [withPlan], plans: [plan] }), step('resolveIncident')).notices ?? [];
    expect(heard(anActivePlan())).toMatchObject([{ people: ['camille'], plan: 4 }]);
    expect(heard(aClosedPlan())[0]).not.toHaveProperty('plan');
  });

  test('an incident is not over while its agent stands still and its rule fires: both are named', () => {
    expect(refusal(aWorld({ incidents: [aStop()] }), step('resolveIncident'))).toMatchObject({
      code: 'incident_not_over',
      missing: [{ code: 'agent_suspended' }, { code: 'rule_still_firing', at: 'error-rate' }],
    });
  });

  test('a resolved incident is closed once its plan is', () => {
    const change = decided(aWorld({ incidents: [resolved], plans: [aClosedPlan()] }), step('closeIncident'));
    expect(change.incident?.after.state).toBe('closed');
    expect(change.entries).toMatchObject([{ kind: 'incidentClosed', data: { from: 'resolved' } }]);
  });

  test('an incident is not closed while its plan is at work', () => {
    const world = aWorld({ incidents: [resolved], plans: [anActivePlan()] });
    expect(refusal(world, step('closeIncident'))).toMatchObject({
      missing: [{ code: 'plan_not_closed', params: { plan: 4 } }],
    });
  });

  test('an incident whose plan was closed so long ago that it is out of sight can be closed', () => {
    expect(decided(aWorld({ incidents: [resolved] }), step('closeIncident')).incident?.after.state).toBe(
      'closed',
    );
  });

  test('an incident is not closed before it is resolved', () => {
    expect(refusal(aWorld({ incidents: [over] }), step('closeIncident'))).toMatchObject({
      missing: [{ code: 'incident_not_resolved' }],
    });
  });

  test.each([
    ['acknowledgeIncident', 'acknowledged'],
    ['resolveIncident', 'resolved'],
    ['closeIncident', 'closed'],
  ] as const)('%s is refused when the incident is %s already', (kind, state) => {
    expect(refusal(aWorld({ incidents: [anIncident({ state })] }), step(kind)).code).toBe(
      `incident_already_${state}`,
    );
  });

  test('no step is taken in an incident that does not exist', () => {
    expect(refusal(aWorld(), step('resolveIncident', 99))).toMatchObject({ code: 'unknown_incident' });
  });
});

describe('a note on an incident', () => {
  const note = { kind: 'noteIncident', incident: 4, by: lea, result: 'Jean Martin rappelé' } as const;

  test('is kept with who and when, also once the incident is closed; the register has digests alone', () => {
    for (const incident of [anIncident(), { ...over, state: 'closed' } as const]) {
      const change = decided(aWorld({ incidents: [incident] }), { ...note, comment: 'par téléphone' });
      expect(change.incident?.after).toEqual({
        ...incident,
        notes: [{ at: expect.any(Number), by: 'person:lea', result: note.result, comment: 'par téléphone' }],
      });
      expect(told(change)).toEqual({ entries: ['incidentNoted'], notices: [] });
      expect(JSON.stringify(change.entries)).not.toMatch(/Martin|téléphone/);
    }
  });

  test('is the last of five hundred at most', () => {
    const notes = (count: number) => Array(count).fill({ at: tripAt, by: 'person:lea', result: 'x' });
    const of = (count: number) => aWorld({ incidents: [anIncident({ notes: notes(count) })] });
    expect(decided(of(499), note).incident?.after.notes).toHaveLength(500);
    expect(refusal(of(500), note)).toMatchObject({ code: 'too_many_notes' });
  });
});
