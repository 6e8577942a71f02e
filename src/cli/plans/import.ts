import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import { formatOf } from '../../language/format.ts';
import { createAuditReader } from '../../plans/audit/intake/reader.ts';
import { auditOrder } from '../../plans/audit/order.ts';
import type { NewPlanBody } from '../../plans/commands/draft.ts';
import { totalsOf } from '../../plans/documents/audit.ts';
import { planKinds } from '../../plans/plan.ts';
import { quadrantOf } from '../../plans/priority.ts';
import { asked, valueOrThrow, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { rulesOf, unreadable } from '../rules-history.ts';
import { type ServiceOptions, senderTo, withServiceOptions } from '../service.ts';
import { tableText } from '../table.ts';

type Options = ServiceOptions & {
  readonly kind?: string;
  readonly agent?: string;
  readonly title?: string;
  readonly dryRun?: true;
};

/** `filrouge plans import`: begins a plan from the text of an audit, or shows what it would become. */
export function registerPlansImport(plans: Command, context: CliContext): void {
  withServiceOptions(plans.command('import'), 'an operator')
    .description('begin a plan from an audit in Markdown')
    .argument('<file>', 'the audit, in UTF-8')
    .option('--kind <kind>', `${planKinds.join(', ')}; left out: operational`)
    .option('--agent <id>', 'the agent it is about; left out: the whole organisation')
    .option('--title <text>', 'another title than the one of the audit')
    .option('--dry-run', 'show what it would become, and begin nothing: no service is asked')
    .addHelpText('after', help)
    .action((file: string, options: Options) => asked(context, () => run(file, options, context)));
}

const help = `
Headings and labels say what a part is about: pains and what they cost, a target, gains, phases with check-lists,
quick wins, risks. What nothing of a plan was made of is kept in its notes, and listed.

Example:
  filrouge plans import audit.md --dry-run`;

const Begun = z.object({ number: z.int(), title: z.string() });

async function run(file: string, options: Options, context: CliContext): Promise<void> {
  const bytes = new Uint8Array(
    await readFile(file).catch((error: unknown) => {
      throw unreadable(file, error);
    }),
  );
  const { kind, agent, title } = options;
  const known = planKinds.find((one) => one === kind);
  if (kind !== undefined && known === undefined)
    throw new WorkshopError(`--kind: found "${kind}", expected one of ${planKinds.join(', ')}.`);
  if (options.dryRun) {
    const read = valueOrThrow(await createAuditReader()(bytes), `${file}: `);
    const people = await rulesOf(undefined, context).then(
      ({ set }) => set.people,
      () => new Map(),
    );
    context.print(previewOf(auditOrder(read, people, { kind: known, agent, title })));
    context.print('Nothing was begun.');
    return;
  }
  const { serviceUrl, publicUrl, host, port } = settingsOf(context);
  const address = options.url ?? serviceUrl ?? publicUrl ?? `http://${host}:${port}`;
  const query = new URLSearchParams(
    Object.entries({ kind, agent, title }).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  const send = senderTo(context, address, options);
  const answer = await send('POST', `/v1/plans/import?${query}`, { type: 'text/markdown', content: bytes });
  const begun = Begun.parse(await answer.json());
  context.print(`Plan ${begun.number}, a draft: ${begun.title}`);
}

/** The plan that an audit would become, for the terminal. */
function previewOf({ kind, title, objective = '–', actions = [], risks = [], audit }: NewPlanBody): string {
  const euros = (amount: number | undefined) =>
    amount === undefined ? '?' : formatOf('en').quantity(amount, { unit: 'currency' });
  const { pains = [], notes = [], expectedGain, date = '–', status = '–' } = audit ?? {};
  const names = { total: 'sum', statedTotal: 'as the audit says', gap: 'gap' } as const;
  const totals = audit === undefined ? [] : totalsOf(audit);
  const parts = [
    [`${title} (${kind})`, `date: ${date}`, `state: ${status}`, `objective: ${objective}`].join('\n'),
    tableText(
      ['pain', 'a year'],
      [
        ...pains.map(({ text, yearlyCost }) => [text, euros(yearlyCost)]),
        ...totals.map(({ label, amount }) => [names[label], euros(amount)]),
      ],
    ),
    ...(expectedGain === undefined ? [] : [`expected gain: ${euros(expectedGain)} a year`]),
    tableText(
      ['phase', 'action', 'owner', 'due', 'matrix'],
      actions.map(({ phase, title: action, owner, due, effort = 'low', impact = 'low' }) => [
        phase ?? '',
        action,
        owner ?? '',
        due ?? '',
        quadrantOf({ effort, impact }).replaceAll('_', ' '),
      ]),
    ),
    tableText(
      ['risk', 'mitigation'],
      risks.map(({ text, mitigation }) => [text, mitigation ?? '']),
    ),
    `Notes, of which no part of the plan was made (${notes.length}):`,
    ...notes.map(({ under, text }) => `  ${under === undefined ? '' : `${under}: `}${text}`),
  ];
  return parts.join('\n');
}
