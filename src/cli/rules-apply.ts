import { join } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../platform/clock.ts';
import { iso } from '../platform/iso.ts';
import { checkRuleFiles } from '../rules/files/files.ts';
import type { RuleFile } from '../rules/files/folder-files.ts';
import type { ProposalFile } from '../rules/files/schemas/proposal-file.ts';
import { problemLines } from '../rules/files/source.ts';
import { withEdited } from '../rules/files/yaml/edit.ts';
import { endProposal, findProposal, listProposals } from '../rules/proposals/proposal-files.ts';
import { proposedFile } from '../rules/proposals/proposed-files.ts';
import type { RuleSet } from '../rules/ruleset.ts';
import { personAtWork } from '../rules/sets/author-files.ts';
import { diffRuleSets } from '../rules/sets/diff.ts';
import { runRuleTest } from '../workshop/rule-test.ts';
import { type Ask, agree, askOnTerminal } from './ask.ts';
import { asked, valueOrThrow, WorkshopError } from './asked.ts';
import type { CliContext } from './context.ts';
import { historyReader, rulesOf } from './rules-history.ts';
import { reportInForce } from './rules-in-force.ts';
import { replaceFile } from './rules-set.ts';
import { type ServiceOptions, withServiceOptions } from './service.ts';

type Options = ServiceOptions & {
  readonly rules?: string;
  readonly reviewer?: string;
  readonly yes?: boolean;
};

/** `filrouge rules apply`: puts what was proposed on the console in force, after a review. */
export function registerRulesApply(rules: Command, context: CliContext, ask: Ask = askOnTerminal): void {
  withServiceOptions(rules.command('apply'), historyReader)
    .description('put a proposal of rules/proposals in force; without a name: list those that wait')
    .argument('[proposal]', 'the name of its file, without .yaml')
    .option('--reviewer <id>', 'who reviewed it, of people.yaml; left out: whose address git has here')
    .option('--rules <dir>', 'the rules folder; left out: FILROUGE_RULES')
    .option('-y, --yes', 'write without asking')
    .addHelpText('after', help)
    .action((id: string | undefined, options: Options) =>
      asked(context, () => (id === undefined ? list(options, context) : run(id, options, context, ask))),
    );
}

const help = `
Comments and layout of the rule file stay as they are. Refused, with nothing written: when the rule has changed since it was
proposed, when the rules would no longer pass rules check or rules test, and when who proposed it reviews it.
The proposal moves to proposals/done; the history of rule sets names who proposed and who reviewed it.

Example:
  filrouge rules apply 2026-06-08-error-rate-3f9a1c --reviewer camille`;

async function list(options: Options, context: CliContext): Promise<void> {
  const { dir } = await rulesOf(options.rules, context);
  const all = await listProposals(dir);
  if (all.length === 0) context.print('No proposal waits.');
  for (const one of all)
    context.print(
      'problem' in one
        ? `${one.id}: no proposal (${shown(one.problem)})`
        : [`${one.id} by ${shown(one.proposal.proposed_by)}`, ...changeLines(one.proposal)].join('\n'),
    );
}

async function run(id: string, options: Options, context: CliContext, ask: Ask): Promise<void> {
  const { dir, set, files, stepMs } = await rulesOf(options.rules, context);
  const proposal = valueOrThrow(await findProposal(dir, id));
  const reviewer = options.reviewer ?? (await personAtWork(dir, set));
  if (reviewer === undefined || !set.people.has(reviewer))
    throw new WorkshopError(`Who reviewed it? Give --reviewer, one of ${[...set.people.keys()].join(', ')}.`);
  if (reviewer === proposal.proposed_by)
    throw new WorkshopError(
      `${reviewer} proposed it: somebody else reviews it. (rules set changes a value without a review.)`,
    );
  const edited = valueOrThrow(proposedFile(files, proposal));
  const after = passing(withEdited(files, edited), stepMs);
  context.print(
    [`Proposed by ${shown(proposal.proposed_by)}: ${shown(proposal.why)}`, ...changeLines(proposal)].join(
      '\n',
    ),
  );
  context.print(diffRuleSets(set, after).lines.join('\n'));
  if (options.yes !== true) await agree(edited.path, ask);
  const outcome = {
    ...({ kind: 'applied', by: reviewer, at: iso(systemClock.now()), rule_set: after.hash } as const),
  };
  valueOrThrow(await endProposal(dir, { id, proposal, outcome }, () => replaceFile(dir, edited)));
  context.print(`Written to ${join(dir, edited.path)}; the proposal is in ${join(dir, 'proposals/done')}.`);
  await reportInForce(after, options, context);
}

/** The set of these files, when they pass `rules check` and `rules test`. */
function passing(files: readonly RuleFile[], stepMs: number): RuleSet {
  const { set, tests, problems } = checkRuleFiles(files, { stepMs });
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (set === undefined || errors.length > 0)
    throw new WorkshopError(
      `With it the rules do not pass rules check; nothing was changed:${problemLines(errors)}`,
    );
  const failed = tests
    .map((test) => runRuleTest(set, test))
    .filter(({ mismatches }) => mismatches.length > 0);
  if (failed.length === 0) return set;
  const names = failed.map(({ test }) => `\n  ${test.file}:${test.line} ${test.name}`);
  throw new WorkshopError(
    `With it the rules do not pass rules test; nothing was changed. Where a test says what the rule did until now, change it first:${names.join('')}`,
  );
}

function changeLines({ rule, changes }: ProposalFile): string[] {
  return changes.map(({ key, from, to }) => `  ${rule}.${key}: ${shown(from ?? 'no value')} → ${shown(to)}`);
}

/**
 * A text of somebody for the terminal of who reviews it: nothing in it hides, overwrites or turns around what
 * stands beside it, and no line of it looks like one of ours.
 */
function shown(text: string): string {
  const code = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (one) => (one === '\n' ? '\n  | ' : code(one)));
}
