import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { checkRuleFiles } from '../../rules/files/files.ts';
import { AgentView } from '../../switches/agent-view.ts';
import { asked, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { type ServiceOptions, serviceBeside, withServiceOptions } from '../service.ts';
import { Answers, type Asked, houses, sourceNames } from './answers.ts';
import { nextSteps, otherSide } from './other-side.ts';
import { asOnTerminal } from './questions.ts';
import { type NewFile, rulesFolder } from './rules-folder.ts';

type Options = ServiceOptions & Partial<Asked> & { readonly wait?: boolean };

/** `filrouge init`: a rules folder for what people run, and what the other side needs. */
export function registerInit(program: Command, context: CliContext): void {
  withServiceOptions(program.command('init'), 'somebody who may read (with --wait)')
    .description('write a rules folder for one agent, and show what the other side needs')
    .argument('[folder]', 'the new rules folder; left out: FILROUGE_RULES')
    .option('--agent <id>', 'the agent to be watched')
    .option('--name <name>', 'the name that documents give it; left out: its id')
    .option('--owner <person>', 'who drives its plans, as "Sam Carter <sam@example.org>"')
    .option('--approver <person>', 'who signs them and lets it run again; somebody else')
    .addOption(
      new Option('--language <language>', 'what the house speaks; left out: en').choices([...houses]),
    )
    .addOption(
      new Option('--source <source>', 'what is there already; left out: interactions').choices([
        ...sourceNames,
      ]),
    )
    .option('--threshold <percentage>', 'the share of errors above which it is stopped; left out: 5%')
    .option('--wait', 'wait until the first measure of the agent has come to the running service')
    .addHelpText('after', help)
    .action((folder: string | undefined, options: Options) =>
      asked(context, () => run(folder, options, context)),
    );
}

const help = `
What was not given is asked for on a terminal. No file is ever overwritten. What is written passes rules check and rules test.

Examples:
  filrouge init
  filrouge init rules --agent nova --owner "Sam Carter" --approver "Ines Moreau" --source opentelemetry`;

async function run(folder: string | undefined, options: Options, context: CliContext): Promise<void> {
  const settings = settingsOf(context);
  const dir = folder ?? settings.rulesDir;
  const { wait: waits, url, key: _, ...given } = options;
  const answers = answersOf(await asOnTerminal(given));
  const files = rulesFolder(answers);
  const { problems } = checkRuleFiles(files, { stepMs: settings.stepMs });
  const problem = problems.find(({ severity }) => severity === 'error');
  // Such as an id that is too long together with others: nothing that would not load is written.
  if (problem !== undefined)
    throw new WorkshopError(`Nothing was written: found ${problem.found}, expected ${problem.expected}.`);
  await writeNew(dir, files);
  const address =
    url ?? settings.serviceUrl ?? settings.publicUrl ?? `http://${settings.host}:${settings.port}`;
  const { snippet, page } = otherSide(answers, address);
  context.print(`Written to ${dir}: ${files.map(({ path }) => path).join(', ')}`);
  for (const { found, expected } of problems) context.print(`! found ${found}, expected ${expected}`);
  context.print(`\nOn the other side (${page}):\n\n${snippet}`);
  context.print(`\nNext:\n\n${nextSteps(answers, dir).join('\n')}`);
  if (waits === true) await untilMeasured(answers.agent, options, context);
}

function answersOf(given: Record<string, unknown>): Answers {
  const { data, error } = Answers.safeParse(given);
  if (data !== undefined) return data;
  const faults = error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`);
  throw new WorkshopError(['Nothing was written.', ...faults].join('\n'));
}

/** Writes files where none is. One that is there stops all of it before anything is written. */
async function writeNew(dir: string, files: readonly NewFile[]): Promise<void> {
  for (const { path } of files)
    if (await isThere(join(dir, path)))
      throw new WorkshopError(
        `Nothing was written: ${join(dir, path)} is there already. Name an empty folder, or edit what is there.`,
      );
  for (const { path, text } of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), text, { flag: 'wx' });
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** How long the first measure may take, and how often it is asked for. */
const patience = { mostMs: 600_000, everyMs: 1_000 };

async function untilMeasured(agent: string, options: ServiceOptions, context: CliContext): Promise<void> {
  const ask = await serviceBeside(context, options);
  if (ask === undefined)
    throw new WorkshopError('Nothing to wait for: no filrouge runs here. Name one with --url.');
  context.print(`\nWaiting for the first measure of ${agent} …`);
  let unknown = '';
  for (let waitedMs = 0; waitedMs < patience.mostMs; waitedMs += patience.everyMs) {
    const view = await ask(Seen, 'GET', `/v1/agents/${agent}`).catch((error: unknown) => {
      // A service that reads this folder knows the agent within a second.
      if (!(error instanceof WorkshopError)) throw error;
      unknown = ` ${error.message}`;
    });
    const came = view?.rules.find(({ lastAt }) => lastAt !== undefined);
    if (came !== undefined)
      return context.print(`${came.metric} came at ${came.lastAt}. ${agent} is watched.`);
    await wait(patience.everyMs);
  }
  throw new WorkshopError(`Nothing came within ten minutes.${unknown} Ask filrouge doctor why.`);
}

const Seen = z.object({ rules: AgentView.shape.rules });
