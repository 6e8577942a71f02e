import type { Command } from 'commander';
import { z } from 'zod';
import { asked } from './asked.ts';
import { type CliContext, settingsOf } from './context.ts';
import { askerOf, type ServiceOptions } from './service.ts';

type Options = ServiceOptions & { readonly agent?: string };

/** A proof, as far as it is shown. */
const Proof = z.object({
  agent: z.string(),
  ruleSet: z.string(),
  stages: z.array(z.object({ stage: z.string(), at: z.string() })),
});

/** `filrouge rules prove`: asks the running service, which alone has the channels, for a proof test. */
export function registerRulesProve(rules: Command, context: CliContext): void {
  rules
    .command('prove')
    .description('prove with a drill twin that a rule would stop its agent and tell people')
    .argument('<rule>', 'the id of the rule')
    .option('--agent <id>', 'the agent; left out: the one that the rule stands over')
    .option(
      '--url <address>',
      'the running filrouge; left out: FILROUGE_URL, FILROUGE_PUBLIC_URL, or its host and port here',
    )
    .option('--key <key>', 'an API key of an operator; left out: FILROUGE_KEY, else FILROUGE_ADMIN_KEY')
    .addHelpText('after', help)
    .action((rule: string, options: Options) => asked(context, () => run(rule, options, context)));
}

const help = `
A synthetic breach of a drill twin goes through the engine, a switch that the twin acknowledges, and the real channels as
a drill notice. No production state is touched. A proof that passed is in the register with the time of every stage.

Example:
  filrouge rules prove error-rate --agent margaux`;

async function run(rule: string, options: Options, context: CliContext): Promise<void> {
  const { serviceUrl, publicUrl, host, port } = settingsOf(context);
  const ask = askerOf(context, options.url ?? serviceUrl ?? publicUrl ?? `http://${host}:${port}`, options);
  const proof = await ask(Proof, 'POST', `/v1/rules/${encodeURIComponent(rule)}/proof`, {
    agent: options.agent,
  });
  context.print(`Rule ${rule} passed its proof test on ${proof.agent}, rule set ${proof.ruleSet}.`);
  const begun = Date.parse(proof.stages[0]?.at ?? '');
  for (const { stage, at } of proof.stages)
    context.print(`  ${at}  +${Date.parse(at) - begun} ms  ${stage.replaceAll('_', ' ')}`);
}
