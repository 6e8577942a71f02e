import type { NamedMetric } from '../../metrics/metric.ts';
import type { ChecklistDraft } from '../../plans/action.ts';
import { parsePlanCriterion } from '../../plans/criteria/readable.ts';
import { holdText } from '../../plans/documents/wording.ts';
import type { Checklist, Criterion } from '../../plans/plan.ts';
import { defined } from '../../platform/defined.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import { criterionContext, formatCriterion, parseCriterion } from '../../rules/grammar/parse-criterion.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { quantityField, typedDuration, typedNumber, typedValue } from '../components/typed-quantity.ts';
import type { I18n } from '../words/texts.ts';
import type { FormValues } from './plan-editing.ts';

/** How many criteria one form holds. */
export const mostRows = 20;

type Row = Readonly<Record<string, string>>;

/** The fields of a plan's criteria, as people read and write them: `c0.metric`, `c0.value`, … */
export function criterionValues(
  criteria: readonly Criterion[],
  checklists: readonly Checklist[],
  set: Pick<RuleSet, 'metrics' | 'rules'>,
  i18n: I18n,
): FormValues {
  const rows = criteria.map(({ spec }) => rowOf(spec, checklists, set, i18n));
  return Object.fromEntries(
    rows.flatMap((row, place) => Object.entries(row).map(([field, value]) => [`c${place}.${field}`, value])),
  );
}

function rowOf(
  spec: CriterionSpec,
  checklists: readonly Checklist[],
  set: Pick<RuleSet, 'metrics' | 'rules'>,
  i18n: I18n,
): Row {
  const common = { kind: spec.kind, text: spec.text };
  switch (spec.kind) {
    case 'metric':
    case 'episodes': {
      const { condition } = spec;
      const metric = set.metrics.get(condition.metric);
      return {
        ...common,
        metric: condition.metric,
        operator: condition.operator,
        value: metric
          ? quantityField(condition.threshold, metric, i18n.language)
          : String(condition.threshold),
        hold: holdText(spec.holdMs, i18n.language),
        ...defined({
          over: condition.window && holdText(condition.window.lengthMs, i18n.language),
          most: spec.kind === 'episodes' ? String(spec.most) : undefined,
        }),
      };
    }
    case 'checklist': {
      const list = checklists.find(({ id }) => id === spec.checklist);
      return {
        ...common,
        checklist: spec.checklist,
        items: (list?.items ?? []).map((item) => item.text).join('\n'),
        share: i18n.f.limit(spec.target, { unit: 'ratio' }),
      };
    }
    case 'replay':
      return {
        ...common,
        list: spec.checklist,
        right: i18n.f.limit(spec.target, { unit: 'ratio' }),
      };
    case 'proof':
      return { ...common, rule: spec.rule };
    case 'threshold': {
      const metric = metricOfRule(spec.rule, set);
      const limit = metric ? quantityField(spec.limit, metric, i18n.language) : String(spec.limit);
      return { ...common, rule: spec.rule, operator: spec.operator, limit };
    }
    case 'attestation':
      return { ...common, statement: spec.statement };
    default:
      return spec satisfies never;
  }
}

/** The criteria of a form as a command names them, and one text for each bad field. */
export type CriterionRows = {
  readonly criteria: readonly string[];
  readonly checklists: readonly ChecklistDraft[];
  readonly errors: Readonly<Record<string, string>>;
  /** The field that shows what is wrong with each of `criteria`, and with each of `checklists`. */
  readonly criterionFields: readonly string[];
  readonly checklistFields: readonly string[];
};

/**
 * Reads the criteria of a form. A criterion that says what it said before keeps its text, and so what was
 * measured. The grammar is asked here already, because only the form knows the field of each fault.
 */
export function readCriterionRows(
  values: FormValues,
  set: Pick<RuleSet, 'metrics' | 'rules' | 'stepMs'>,
  agent: string,
  i18n: I18n,
): CriterionRows {
  const criteria: string[] = [];
  const checklists: ChecklistDraft[] = [];
  const criterionFields: string[] = [];
  const checklistFields: string[] = [];
  const errors: Record<string, string> = {};
  for (let place = 0; place < mostRows; place += 1) {
    const row = rowAt(values, place);
    if (row['kind'] === undefined || row['kind'] === 'none') continue;
    const list = row['kind'] === 'checklist' ? checklistOf(row, place) : undefined;
    const replayed = row['kind'] === 'replay' ? [row['list'] ?? ''] : [];
    const lists = list ? [list.id] : replayed;
    const canReplay = replayed.length > 0;
    const context = criterionContext(set, agent, lists, canReplay);
    const parsed = parsePlanCriterion(textOf(row, list?.id ?? '', set), set, agent, { lists, canReplay });
    if (list && list.items.length === 0) errors[`c${place}.items`] = i18n.t.plan.errors.required;
    if (!parsed.ok) {
      for (const fault of parsed.faults) {
        errors[`c${place}.${fieldOf(fault.code, row['kind'])}`] ??= faultText(fault, i18n);
      }
      continue;
    }
    criteria.push(asBefore(parsed.criterion, row['text'], context));
    criterionFields.push(`c${place}.${fieldOf('', row['kind'])}`);
    if (!list) continue;
    checklists.push(list);
    checklistFields.push(`c${place}.items`);
  }
  return { criteria, checklists, errors, criterionFields, checklistFields };
}

