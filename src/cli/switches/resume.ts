import type { Command } from 'commander';
import { type AgentResume, ResumeAnswer, resumeOutcomes } from '../../switches/fleet-resume.ts';
import { askOnTerminal, type Ask as Question } from '../ask.ts';
import { asked, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { runningService, type ServiceOptions, withServiceOptions } from '../service.ts';
import { tableText } from '../table.ts';
import { countsOf, mostNamed, sure } from './many.ts';

type ResumeOptions = ServiceOptions & {
  readonly tag?: string;
  readonly reason: string;
  readonly override?: boolean;
  readonly yes?: true;
};

/** `filrouge resume`: shows what would become of many agents, asks, and lets run what was shown. */
export function registerResume(program: Command, context: CliContext, ask: Question = askOnTerminal): void {
  withServiceOptions(program.command('resume'), 'an approver')
    .description('let agents run again: those named, or those of a tag')
    .argument('[agents...]', 'ids')
    .option('--tag <tag>', 'all agents whose mandate has this tag')
    .requiredOption('--reason <text>', 'why, the same for all; the owners are told')
    .option('--override', 'also those that still measure a breach; the register says so')
    .option('--yes', 'do not ask again')
    .action((agents: readonly string[], options: ResumeOptions) =>
      asked(context, () => resume(agents, options, context, ask)),
    );
}

async function resume(
  agents: readonly string[],
  { tag, reason, override = false, yes, ...options }: ResumeOptions,
  context: CliContext,
  ask: Question,
): Promise<void> {
  const choices = [...(agents.length > 0 ? [{ agents }] : []), ...(tag === undefined ? [] : [{ tag }])];
  const [choice] = choices;
  if (choice === undefined || choices.length > 1)
    throw new WorkshopError('Which agents? Give either their ids or --tag.');
  const service = runningService(options, context);
  const look = await service(ResumeAnswer, 'POST', '/v1/resume/preview', { ...choice, override });
  for (const line of linesOf(look.agents)) context.print(line);
  if (yes !== true)
    await sure(ask, `Let these ${look.resumed} agents run now?`, {
      ...{ nothing: 'Nobody runs by this', what: 'let them run' },
    });
  const epochs = Object.fromEntries(
    look.agents.flatMap(({ agent, epoch }) => (epoch === undefined ? [] : [[agent, epoch]])),
  );
  const order = { ...choice, reason, override, epochs };
  const answer = await service(ResumeAnswer, 'POST', '/v1/resume', order);
  context.print(`${answer.resumed} run again (${countsOf(resumeOutcomes, answer.agents)})`);
  const left = answer.agents.filter(({ outcome }) => outcome === 'changed' || outcome === 'not_written');
  if (left.length > 0)
    context.fail(`Not as they were shown, or not written: ${left.map(({ agent }) => agent).join(', ')}.`);
}

function linesOf(agents: readonly AgentResume[]): string[] {
  const told = agents.filter(({ outcome }) => outcome !== 'not_suspended');
  const rows = told.slice(0, mostNamed).map((one) => [one.agent, saidOf(one), whyOf(one)]);
  const left = told.length - rows.length;
  const table = rows.length === 0 ? [] : [tableText(['agent', 'would', 'why'], rows)];
  return [
    ...table,
    ...(left > 0 ? [`… and ${left} others`] : []),
    `Shown: ${countsOf(resumeOutcomes, agents)}`,
  ];
}

function saidOf({ outcome }: AgentResume): string {
  return outcome === 'let_run' ? 'run' : outcome;
}

/** Everything that would be released, or what keeps the agent stopped. */
function whyOf({ breaches, reasons = [] }: AgentResume): string {
  if (breaches !== undefined)
    return breaches
      .map(({ rule, value, threshold }) => `${rule}: ${value ?? 'breach'} (${threshold})`)
      .join(', ');
  return reasons.map(({ rule, by }) => (rule === undefined ? `held by ${by}` : `rule ${rule}`)).join(', ');
}
