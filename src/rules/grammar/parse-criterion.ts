import type { NamedMetric } from '../../metrics/metric.ts';
import { formatQuantity, parseQuantity, quantityExpected } from '../../metrics/quantity.ts';
import { type Condition, formatCondition, outOfRange } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import { nearestName } from '../files/nearest.ts';
import { type RuleSet, rulesOver } from '../ruleset.ts';
import { endOf, type Fault, faultAt, type Piece, pieceOf, shiftFaults, squeeze, wordsOf } from './grammar.ts';
import { parseCondition } from './parse-condition.ts';

export type CriterionContext = {
  readonly metrics: ReadonlyMap<string, NamedMetric>;
  readonly stepMs: number;
  /** The conditions of every rule that a proof or a threshold criterion may name, by rule id. */
  readonly rules: ReadonlyMap<string, readonly Condition[]>;
  /** The checklists that stand beside the criterion. */
  readonly checklists: ReadonlySet<string>;
};

export type ParsedCriterion =
  | { readonly ok: true; readonly criterion: CriterionSpec }
  | { readonly ok: false; readonly faults: readonly Fault[] };

type ThresholdOperator = Extract<CriterionSpec, { kind: 'threshold' }>['operator'];

const keywords = ['no', 'at', 'checklist', 'proof', 'threshold', 'attested'];
const thresholdOperators: readonly ThresholdOperator[] = ['<=', '>=', '<', '>', '=='];
const share = { unit: 'ratio' } as const;

/** Reads a success criterion in any of its forms (see CriterionSpec). All faults come at once, placed. */
export function parseCriterion(text: string, context: CriterionContext): ParsedCriterion {
  const words = wordsOf(text);
  const [first] = words;
  if (first === undefined)
    return failed([
      faultAt(endOf(text), 'empty_criterion', 'a criterion such as error_rate < 1% over 1h for 24h'),
    ]);
  switch (first.text) {
    case 'no':
      return episodes(text, 0, words[1], context);
    case 'at':
      return atMost(text, words, context);
    case 'checklist':
      return checklist(text, words, context);
    case 'proof':
      return proof(text, words, context);
    case 'threshold':
      return threshold(text, words, context);
    case 'attested':
      return attestation(text, first);
    default:
      return metricCriterion(text, first, context);
  }
}

