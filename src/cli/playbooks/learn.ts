import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { learntFile } from '../../plans/drafting/learn/learnt-files.ts';
import { LearntPlaybook, learntBody } from '../../plans/http/playbook-routes.ts';
import { learnSources } from '../../plans/store/learn-store.ts';
import { getPlan } from '../../plans/store/store.ts';
import type { Db } from '../../platform/database/database.ts';
import { noSuchText } from '../../platform/no-such.ts';
import { Id } from '../../rules/files/schemas/parts.ts';
import { patchOf } from '../../rules/proposals/place-files.ts';
import { asked, valueOrThrow, WorkshopError } from '../asked.ts';
import type { CliContext } from '../context.ts';
import { isWithoutTables } from '../database.ts';
import { rulesOf } from '../rules-history.ts';
import { atHome, type ServiceOptions, withServiceOptions } from '../service.ts';

type Options = ServiceOptions & {
  readonly name?: string;
  readonly rules?: string;
  readonly patch?: true;
  readonly out?: string;
};

/** `filrouge playbooks learn`: the playbook that a closed plan proposes, as YAML to be reviewed. */
export function registerPlaybooksLearn(playbooks: Command, context: CliContext): void {
  withServiceOptions(playbooks.command('learn'), 'somebody who may read')
    .description('propose a playbook from a closed plan: what was done, and what held')
    .argument('<plan>', 'the number of the plan')
    .option(
      '--name <id>',
      'the playbook to revise, or the name of a new one; left out: where the plan came from',
    )
    .option('--patch', 'print it as a patch for git apply')
    .option('--out <file>', 'write it there; left out: to the terminal')
    .option('--rules <dir>', 'the rules folder, where the database is asked; left out: FILROUGE_RULES')
    .addHelpText('after', help)
    .action((plan: string, options: Options) => asked(context, () => run(plan, options, context)));
}

const help = `
Actions that were done and verified, with the criteria that held, and the root cause as a hypothesis. People are called by
their roles, and figures of the incident are left out. Comments say where it comes from, and what did not hold at once.
Nothing is in force before somebody has put the file into rules/playbooks.

Example:
  filrouge playbooks learn 4 --out rules/playbooks/stale-answers.yaml`;

async function run(plan: string, options: Options, context: CliContext): Promise<void> {
  const number = Number(plan);
  if (!/^[1-9]\d{0,8}$/.test(plan)) throw new WorkshopError(`<plan>: found "${plan}", expected its number.`);
  const { name } = options;
  if (name !== undefined && !Id.safeParse(name).success)
    throw new WorkshopError(`--name: found "${name}", expected an id such as stale-answers.`);
  const query = name === undefined ? '' : `?name=${encodeURIComponent(name)}`;
  const learnt = await atHome(context, options, {
    database: ({ db }) => learnHere(db, number, options, context),
    service: (ask) => ask(LearntPlaybook, 'GET', `/v1/plans/${number}/playbook${query}`),
  });
  const text = options.patch ? learnt.patch : learnt.text;
  if (options.out === undefined) context.print(text.trimEnd());
  else {
    await writeFile(options.out, text);
    const how = learnt.revises ? 'revised' : 'new';
    context.print(`The ${how} playbook ${learnt.playbook} is in ${options.out}.`);
  }
  if (learnt.problems.length > 0 && options.out !== undefined) context.print(learnt.problems.join('\n'));
}

async function learnHere(db: Db, number: number, { rules, name }: Options, context: CliContext) {
  const { dir, set, files } = await rulesOf(rules, context);
  const plan = await getPlan(db, number).catch((error: unknown) => {
    if (isWithoutTables(error))
      throw new WorkshopError('This database holds nothing of filrouge yet: it has no tables.');
    throw error;
  });
  if (plan === undefined) throw new WorkshopError(noSuchText('plan', String(number)));
  const learnt = valueOrThrow(learntFile(plan, await learnSources(db, set, plan, name), files));
  const about = [`Playbook ${learnt.playbook}, learnt from plan ${number}`];
  return learntBody({ ...learnt, patch: patchOf(learnt, dir, about) });
}
