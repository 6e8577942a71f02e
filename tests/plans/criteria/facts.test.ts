import { describe, expect, test } from 'vitest';
import {
  assessCriterion,
  type CriterionContext,
  type Subject,
} from '../../../src/plans/criteria/criterion.ts';
import type { Checklist, CriterionState } from '../../../src/plans/plan.ts';
import type { CriterionSpec } from '../../../src/rules/criterion.ts';
import { criterion, start, world } from '../criterion-world.ts';

const day = 86_400_000;
const todo: Subject = { of: 'action', status: 'in_progress', settleMs: 0 };

function assess(spec: CriterionSpec, overrides: Partial<CriterionContext>, before?: CriterionState) {
  return assessCriterion(criterion(spec, before), world(overrides));
}

describe('a checklist', () => {
  const replay: CriterionSpec = {
    kind: 'checklist',
    checklist: 'replay',
    target: 1,
    text: 'checklist replay = 100%',
  };
  const list = (ticked: number, of: number): Checklist => ({
    id: 'replay',
    items: Array.from({ length: of }, (_, index) => ({
      text: `case ${index}`,
      ...(index < ticked ? { doneBy: 'lea', doneAt: start } : {}),
    })),
  });

  test('is met when as much is ticked as asked for', () => {
    expect(assess(replay, { checklists: [list(29, 30)] })).toMatchObject({
      state: { verdict: 'pending', why: 'waiting' },
      value: 29 / 30,
    });
    expect(assess(replay, { checklists: [list(30, 30)] })).toMatchObject({
      state: { verdict: 'met', at: start, attributed: true },
      value: 1,
    });
    const most: CriterionSpec = { ...replay, target: 0.9 };
    expect(assess(most, { checklists: [list(27, 30)] }).state.verdict).toBe('met');
    expect(assess(most, { checklists: [list(26, 30)] }).state.verdict).toBe('pending');
  });

  test('ticking it is the action itself: met while the action is under way', () => {
    expect(assess(replay, { subject: todo, checklists: [list(30, 30)] }).state).toMatchObject({
      verdict: 'met',
      attributed: true,
    });
  });

  test('without items proves nothing, and one that is not there is an error', () => {
    expect(assess(replay, { checklists: [list(0, 0)] }).state.verdict).toBe('pending');
    expect(assess(replay, {}).state).toEqual({ verdict: 'error', reason: 'unknown_checklist' });
  });

  test('an item unticked afterwards takes the verdict back', () => {
    const met: CriterionState = { verdict: 'met', at: start - day, attributed: true };
    expect(assess(replay, { checklists: [list(30, 30)] }, met).state).toBe(met);
    expect(assess(replay, { checklists: [list(29, 30)] }, met).state.verdict).toBe('pending');
  });
});

describe('a proof test', () => {
  const proof: CriterionSpec = { kind: 'proof', rule: 'error-rate', text: 'proof error-rate passed' };
  const passed = (passedAt: number, ruleSetHash = 'in-force') => ({
    lastProof: () => ({ passedAt, ruleSetHash }),
  });

  test('counts when it passed under the rule set in force', () => {
    expect(assess(proof, {}).state).toEqual({ verdict: 'pending', why: 'waiting' });
    expect(assess(proof, passed(start)).state).toEqual({ verdict: 'met', at: start, attributed: true });
    expect(assess(proof, passed(start, 'older')).state).toEqual({ verdict: 'pending', why: 'waiting' });
  });

  test('from before the action was done, to the last millisecond, proves nothing about it, and is shown', () => {
    const early = assess(proof, passed(start - 1)).state;
    expect(early).toEqual({ verdict: 'pending', why: 'waiting', heldBefore: true });
    expect(assess(proof, { ...passed(start - 1), subject: todo }).state).toMatchObject({
      verdict: 'pending',
    });
    expect(assess(proof, passed(start), early).state).toMatchObject({ verdict: 'met', attributed: true });
  });

  test('counts once the action has settled', () => {
    const subject: Subject = { of: 'action', status: 'done', doneAt: start, settleMs: 10 };
    const at = (now: number) => assess(proof, { ...passed(start), subject, now }).state;
    expect(at(start + 9)).toEqual({ verdict: 'pending', why: 'settling' });
    expect(at(start + 10)).toEqual({ verdict: 'met', at: start, attributed: true });
  });

  test('older than proof_every it no longer counts', () => {
    const month = 30 * day;
    const at = (now: number) => assess(proof, { ...passed(start), proofEveryMs: month, now }).state.verdict;
    expect(at(start + month)).toBe('met');
    expect(at(start + month + 1)).toBe('pending');
  });

  test('of a rule that is gone is an error, even if it was met', () => {
    const met: CriterionState = { verdict: 'met', at: start - day, attributed: true };
    expect(assess(proof, { ...passed(start - day), ruleInForce: () => undefined }, met).state).toEqual({
      verdict: 'error',
      reason: 'unknown_rule',
    });
  });
});

