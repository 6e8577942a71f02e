import type { Result } from '../platform/refusal.ts';
import type { CliContext } from './context.ts';

/** Why a command of the workshop cannot be carried out: the message that is shown before it ends with 1. */
export class WorkshopError extends Error {}

/** Runs a command of the workshop: what it cannot do is one message and exit 1. */
export async function asked(context: CliContext, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    context.fail(error.message);
  }
}

/** The value of a result; its refusal is why the command cannot be carried out. */
export function valueOrThrow<T>(result: Result<T>, before = ''): T {
  if (result.ok) return result.value;
  throw new WorkshopError(`${before}${result.refusal.detail}`);
}
