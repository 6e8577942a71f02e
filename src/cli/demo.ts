import { type Command, InvalidArgumentError, Option } from 'commander';
import { durationExpected, parseDuration } from '../platform/duration.ts';
import type { CliContext } from './context.ts';

/** `filrouge demo`: the story, with real processes; and, hidden, what those processes run. */
export function registerDemo(program: Command, context: CliContext): void {
  const demo = program
    .command('demo')
    .description('play the story of an incident with real processes, in about a minute')
    .option('--stay', 'leave filrouge up at the end, to look around', false)
    .option('--pace <duration>', 'what people take between two deeds', readPace, 1_200)
    .addOption(
      new Option('--storm [agents]', 'let so many agents fail at once instead (200)')
        .argParser(readCount)
        .conflicts(['openfeature', 'otel']),
    )
    .option('--openfeature', "let Margaux's switch be a flag of OpenFeature", false)
    .option('--otel', 'let Margaux tell what happens by OpenTelemetry alone', false)
    .action(async ({ stay, pace, storm, openfeature, otel }: Given) => {
      const { runDemo } = await import('../../examples/demo/demo.ts');
      const { env, print, asked } = context;
      const agents = storm === true ? 200 : storm;
      const standards = { openfeature, otel };
      const played = await runDemo({ env, print, asked, stay, paceMs: pace, storm: agents, standards });
      if (!played) process.exitCode = 1;
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

type Given = {
  readonly stay: boolean;
  readonly pace: number;
  readonly storm?: number | true;
  readonly openfeature: boolean;
  readonly otel: boolean;
};

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= 2_000) return count;
  throw new InvalidArgumentError('Expected a number of agents from 1 to 2000.');
}

function readPace(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new InvalidArgumentError(`Expected ${durationExpected}.`);
  return ms;
}