/** The names allowed in a criterion written by hand: the metrics of a set and the rules over an agent. */
export function criterionContext(
  set: Pick<RuleSet, 'metrics' | 'stepMs' | 'rules'>,
  agent: string,
  checklists: Iterable<string>,
): CriterionContext {
  return {
    metrics: set.metrics,
    stepMs: set.stepMs,
    rules: new Map(rulesOver(set, agent).map(({ id, when }) => [id, when])),
    checklists: new Set(checklists),
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
    case 'checklist': {
      const sign = criterion.target === 1 ? '=' : '>=';
      return `checklist ${criterion.checklist} ${sign} ${formatQuantity(criterion.target, share)}`;
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

function metricCriterion(text: string, first: Piece, context: CriterionContext): ParsedCriterion {
  const parsed = parseCondition(text, { ...context, allowHold: true, means: 'goal' });
  if (!parsed.ok) {
    const keyword = nearestName(first.text, keywords);
    return failed(
      parsed.faults.map((fault) =>
        fault.code === 'unknown_metric' && keyword !== undefined ? { ...fault, didYouMean: keyword } : fault,
      ),
    );
  }
  const { condition } = parsed;
  if (condition.holdMs === undefined) return failed([holdMissing(text)]);
  return read({ kind: 'metric', condition, holdMs: condition.holdMs, text: squeeze(text) });
}

/** `no …` and `at most 2 …`: the condition begins at `from`, and is an alarm whose episodes are counted. */
function episodes(
  text: string,
  most: number,
  from: Piece | undefined,
  context: CriterionContext,
): ParsedCriterion {
  const start = (from ?? endOf(text)).offset;
  const parsed = parseCondition(text.slice(start), { ...context, allowHold: true, means: 'alarm' });
  if (!parsed.ok) return failed(shiftFaults(parsed.faults, start));
  const { condition } = parsed;
  if (condition.holdMs === undefined) return failed([holdMissing(text)]);
  return read({ kind: 'episodes', condition, most, holdMs: condition.holdMs, text: squeeze(text) });
}

function atMost(text: string, words: readonly Piece[], context: CriterionContext): ParsedCriterion {
  const [, most, count, condition] = words;
  if (most?.text !== 'most')
    return failed([faultAt(most ?? endOf(text), 'unexpected_word', 'at most <count>', 'most')]);
  if (count === undefined || !/^\d{1,6}$/.test(count.text))
    return failed([faultAt(count ?? endOf(text), 'bad_count', 'a whole number of episodes')]);
  return episodes(text, Number(count.text), condition, context);
}

function checklist(text: string, words: readonly Piece[], context: CriterionContext): ParsedCriterion {
  const faults: Fault[] = [];
  const [, name, sign, ...quantity] = words;
  if (name === undefined || !context.checklists.has(name.text)) {
    const near = nearestName(name?.text ?? '', context.checklists);
    faults.push(faultAt(name ?? endOf(text), 'unknown_checklist', 'a checklist of this action', near));
  }
  if (sign?.text !== '=' && sign?.text !== '>=')
    faults.push(faultAt(sign ?? endOf(text), 'bad_operator', '= or >=', '='));
  const piece = pieceOf(text, quantity);
  const target = parseQuantity(piece.text, share);
  const good = target.ok && target.value > 0 && target.value <= 1;
  if (!good) faults.push(faultAt(piece, 'bad_quantity', 'a share of the items above 0% and up to 100%'));
  if (faults.length > 0 || name === undefined || !target.ok) return failed(faults);
  return read({ kind: 'checklist', checklist: name.text, target: target.value, text: squeeze(text) });
}

function proof(text: string, words: readonly Piece[], context: CriterionContext): ParsedCriterion {
  const faults: Fault[] = [];
  const [, rule, passed, ...more] = words;
  readRule(text, rule, context, faults);
  if (passed?.text !== 'passed' || more.length > 0) {
    const stray = passed?.text === 'passed' ? pieceOf(text, more) : (passed ?? endOf(text));
    faults.push(faultAt(stray, 'unexpected_word', 'proof <rule> passed'));
  }
  if (faults.length > 0 || rule === undefined) return failed(faults);
  return read({ kind: 'proof', rule: rule.text, text: squeeze(text) });
}

function threshold(text: string, words: readonly Piece[], context: CriterionContext): ParsedCriterion {
  const faults: Fault[] = [];
  const [, rule, sign, ...quantity] = words;
  readRule(text, rule, context, faults);
  const operator = thresholdOperators.find((known) => known === sign?.text);
  if (operator === undefined) {
    const near = sign?.text === '=' ? '==' : undefined;
    faults.push(faultAt(sign ?? endOf(text), 'bad_operator', `one of ${thresholdOperators.join(' ')}`, near));
  }
  const limit = rule === undefined ? undefined : readLimit(text, rule, quantity, context, faults);
  if (faults.length > 0 || rule === undefined || operator === undefined || limit === undefined)
    return failed(faults);
  return read({ kind: 'threshold', rule: rule.text, operator, limit, text: squeeze(text) });
}

/** The limit in the unit of the metric that the rule watches; only a rule over one metric has such a unit. */
function readLimit(
  text: string,
  rule: Piece,
  words: readonly Piece[],
  context: CriterionContext,
  faults: Fault[],
): number | undefined {
  if (!context.rules.has(rule.text)) return undefined;
  const metric = thresholdMetric(rule.text, context);
  if (metric === undefined) {
    faults.push(
      faultAt(rule, 'threshold_of_several_metrics', 'a rule whose conditions are all on one metric'),
    );
    return undefined;
  }
  const piece = pieceOf(text, words);
  const parsed = parseQuantity(piece.text, metric);
  const range = parsed.ok ? outOfRange(parsed.value, metric) : quantityExpected(metric);
  if (parsed.ok && range === undefined && Number.isFinite(parsed.value)) return parsed.value;
  faults.push(
    faultAt(piece, parsed.ok ? 'threshold_out_of_range' : 'bad_quantity', range ?? 'a finite number'),
  );
  return undefined;
}

function attestation(text: string, first: Piece): ParsedCriterion {
  const rest = text.slice(first.offset + first.text.length);
  const statement = squeeze(/^\s*"([^"]*)"\s*$/.exec(rest)?.[1] ?? '');
  if (statement !== '') return read({ kind: 'attestation', statement, text: `attested "${statement}"` });
  const at = text.length - rest.trimStart().length;
  const piece = rest.trim() === '' ? endOf(text) : { text: rest.trim(), offset: at };
  return failed([faultAt(piece, 'bad_statement', 'what is attested, in double quotes')]);
}

function readRule(text: string, rule: Piece | undefined, context: CriterionContext, faults: Fault[]): void {
  if (rule !== undefined && context.rules.has(rule.text)) return;
  const near = nearestName(rule?.text ?? '', context.rules.keys());
  faults.push(faultAt(rule ?? endOf(text), 'unknown_rule', 'the id of a rule', near));
}

function thresholdMetric(
  rule: string,
  context: Pick<CriterionContext, 'metrics' | 'rules'>,
): NamedMetric | undefined {
  const names = new Set(context.rules.get(rule)?.map((condition) => condition.metric));
  const [only] = names;
  return only !== undefined && names.size === 1 ? context.metrics.get(only) : undefined;
}

function holdMissing(text: string): Fault {
  return faultAt(endOf(text), 'missing_hold', 'for <how long it must hold>, such as for 24h');
}

function read(criterion: CriterionSpec): ParsedCriterion {
  return { ok: true, criterion };
}

function failed(faults: readonly Fault[]): ParsedCriterion {
  return { ok: false, faults };
}
