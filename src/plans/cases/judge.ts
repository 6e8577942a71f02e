import { jsonPath, type ReplayCheck } from '../../rules/replay.ts';
import { fillText } from './ask.ts';
import type { CaseFacts } from './case.ts';

/**
 * The judgement on an answer: right, wrong, or nothing that could be judged. What could not be judged is no
 * data: it never passes and never fails.
 */
export type Judgement =
  | { readonly outcome: 'passed' }
  /** `reason`: which check it did not fulfil, in the words of the rule file. */
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'unmeasured'; readonly reason: UnmeasuredReason };

/** Why a question has no answer that counts: codes, with words in both dictionaries. */
export const unmeasuredReasons = [
  'timeout',
  'unreachable',
  'private_target',
  'redirect',
  'http_error',
  'too_large',
  'not_json',
  'path_missing',
  'case_incomplete',
  'bad_pattern',
  'header_not_set',
  'header_elsewhere',
  'judge_unreachable',
  'judge_malformed',
] as const;
export type UnmeasuredReason = (typeof unmeasuredReasons)[number];

/** A judgement on an answer that could not be judged, with the reason. */
export type Unmeasured = Extract<Judgement, { outcome: 'unmeasured' }>;

/** The things that are asked of others: whether a pattern is found, and the word of a judge. */
export type JudgePorts = {
  /** In a time that grows with the text alone; `undefined`: no such pattern. */
  readonly isFound: (pattern: string, text: string) => boolean | undefined;
  readonly ask: (check: ReplayCheck & { readonly judge: string }) => Promise<Judgement>;
};

/**
 * Judges an answer by all checks, in their order. It passes when each is fulfilled, fails when one is found
 * not to be, and is unmeasured when none fails and one cannot be looked at.
 */
export async function judge(
  checks: readonly ReplayCheck[],
  answer: string,
  one: CaseFacts,
  ports: JudgePorts,
): Promise<Judgement> {
  let unmeasured: Unmeasured | undefined;
  for (const check of checks) {
    const judged = await judgeOne(check, answer, one, ports);
    if (judged.outcome === 'failed') return judged;
    if (judged.outcome === 'unmeasured') unmeasured ??= judged;
  }
  return unmeasured ?? { outcome: 'passed' };
}

/** That nothing can be said, and why. */
export function noData(reason: UnmeasuredReason): Unmeasured {
  return { outcome: 'unmeasured', reason };
}

async function judgeOne(
  check: ReplayCheck,
  answer: string,
  one: CaseFacts,
  ports: JudgePorts,
): Promise<Judgement> {
  const { path, contains, lacks, matches, equals, judge: url } = check;
  if (url !== undefined) return ports.ask({ ...check, judge: url });
  const found = path === undefined ? { value: answer } : valueAt(answer, path);
  if ('outcome' in found) return found;
  if (equals !== undefined) {
    const wanted = typeof equals === 'string' ? fillText(equals, one) : { value: equals };
    if ('missing' in wanted) return noData('case_incomplete');
    return verdict(found.value === wanted.value, check);
  }
  const text = typeof found.value === 'string' ? found.value : JSON.stringify(found.value);
  if (matches !== undefined) {
    const isFound = ports.isFound(matches, text);
    return isFound === undefined ? noData('bad_pattern') : verdict(isFound, check);
  }
  const words = fillText(contains ?? lacks ?? '', one);
  if ('missing' in words) return noData('case_incomplete');
  const isThere = folded(text).includes(folded(words.value));
  return verdict(isThere === (contains !== undefined), check);
}

function verdict(holds: boolean, check: ReplayCheck): Judgement {
  return holds ? { outcome: 'passed' } : { outcome: 'failed', reason: checkText(check) };
}

/** A check in the words of the rule file: `$.answer lacks "unavailable"`. */
export function checkText({ path, contains, lacks, matches, equals, judge: url }: ReplayCheck): string {
  const where = path === undefined ? '' : `${path} `;
  if (contains !== undefined) return `${where}contains ${JSON.stringify(contains)}`;
  if (lacks !== undefined) return `${where}lacks ${JSON.stringify(lacks)}`;
  if (matches !== undefined) return `${where}matches ${matches}`;
  if (equals !== undefined) return `${where}equals ${JSON.stringify(equals)}`;
  return `judge ${url ?? ''}`;
}

/** Large letters and small, and the ways to write one accent, are the same. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

/** The value at a path of an answer of JSON. */
function valueAt(answer: string, path: string): { readonly value: unknown } | Unmeasured {
  let value: unknown;
  try {
    value = JSON.parse(answer);
  } catch {
    return noData('not_json');
  }
  for (const step of stepsOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step))
      return noData('path_missing');
    value = Reflect.get(value, step);
  }
  return { value };
}

function stepsOf(path: string): readonly string[] {
  if (!jsonPath.test(path)) return [];
  return [...path.slice(1).matchAll(/\.([A-Za-z_][\w-]*)|\[(\d+)\]|\["([^"]*)"\]/g)].map(
    ([, name, place, quoted]) => name ?? place ?? quoted ?? '',
  );
}

/** The word of a judge: `{"pass": true, "reason": "…"}`. Anything else says nothing. */
export function judgeSays(text: string): Judgement {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said !== 'object' || said === null || !('pass' in said)) return noData('judge_malformed');
    if (said.pass === true) return { outcome: 'passed' };
    if (said.pass !== false) return noData('judge_malformed');
    const reason = 'reason' in said && typeof said.reason === 'string' ? said.reason : '';
    return { outcome: 'failed', reason: `judge: ${reason.slice(0, longestReason)}` };
  } catch {
    return noData('judge_malformed');
  }
}

const longestReason = 300;
