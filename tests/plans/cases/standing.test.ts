import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { mostCases, newCases, questionKey } from '../../../src/plans/cases/case.ts';
import { dueScope, leftToAsk, retryMs } from '../../../src/plans/cases/due.ts';
import type { Judgement } from '../../../src/plans/cases/judge.ts';
import {
  neverReplayed,
  questionsOf,
  type ReplayAnswer,
  type ReplayRun,
  type ReplayStanding,
  withReplay,
} from '../../../src/plans/cases/standing.ts';
import { assessCriterion } from '../../../src/plans/criteria/criterion.ts';
import type { Action, CriterionState } from '../../../src/plans/plan.ts';
import type { CriterionSpec } from '../../../src/rules/criterion.ts';
import type { ReplaySpec } from '../../../src/rules/replay.ts';
import { anAction } from '../../builders/plans.ts';
import { criterion, minute, start, world } from '../criterion-world.ts';

const replay: ReplaySpec = {
  url: 'https://agent.example/replay',
  ask: { question: '{question}' },
  expect: { lacks: 'unavailable' },
};
const spec = (target = 1): CriterionSpec => ({
  ...{ kind: 'replay', checklist: 'questions', target },
  text: 'replay questions = 100%',
});
const settleMs = 10 * minute;
const from = start + settleMs;

function action(cases: number, changed: Partial<Action> = {}): Action {
  const items = Array.from({ length: cases }, (_, place) => ({ text: `case ${place}` }));
  return anAction({
    ...{ status: 'done', doneAt: start, replay },
    criteria: [criterion(spec())],
    checklists: [{ id: 'questions', items }],
    ...changed,
  });
}

const keysOf = (of: Action) => questionsOf(of).map(({ key }) => key);
const passed: Judgement = { outcome: 'passed' };
const failed: Judgement = { outcome: 'failed', reason: 'lacks "unavailable"' };
const silent: Judgement = { outcome: 'unmeasured', reason: 'timeout' };
const run = (no: number, changed: Partial<ReplayRun> = {}): ReplayRun => ({
  ...{ no, begunAt: from, by: 'engine', scope: 'all' },
  ...changed,
});
const answer = (key: string, judgement: Judgement, at = from): ReplayAnswer => ({ key, at, judgement });
const replayed = (answers: readonly ReplayAnswer[], before = neverReplayed, of = run(1)) =>
  withReplay(before, { run: of, answers });

function assessed(
  of: Action,
  standing: ReplayStanding,
  {
    now = from + 60 * minute,
    before,
    target = 1,
  }: { now?: number; before?: CriterionState; target?: number } = {},
) {
  return assessCriterion(
    criterion(spec(target), before),
    world({
      ...{ now, checklists: of.checklists, replay: of.replay, questions: standing.questions },
      subject: { of: 'action', status: of.status, doneAt: of.doneAt, settleMs },
    }),
  );
}

describe('the criterion of a replay', () => {
  const two = action(2);
  const [one = '', other = ''] = keysOf(two);

  test('is met by a right answer to every case, from the end of the settling time on', () => {
    const right = replayed([answer(one, passed), answer(other, passed, from + minute)]);
    expect(assessed(two, right)).toMatchObject({
      state: { verdict: 'met', at: from + minute, attributed: true },
      value: 1,
    });
  });

  test('a right answer from a millisecond before proves nothing', () => {
    const early = replayed([answer(one, passed, from - 1), answer(other, passed)]);
    expect(assessed(two, early)).toMatchObject({ state: { verdict: 'pending', why: 'waiting' }, value: 0.5 });
  });

  test('before the action is done and settled nothing counts, and that all was right is shown', () => {
    const right = replayed([answer(one, passed), answer(other, passed)]);
    expect(assessed(two, right, { now: from - 1 }).state).toMatchObject({
      ...{ verdict: 'pending', why: 'settling', heldBefore: true },
    });
    const { doneAt: _, ...open } = two;
    expect(assessed({ ...open, status: 'in_progress' }, right).state).toMatchObject({ why: 'not_done' });
  });

  test('one wrong answer fails it; a share of them may be wrong where the target says so', () => {
    const wrong = replayed([answer(one, passed), answer(other, failed)]);
    expect(assessed(two, wrong).state).toMatchObject({ verdict: 'failed', value: 0.5 });
    expect(assessed(two, wrong, { target: 0.5 }).state.verdict).toBe('met');
    expect(assessed(two, wrong, { target: 0.51 }).state.verdict).toBe('failed');
  });

  test('what could not be measured is no data: it neither passes nor fails', () => {
    const vain = replayed([answer(one, passed), answer(other, silent)]);
    expect(assessed(two, vain).state).toMatchObject({ verdict: 'no_data' });
    const met: CriterionState = { verdict: 'met', at: from, attributed: true };
    const later = replayed(
      [answer(other, silent, from + 9)],
      replayed([answer(one, passed), answer(other, passed)]),
      run(2),
    );
    expect(assessed(two, later, { before: met }).state).toBe(met);
  });

  test('a wrong answer after a right one takes back what was met', () => {
    const met: CriterionState = { verdict: 'met', at: from, attributed: true };
    const right = replayed([answer(one, passed), answer(other, passed)]);
    const later = replayed([answer(other, failed, from + minute)], right, run(2));
    expect(assessed(two, later, { before: met }).state).toMatchObject({ verdict: 'failed' });
  });

  test('answers count for the same question, asked and judged in the same way', () => {
    const right = replayed([answer(one, passed), answer(other, passed)]);
    const otherwise = { ...two, replay: { ...replay, expect: { lacks: 'sold out' } } };
    expect(assessed(otherwise, right).state.verdict).toBe('pending');
    const patient = { ...two, replay: { ...replay, timeout: '10s', every: '24h' } };
    expect(assessed(patient, right).state.verdict).toBe('met');
  });

  test('without cases nothing is proven, and without a replay it is an error', () => {
    expect(assessed(action(0), neverReplayed).state.verdict).toBe('pending');
    const { replay: _, ...without } = two;
    expect(assessed(without, neverReplayed).state).toEqual({ verdict: 'error', reason: 'no_replay' });
  });

  const judgement = fc.constantFrom(passed, failed, silent);
  const history = fc.array(
    fc.record({ place: fc.nat(3), judgement, at: fc.integer({ min: from - 3, max: from + 3 }) }),
    { maxLength: 40 },
  );
  test.prop([fc.integer({ min: 1, max: 4 }), history])(
    'over any history, is met only if the last answer to every case that could be judged is right and young enough',
    (cases, told) => {
      const of = action(cases);
      const keys = keysOf(of);
      const answers = told.flatMap(({ place, judgement: said, at }) => {
        const key = keys[place];
        return key === undefined ? [] : [answer(key, said, at)];
      });
      let standing = neverReplayed;
      let state: CriterionState | undefined;
      for (const [no, each] of answers.entries()) {
        standing = replayed([each], standing, run(no + 1));
        state = assessed(of, standing, state === undefined ? {} : { before: state }).state;
      }
      state ??= assessed(of, standing).state;
      const last = keys.map((key) =>
        answers.findLast((each) => each.key === key && each.judgement.outcome !== 'unmeasured'),
      );
      const isRight = last.every((each) => each?.judgement.outcome === 'passed' && each.at >= from);
      expect(state.verdict === 'met').toBe(isRight);
      const isWrong = last.some((each) => each?.judgement.outcome === 'failed' && each.at >= from);
      expect(state.verdict === 'failed').toBe(isWrong);
    },
  );
});

