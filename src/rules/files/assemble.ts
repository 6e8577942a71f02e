import { defined } from '../../platform/defined.ts';
import { readRetention } from '../retention/read-retention.ts';
import type { RuleProblem, RuleSet } from '../ruleset.ts';
import { mapOf } from '../sets/ruleset-json.ts';
import { checkMaintained } from '../silences/read-maintenance.ts';
import { readDesk } from './desk/read-desk.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import { readLanguages } from './house-languages.ts';
import type { Known } from './known.ts';
import { readMandates } from './read-agents.ts';
import { ownClasses, readClocks } from './read-clocks.ts';
import { readHelpdesks } from './read-helpdesks.ts';
import { checkAskedAgents, readMetrics } from './read-metrics.ts';
import { readOtlpSources } from './read-otlp.ts';
import { readPeople } from './read-people.ts';
import { playbookIds, readPlaybook } from './read-playbooks.ts';
import { readReminders } from './read-reminders.ts';
import { readRules } from './read-rules.ts';
import { readScoreSources } from './read-scores.ts';
import { readAlertSources, readReplicaLabels, readSources } from './read-sources.ts';
import { type Files, fileProblem, type OpenedFile, type Place, type Report, wholeOf } from './source.ts';

/** The rule set that files come to, or all problems in them. */
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
  reportFiles(opened, report);

  const peopleFile = onlyFile(opened, 'people', report);
  const languages = readLanguages(peopleFile);
  const metricsFile = onlyFile(opened, 'metrics', report);
  const metrics = readMetrics(metricsFile, { languages, stepMs });
  const people = readPeople(peopleFile, languages);
  const agentFiles = filesOf(opened, 'agent', report);
  const playbookFiles = filesOf(opened, 'playbook', report);
  if (agentFiles.complete && agentFiles.places.length === 0)
    report(fileProblem('agents', 'no_agents', 'no file', 'one file for each agent'));
  const lists = new Map(filesOf(opened, 'list', report).places.map((list) => [list.source.file, list]));
  const clocksFile = atMostOneFile(opened, 'clocks', report);
  const isBroken = clocksFile === undefined && opened.some(({ file }) => fileKind(file) === 'clocks');
  const classes = readClocks(clocksFile, isBroken, languages);
  const agents = readMandates(agentFiles, people, { lists, languages, classes });
  if (metricsFile !== undefined) checkAskedAgents(metricsFile, agents);
  const names = { languages, metrics, people, agents, playbooks: playbookIds(playbookFiles), stepMs };
  const readAll = readRules(agentFiles, filesOf(opened, 'shared', report), { ...names, lists });
  const { rules, known } = readAll;
  checkMaintained(agentFiles, lists, readAll);
  const playbooks = playbookFiles.places.map((file) => readPlaybook(file, { ...names, rules: known }));
  const sourcesFile = atMostOneFile(opened, 'sources', report);
  const sources = readEverySource(sourcesFile, { metrics, agents });
  const reminders = readReminders(atMostOneFile(opened, 'reminders', report));
  const clockClasses = ownClasses(classes);
  const retention = readRetention(atMostOneFile(opened, 'retention', report), languages);
  const desk = readDesk(atMostOneFile(opened, 'desk', report), { agents, languages });

  const problems = inOrder(found);
  const broken = problems.some((problem) => problem.severity === 'error');
  if (broken) return { ok: false, problems: problems.slice(0, mostProblems) };
  const set = defined({
    stepMs,
    // Both is what was always meant: a set that says so is the one that says nothing.
    languages: languages.length === 1 ? languages : undefined,
    metrics: sorted(metrics),
    people: sorted(people),
    agents: sorted(agents),
    rules,
    playbooks: mapOf(
      Object.fromEntries(playbooks.flatMap((one) => (one === undefined ? [] : [[one.id, one]]))),
    ),
    ...sources,
    reminders,
    clockClasses: clockClasses.length === 0 ? undefined : clockClasses,
    retention,
    desk,
    replicaLabels: sourcesFile && readReplicaLabels(sourcesFile),
  });
  return { ok: true, set, warnings: problems };
}

/** All that measures come from besides what is sent by name; a kind that has none is undefined. */
function readEverySource(file: Parameters<typeof readSources>[0], names: Parameters<typeof readSources>[1]) {
  const some = <T>(list: readonly T[]) => (list.length === 0 ? undefined : list);
  return {
    sources: some(readSources(file, names)),
    alertSources: some(readAlertSources(file, names)),
    otlpSources: some(readOtlpSources(file, names)),
    scoreSources: some(readScoreSources(file, names)),
    helpdesks: some(readHelpdesks(file, names.agents)),
  };
}

/** Reports files that could not be opened, or stand where nobody reads them. */
function reportFiles(opened: readonly OpenedFile[], report: Report): void {
  for (const file of opened) {
    const kind = fileKind(file.file);
    if ('problems' in file && kind !== 'test') for (const problem of file.problems) report(problem);
    if (kind === 'misplaced')
      report(fileProblem(file.file, 'misplaced_file', 'a file in a folder that is never read', readFolders));
  }
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

const readFolders = 'agents/ for agents, playbooks/ for playbooks, or no folder for shared rules';

/** The one file of a kind that there must be. */
function onlyFile(
  opened: readonly OpenedFile[],
  kind: 'metrics' | 'people',
  report: Report,
): Place | undefined {
  if (!opened.some(({ file }) => fileKind(file) === kind))
    report(fileProblem(`${kind}.yaml`, 'missing_file', 'nothing', `the file ${kind}.yaml`));
  return atMostOneFile(opened, kind, report);
}

/** The one file of a kind that there may be; absent when it is missing or no YAML. */
function atMostOneFile(opened: readonly OpenedFile[], kind: FileKind, report: Report): Place | undefined {
  const [first, second] = opened.filter(({ file }) => fileKind(file) === kind);
  if (second !== undefined)
    report(fileProblem(second.file, 'file_twice', second.file, `one file of ${kind}`));
  return first !== undefined && 'source' in first ? wholeOf(first.source, report) : undefined;
}

function filesOf(opened: readonly OpenedFile[], kind: FileKind, report: Report): Files {
  const files = opened.filter(({ file }) => fileKind(file) === kind);
  const places = files.flatMap((file) => ('source' in file ? [wholeOf(file.source, report)] : []));
  return { places, complete: places.length === files.length };
}
