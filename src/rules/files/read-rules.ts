import type { NamedMetric } from '../../metrics/metric.ts';
import { defined } from '../../platform/defined.ts';
import type { Condition } from '../condition.ts';
import { checkOverlap } from '../grammar/clear-overlap.ts';
import type { Rule, RuleEffect, Severity } from '../rule.ts';
import type { Mandate } from '../ruleset.ts';
import { checkKnown, type Known, reportTaken } from './known.ts';
import { readConditions } from './read-conditions.ts';
import { readWith } from './schema-check.ts';
import { RuleEntry, SharedRuleEntry, SharedRulesHead } from './schemas/agent-file.ts';
import { type Path, type Report, reportAt, type Source, valueAt } from './source.ts';

export type RuleNames = {
  readonly metrics: Known<NamedMetric>;
  readonly agents: Known<Mandate>;
  readonly playbooks: Known<unknown>;
  readonly stepMs: number;
};

/** All rules, by id and agents, and what criteria may know of them. */
export type ReadRules = { readonly rules: readonly Rule[]; readonly known: Known<readonly Condition[]> };

const tenMinutesMs = 600_000;
const usualSeverity: Readonly<Record<RuleEffect, Severity>> = {
  suspend: 'critical',
  alert: 'warning',
  observe: 'info',
};

/** A rule as one file has it, still with its place. */
type Found = {
  readonly id: string | undefined;
  readonly rule: Rule | undefined;
  readonly source: Source;
  readonly path: Path;
};

/** The rules of the agents' files and of the files of shared rules. `complete`: all are YAML. */
export function readRules(
  agentSources: readonly Source[],
  sharedSources: readonly Source[],
  names: RuleNames,
  complete: boolean,
  report: Report,
): ReadRules {
  const found = [
    ...agentSources.flatMap((source) => rulesOfAgent(source, names, report)),
    ...sharedSources.flatMap((source) => rulesOfShared(source, names, report)),
  ];
  const rules = withoutDuplicates(found, report);
  const good = new Map<string, Condition[]>();
  for (const rule of rules) good.set(rule.id, [...(good.get(rule.id) ?? []), ...rule.when]);
  const broken = found.flatMap(({ id, rule }) => (rule === undefined && id !== undefined ? [id] : []));
  return { rules: rules.toSorted(byIdAndAgents), known: { good, broken: new Set(broken), complete } };
}

function rulesOfAgent(source: Source, names: RuleNames, report: Report): Found[] {
  const agent = valueAt(source.value, ['agent']);
  const agents = typeof agent === 'string' ? [agent] : [];
  return entryPaths(source).map((path) => {
    const entry = readWith(RuleEntry, source, path, report);
    const parts = readParts(source, path, names, report);
    return foundAt(source, path, entry && parts && ruleOf(source, path, entry, parts, agents));
  });
}

function rulesOfShared(source: Source, names: RuleNames, report: Report): Found[] {
  readWith(SharedRulesHead, source, [], report);
  return entryPaths(source).map((path) => {
    const entry = readWith(SharedRuleEntry, source, path, report);
    const parts = readParts(source, path, names, report);
    const agents = readAgents(source, [...path, 'agents'], names.agents, report);
    return foundAt(source, path, entry && parts && agents && ruleOf(source, path, entry, parts, agents));
  });
}

/** The agents a shared rule stands over, sorted; `undefined` when one of them is unknown. */
function readAgents(source: Source, path: Path, known: Known<Mandate>, report: Report): string[] | undefined {
  const agents = valueAt(source.value, path);
  if (agents === '*') return [...known.good.keys()].toSorted();
  if (!Array.isArray(agents)) return undefined;
  const what = { code: 'unknown_agent', expected: 'an agent of a file of agents/' };
  const good = agents.map((_, place) => checkKnown(known, source, [...path, place], what, report));
  return good.includes(false) ? undefined : [...new Set(agents.map(String))].toSorted();
}

function entryPaths(source: Source): Path[] {
  const entries = valueAt(source.value, ['rules']);
  return Array.isArray(entries) ? entries.map((_, place) => ['rules', place]) : [];
}

function foundAt(source: Source, path: Path, rule: Rule | undefined): Found {
  const id = valueAt(source.value, [...path, 'id']);
  return { source, path, id: typeof id === 'string' ? id : undefined, rule };
}

type Parts = { readonly when: readonly Condition[]; readonly clear: readonly Condition[] };

/** The parts of a rule that need more than the schema; read even where it complains: all comes at once. */
function readParts(source: Source, path: Path, names: RuleNames, report: Report): Parts | undefined {
  const when = readConditions(source, [...path, 'when'], names, 'alarm', report);
  const clear = readConditions(source, [...path, 'clear'], names, 'goal', report);
  const what = { code: 'unknown_playbook', expected: 'a playbook of a file of playbooks/' };
  const knownPlaybook = checkKnown(names.playbooks, source, [...path, 'playbook'], what, report);
  const rule = valueAt(source.value, path);
  if (valueAt(rule, ['then']) === 'suspend' && valueAt(rule, ['playbook']) === undefined)
    warnOfEmptyPlan(source, path, report);
  if (when === undefined || clear === undefined || !knownPlaybook) return undefined;
  return checkOverlap(source, path, when, clear, report) ? { when, clear } : undefined;
}

function ruleOf(
  source: Source,
  path: Path,
  entry: RuleEntry,
  { when, clear }: Parts,
  agents: readonly string[],
): Rule {
  const longestWindowMs = Math.max(0, ...when.map((condition) => condition.window?.lengthMs ?? 0));
  return defined({
    id: entry.id,
    when,
    clear: clear.length === 0 ? undefined : clear,
    minSamples: entry.min_samples,
    forMs: entry.for,
    keepFiringForMs: entry.keep_firing_for,
    onNoData: entry.on_no_data,
    noDataAfterMs: entry.no_data_after ?? Math.max(longestWindowMs, tenMinutesMs),
    effect: entry.then,
    severity: entry.severity ?? usualSeverity[entry.then],
    playbook: entry.playbook,
    agents,
    source: { file: source.file, line: source.valueSpan(path).line },
  });
}

function warnOfEmptyPlan(source: Source, path: Path, report: Report): void {
  reportAt(report, source, [...path, 'then'], {
    severity: 'warning',
    code: 'suspend_without_playbook',
    found: 'suspend without a playbook',
    expected: 'the key playbook, or the plan is drafted without actions',
  });
}

/** An alert is keyed by agent and rule id, so an id may stand only once over each agent. */
function withoutDuplicates(found: readonly Found[], report: Report): Rule[] {
  const places = new Map<string, string>();
  return found.flatMap(({ rule, source, path }) => {
    if (rule === undefined) return [];
    const keys = rule.agents.map((agent) => `${agent} ${rule.id}`);
    const where = keys.map((key) => places.get(key)).find((place) => place !== undefined);
    if (where !== undefined) {
      reportTaken(source, [...path, 'id'], { code: 'duplicate_rule', where }, report);
      return [];
    }
    for (const key of keys) places.set(key, `${source.file}:${rule.source.line}`);
    return [rule];
  });
}

/** Where a rule stands in its file is layout: the order of a set is by id. */
function byIdAndAgents(left: Rule, right: Rule): number {
  const [leftKey, rightKey] = [left, right].map((rule) => `${rule.id} ${rule.agents.join(' ')}`);
  return (leftKey ?? '') < (rightKey ?? '') ? -1 : 1;
}
