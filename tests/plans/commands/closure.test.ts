import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { whatBlocksActivation, whatBlocksClosure } from '../../../src/plans/gates.ts';
import type { Action, CriterionState, Plan, Signature } from '../../../src/plans/plan.ts';
import { accepted, as, codeOf, criterion, defined, draft, endOf, paris } from '../margaux.ts';
import { readyToClose, verified } from '../signed.ts';

const camille = as('camille', paris(12, '10:00'));
const codes = (plan: Plan) => whatBlocksClosure(plan).map(({ code, at }) => `${code} ${at}`);

describe('closing a plan', () => {
  test('stamps when, and plans no further review', () => {
    const { plan, events } = accepted(closePlan(readyToClose(), camille));
    expect(plan).toMatchObject({ state: 'closed', closedAt: camille.now, reviews: [] });
    expect(events).toMatchObject([{ kind: 'planClosed', actions: 5, risks: 0 }]);
    expect(codeOf(closePlan(plan, camille))).toBe('plan_closed');
  });

  test('is refused with everything that is missing at once', () => {
    const plan = verified();
    const [first, second, third, ...rest] = plan.actions;
    const open: Plan = {
      ...plan,
      actions: [
        { ...defined(first), status: 'in_progress' },
        { ...defined(second), verification: 'unverified' },
        { ...defined(third), status: 'in_progress', verification: 'regressed' },
        ...rest,
      ],
      indicators: plan.indicators.map((indicator) => ({
        ...indicator,
        state: { verdict: 'no_data', since: 1, heldMs: 5 },
      })),
    };
    const refused = closePlan(open, camille);
    expect(codeOf(refused)).toBe('closure_blocked');
    expect(refused.ok ? [] : refused.refusal.missing?.map(({ code, at }) => `${code} ${at}`)).toEqual([
      'action_not_done 4-1',
      'action_not_verified 4-2',
      'action_regressed 4-3',
      'indicator_not_holding 4-i-1',
      'indicator_not_holding 4-i-2',
      'indicator_not_holding 4-i-3',
      'signature_missing signatures.owner',
      'signature_missing signatures.approver',
    ]);
  });

  test('an accepted risk stands for the action it names, and for no other', () => {
    const plan = verified();
    const open = { ...plan, actions: plan.actions.map((action) => ({ ...action, status: 'todo' as const })) };
    const risk = { action: '4-2', by: 'camille', at: 1, reason: 'Marginal' };
    expect(codes({ ...open, acceptedRisks: [risk] })).not.toContain('action_not_done 4-2');
    expect(codes({ ...open, acceptedRisks: [risk] })).toContain('action_not_done 4-1');
  });

  test('an indicator that is holding does not hold yet', () => {
    const plan = readyToClose();
    const holding = { verdict: 'holding', heldMs: 86_399_999, countedUntil: 1 } as const;
    const indicators = plan.indicators.map((each) => ({ ...each, state: holding }));
    expect(codes({ ...plan, indicators })).toHaveLength(3);
  });
});

const state = fc.constantFrom<CriterionState>(
  { verdict: 'met', at: 1, attributed: true },
  { verdict: 'met', at: 1, attributed: false },
  { verdict: 'holding', heldMs: 5, countedUntil: 9 },
  { verdict: 'failed', at: 1 },
  { verdict: 'no_data', since: 1, heldMs: 0 },
  { verdict: 'pending', why: 'waiting' },
  { verdict: 'error', reason: 'unknown_metric' },
);
const mostly = <T>(value: T, other: T) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, fc.constant(other));
const base = draft();
const spec = criterion('error_rate < 1% over 1h for 24h');

