import { type Command, InvalidArgumentError } from 'commander';
import { durationExpected, parseDuration } from '../platform/duration.ts';
import type { CliContext } from './context.ts';

/** `filrouge demo`: the story, with real processes; and, hidden, what those processes run. */
export function registerDemo(program: Command, context: CliContext): void {
  const demo = program
    .command('demo')
    .description('play the story of an incident with real processes, in about a minute')
    .option('--stay', 'leave filrouge up at the end, to look around', false)
    .option('--pace <duration>', 'what people take between two deeds', readPace, 1_200)
    .action(async ({ stay, pace }: { stay: boolean; pace: number }) => {
      const { runDemo } = await import('../../examples/demo/demo.ts');
      const { env, print, asked } = context;
      if (!(await runDemo({ env, print, asked, stay, paceMs: pace }))) process.exitCode = 1;
    });
  demo.command('margaux', { hidden: true }).action(async () => {
    const { MargauxSettings, runMargaux } = await import('../../examples/demo/margaux.ts');
    await run(await runMargaux(MargauxSettings.parse(context.env)));
  });
  demo.command('shop', { hidden: true }).action(async () => {
    const { ShopSettings, runShop } = await import('../../examples/demo/shop.ts');
    await run(await runShop(ShopSettings.parse(context.env)));
  });
  demo.command('customers', { hidden: true }).action(async () => {
    const { CustomersSettings, runCustomers } = await import('../../examples/demo/customers.ts');
    await run(runCustomers(CustomersSettings.parse(context.env)));
  });

  async function run(stop: () => void | Promise<void>): Promise<void> {
    await context.asked;
    await stop();
  }
}

function readPace(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError(`Expected ${durationExpected}.`);
  return ms;
}
