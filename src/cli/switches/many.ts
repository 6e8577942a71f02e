import type { Ask } from '../ask.ts';
import { WorkshopError } from '../asked.ts';

/** So many agents are named; of the others it is said how many they are. */
export const mostNamed = 50;

/**
 * Asks before something becomes of many agents; throws `WorkshopError` unless the answer is yes. `nothing` is
 * what is said then, `what` what `--yes` would do.
 */
export async function sure(
  ask: Ask,
  question: string,
  { nothing, what }: { readonly nothing: string; readonly what: string },
): Promise<void> {
  const answer = await ask(question);
  switch (answer) {
    case 'yes':
      return;
    case 'no':
      throw new WorkshopError(`${nothing}.`);
    case 'nobody':
      throw new WorkshopError(`${nothing}: there is nobody to ask. Give --yes to ${what} without asking.`);
    default:
      return answer satisfies never;
  }
}

/** How many agents came to each outcome: `3 suspended, 1 unknown`. */
export function countsOf<T extends string>(
  outcomes: readonly T[],
  agents: readonly { readonly outcome: T }[],
): string {
  return outcomes
    .map((outcome) => ({ outcome, count: agents.filter((each) => each.outcome === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`)
    .join(', ');
}