describe('a pass through the cases', () => {
  const plan = { state: 'active', settleMs } as const;
  const three = action(3);
  const [first = '', second = '', third = ''] = keysOf(three);
  const ended = (no: number, at: number) => run(no, { end: { at, how: 'complete' } });

  test('begins by itself once the action is done and settled, not a millisecond earlier', () => {
    expect(dueScope(plan, three, neverReplayed, from - 1)).toBeUndefined();
    expect(dueScope(plan, three, neverReplayed, from)).toBe('missing');
    expect(dueScope({ ...plan, state: 'closed' }, three, neverReplayed, from)).toBeUndefined();
    expect(dueScope(plan, { ...three, status: 'in_progress' }, neverReplayed, from)).toBeUndefined();
    expect(dueScope(plan, { ...three, criteria: [] }, neverReplayed, from)).toBeUndefined();
  });

  test('begins again for what could not be measured, after a quarter of an hour', () => {
    const vain = replayed([answer(first, silent)], neverReplayed, ended(1, from));
    expect(dueScope(plan, three, vain, from + retryMs - 1)).toBeUndefined();
    expect(dueScope(plan, three, vain, from + retryMs)).toBe('missing');
  });

  test('begins again at its interval once all was answered, and never without one', () => {
    const all = replayed(
      [first, second, third].map((key) => answer(key, passed)),
      neverReplayed,
      ended(1, from),
    );
    expect(dueScope(plan, three, all, from + 1e12)).toBeUndefined();
    const daily = { ...three, replay: { ...replay, every: '24h' } };
    expect(dueScope(plan, daily, all, from + 24 * 60 * minute - 1)).toBeUndefined();
    expect(dueScope(plan, daily, all, from + 24 * 60 * minute)).toBe('all');
  });

  test('asks each case once, whatever came of it, and goes on where it was', () => {
    const begun = replayed([], neverReplayed, run(1));
    expect(leftToAsk(plan, three, begun)).toHaveLength(3);
    const half = replayed([answer(first, passed), answer(second, silent)], begun, run(1));
    expect(leftToAsk(plan, three, half).map(({ key }) => key)).toEqual([third]);
    expect(leftToAsk(plan, three, replayed([], half, ended(1, from)))).toEqual([]);
  });

  test('for what is missing asks no case that has an answer that counts, be it wrong', () => {
    const known = replayed([answer(first, passed), answer(second, failed)], neverReplayed, ended(1, from));
    const next = replayed([], known, run(2, { scope: 'missing' }));
    expect(leftToAsk(plan, three, next).map(({ key }) => key)).toEqual([third]);
    expect(leftToAsk(plan, three, replayed([], known, run(2)))).toHaveLength(3);
  });

  test('asks two cases that are the same once, and the lists that no replay criterion counts not at all', () => {
    const lists = [
      { id: 'questions', items: [{ text: 'a' }, { text: 'a' }, { text: 'b' }] },
      { id: 'contacts', items: [{ text: 'c' }] },
    ];
    expect(questionsOf({ ...three, checklists: lists })).toHaveLength(2);
    expect(questionsOf({ ...three, checklists: lists, criteria: [] })).toHaveLength(3);
  });
});

describe('a case', () => {
  test('is the same one by its id, else by its text, and is added once', () => {
    const known = [{ text: 'a', ref: '1' }, { text: 'b' }];
    const more = [
      { text: 'other words', ref: '1' },
      { text: 'a', ref: '2' },
      { text: 'b' },
      { text: 'c' },
      { text: 'c' },
    ];
    expect(newCases(known, more)).toEqual([{ text: 'a', ref: '2' }, { text: 'c' }]);
  });

  test('goes by a key from which no text can be read, and half a character does not break it', () => {
    const key = questionKey({ text: 'Léa Fontaine \ud83d' }, replay);
    expect(key).toMatch(/^[0-9a-f]{24}$/);
    expect(mostCases).toBe(1_000);
  });
});
