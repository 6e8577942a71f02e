import type { Command } from 'commander';
import { FleetAnswer, fleetOutcomes } from '../../switches/fleet.ts';
import { askOnTerminal, type Ask as Question } from '../ask.ts';
import { asked, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { runningService, type ServiceOptions, withServiceOptions } from '../service.ts';
import { tableText } from '../table.ts';
import { countsOf, mostNamed, sure } from './many.ts';

type SuspendOptions = ServiceOptions & {
  readonly tag?: string;
  readonly all?: true;
  readonly reason: string;
  readonly yes?: true;
};

/** `filrouge suspend`: the running service stops the agents named, those of a tag, or all, at once. */
export function registerSuspend(program: Command, context: CliContext, ask: Question = askOnTerminal): void {
  withServiceOptions(program.command('suspend'), 'an operator')
    .description('stop agents at once: those named, those of a tag, or all')
    .argument('[agents...]', 'ids')
    .option('--tag <tag>', 'all agents whose mandate has this tag')
    .option('--all', 'every agent that the rules name')
    .requiredOption('--reason <text>', 'why; the owners are told')
    .option('--yes', 'do not ask again')
    .action((agents: readonly string[], options: SuspendOptions) =>
      asked(context, () => suspend(agents, options, context, ask)),
    );
}

async function suspend(
  agents: readonly string[],
  options: SuspendOptions,
  context: CliContext,
  ask: Question,
): Promise<void> {
  const { tag, all, reason, yes } = options;
  const choices = [
    ...(agents.length > 0 ? [{ body: { agents }, said: agents.join(', ') }] : []),
    ...(tag === undefined ? [] : [{ body: { tag }, said: `all agents tagged ${tag}` }]),
    ...(all === undefined ? [] : [{ body: { all }, said: 'EVERY agent' }]),
  ];
  const [choice] = choices;
  if (choice === undefined || choices.length > 1)
    throw new WorkshopError('Which agents? Give either their ids, --tag, or --all.');
  if (yes !== true)
    await sure(ask, `Stop ${choice.said} now?`, { nothing: 'Nothing was stopped', what: 'stop' });
  const service = runningService(options, context);
  const answer = await service(FleetAnswer, 'POST', '/v1/suspend', { ...choice.body, reason });
  for (const line of linesOf(answer)) context.print(line);
  sayUnswitched(answer, agents.length > 0, context);
  const unknown = answer.agents.filter(({ outcome }) => outcome === 'unknown');
  if (unknown.length > 0)
    context.fail(`No rule names ${unknown.map(({ agent }) => agent).join(', ')}: not stopped.`);
}

/** Names the agents that are not stopped because people do their work: whoever named one expects a stop. */
function sayUnswitched({ agents }: FleetAnswer, isNamed: boolean, context: CliContext): void {
  const unswitched = agents.flatMap(({ agent, outcome }) => (outcome === 'no_switch' ? [agent] : []));
  if (unswitched.length === 0) return;
  const names = unswitched.slice(0, mostNamed).join(', ');
  const said = `No kill switch (switch: none in the mandate), people do the work: ${names}: not stopped.`;
  if (isNamed) context.fail(said);
  else context.print(said);
}

function linesOf({ suspended, agents }: FleetAnswer): string[] {
  const told = agents.filter(({ outcome }) => outcome !== 'unknown');
  const rows = told
    .slice(0, mostNamed)
    .map(({ agent, outcome, epoch }) => [agent, outcome, epoch === undefined ? '' : String(epoch)]);
  const left = told.length - rows.length;
  return [
    ...(rows.length === 0 ? [] : [tableText(['agent', 'outcome', 'epoch'], rows)]),
    ...(left > 0 ? [`and ${left} others`] : []),
    `${suspended} stopped (${countsOf(fleetOutcomes, agents)})`,
  ];
}