function rowAt(values: FormValues, place: number): Row {
  const prefix = `c${place}.`;
  const own = Object.entries(values).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(prefix.length), value]));
}

function checklistOf(row: Row, place: number): ChecklistDraft {
  const items = (row['items'] ?? '').split(/\r?\n/).map((line) => line.trim());
  return { id: row['checklist'] || `list-${place + 1}`, items: items.filter((line) => line !== '') };
}

/** The criterion in the words of the grammar. */
function textOf(row: Row, checklist: string, set: Pick<RuleSet, 'metrics' | 'rules'>): string {
  const entered = (field: string) => (row[field] ?? '').trim();
  switch (row['kind']) {
    case 'metric':
    case 'episodes': {
      const metric = set.metrics.get(entered('metric'));
      const over =
        metric?.aggregate !== 'age' && entered('over') ? ` over ${typedDuration(entered('over'))}` : '';
      const hold = entered('hold') ? ` for ${typedDuration(entered('hold'))}` : '';
      const most = Number(entered('most') || '0');
      const head = row['kind'] === 'metric' ? '' : most > 0 ? `at most ${most} ` : 'no ';
      return `${head}${entered('metric')} ${entered('operator')} ${typedValue(entered('value'), metric)}${over}${hold}`;
    }
    case 'checklist': {
      const share = typedNumber(entered('share') || '100%');
      return `checklist ${checklist} ${share === '100%' ? '=' : '>='} ${share}`;
    }
    case 'replay': {
      const share = typedNumber(entered('right') || '100%');
      return `replay ${entered('list')} ${share === '100%' ? '=' : '>='} ${share}`;
    }
    case 'proof':
      return `proof ${entered('rule')} passed`;
    case 'threshold': {
      const limit = typedValue(entered('limit'), metricOfRule(entered('rule'), set));
      return `threshold ${entered('rule')} ${entered('operator')} ${limit}`;
    }
    default:
      return `attested "${entered('statement').replaceAll('"', '”')}"`;
  }
}

function asBefore(
  spec: CriterionSpec,
  before: string | undefined,
  context: ReturnType<typeof criterionContext>,
): string {
  if (before === undefined) return spec.text;
  const known = parseCriterion(before, context);
  const same = known.ok && formatCriterion(known.criterion, context) === formatCriterion(spec, context);
  return same ? before : spec.text;
}

function fieldOf(code: string, kind: string): string {
  switch (code) {
    case 'nothing_measured':
      return 'kind';
    case 'unknown_metric':
      return 'metric';
    case 'unknown_rule':
    case 'threshold_of_several_metrics':
      return 'rule';
    case 'bad_operator':
    case 'contradicts_direction':
      return 'operator';
    case 'missing_window':
    case 'bad_window':
    case 'window_too_short':
    case 'window_too_long':
    case 'window_not_aligned':
      return 'over';
    case 'missing_hold':
    case 'bad_hold':
      return 'hold';
    case 'bad_count':
      return 'most';
    case 'bad_statement':
      return 'statement';
    case 'unknown_checklist':
      return kind === 'replay' ? 'list' : 'items';
    default:
      return (
        { threshold: 'limit', checklist: 'share', replay: 'right', attestation: 'statement' }[kind] ?? 'value'
      );
  }
}

function faultText(fault: { readonly code: string; readonly expected: string }, i18n: I18n): string {
  const known: Readonly<Record<string, string>> = i18n.t.plan.criterionFaults;
  return known[fault.code] ?? i18n.t.plan.errors.criterion(fault.expected);
}

function metricOfRule(rule: string, set: Pick<RuleSet, 'metrics' | 'rules'>): NamedMetric | undefined {
  const found = set.rules.find(({ id }) => id === rule);
  return set.metrics.get(found?.when[0]?.metric ?? '');
}
