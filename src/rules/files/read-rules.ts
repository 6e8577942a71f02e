import { livesInStore } from '../../metrics/from.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { isKeptApart } from '../../metrics/variant.ts';
import { defined } from '../../platform/defined.ts';
import { type Condition, isFixed, neverCrossed } from '../condition.ts';
import { checkOverlap } from '../grammar/clear-overlap.ts';
import type { Rule, RuleEffect, Severity } from '../rule.ts';
import type { Mandate } from '../ruleset.ts';
import { shareExpected } from '../share.ts';
import { testedVariant } from '../variants.ts';
import { agentsIn, type Lists } from './fleet.ts';
import { anAgent, aPlaybook, checkKnown, complainOfTaken, type Known } from './known.ts';
import { readConditions } from './read-conditions.ts';
import { entriesOf, readWith } from './schema-check.ts';
import { RuleEntry, SharedRuleEntry } from './schemas/agent-file.ts';
import { asWarning, complain, type Files, itemsOf, lineOf, type Place, under } from './source.ts';

export type RuleNames = {
  readonly lists: Lists;
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
  degrade: 'warning',
  alert: 'warning',
  observe: 'info',
};

/** A rule as one file has it, still with its place. */
type Found = { readonly id: string | undefined; readonly rule: Rule | undefined; readonly place: Place };

/** The rules of the agents' files and of the files of shared rules. */
export function readRules(agentFiles: Files, sharedFiles: Files, names: RuleNames): ReadRules {
  const found = [
    ...agentFiles.places.flatMap((file) => {
      const owners = agentsIn(file, names.lists)
        .map(({ id }) => id)
        .toSorted();
      return itemsOf(under(file, 'rules')).map((place) => readRule(place, names, owners));
    }),
    ...sharedFiles.places.flatMap((file) =>
      entriesOf(file, 'rules').map((place) => readRule(place, names, undefined)),
    ),
  ];
  const rules = withoutDuplicates(found);
  const good = new Map<string, Condition[]>();
  for (const rule of rules) good.set(rule.id, [...(good.get(rule.id) ?? []), ...rule.when]);
  const broken = found.flatMap(({ id, rule }) => (rule === undefined && id !== undefined ? [id] : []));
  const complete = agentFiles.complete && sharedFiles.complete;
  return { rules: rules.toSorted(byIdAndAgents), known: { good, broken: new Set(broken), complete } };
}

/** A rule as it stands; one without `owners` says itself which agents it stands over. */
function readRule(place: Place, names: RuleNames, owners: readonly string[] | undefined): Found {
  const entry = readWith<RuleEntry>(owners === undefined ? SharedRuleEntry : RuleEntry, place);
  const parts = readParts(place, names);
  const agents = owners ?? readAgents(under(place, 'agents'), names.agents);
  const { value: id } = under(place, 'id');
  const isSwitched = agents === undefined || haveSwitches(place, agents, names);
  const isWhole = parts && agents && isSwitched && declareVariants(place, parts.when, agents, names);
  const rule = isWhole ? entry && ruleOf(place, entry, parts, agents) : undefined;
  return { id: typeof id === 'string' ? id : undefined, rule, place };
}

/** The agents a shared rule stands over, sorted; `undefined` when one of them is unknown. */
function readAgents(place: Place, known: Known<Mandate>): string[] | undefined {
  if (place.value === '*') return [...known.good.keys()].toSorted();
  if (!Array.isArray(place.value)) return undefined;
  const good = itemsOf(place).map((agent) => checkKnown(known, agent, anAgent));
  return good.includes(false) ? undefined : [...new Set(place.value.map(String))].toSorted();
}

type Parts = { readonly when: readonly Condition[]; readonly clear: readonly Condition[] };

