import type { Command } from 'commander';

/** The command `filrouge rules`, which the commands of the workshop hang on; made by whoever comes first. */
export function rulesGroup(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'rules') ??
    program.command('rules').description('check, test, replay and change the rules')
  );
}
