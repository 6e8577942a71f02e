import type { NamedMetric } from '../../metrics/metric.ts';
import { formatQuantity } from '../../metrics/quantity.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration, parseDuration } from '../../platform/duration.ts';
import { type FixedCondition, formatCondition, isPlain, longestDurationMs } from '../../rules/condition.ts';
import { parseCondition } from '../../rules/grammar/parse-condition.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Range } from '../agents/agent.ts';
import { durationField, quantityField, typedDuration, typedValue } from '../components/typed-quantity.ts';
import type { I18n } from '../words/texts.ts';

/** How far back a proposal may be tried in the console; further back goes the command line. */
export const workshopRanges = ['24h', '7d', '30d'] as const satisfies readonly Range[];
export type WorkshopRange = (typeof workshopRanges)[number];

/** The part of a rule that the workshop moves: its first condition, on the metric it reads. */
export type Subject = {
  readonly rule: Rule;
  readonly condition: FixedCondition;
  readonly metric: NamedMetric;
  /** The condition that ends its alert, where that is one on the same metric. */
  readonly clear?: FixedCondition;
};

/** The fields as somebody typed them; what is empty stays as it is in force. */
export type Typed = Readonly<Partial<Record<WorkshopField, string>>>;
export const workshopFields = ['threshold', 'clear', 'window', 'hold'] as const;
export type WorkshopField = (typeof workshopFields)[number];

/** One value of a rule to be changed: a key of its entry, and its new text. */
export type ProposedEdit = { readonly key: string; readonly value: string };

/** A rule as somebody proposes it. */
export type Proposal = {
  readonly when: FixedCondition;
  readonly clear?: FixedCondition;
  readonly holdMs: number;
  /** Its changes, in an order in which the rules load after each; empty when it is the rule in force. */
  readonly edits: readonly ProposedEdit[];
};

/** A proposal as it was read from the form, or the fault of each field. */
export type ReadProposal =
  | { readonly ok: true; readonly proposal: Proposal }
  | { readonly ok: false; readonly errors: Typed };

/** The movable part of a rule, or `undefined` when nothing is known of its metric. */
export function subjectOf(rule: Rule, set: Pick<RuleSet, 'metrics'>): Subject | undefined {
  const [condition] = rule.when;
  const metric = set.metrics.get(condition?.metric ?? '');
  if (condition === undefined || metric === undefined || !isPlain(condition)) return undefined;
  const [clear, ...more] = rule.clear ?? [];
  const single =
    clear !== undefined && isPlain(clear) && more.length === 0 && clear.metric === condition.metric;
  return { rule, condition, metric, ...defined({ clear: single ? clear : undefined }) };
}

/** Reads a proposal; each bad field gets one text. A `clear` left empty follows the threshold. */
export function readProposal(typed: Typed, subject: Subject, set: RuleSet, i18n: I18n): ReadProposal {
  const { rule, condition, metric, clear } = subject;
  const errors: Partial<Record<WorkshopField, string>> = {};
  const when = readPart(condition, { value: typed.threshold, window: typed.window }, 'alarm', set, metric);
  if (!when.ok) errors[when.at === 'value' ? 'threshold' : 'window'] = faultText(when, metric, i18n);
  const holdMs = isBlank(typed.hold) ? rule.forMs : readHold(typed.hold);
  if (holdMs === undefined) errors.hold = i18n.t.plan.criterionFaults.bad_hold;
  const end = when.ok && clear !== undefined ? readClear(typed, subject, when.condition, set) : undefined;
  if (end !== undefined && !end.ok) errors.clear = faultText(end, metric, i18n);
  if (when.ok && end?.ok && overlaps(when.condition, end.condition)) errors.clear = i18n.t.workshop.overlaps;
  if (!when.ok || holdMs === undefined || Object.keys(errors).length > 0) return { ok: false, errors };
  const proposed = {
    when: when.condition,
    holdMs,
    ...defined({ clear: end?.ok ? end.condition : undefined }),
  };
  return { ok: true, proposal: { ...proposed, edits: editsOf(subject, proposed, set) } };
}

