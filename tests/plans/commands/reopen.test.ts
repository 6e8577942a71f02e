import { describe, expect, test } from 'vitest';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { reopenPlan } from '../../../src/plans/commands/reopen.ts';
import { acceptRisk } from '../../../src/plans/commands/risk.ts';
import { whatBlocksClosure } from '../../../src/plans/gates.ts';
import { engineActor } from '../../../src/platform/actor.ts';
import { accepted, as, codeOf, endOf, paris, people, planAfter, trip } from '../margaux.ts';
import { active, readyToClose } from '../signed.ts';

const ctx = { actor: engineActor, now: paris(20, '09:00'), people };
const again = { number: 9, triggers: [trip] };
const closed = () => planAfter(closePlan(readyToClose(), as('camille', paris(12, '10:00'))));

describe('a plan whose cure did not last', () => {
  test('is taken up again: what watches the metric has regressed, the rest stays proved', () => {
    const { plan, events } = accepted(reopenPlan(closed(), again, ctx));
    expect(plan).toMatchObject({ state: 'active', reopened: [{ at: ctx.now, incident: 9 }] });
    expect(plan).not.toHaveProperty('closedAt');
    expect(plan.actions.map(({ status, verification }) => [status, verification])).toEqual([
      ['done', 'verified'],
      ['done', 'verified'],
      ['in_progress', 'regressed'],
      ['done', 'verified'],
      ['done', 'verified'],
    ]);
    expect(plan.actions[2]?.criteria[0]?.state.verdict).toBe('pending');
    expect(events).toMatchObject([{ kind: 'planReopened', again: 9, actions: ['4-3'] }]);
  });

  test('is closed again only with new proof and new signatures', () => {
    const { plan } = accepted(reopenPlan(closed(), again, ctx));
    expect(whatBlocksClosure(plan).map(({ code, at }) => `${code} ${at}`)).toEqual([
      'action_regressed 4-3',
      'indicator_not_holding 4-i-1',
      'indicator_not_holding 4-i-2',
      'indicator_not_holding 4-i-3',
      'signature_missing signatures.owner',
      'signature_missing signatures.approver',
    ]);
    expect(plan.signatures).toHaveLength(2);
  });

  test('reopens the actions on the cause when no criterion watches what came back', () => {
    const { plan } = accepted(
      reopenPlan(closed(), { ...again, triggers: [{ ...trip, metric: 'csat' }] }, ctx),
    );
    expect(
      plan.actions.filter(({ verification }) => verification === 'regressed').map(({ treats }) => treats),
    ).toEqual(['cause']);
  });

  test('is reviewed daily again', () => {
    expect(planAfter(reopenPlan(closed(), again, ctx)).reviews).toEqual([{ dueAt: endOf(21) }]);
  });

  test('was closed: a plan at work is not reopened', () => {
    expect(codeOf(reopenPlan(active(), again, ctx))).toBe('plan_not_closed');
  });
});

describe('accepting a risk', () => {
  const command = { action: '4-5', reason: 'Trente cas de plus n’apprendraient rien.' };

  test('takes an approver and a reason', () => {
    const { plan, events } = accepted(acceptRisk(active(), command, as('camille')));
    expect(plan.acceptedRisks).toEqual([{ ...command, by: 'camille', at: as('camille').now, proof: 'key' }]);
    expect(events).toMatchObject([
      { kind: 'riskAccepted', action: '4-5', proof: 'key', texts: { reason: command.reason } },
    ]);
    expect(codeOf(acceptRisk(active(), command, as('lea')))).toBe('not_an_approver');
    expect(codeOf(acceptRisk(active(), { ...command, reason: '' }, as('camille')))).toBe('text_missing');
    const key = { ...as('camille'), actor: { kind: 'key', key: 'c1' } as const };
    expect(codeOf(acceptRisk(active(), command, key))).toBe('person_required');
  });

  test('is done once, in an active plan', () => {
    const { plan } = accepted(acceptRisk(active(), command, as('camille')));
    expect(codeOf(acceptRisk(plan, command, as('camille')))).toBe('risk_already_accepted');
    expect(codeOf(acceptRisk({ ...plan, state: 'draft' }, command, as('camille')))).toBe('plan_not_active');
    expect(codeOf(acceptRisk(active(), { ...command, action: '4-9' }, as('camille')))).toBe('unknown_action');
  });

  test('changes what is signed for closure, and does not outlast a recurrence', () => {
    expect(planAfter(acceptRisk(readyToClose(), command, as('camille'))).signatures).toHaveLength(2);
    const { plan } = accepted(acceptRisk(active(), command, as('camille')));
    expect(planAfter(reopenPlan({ ...plan, state: 'closed' }, again, ctx)).acceptedRisks).toEqual([]);
  });
});
