import type { Command } from 'commander';
import { code, markdownTable } from './table.ts';

/** The page of the command line, from the program itself. */
export function commandLinePage(program: Command): string {
  const chapters = leavesOf(program).map((command) => {
    const rows = [
      ...command.registeredArguments.map((one) => [
        one.required ? `<${one.name()}>` : `[${one.name()}]`,
        one.description,
        one.defaultValue,
      ]),
      ...command.options.map((one) => [
        one.flags,
        [one.description, ...(one.argChoices === undefined ? [] : [one.argChoices.join(', ')])].join(': '),
        one.defaultValue,
      ]),
    ];
    const table = markdownTable(
      ['', 'what it says', 'default'],
      rows.map(([name, says, value]) => [
        code(name),
        says ?? '',
        code(value === undefined ? '' : String(value)),
      ]),
    );
    const sentence = command.description();
    const says = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
    return `## ${code(nameOf(command))}\n\n${says}${rows.length === 0 ? '' : `\n\n${table}`}`;
  });
  return [`# The command line\n\n${program.description()}`, ...chapters].join('\n\n');
}

/** The commands that do something: those without commands below that people are shown. */
export function leavesOf(command: Command): Command[] {
  // Help itself is shown as a command, and is none of the list.
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => command.commands.includes(one));
  return shown.length === 0 ? [command] : shown.flatMap(leavesOf);
}

/** A command as it is typed: `filrouge rules check`. */
export function nameOf(command: Command): string {
  const { parent } = command;
  return parent === null ? command.name() : `${nameOf(parent)} ${command.name()}`;
}