/** The texts in the fields: readable values as people write them, others as they were typed. */
export function fieldTexts(
  typed: Typed,
  { rule, condition, metric }: Subject,
  read: ReadProposal,
  i18n: I18n,
): Typed {
  const { when, clear, holdMs } = read.ok
    ? read.proposal
    : { when: condition, clear: undefined, holdMs: rule.forMs };
  const shown = {
    threshold: quantityField(when.threshold, metric, i18n.language),
    clear:
      isBlank(typed.clear) || clear === undefined
        ? ''
        : quantityField(clear.threshold, metric, i18n.language),
    window: when.window === undefined ? '' : durationField(when.window.lengthMs, i18n.language),
    hold: durationField(holdMs, i18n.language),
  };
  if (read.ok) return shown;
  return Object.fromEntries(
    workshopFields.map((field) => [field, isBlank(typed[field]) ? shown[field] : typed[field]]),
  );
}

/** Whether a field besides the threshold says something of its own: the others may stay folded away. */
export function isUnfolded(typed: Typed, read: ReadProposal, { rule, condition }: Subject): boolean {
  if (!read.ok) return Object.keys(read.errors).some((field) => field !== 'threshold');
  const { when, holdMs } = read.proposal;
  const sameWindow = when.window?.lengthMs === condition.window?.lengthMs;
  return !isBlank(typed.clear) || !sameWindow || holdMs !== rule.forMs;
}

type PartRead =
  | { readonly ok: true; readonly condition: FixedCondition }
  | { readonly ok: false; readonly code: string; readonly at: 'value' | 'window'; readonly typed: string };

/** A condition with what was typed in the place of its threshold and its window. */
function readPart(
  known: FixedCondition,
  typed: { readonly value?: string | undefined; readonly window?: string | undefined },
  means: 'alarm' | 'goal',
  set: RuleSet,
  metric: NamedMetric,
): PartRead {
  const value = isBlank(typed.value)
    ? formatQuantity(known.threshold, metric)
    : typedValue(typed.value, metric);
  const bare = /^[-+]?\d+(?:\.\d+)?$/.test(value);
  if (bare && !isBlank(typed.value) && (metric.unit === 'ratio' || metric.unit === 'seconds'))
    return { ok: false, code: 'unit_missing', at: 'value', typed: value };
  const window = isBlank(typed.window)
    ? known.window && formatDuration(known.window.lengthMs)
    : typedDuration(typed.window);
  const over = known.window === undefined || window === undefined ? '' : ` over ${window}`;
  const text = `${known.metric} ${known.operator} ${value}${over}`;
  const parsed = parseCondition(text, { ...set, allowHold: false, means });
  if (parsed.ok) {
    const { text: _typed, ...parts } = parsed.condition;
    return { ok: true, condition: { ...parts, text: formatCondition(parts, set.metrics) } };
  }
  const code = parsed.faults[0]?.code ?? 'bad_quantity';
  const inWindow = code.includes('window') || code === 'hold_not_allowed';
  return { ok: false, code, at: inWindow ? 'window' : 'value', typed: value };
}

function readClear(typed: Typed, subject: Subject, when: FixedCondition, set: RuleSet): PartRead | undefined {
  const { clear, condition, metric } = subject;
  if (clear === undefined) return undefined;
  const follows = isBlank(typed.clear);
  const value = follows ? quantityField(followed(subject, when.threshold), metric, 'en') : typed.clear;
  const sameWindow = clear.window?.lengthMs === condition.window?.lengthMs;
  const window = sameWindow && when.window ? formatDuration(when.window.lengthMs) : undefined;
  return readPart(clear, { value, window }, 'goal', set, metric);
}

/**
 * Where an alert would end that keeps its distance from the threshold in proportion: three digits, on the
 * good side.
 */
export function followed({ condition, clear, metric }: Subject, threshold: number): number {
  if (clear === undefined || condition.threshold === threshold) return clear?.threshold ?? threshold;
  if (condition.threshold === 0) return clear.threshold;
  const exact = threshold * (clear.threshold / condition.threshold);
  if (exact === 0 || exact === threshold) return exact;
  const unit = 10 ** (Math.floor(Math.log10(Math.abs(exact))) - 2);
  const round = alarmsHigh(condition) ? Math.floor : Math.ceil;
  const most = metric.unit === 'ratio' ? 1 : (metric.scale ?? Number.POSITIVE_INFINITY);
  return Number(
    Math.min(round(exact / unit + (alarmsHigh(condition) ? 1e-9 : -1e-9)) * unit, most).toPrecision(12),
  );
}

/** Whether an alarm is on high values. */
export function alarmsHigh({ operator }: Pick<FixedCondition, 'operator'>): boolean {
  return operator.startsWith('>');
}