/** The parts of a rule that need more than the schema; read even where it complains: all comes at once. */
function readParts(place: Place, names: RuleNames): Parts | undefined {
  const [effect, playbook] = [under(place, 'then'), under(place, 'playbook')];
  const when = readConditions(under(place, 'when'), names, 'alarm');
  const clear = readConditions(under(place, 'clear'), names, 'goal');
  const knownPlaybook = checkKnown(names.playbooks, playbook, aPlaybook);
  if (effect.value === 'suspend' && playbook.value === undefined) {
    const expected = 'the key playbook, or the plan is drafted without actions';
    complain(effect, 'suspend_without_playbook', 'suspend without a playbook', expected, asWarning);
  }
  const isShared = checkShare(place);
  if (when === undefined || clear === undefined || !knownPlaybook || !isShared) return undefined;
  for (const [key, conditions] of Object.entries({ when, clear }))
    warnOfNeverCrossed(under(place, key), conditions, names.metrics.good);
  if (!areInOnePlace(place, [...when, ...clear], names.metrics.good)) return undefined;
  if (!hasFloor(place, when, names.metrics.good)) return undefined;
  return checkOverlap(place, when, clear) ? { when, clear } : undefined;
}

/** Degrading takes a share, and nothing else does. */
function checkShare(place: Place): boolean {
  const [effect, share] = [under(place, 'then'), under(place, 'share')];
  const degrades = effect.value === 'degrade';
  if (degrades === (share.value !== undefined)) return true;
  if (degrades)
    complain(effect, 'degrade_without_share', 'degrade without a share', `the key share: ${shareExpected}`);
  else complain(share, 'share_without_degrade', String(share.value), 'then: degrade beside it, or no share');
  return false;
}

/** A rule is evaluated in one place; where that is a store, it has to be able to count the samples. */
function areInOnePlace(
  place: Place,
  conditions: readonly Condition[],
  metrics: ReadonlyMap<string, NamedMetric>,
): boolean {
  const read = conditions.flatMap(({ metric }) => metrics.get(metric) ?? []);
  const kept = read.filter(livesInStore);
  const [uncounted] = kept.filter(
    ({ from, aggregate }) => from?.samples === undefined && aggregate !== 'age',
  );
  const least = under(place, 'min_samples');
  if (kept.length > 0 && kept.length < read.length)
    complain(
      under(place, 'when'),
      'two_places',
      'metrics that live here and in the store',
      'metrics that all live in one place',
    );
  else if (uncounted !== undefined && typeof least.value === 'number' && least.value > 1)
    complain(
      least,
      'uncounted_samples',
      String(least.value),
      `1, or the key samples under from of the metric ${uncounted.name}`,
    );
  else return true;
  return false;
}

/**
 * Whether a comparison says from when on it counts: of a quiet night's first error every multiple of what is
 * usual is exceeded. A sum or a count of nothing is no such accident.
 */
function hasFloor(
  place: Place,
  when: readonly Condition[],
  metrics: ReadonlyMap<string, NamedMetric>,
): boolean {
  const bare = when.find(({ against, metric }) => {
    const { aggregate } = metrics.get(metric) ?? {};
    return (
      against?.kind === 'variant' || (against !== undefined && aggregate !== 'sum' && aggregate !== 'count')
    );
  });
  const isFloored =
    bare === undefined ||
    typeof under(place, 'min_samples').value === 'number' ||
    (bare.against?.kind === 'baseline' && when.some((one) => isFixed(one) && one.metric === bare.metric));
  if (isFloored) return true;
  const also = bare.against?.kind === 'variant' ? '' : ', or a second condition with a fixed value';
  const expected = `the key min_samples, such as 50${also}: else the first bad sample of a quiet hour decides`;
  const at = under(place, 'when');
  const word = Array.isArray(at.value) ? under(at, when.indexOf(bare)) : at;
  complain(word, 'comparison_without_floor', bare.text, expected);
  return false;
}

