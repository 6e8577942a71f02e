import { isCancel, select, text } from '@clack/prompts';
import { WorkshopError } from '../asked.ts';
import { Answers, type Asked, houses, sourceNames } from './answers.ts';

const questions = [
  ['agent', 'Which agent is to be watched? Its id, such as nova', ''],
  ['owner', 'Who owns it, and drives the plan when it was stopped? Name <mail>', ''],
  ['approver', 'Who signs plans and lets it run again? Name <mail>', ''],
  ['language', 'What does the house speak?', houses],
  ['source', 'What is there already?', sourceNames],
  ['threshold', 'From which share of errors on is it stopped?', '5%'],
] as const;

/** Asks on the terminal for what was not given, where there is one. */
export async function asOnTerminal(given: Partial<Asked>): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = { ...given };
  if (!process.stdin.isTTY) return all;
  for (const [key, message, choice] of questions) {
    if (all[key] !== undefined || (key === 'threshold' && all['source'] === 'alertmanager')) continue;
    const answer =
      typeof choice === 'string'
        ? await text({ message, initialValue: choice, validate: (value) => faultOf(key, value) })
        : await select({ message, options: choice.map((value) => ({ value, label: value })) });
    if (isCancel(answer)) throw new WorkshopError('Nothing was written.');
    all[key] = answer;
  }
  return all;
}

/** The fault of one answer, looked at by itself. */
function faultOf(key: string, value: unknown): string | undefined {
  const { error } = Answers.safeParse({ [key]: value });
  return error?.issues.find(({ path }) => path[0] === key)?.message;
}