describe('a threshold in force', () => {
  const lowered: CriterionSpec = {
    kind: 'threshold',
    rule: 'error-rate',
    operator: '<=',
    limit: 0.015,
    text: 'threshold error-rate <= 1.5%',
  };
  const inForce = (...thresholds: number[]) => ({ ruleInForce: () => thresholds });

  test('is met when every condition of the rule compares so', () => {
    expect(assess(lowered, inForce(0.015))).toMatchObject({ state: { verdict: 'met' }, value: 0.015 });
    expect(assess(lowered, inForce(0.01, 0.015)).state.verdict).toBe('met');
    expect(assess(lowered, inForce(0.01, 0.0151))).toMatchObject({
      state: { verdict: 'failed' },
      value: 0.0151,
    });
  });

  test('not lowered yet is still to come, not a failure, until the action is called done', () => {
    expect(assess(lowered, { ...inForce(0.02), subject: todo }).state).toEqual({
      verdict: 'pending',
      why: 'not_done',
    });
    expect(assess(lowered, inForce(0.02)).state).toEqual({ verdict: 'failed', at: start, value: 0.02 });
  });

  test('that stood already when nobody had begun the action is not attributed to it', () => {
    const untouched: Subject = { of: 'action', status: 'todo', settleMs: 0 };
    const first = { ...criterion(lowered), ...assess(lowered, { ...inForce(0.015), subject: untouched }) };
    expect(first.state).toEqual({ verdict: 'pending', why: 'not_done', heldBefore: true });
    expect(assessCriterion(first, world(inForce(0.015))).state).toEqual({
      verdict: 'met',
      at: start,
      attributed: false,
    });
    const looked = { ...criterion(lowered), ...assess(lowered, { ...inForce(0.02), subject: untouched }) };
    const since = assessCriterion(looked, world({ ...inForce(0.015), subject: untouched }));
    expect(since.state).toEqual({ verdict: 'pending', why: 'not_done' });
    const meanwhile = { ...looked, ...since };
    expect(assessCriterion(meanwhile, world(inForce(0.015))).state).toMatchObject({ attributed: true });
  });

  test('that stands while the action is under way counts once it is done and settled, and not before', () => {
    const subject: Subject = { of: 'action', status: 'done', doneAt: start, settleMs: 10 };
    const at = (now: number, of: Subject) => assess(lowered, { ...inForce(0.015), subject: of, now }).state;
    expect(at(start, todo)).toEqual({ verdict: 'pending', why: 'not_done' });
    expect(at(start + 9, subject)).toEqual({ verdict: 'pending', why: 'settling' });
    expect(at(start + 10, subject)).toEqual({ verdict: 'met', at: start + 10, attributed: true });
  });

  test('of the plan counts from its activation on', () => {
    const of = (subject: Subject) => assess(lowered, { ...inForce(0.015), subject }).state;
    expect(of({ of: 'plan' })).toEqual({ verdict: 'pending', why: 'waiting' });
    expect(of({ of: 'plan', startedAt: start })).toMatchObject({ verdict: 'met' });
  });

  test('raised again after it was met is a failure, kept with its first moment', () => {
    const met: CriterionState = { verdict: 'met', at: start - day, attributed: true };
    const failed = assess(lowered, { ...inForce(0.02), subject: todo }, met).state;
    expect(failed).toEqual({ verdict: 'failed', at: start, value: 0.02 });
    expect(assess(lowered, { ...inForce(0.02), now: start + day }, failed).state).toBe(failed);
  });

  test('of a rule that is gone is an error', () => {
    expect(assess(lowered, { ruleInForce: () => undefined }).state).toEqual({
      verdict: 'error',
      reason: 'unknown_rule',
    });
    expect(assess(lowered, inForce()).state.verdict).toBe('error');
  });
});

describe('an attestation', () => {
  const contacted: CriterionSpec = {
    kind: 'attestation',
    statement: 'customers contacted',
    text: 'attested "customers contacted"',
  };

  test('is met from the moment somebody vouched for it', () => {
    expect(assess(contacted, {}).state).toEqual({ verdict: 'pending', why: 'waiting' });
    expect(assess(contacted, { subject: todo }).state).toEqual({ verdict: 'pending', why: 'not_done' });
    const attested = { ...criterion(contacted), attested: { by: 'person:lea', at: start - day } };
    expect(assessCriterion(attested, world())).toMatchObject({
      state: { verdict: 'met', at: start - day, attributed: true },
      value: 1,
    });
  });

  test("of the plan waits for nobody's action", () => {
    expect(assess(contacted, { subject: { of: 'plan' } }).state).toEqual({
      verdict: 'pending',
      why: 'waiting',
    });
  });
});
