import { styleText } from 'node:util';
import type { Command } from 'commander';
import { systemClock } from '../../platform/clock.ts';
import { version } from '../../platform/version.ts';
import { asked, WorkshopError } from '../asked.ts';
import { type CliContext, settingsOf } from '../context.ts';
import { addressBeside, askerOf, type ServiceOptions, withServiceOptions } from '../service.ts';
import { agentFindings } from './agent-findings.ts';
import { factsOf, readinessAt, type ServiceFacts } from './facts.ts';
import { type Finding, fault } from './finding.ts';
import { houseFindings } from './house-findings.ts';

type Options = ServiceOptions & { readonly json?: boolean };

/** `filrouge doctor`: what is connected, what is silent, what is refused and why. */
export function registerDoctor(program: Command, context: CliContext): void {
  withServiceOptions(program.command('doctor'), 'an admin (a viewer sees all but the keys)')
    .description('ask the running service what is connected, what is silent, what is refused and why')
    .option('--json', 'findings as JSON')
    .addHelpText('after', help)
    .action((options: Options) => asked(context, () => run(options, context)));
}

const help = `
✓ fine, ! worth a look, ✗ does not work. Exit 1: something does not work.

Examples:
  filrouge doctor
  filrouge doctor --url https://filrouge.example.org --key fr_… --json`;

/** All that is to be said. */
export function findingsOf(facts: ServiceFacts, ownVersion: string, now: number): Finding[] {
  const after = (agent: string) =>
    new Map(
      facts.rules.rules
        .filter(({ agents }) => agents.includes(agent))
        .map(({ rule, noDataAfterSeconds }) => [rule, noDataAfterSeconds]),
    );
  // By the clock of the service, whose times they are.
  const there = now + facts.aheadMs;
  return [
    ...houseFindings(facts, ownVersion, there),
    ...facts.agents.flatMap((view) => agentFindings(view, after(view.agent), there)),
  ];
}

async function run(options: Options, context: CliContext): Promise<void> {
  const findings = await diagnosed(options, context);
  const faults = findings.filter(({ level }) => level === 'fault').length;
  if (options.json === true) context.print(JSON.stringify({ ok: faults === 0, findings }, null, 2));
  else for (const finding of findings) for (const line of linesOf(finding)) context.print(line);
  if (faults > 0) context.fail(faults === 1 ? '1 thing does not work.' : `${faults} things do not work.`);
}

async function diagnosed(options: Options, context: CliContext): Promise<Finding[]> {
  const { host, port, dataDir } = settingsOf(context);
  const url = (await addressBeside(context, options)) ?? `http://${host}:${port}`;
  try {
    const ready = await readinessAt(url.replace(/\/+$/, ''));
    const facts = await factsOf(url, ready, askerOf(context, url, options), systemClock.now);
    return findingsOf(facts, version, systemClock.now());
  } catch (error) {
    if (!(error instanceof WorkshopError)) throw error;
    const todo = `Start it with filrouge serve, or name another with --url and --key; looked for in ${dataDir} and at ${url}.`;
    return [fault('service', error.message, todo)];
  }
}

const marks = { fine: styleText('green', '✓'), look: styleText('yellow', '!'), fault: styleText('red', '✗') };

function linesOf(finding: Finding): string[] {
  const first = `${marks[finding.level]} ${finding.about}: ${finding.says}`;
  return finding.level === 'fine' ? [first] : [first, `    ${finding.todo}`];
}
