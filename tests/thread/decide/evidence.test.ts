import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/incidents/incident.ts';
import { unexplainedTrigger } from '../../../src/thread/decide/evidence.ts';
import { decided, told } from '../../builders/decision.ts';
import { anIncident, aStop, aTrigger, someEvidence } from '../../builders/incidents.ts';
import { aClosedPlan, aPlan } from '../../builders/plans.ts';
import { minute, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const gathered = (evidence: Evidence = someEvidence()) =>
  ({ kind: 'evidenceGathered', agent: 'margaux', incident: 4, evidence }) as const;

describe('the evidence of a trip', () => {
  test('the incident keeps its evidence, and the register says what moved first and the reasons', () => {
    const change = decided(aWorld({ incidents: [aStop()] }), gathered());
    expect(change.incident?.after.evidence).toEqual(someEvidence());
    expect(change.entries).toMatchObject([
      {
        kind: 'evidenceGathered',
        actor: 'engine',
        data: {
          movedFirst: [{ metric: 'catalogue_freshness', leadMs: 22 * minute }],
          reasons: [{ reason: 'item_unavailable', count: 10 }],
        },
      },
    ]);
  });

  test('the plan names the hypotheses that the evidence speaks for, and how many customers were exposed', () => {
    const change = decided(aWorld({ incidents: [aStop({ plan: 4 })], plans: [aPlan()] }), gathered());
    expect(change.plan?.after.hypotheses.map(({ basis }) => basis)).toContain('moved_first');
    expect(change.plan?.after.context).toContain('478');
    expect(told(change).entries).toEqual(['evidenceGathered', 'contextCompleted']);
  });

  test('a plan that is closed stays as it was signed', () => {
    const change = decided(aWorld({ incidents: [aStop({ plan: 4 })], plans: [aClosedPlan()] }), gathered());
    expect(change.incident).toBeDefined();
    expect(change).not.toHaveProperty('plan');
  });

  test('evidence of a trigger that is no longer the main one is not kept: that one’s is still to come', () => {
    const joined = anIncident({
      triggers: [aTrigger({ suspended: false }), aTrigger({ rule: 'csat', firedAt: tripAt + minute })],
    });
    expect(decided(aWorld({ incidents: [joined] }), gathered())).toEqual({ agent: 'margaux' });
  });

  test('evidence that the incident has already is not kept twice', () => {
    const known = aStop({ evidence: someEvidence() });
    expect(decided(aWorld({ incidents: [known] }), gathered())).toEqual({ agent: 'margaux' });
  });

  test('evidence for an incident out of sight changes nothing', () => {
    expect(decided(aWorld(), gathered())).toEqual({ agent: 'margaux' });
  });

  test.each([
    ['nothing has been found out yet', undefined, true],
    ['the evidence is that of an earlier alert', tripAt - 1, true],
    ['the evidence is that of the trip itself', tripAt, false],
  ])('when %s, the main trigger is unexplained: %s', (_, at, unexplained) => {
    const incident = aStop(at === undefined ? {} : { evidence: someEvidence({ at }) });
    expect(unexplainedTrigger(incident) !== undefined).toBe(unexplained);
  });
});