const action = (place: number): fc.Arbitrary<Action> =>
  fc
    .record({
      owner: mostly<string | undefined>('lea', undefined),
      dueAt: mostly<number | undefined>(endOf(9), undefined),
      measured: mostly(true, false),
      status: fc.oneof(
        { weight: 4, arbitrary: fc.constant('done' as const) },
        fc.constantFrom('todo' as const, 'in_progress' as const, 'blocked' as const),
      ),
      verification: fc.oneof(
        { weight: 4, arbitrary: fc.constant('verified' as const) },
        fc.constantFrom('unverified' as const, 'regressed' as const),
      ),
      state,
    })
    .map(({ owner, dueAt, measured, status, verification, state }) => ({
      id: `4-${place}`,
      title: `Action ${place}`,
      ...(owner === undefined ? {} : { owner }),
      ...(dueAt === undefined ? {} : { dueAt }),
      status,
      verification,
      effort: 'low',
      impact: 'high',
      treats: 'cause',
      criteria: measured ? [{ id: `4-${place}-1`, spec, state }] : [],
      checklists: [],
    }));

const signature = (as: Signature['as'], step: Signature['for']) =>
  mostly<readonly Signature[]>(
    [{ as, for: step, person: as === 'owner' ? 'lea' : 'camille', version: 3, at: 2 }],
    [],
  );

const plans: fc.Arbitrary<Plan> = fc
  .record({
    state: mostly<Plan['state']>('active', 'draft'),
    rootCause: mostly<string | undefined>('Le flux', ' '),
    actions: fc
      .integer({ min: 0, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => action(at + 1)))),
    risks: fc.subarray(['4-1', '4-2', '4-3', '4-4']),
    indicators: fc.array(
      mostly<CriterionState>({ verdict: 'met', at: 1, attributed: true }, { verdict: 'failed', at: 1 }),
      { maxLength: 2 },
    ),
    signatures: fc.tuple(
      signature('owner', 'activation'),
      signature('approver', 'activation'),
      signature('owner', 'closure'),
      signature('approver', 'closure'),
    ),
  })
  .map(({ state, rootCause, actions, risks, indicators, signatures }) => ({
    ...base,
    state,
    ...(rootCause === undefined ? {} : { rootCause }),
    actions,
    acceptedRisks: risks.map((action) => ({ action, by: 'camille', at: 1, reason: 'r' })),
    indicators: indicators.map((state, at) => ({ id: `4-i-${at + 1}`, spec, state })),
    signatures: signatures.flat(),
  }));

/** The gate of the design in one line each, written the other way round: what may pass. */
function mayClose(plan: Plan): boolean {
  const settled = (action: Action) =>
    plan.acceptedRisks.some((risk) => risk.action === action.id) ||
    (action.status === 'done' && action.verification === 'verified');
  const signed = (as: Signature['as']) =>
    plan.signatures.some((each) => each.for === 'closure' && each.as === as);
  return (
    plan.state === 'active' &&
    plan.actions.every(settled) &&
    plan.indicators.every((indicator) => indicator.state.verdict === 'met') &&
    signed('owner') &&
    signed('approver')
  );
}

describe('random plans at the gates', () => {
  test.prop([plans], { numRuns: 500 })('a plan closes exactly when nothing is missing', (plan) => {
    const missing = whatBlocksClosure(plan);
    const decision = closePlan(plan, camille);
    expect(decision.ok).toBe(mayClose(plan));
    expect(missing.length === 0).toBe(mayClose(plan));
    expect(decision.ok ? [] : decision.refusal.missing).toEqual(missing);
    expect(decision.ok && decision.value.plan.state !== 'closed').toBe(false);
  });

  test.prop([plans], { numRuns: 500 })('every missing thing is listed once, by itself', (plan) => {
    for (const missing of [whatBlocksClosure(plan), whatBlocksActivation(plan)]) {
      const keys = missing.map(({ code, at }) => `${code} ${at}`);
      expect(new Set(keys).size).toBe(keys.length);
    }
    const perAction = whatBlocksClosure(plan).filter(({ code }) => code.startsWith('action_'));
    expect(new Set(perAction.map(({ at }) => at)).size).toBe(perAction.length);
  });

  test.prop([plans], { numRuns: 500 })(
    'mending one thing takes that one off the list and no other',
    (plan) => {
      const before = codes(plan);
      for (const { id } of plan.actions) {
        const mended: Plan = {
          ...plan,
          actions: plan.actions.map((each) =>
            each.id === id ? { ...each, status: 'done', verification: 'verified' } : each,
          ),
        };
        expect(codes(mended)).toEqual(before.filter((entry) => !entry.endsWith(` ${id}`)));
      }
    },
  );
});