function overlaps(when: FixedCondition, clear: FixedCondition): boolean {
  if (when.window?.lengthMs !== clear.window?.lengthMs) return false;
  return alarmsHigh(when) ? clear.threshold > when.threshold : clear.threshold < when.threshold;
}

function readHold(typed: string): number | undefined {
  const ms = parseDuration(typedDuration(typed));
  return ms === undefined || ms > longestDurationMs ? undefined : ms;
}

function isBlank(text: string | undefined): text is undefined {
  return text === undefined || text.trim() === '';
}

function faultText(
  { code, typed }: { readonly code: string; readonly typed: string },
  metric: NamedMetric,
  i18n: I18n,
): string {
  const words = i18n.t.workshop;
  const local = i18n.language === 'fr' ? typed.replace('.', ',') : typed;
  if (code === 'unit_missing')
    return words.unitMissing(metric.unit === 'ratio' ? `${local} %` : `${local} min`);
  if (code === 'bad_quantity' || code === 'unexpected_word')
    return words.notQuantity(quantityField(exampleOf(metric), metric, i18n.language));
  const known: Readonly<Record<string, string>> = i18n.t.plan.criterionFaults;
  return known[code] ?? words.notQuantity(quantityField(exampleOf(metric), metric, i18n.language));
}

function exampleOf({ unit, scale }: NamedMetric): number {
  switch (unit) {
    case 'ratio':
      return 0.015;
    case 'score':
      return (scale ?? 5) * 0.8;
    case 'seconds':
      return 900;
    case 'count':
    case 'number':
    case 'currency':
      return 20;
    default:
      return unit satisfies never;
  }
}

/**
 * The changes of a proposal. A stricter threshold lets `clear` go first, a looser one last, so that nothing
 * overlaps.
 */
function editsOf(
  { rule, condition, clear }: Subject,
  proposed: Omit<Proposal, 'edits'>,
  set: Pick<RuleSet, 'metrics'>,
): ProposedEdit[] {
  const changed = (now: FixedCondition, was: FixedCondition) =>
    now.threshold !== was.threshold || now.window?.lengthMs !== was.window?.lengthMs;
  const when = changed(proposed.when, condition)
    ? [{ key: whenKey(rule), value: formatCondition(proposed.when, set.metrics) }]
    : [];
  const end =
    proposed.clear !== undefined && clear !== undefined && changed(proposed.clear, clear)
      ? [{ key: 'clear', value: formatCondition(proposed.clear, set.metrics) }]
      : [];
  const hold = proposed.holdMs === rule.forMs ? [] : [{ key: 'for', value: formatDuration(proposed.holdMs) }];
  const stricter = alarmsHigh(condition)
    ? proposed.when.threshold < condition.threshold
    : proposed.when.threshold > condition.threshold;
  return [...(stricter ? [...end, ...when] : [...when, ...end]), ...hold];
}

function whenKey(rule: Rule): string {
  return rule.when.length > 1 ? 'when.0' : 'when';
}

/** The edits as a backtest takes them; without any, the rule in force beside itself. */
export function setsOf(
  { rule, condition }: Subject,
  { edits }: Proposal,
  set: Pick<RuleSet, 'rules'>,
): string[] {
  const all = edits.length > 0 ? edits : [{ key: whenKey(rule), value: condition.text }];
  return all.map(({ key, value }) => `${nameOf(rule, set)}.${key}=${value}`);
}

/** The commands that put a proposal in force, one for each value, to be copied into a terminal. */
export function commandsOf(
  { rule, condition, metric }: Subject,
  { when, edits }: Proposal,
  set: Pick<RuleSet, 'rules'>,
): string[] {
  const name = nameOf(rule, set);
  return edits.map(({ key, value }) => {
    const threshold = formatQuantity(when.threshold, metric);
    const onlyThreshold = key === 'when' && when.window?.lengthMs === condition.window?.lengthMs;
    if (onlyThreshold && !threshold.startsWith('-')) return `filrouge rules set ${name} ${threshold}`;
    return `filrouge rules set ${name}.${key} ${/^[\w.]+$/.test(value) ? value : `'${value}'`}`;
  });
}

/** A rule's name on the command line: with an agent where several files have a rule of that id. */
export function nameOf({ id, agents }: Rule, { rules }: Pick<RuleSet, 'rules'>): string {
  return rules.filter((other) => other.id === id).length > 1 ? `${agents[0]}/${id}` : id;
}
