import { z } from 'zod';
import type { RuleSet } from '../rules/ruleset.ts';
import { WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { type Ask, type ServiceOptions, serviceBeside } from './service.ts';

const InForce = z.object({
  hash: z.string(),
  loadedAt: z.string(),
  error: z
    .object({ problems: z.array(z.object({ file: z.string(), line: z.number(), found: z.string() })) })
    .optional(),
});

/** How long an edit may take until it is in force, and how often that is asked. */
const patience = { mostMs: 5_000, everyMs: 100 };

/**
 * Says what became of an edit at the running service, where there is one: it reads its rules folder by
 * itself.
 */
export async function reportInForce(
  set: Pick<RuleSet, 'hash'>,
  options: ServiceOptions,
  context: CliContext,
): Promise<void> {
  try {
    const ask = await serviceBeside(context, options);
    if (ask === undefined)
      return context.print('A service that reads this folder puts it in force within a second.');
    context.print(await outcomeOf(set.hash, ask));
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    context.print(`Whether it is in force is not known: ${error.message}`);
  }
}

async function outcomeOf(hash: string, ask: Ask): Promise<string> {
  for (let waitedMs = 0; ; waitedMs += patience.everyMs) {
    const now = await ask(InForce, 'GET', '/v1/rules');
    if (now.hash === hash) return `In force since ${now.loadedAt}. Hash ${hash}`;
    if (waitedMs >= patience.mostMs) {
      const [problem] = now.error?.problems ?? [];
      const why =
        problem && ` Its files have a fault: ${problem.file}:${problem.line}, found ${problem.found}.`;
      return `Not in force: the service still goes by the rules with the hash ${now.hash}.${why ?? ' It may read another folder.'}`;
    }
    await new Promise((resolve) => setTimeout(resolve, patience.everyMs));
  }
}
