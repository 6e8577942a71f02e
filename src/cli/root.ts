import { Command } from 'commander';
import { version } from '../platform/version.ts';
import type { CliContext } from './context.ts';
import { registerServe } from './serve.ts';

/** The command line with `serve` alone. A service runs for months: it must not carry what others load. */
export function createRoot(context: CliContext): Command {
  const program = new Command('filrouge')
    .description('Stops an AI agent that answers wrongly, and follows the corrective plan until it held.')
    .version(version)
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  registerServe(program, context);
  return program;
}
