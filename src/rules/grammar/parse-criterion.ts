import type { NamedMetric } from '../../metrics/metric.ts';
import { formatQuantity, parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import { nearestName } from '../../platform/nearest.ts';
import { type Condition, formatCondition, outOfRange } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import { type RuleSet, rulesOver } from '../ruleset.ts';
import {
  endOf,
  type Fault,
  fail,
  type Piece,
  pieceOf,
  type Reading,
  shiftFaults,
  squeeze,
  wordsOf,
} from './grammar.ts';
import { parseFixedCondition } from './parse-conditions.ts';

export type CriterionContext = Pick<RuleSet, 'metrics' | 'stepMs'> & {
  /** The conditions of every rule that a proof or a threshold criterion may name, by rule id. */
  readonly rules: ReadonlyMap<string, readonly Condition[]>;
  /** The checklists that stand beside the criterion. */
  readonly checklists: ReadonlySet<string>;
  /** Whether their cases can be asked again: the action says how. */
  readonly canReplay?: boolean;
};

/** A criterion as it was read, or the faults in its text. */
export type ParsedCriterion =
  | { readonly ok: true; readonly criterion: CriterionSpec }
  | { readonly ok: false; readonly faults: readonly Fault[] };

type ThresholdOperator = Extract<CriterionSpec, { kind: 'threshold' }>['operator'];

const keywords = ['no', 'at', 'checklist', 'replay', 'proof', 'threshold', 'attested'];
const thresholdOperators: readonly ThresholdOperator[] = ['<=', '>=', '<', '>', '=='];
const share = { unit: 'ratio' } as const;

/** Reads a success criterion in any of its forms (see CriterionSpec). All faults come at once, placed. */
export function parseCriterion(text: string, context: CriterionContext): ParsedCriterion {
  const faults: Fault[] = [];
  const criterion = read({ text, words: wordsOf(text), context, faults });
  return criterion === undefined || faults.length > 0 ? { ok: false, faults } : { ok: true, criterion };
}

/** Shared by the readers of each form; each adds the faults it meets. */
type Parts = Reading & { readonly words: readonly Piece[]; readonly context: CriterionContext };

function read(parts: Parts): CriterionSpec | undefined {
  const [first, second] = parts.words;
  const example = 'a criterion such as error_rate < 1% over 1h for 24h';
  if (first === undefined) return fail(parts, undefined, 'empty_criterion', example);
  switch (first.text) {
    case 'no':
      return episodes(parts, 0, second);
    case 'at':
      return atMost(parts);
    case 'checklist':
      return checklist(parts, 'checklist');
    case 'replay':
      // A metric may have this name too; no list is called by a sign.
      return /^[<>=!≤≥]/.test(second?.text ?? '') ? metricCriterion(parts, first) : replay(parts, first);
    case 'proof':
      return proof(parts);
    case 'threshold':
      return threshold(parts);
    case 'attested':
      return attestation(parts, first);
    default:
      return metricCriterion(parts, first);
  }
}

/** The names allowed in a criterion written by hand: the metrics of a set and the rules over an agent. */
export function criterionContext(
  set: Pick<RuleSet, 'metrics' | 'stepMs' | 'rules'>,
  agent: string,
  checklists: Iterable<string>,
  canReplay = false,
): CriterionContext {
  return {
    metrics: set.metrics,
    stepMs: set.stepMs,
    rules: new Map(rulesOver(set, agent).map(({ id, when }) => [id, when])),
    checklists: new Set(checklists),
    canReplay,
  };
}

/** A criterion as the grammar writes it, from its parts: reading it again gives the same parts. */
export function formatCriterion(
  criterion: CriterionSpec,
  context: Pick<CriterionContext, 'metrics' | 'rules'>,
): string {
  switch (criterion.kind) {
    case 'metric':
      return formatCondition({ ...criterion.condition, holdMs: criterion.holdMs }, context.metrics);
    case 'episodes': {
      const few = criterion.most === 0 ? 'no' : `at most ${criterion.most}`;
      return `${few} ${formatCondition({ ...criterion.condition, holdMs: criterion.holdMs }, context.metrics)}`;
    }
    case 'checklist':
    case 'replay': {
      const sign = criterion.target === 1 ? '=' : '>=';
      return `${criterion.kind} ${criterion.checklist} ${sign} ${formatQuantity(criterion.target, share)}`;
    }
    case 'proof':
      return `proof ${criterion.rule} passed`;
    case 'threshold': {
      const metric = thresholdMetric(criterion.rule, context);
      const limit = metric === undefined ? String(criterion.limit) : formatQuantity(criterion.limit, metric);
      return `threshold ${criterion.rule} ${criterion.operator} ${limit}`;
    }
    case 'attestation':
      return `attested "${criterion.statement}"`;
    default:
      return criterion satisfies never;
  }
}

function metricCriterion(parts: Parts, first: Piece): CriterionSpec | undefined {
  const { text, context, faults } = parts;
  const parsed = parseFixedCondition(text, { ...context, allowHold: true, means: 'goal' });
  if (!parsed.ok) {
    const keyword = nearestName(first.text, keywords);
    for (const fault of parsed.faults)
      faults.push(
        fault.code === 'unknown_metric' && keyword !== undefined ? { ...fault, didYouMean: keyword } : fault,
      );
    return undefined;
  }
  const { condition } = parsed;
  if (condition.holdMs === undefined) return failWithoutHold(parts);
  if (failOnAlerts(parts, condition)) return undefined;
  return { kind: 'metric', condition, holdMs: condition.holdMs, text: squeeze(text) };
}

/** `no …` and `at most 2 …`: the condition begins at `from`, and is an alarm whose episodes are counted. */
function episodes(parts: Parts, most: number, from: Piece | undefined): CriterionSpec | undefined {
  const { text, context, faults } = parts;
  const start = (from ?? endOf(text)).offset;
  const parsed = parseFixedCondition(text.slice(start), { ...context, allowHold: true, means: 'alarm' });
  if (!parsed.ok) {
    faults.push(...shiftFaults(parsed.faults, start));
    return undefined;
  }
  const { condition } = parsed;
  if (condition.holdMs === undefined) return failWithoutHold(parts);
  if (failOnAlerts(parts, condition)) return undefined;
  return { kind: 'episodes', condition, most, holdMs: condition.holdMs, text: squeeze(text) };
}

function failWithoutHold(parts: Parts): undefined {
  return fail(parts, undefined, 'missing_hold', 'for <how long it must hold>, such as for 24h');
}

/**
 * An alert of another system that ended may have been deleted, or its data may be gone: nothing is proven
 * by it.
 */
function failOnAlerts(parts: Parts, { metric }: Condition): boolean {
  if (parts.context.metrics.get(metric)?.from_alerts !== true) return false;
  const word = parts.words.find(({ text }) => text === metric);
  fail(parts, word, 'alerts_prove_nothing', 'a metric that is measured: the end of an alert proves nothing');
  return true;
}

function atMost(parts: Parts): CriterionSpec | undefined {
  const [, most, count, condition] = parts.words;
  if (most?.text !== 'most') return fail(parts, most, 'unexpected_word', 'at most <count>', 'most');
  if (count === undefined || !/^\d{1,6}$/.test(count.text))
    return fail(parts, count, 'bad_count', 'a whole number of episodes');
  return episodes(parts, Number(count.text), condition);
}

/** Cases that nobody says how to ask again are never answered rightly. */
function replay(parts: Parts, first: Piece): CriterionSpec | undefined {
  if (parts.context.canReplay === true) return checklist(parts, 'replay');
  return fail(
    parts,
    first,
    'no_replay',
    'checklist: the action has no replay that says how its cases are asked',
  );
}

function checklist(parts: Parts, kind: 'checklist' | 'replay'): CriterionSpec | undefined {
  const { text, context } = parts;
  const [, name, sign, ...quantity] = parts.words;
  if (name === undefined || !context.checklists.has(name.text)) {
    const near = nearestName(name?.text ?? '', context.checklists);
    fail(parts, name, 'unknown_checklist', 'a checklist of this action', near);
  }
  if (sign?.text !== '=' && sign?.text !== '>=') fail(parts, sign, 'bad_operator', '= or >=', '=');
  const piece = pieceOf(text, quantity);
  const target = parseQuantity(piece.text, share);
  if (target === undefined || target <= 0 || target > 1)
    return fail(parts, piece, 'bad_quantity', 'a share of the items above 0% and up to 100%');
  return name && { kind, checklist: name.text, target, text: squeeze(text) };
}

function proof(parts: Parts): CriterionSpec | undefined {
  const { text } = parts;
  const [, , passed, ...more] = parts.words;
  const rule = readRule(parts);
  if (passed?.text !== 'passed' || more.length > 0) {
    const stray = passed?.text === 'passed' ? pieceOf(text, more) : passed;
    fail(parts, stray, 'unexpected_word', 'proof <rule> passed');
  }
  return rule && { kind: 'proof', rule: rule.text, text: squeeze(text) };
}

function threshold(parts: Parts): CriterionSpec | undefined {
  const [, , sign, ...quantity] = parts.words;
  const rule = readRule(parts);
  const operator = thresholdOperators.find((known) => known === sign?.text);
  if (operator === undefined) {
    const near = sign?.text === '=' ? '==' : undefined;
    fail(parts, sign, 'bad_operator', `one of ${thresholdOperators.join(' ')}`, near);
  }
  const limit = rule && readLimit(parts, rule, quantity);
  if (rule === undefined || operator === undefined || limit === undefined) return undefined;
  return { kind: 'threshold', rule: rule.text, operator, limit, text: squeeze(parts.text) };
}

/** The limit in the unit of the metric that the rule watches; only a rule over one metric has such a unit. */
function readLimit(parts: Parts, rule: Piece, words: readonly Piece[]): number | undefined {
  const metric = thresholdMetric(rule.text, parts.context);
  if (metric === undefined) {
    const expected = 'a rule whose conditions are all on one metric';
    return fail(parts, rule, 'threshold_of_several_metrics', expected);
  }
  const piece = pieceOf(parts.text, words);
  const value = parseQuantity(piece.text, metric);
  if (value === undefined) return fail(parts, piece, 'bad_quantity', quantityExpected(metric));
  const range = outOfRange(value, metric) ?? (Number.isFinite(value) ? undefined : 'a finite number');
  return range === undefined ? value : fail(parts, piece, 'threshold_out_of_range', range);
}

function attestation(parts: Parts, first: Piece): CriterionSpec | undefined {
  const { text } = parts;
  const rest = text.slice(first.offset + first.text.length);
  const statement = squeeze(/^\s*"([^"]*)"\s*$/.exec(rest)?.[1] ?? '');
  if (statement !== '') return { kind: 'attestation', statement, text: `attested "${statement}"` };
  const at = text.length - rest.trimStart().length;
  const piece = rest.trim() === '' ? undefined : { text: rest.trim(), offset: at };
  return fail(parts, piece, 'bad_statement', 'what is attested, in double quotes');
}

/** The rule that stands behind the first word. */
function readRule(parts: Parts): Piece | undefined {
  const [, rule] = parts.words;
  const { rules } = parts.context;
  if (rule !== undefined && rules.has(rule.text)) return rule;
  return fail(parts, rule, 'unknown_rule', 'the id of a rule', nearestName(rule?.text ?? '', rules.keys()));
}

function thresholdMetric(
  rule: string,
  context: Pick<CriterionContext, 'metrics' | 'rules'>,
): NamedMetric | undefined {
  const names = new Set(context.rules.get(rule)?.map((condition) => condition.metric));
  const [only] = names;
  return only !== undefined && names.size === 1 ? context.metrics.get(only) : undefined;
}