/** Whether all agents of a rule declare the variants that it compares; else it is complained of. */
function declareVariants(
  place: Place,
  when: readonly Condition[],
  agents: readonly string[],
  { agents: known, metrics }: RuleNames,
): boolean {
  for (const [number, { against, metric, text }] of when.entries()) {
    if (against?.kind !== 'variant') continue;
    const at = under(place, 'when');
    const word = Array.isArray(at.value) ? under(at, number) : at;
    const missing = agents.find((agent) => testedVariant(against, known.good.get(agent)) === undefined);
    if (missing !== undefined && known.good.has(missing)) {
      const { control, variant } = against;
      const declared = known.good.get(missing)?.variants?.join(', ') ?? 'none';
      const needed =
        variant === undefined ? `${control} and one other, or for variant <name>` : `${control}, ${variant}`;
      complain(
        word,
        'undeclared_variant',
        text,
        `variants of the agent ${missing} with ${needed} (it has: ${declared})`,
      );
      return false;
    }
    if (!isKeptApart(metrics.good.get(metric))) {
      complain(word, 'two_places', text, 'a metric that lives here: a store keeps no variants apart');
      return false;
    }
  }
  return true;
}

/**
 * Whether all agents of a rule that would hold them back have a switch. A fleet or a list may hold thousands:
 * one is named.
 */
function haveSwitches(place: Place, agents: readonly string[], { agents: known }: RuleNames): boolean {
  const without = agents.find((agent) => known.good.get(agent)?.switch === 'none');
  if (without === undefined) return true;
  const [effect, silence] = [under(place, 'then'), under(place, 'on_no_data')];
  const holds = (of: Place) => of.value === 'suspend' || of.value === 'degrade';
  const expected = `alert or observe: ${without} has switch: none, people do its work; or name agents without it`;
  for (const stop of [effect, silence].filter(holds))
    complain(
      stop,
      'no_switch',
      String(stop.value),
      stop === effect ? expected : expected.replace('observe', 'keep'),
    );
  return !holds(effect) && !holds(silence);
}

/** The code of the warning about a threshold that is never crossed: a fault where files are checked. */
export const neverCrossedCode = 'threshold_never_crossed';

function warnOfNeverCrossed(
  place: Place,
  conditions: readonly Condition[],
  metrics: ReadonlyMap<string, NamedMetric>,
): void {
  for (const condition of conditions) {
    const metric = metrics.get(condition.metric);
    const expected = metric && isFixed(condition) ? neverCrossed(condition, metric) : undefined;
    if (expected !== undefined) complain(place, neverCrossedCode, condition.text, expected, asWarning);
  }
}

function ruleOf(place: Place, entry: RuleEntry, { when, clear }: Parts, agents: readonly string[]): Rule {
  const longestWindowMs = Math.max(0, ...when.map((condition) => condition.window?.lengthMs ?? 0));
  return defined({
    id: entry.id,
    when,
    clear: clear.length === 0 ? undefined : clear,
    minSamples: entry.min_samples,
    minBaselineSamples: entry.min_baseline_samples,
    forMs: entry.for,
    keepFiringForMs: entry.keep_firing_for,
    onNoData: entry.on_no_data,
    noDataAfterMs: entry.no_data_after ?? Math.max(longestWindowMs, tenMinutesMs),
    effect: entry.then,
    share: entry.share,
    severity: entry.severity ?? usualSeverity[entry.then],
    playbook: entry.playbook,
    agents,
    source: { file: place.source.file, line: lineOf(place) },
  });
}

/** An alert is keyed by agent and rule id, so an id may stand only once over each agent. */
function withoutDuplicates(found: readonly Found[]): Rule[] {
  const places = new Map<string, string>();
  return found.flatMap(({ rule, place }) => {
    if (rule === undefined) return [];
    const keys = rule.agents.map((agent) => `${agent} ${rule.id}`);
    const where = keys.map((key) => places.get(key)).find((taken) => taken !== undefined);
    if (where !== undefined) {
      complainOfTaken(under(place, 'id'), 'duplicate_rule', where);
      return [];
    }
    for (const key of keys) places.set(key, `${place.source.file}:${rule.source.line}`);
    return [rule];
  });
}

/** Where a rule stands in its file is layout: the order of a set is by id. */
function byIdAndAgents(left: Rule, right: Rule): number {
  const [leftKey, rightKey] = [left, right].map((rule) => `${rule.id} ${rule.agents.join(' ')}`);
  return (leftKey ?? '') < (rightKey ?? '') ? -1 : 1;
}
