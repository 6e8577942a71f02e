import type { Command } from 'commander';
import type { CliContext } from './context.ts';

/** `filrouge demo`: the story, with real processes; and, hidden, what those processes run. */
export function registerDemo(program: Command, context: CliContext): void {
  const demo = program
    .command('demo')
    .description('play the story of an incident with real processes, in about a minute')
    .option('--stay', 'leave filrouge up at the end, to look around', false)
    .action(async ({ stay }: { stay: boolean }) => {
      const { runDemo } = await import('../demo/demo.ts');
      const { env, print, asked } = context;
      if (!(await runDemo({ env, print, asked, stay }))) process.exitCode = 1;
    });
  demo.command('margaux', { hidden: true }).action(async () => {
    const { MargauxSettings, runMargaux } = await import('../demo/margaux.ts');
    await run(await runMargaux(MargauxSettings.parse(context.env)));
  });
  demo.command('shop', { hidden: true }).action(async () => {
    const { ShopSettings, runShop } = await import('../demo/shop.ts');
    await run(await runShop(ShopSettings.parse(context.env)));
  });
  demo.command('customers', { hidden: true }).action(async () => {
    const { CustomersSettings, runCustomers } = await import('../demo/customers.ts');
    await run(runCustomers(CustomersSettings.parse(context.env)));
  });

  async function run(stop: () => void | Promise<void>): Promise<void> {
    await context.asked;
    await stop();
  }
}
