import { confirm, isCancel } from '@clack/prompts';
import { WorkshopError } from './asked.ts';

/** Puts a question to the person at the terminal; `nobody` when there is none. */
export type Ask = (question: string) => Promise<'yes' | 'no' | 'nobody'>;

/** Asks on the terminal, where there is one. */
export async function askOnTerminal(message: string): ReturnType<Ask> {
  if (!process.stdin.isTTY) return 'nobody';
  const answer = await confirm({ message, initialValue: false });
  return !isCancel(answer) && answer ? 'yes' : 'no';
}

/** Goes on only when a person agrees that a file is written. */
export async function agree(path: string, ask: Ask): Promise<void> {
  const answer = await ask(`Write this to ${path}?`);
  switch (answer) {
    case 'yes':
      return;
    case 'no':
      throw new WorkshopError('Nothing was changed.');
    case 'nobody':
      throw new WorkshopError(
        'Nothing was changed: there is nobody to ask. Give --yes to write without asking.',
      );
    default:
      return answer satisfies never;
  }
}
