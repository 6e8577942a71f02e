import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../../src/plans/cases/judge.ts';
import { newPass, type Pass, withAnswer, withoutAnswers } from '../../../src/plans/cases/pass.ts';

const unreachable: Judgement = { outcome: 'unmeasured', reason: 'unreachable' };

describe('A pass over the cases of an action', () => {
  it('goes on after four questions in vain, and is given up at the fifth', () => {
    expect(passAfter(Array(4).fill(unreachable)).isGivenUp).toBe(false);
    expect(passAfter(Array(5).fill(unreachable)).isGivenUp).toBe(true);
  });

  it('counts only questions in a row: any answer, right or wrong, or an answer that is no JSON, begins anew', () => {
    const between: Judgement[] = [
      { outcome: 'passed' },
      { outcome: 'failed', reason: 'contains "7 days"' },
      { outcome: 'unmeasured', reason: 'not_json' },
    ];
    for (const one of between)
      expect(passAfter([...Array(4).fill(unreachable), one, ...Array(4).fill(unreachable)]).isGivenUp).toBe(
        false,
      );
  });

  it('is given up at once when no further question could change it', () => {
    expect(passAfter([{ outcome: 'unmeasured', reason: 'private_target' }]).isGivenUp).toBe(true);
  });

  it('stays given up, whatever answers that were under way say', () => {
    expect(passAfter([...Array(5).fill(unreachable), { outcome: 'passed' }]).isGivenUp).toBe(true);
  });

  it('keeps the answers that came while others were being written', () => {
    const first = passAfter([unreachable]);
    const second = withAnswer(first, { key: 'b', at: 1, judgement: { outcome: 'passed' } });
    expect(withoutAnswers(second, first.answers).answers.map(({ key }) => key)).toEqual(['b']);
  });
});

function passAfter(judgements: readonly Judgement[]): Pass {
  return judgements.reduce<Pass>(
    (pass, judgement, place) => withAnswer(pass, { key: `case-${place}`, at: 0, judgement }),
    newPass(1),
  );
}
