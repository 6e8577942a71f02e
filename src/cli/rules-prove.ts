import type { Command } from 'commander';
import { z } from 'zod';
import { type CliContext, settingsOf } from './context.ts';
import { asked, WorkshopError } from './rules-history.ts';

type Options = { readonly agent?: string; readonly url?: string; readonly key?: string };

/** A proof or a problem, as far as it is shown; anything else that may answer is read as an empty one. */
const Answer = z
  .object({
    detail: z.string().optional(),
    agent: z.string().optional(),
    ruleSet: z.string().optional(),
    stages: z.array(z.object({ stage: z.string(), at: z.string() })).default([]),
  })
  .catch({ stages: [] });

/** `filrouge rules prove`: asks the running service, which alone has the channels, for a proof test. */
export function registerRulesProve(rules: Command, context: CliContext): void {
  rules
    .command('prove')
    .description('prove with a drill twin that a rule would stop its agent and tell people')
    .argument('<rule>', 'the id of the rule')
    .option('--agent <id>', 'the agent; left out: the one that the rule stands over')
    .option(
      '--url <address>',
      'the running filrouge; left out: FILROUGE_PUBLIC_URL, or its host and port here',
    )
    .option('--key <key>', 'an API key of an operator; left out: FILROUGE_ADMIN_KEY')
    .addHelpText('after', help)
    .action((rule: string, options: Options) => asked(context, () => run(rule, options, context)));
}

const help = `
A synthetic breach of a drill twin goes through the engine, a switch that the twin acknowledges, and the real channels as
a drill notice. No production state is touched. A proof that passed is in the register with the time of every stage.

Example:
  filrouge rules prove error-rate --agent margaux`;

async function run(rule: string, options: Options, context: CliContext): Promise<void> {
  const { serviceUrl, publicUrl, host, port, serviceKey, adminKey } = settingsOf(context);
  const base = (options.url ?? serviceUrl ?? publicUrl ?? `http://${host}:${port}`).replace(/\/+$/, '');
  const key = options.key ?? serviceKey ?? adminKey;
  if (key === undefined)
    throw new WorkshopError('A proof needs the key of an operator: give --key, or set FILROUGE_ADMIN_KEY.');
  const response = await fetch(`${base}/v1/rules/${encodeURIComponent(rule)}/proof`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ agent: options.agent }),
  }).catch((error: unknown) => {
    throw new WorkshopError(
      `There is no filrouge at ${base} (${causeOf(error)}). A proof needs the running service.`,
    );
  });
  const answer = Answer.parse(await response.json().catch(() => ({})));
  if (!response.ok)
    throw new WorkshopError(answer.detail ?? `${base} answered with status ${response.status}.`);
  context.print(`Rule ${rule} passed its proof test on ${answer.agent}, rule set ${answer.ruleSet}.`);
  const begun = Date.parse(answer.stages[0]?.at ?? '');
  for (const { stage, at } of answer.stages)
    context.print(`  ${at}  +${Date.parse(at) - begun} ms  ${stage.replaceAll('_', ' ')}`);
}

/** The reason why a request failed: fetch's own message says only that it did. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
