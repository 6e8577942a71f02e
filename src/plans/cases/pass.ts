import type { UnmeasuredReason } from './judge.ts';
import type { ReplayAnswer } from './standing.ts';

/** So many questions in a row without an answer end a pass: it is tried again later. */
const mostInVain = 5;

/**
 * An agent that cannot be reached is asked no further; what says something of one case alone is not among
 * them.
 */
const inVain: ReadonlySet<UnmeasuredReason> = new Set<UnmeasuredReason>([
  'timeout',
  'unreachable',
  'redirect',
  'http_error',
  'judge_unreachable',
]);

/** Reasons that no further question would change. */
const hopeless: ReadonlySet<UnmeasuredReason> = new Set<UnmeasuredReason>([
  'private_target',
  'bad_pattern',
  'header_not_set',
  'header_elsewhere',
]);

/**
 * A pass over the cases of one action, as one process drives it. `answers` are those that are not written
 * yet: they are in memory alone, and asked again by whoever evaluates next. `inVain` counts questions in a
 * row without an answer.
 */
export type Pass = {
  readonly run: number;
  readonly answers: readonly ReplayAnswer[];
  readonly inVain: number;
  readonly isGivenUp: boolean;
};

/** A pass that has asked nothing. `run` is its number in the action. */
export function newPass(run: number): Pass {
  return { run, answers: [], inVain: 0, isGivenUp: false };
}

/** The pass with one answer more, given up when the agent plainly cannot be asked. */
export function withAnswer(pass: Pass, answer: ReplayAnswer): Pass {
  const { judgement } = answer;
  const reason = judgement.outcome === 'unmeasured' ? judgement.reason : undefined;
  const vain = reason !== undefined && inVain.has(reason) ? pass.inVain + 1 : 0;
  return {
    ...pass,
    answers: [...pass.answers, answer],
    inVain: vain,
    isGivenUp: pass.isGivenUp || vain >= mostInVain || (reason !== undefined && hopeless.has(reason)),
  };
}

/** The pass without the answers that are written now. */
export function withoutAnswers(pass: Pass, written: readonly ReplayAnswer[]): Pass {
  return { ...pass, answers: pass.answers.filter((answer) => !written.includes(answer)) };
}
