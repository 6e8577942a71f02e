import { defined } from '../../platform/defined.ts';
import type { Playbook } from '../playbook.ts';
import type { RuleProblem, RuleSet } from '../ruleset.ts';
import { mapOf } from '../sets/ruleset-json.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import type { Known } from './known.ts';
import { readMandates } from './read-agents.ts';
import { readMetrics } from './read-metrics.ts';
import { readPeople } from './read-people.ts';
import { playbookIds, readPlaybook } from './read-playbooks.ts';
import { readRules } from './read-rules.ts';
import { readSources } from './read-sources.ts';
import { fileProblem, type Report, type Source } from './source.ts';

/** A file of the rules folder after YAML: its contents, or what keeps it from having any. */
export type OpenedFile =
  | { readonly file: string; readonly source: Source }
  | { readonly file: string; readonly problems: readonly RuleProblem[] };

export type Assembled =
  | { readonly ok: true; readonly set: Omit<RuleSet, 'hash'>; readonly warnings: readonly RuleProblem[] }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Nobody reads more, and a file of a megabyte may have a hundred thousand. */
const mostProblems = 500;

/**
 * One rule set from all files, or everything that is wrong with all of them, ordered by file and place. Test
 * files are not looked at: a broken test is no reason not to watch.
 */
export function assembleRuleSet(opened: readonly OpenedFile[], stepMs: number): Assembled {
  const found: RuleProblem[] = [];
  const report: Report = (problem) => found.push(problem);
  for (const file of opened)
    if ('problems' in file && fileKind(file.file) !== 'test') found.push(...file.problems);
  for (const { file } of opened) if (fileKind(file) === 'misplaced') reportMisplaced(file, report);

  const metrics = readMetrics(onlySource(opened, 'metrics', report), report);
  const people = readPeople(onlySource(opened, 'people', report), report);
  const [agentFiles, playbookFiles, sharedFiles] = [
    sourcesOf(opened, 'agent'),
    sourcesOf(opened, 'playbook'),
    sourcesOf(opened, 'shared'),
  ];
  if (agentFiles.complete && agentFiles.sources.length === 0)
    report(
      fileProblem('agents', { code: 'no_agents', found: 'no file', expected: 'one file for each agent' }),
    );
  const agents = readMandates(agentFiles.sources, people, agentFiles.complete, report);
  const playbooks = playbookIds(playbookFiles.sources, playbookFiles.complete, report);
  const allRuleFiles = agentFiles.complete && sharedFiles.complete;
  const names = { metrics, people, agents, playbooks, stepMs };
  const { rules, known } = readRules(agentFiles.sources, sharedFiles.sources, names, allRuleFiles, report);
  const readable = playbookFiles.sources.map((source) =>
    readPlaybook(source, { ...names, rules: known }, report),
  );

  const sources = readSources(atMostOneSource(opened, 'sources', report), { metrics, agents }, report);

  const problems = inOrder(found);
  const broken = problems.some((problem) => problem.severity === 'error');
  if (broken) return { ok: false, problems: problems.slice(0, mostProblems) };
  const set = defined({
    stepMs,
    metrics: sorted(metrics),
    people: sorted(people),
    agents: sorted(agents),
    rules,
    playbooks: mapOf(Object.fromEntries(readable.flatMap((playbook) => entryOf(playbook)))),
    sources: sources.length === 0 ? undefined : sources,
  });
  return { ok: true, set, warnings: problems };
}

/** Problems in the order in which a reader meets them. */
export function inOrder(problems: readonly RuleProblem[]): RuleProblem[] {
  return problems.toSorted((left, right) => {
    if (left.file !== right.file) return left.file < right.file ? -1 : 1;
    return left.line - right.line || left.column - right.column;
  });
}

function sorted<T>(known: Known<T>): ReadonlyMap<string, T> {
  return mapOf(Object.fromEntries(known.good));
}

function entryOf(playbook: Playbook | undefined): [string, Playbook][] {
  return playbook === undefined ? [] : [[playbook.id, playbook]];
}

function reportMisplaced(file: string, report: Report): void {
  const expected = 'agents/ for agents, playbooks/ for playbooks, or no folder for shared rules';
  report(
    fileProblem(file, { code: 'misplaced_file', found: 'a file in a folder that is never read', expected }),
  );
}

/** The one file of a kind that there must be. */
function onlySource(
  opened: readonly OpenedFile[],
  kind: 'metrics' | 'people',
  report: Report,
): Source | undefined {
  if (!opened.some(({ file }) => fileKind(file) === kind))
    report(
      fileProblem(`${kind}.yaml`, {
        code: 'missing_file',
        found: 'nothing',
        expected: `the file ${kind}.yaml`,
      }),
    );
  return atMostOneSource(opened, kind, report);
}

/** The one file of a kind that there may be. */
function atMostOneSource(
  opened: readonly OpenedFile[],
  kind: 'metrics' | 'people' | 'sources',
  report: Report,
): Source | undefined {
  const [first, second] = opened.filter(({ file }) => fileKind(file) === kind);
  if (second !== undefined)
    report(
      fileProblem(second.file, { code: 'file_twice', found: second.file, expected: `one file of ${kind}` }),
    );
  return first !== undefined && 'source' in first ? first.source : undefined;
}

function sourcesOf(
  opened: readonly OpenedFile[],
  kind: FileKind,
): { readonly sources: readonly Source[]; readonly complete: boolean } {
  const files = opened.filter(({ file }) => fileKind(file) === kind);
  const sources = files.flatMap((file) => ('source' in file ? [file.source] : []));
  return { sources, complete: sources.length === files.length };
}
