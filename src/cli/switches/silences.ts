import type { Command } from 'commander';
import { z } from 'zod';
import { parseDuration } from '../../platform/duration.ts';
import { iso, parseInstant } from '../../platform/iso.ts';
import { PlannedBody, SilenceBody } from '../../rules/silences/silence-view.ts';
import { asked, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { runningService, type ServiceOptions, withServiceOptions } from '../service.ts';
import { tableText } from '../table.ts';

const SilenceList = z.object({ items: z.array(SilenceBody) });
const PlannedList = z.object({ items: z.array(PlannedBody), nextCursor: z.string().optional() });

type AddOptions = ServiceOptions & {
  readonly tag?: string;
  readonly rule?: string;
  readonly until: string;
  readonly reason: string;
};
type ListOptions = ServiceOptions & { readonly all?: true; readonly days: string };

/** `filrouge silences list|add|end`: what the running service tells nobody of for a while. */
export function registerSilences(program: Command, context: CliContext): void {
  const silences = program
    .command('silences')
    .description(
      'silence rules for a while: they are evaluated, nobody is told, what still fires at the end trips',
    );
  const command = (name: string, role: string) => withServiceOptions(silences.command(name), role);
  command('list', 'a viewer')
    .description('silences that run, and planned work')
    .option('--all', 'also the silences that are over, the latest 50')
    .option('--days <n>', 'how far ahead planned work is listed', '14')
    .action((options: ListOptions) => asked(context, () => list(options, context)));
  command('add', 'an operator; over rules that stop an agent, of an approver')
    .description('silence a rule, or all rules, of an agent or a tag, for at most 4 h')
    .argument('[agent]', 'its id; or --tag')
    .option('--tag <tag>', 'all agents whose mandate has this tag')
    .option('--rule <id>', 'one rule; left out: all')
    .requiredOption('--until <when>', 'how long, or until when: 90m, 2026-06-05T14:00:00Z')
    .requiredOption('--reason <text>', 'why')
    .action((agent: string | undefined, options: AddOptions) =>
      asked(context, () => add(agent, options, context)),
    );
  command('end', 'an operator')
    .description('end a silence before its time: what still fires trips at once')
    .argument('<number>', 'as in silences list')
    .action((number: string, options: ServiceOptions) => asked(context, () => end(number, options, context)));
}

async function add(agent: string | undefined, options: AddOptions, context: CliContext): Promise<void> {
  const { tag, rule, reason } = options;
  if ((agent === undefined) === (tag === undefined))
    throw new WorkshopError('Which agents? Give either the id of one, or --tag.');
  const until = iso(endOf(options.until));
  const of = agent === undefined ? { tag } : { agent };
  const told = { ...of, rule, reason, until };
  const made = await runningService(options, context)(SilenceBody, 'POST', '/v1/silences', told);
  context.print(`Silence ${made.silence}: ${whatOf(made)}, until ${made.until}.`);
}

async function end(number: string, options: ServiceOptions, context: CliContext): Promise<void> {
  if (!/^[1-9]\d{0,8}$/.test(number))
    throw new WorkshopError(
      `Expected the number of a silence, as in filrouge silences list; found ${number}.`,
    );
  const ended = await runningService(options, context)(SilenceBody, 'DELETE', `/v1/silences/${number}`);
  context.print(`Silence ${number} is over. ${hidText(ended)}`);
}

async function list({ all, days, ...options }: ListOptions, context: CliContext): Promise<void> {
  const service = runningService(options, context);
  const running = all === true ? '' : '?running=true';
  const { items } = await service(SilenceList, 'GET', `/v1/silences${running}`);
  if (items.length === 0)
    context.print(all === true ? 'There has been no silence.' : 'Nothing is silenced by hand.');
  else
    context.print(
      tableText(
        ['silence', 'what', 'until', 'by', 'held back', 'reason'],
        items.map((one) => [
          String(one.silence),
          whatOf(one),
          one.endedAt === undefined ? one.until : `${one.endedAt} (ended)`,
          one.by,
          String(one.hid.length),
          one.reason,
        ]),
      ),
    );
  const planned = await service(PlannedList, 'GET', `/v1/maintenance?days=${encodeURIComponent(days)}`);
  if (planned.items.length === 0) return context.print(`No maintenance is planned in the next ${days} days.`);
  context.print(
    tableText(
      ['from', 'until', 'agent', 'rules', 'reason'],
      planned.items.map(({ from, until, agent, rules, reason }) => [
        from,
        until,
        agent,
        rules?.join(', ') ?? 'all',
        reason,
      ]),
    ),
  );
  if (planned.nextCursor !== undefined) context.print('… and more.');
}

function whatOf({ agent, tag, rule }: Pick<SilenceBody, 'agent' | 'tag' | 'rule'>): string {
  return `${rule ?? 'all rules'} on ${agent ?? `all agents tagged ${tag}`}`;
}

function hidText({ hid }: SilenceBody): string {
  const held = hid.filter(({ outcome }) => outcome === 'held').length;
  if (hid.length === 0) return 'It held nothing back.';
  return `It held back ${hid.length} firing${hid.length === 1 ? '' : 's'}; ${held} still fire and trip now.`;
}

/** A duration from now, or an instant. */
function endOf(text: string): number {
  const ms = parseDuration(text);
  const at = ms === undefined ? parseInstant(text) : Date.now() + ms;
  if (at === undefined)
    throw new WorkshopError(
      `--until: found ${text}, expected a duration such as 90m, or a time such as 2026-06-05T14:00:00Z.`,
    );
  return at;
}
