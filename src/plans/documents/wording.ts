import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { midSentence, thin, typeset } from '../../language/typography.ts';
import { dayMs } from '../../language/zoned.ts';
import type { Metric, NamedMetric } from '../../metrics/metric.ts';
import type { Condition, Operator } from '../../rules/condition.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import { type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import { rightSideText } from '../../rules/words/against.ts';
import { bases, basesOf, basisOf, targetOf } from '../criteria/criterion.ts';
import { attributedOf } from '../criteria/hold.ts';
import type { Action, Criterion, Plan } from '../plan.ts';
import type { Progress } from '../progress.ts';
import { dailyUntil } from '../review.ts';
import { phrasesOf, planTexts } from './texts.ts';

/** In which language and zone, and by which rules: what makes values and criteria readable. */
export type WordingContext = {
  readonly language: Language;
  readonly timezone: string;
  readonly ruleSet: Pick<RuleSet, 'metrics' | 'rules'>;
  readonly agent: string;
};

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Comparisons as people write them. */
export const signs: Readonly<Record<Operator, string>> = {
  '>': '>',
  '>=': '≥',
  '<': '<',
  '<=': '≤',
  '==': '=',
  '!=': '≠',
};

type Unit = Pick<Metric, 'unit' | 'scale' | 'currency'> | undefined;

/**
 * A metric's value for people, told from those `besides` it: `2,3 %`, `4,2/5`, `15 min`. A metric no longer
 * known gives a bare number.
 */
export function formatValue(
  value: number,
  metric: Unit,
  language: Language,
  ...besides: readonly (number | undefined)[]
): string {
  return formatOf(language).quantity(value, metric ?? { unit: 'number' }, ...besides);
}

/** A threshold for people, as it was set. */
export function formatLimit(threshold: number, metric: Unit, language: Language): string {
  return formatOf(language).limit(threshold, metric ?? { unit: 'number' });
}

/** A metric's label in the middle of a sentence; its name where it is no longer known. */
export function metricLabel(
  name: string,
  metrics: ReadonlyMap<string, NamedMetric>,
  language: Language,
): string {
  const metric = metrics.get(name);
  return metric === undefined ? name : midSentence(typeset(metric.label[language], language));
}

/** A span that people think of in hours up to three days: `24 h`, `48 h`, then `7 j`. */
export function holdText(ms: number, language: Language): string {
  if (ms >= hourMs && ms <= 3 * dayMs && ms % hourMs === 0) return `${ms / hourMs}${thin}h`;
  return formatOf(language).span(ms);
}

/** How much of a hold is reached, both in hours where the hold is: `tenu 26 h sur 48 h`. */
function heldText(heldMs: number, holdMs: number, language: Language): string {
  return phrasesOf(language).heldFor(heldPart(heldMs, holdMs, language), holdText(holdMs, language));
}

/** The part of a hold that is reached, in the unit of the hold where it is nothing: `0 h`, `0 min`, `0 s`. */
export function heldPart(heldMs: number, holdMs: number, language: Language): string {
  const unit = holdMs >= hourMs ? 'h' : holdMs >= minuteMs ? 'min' : 's';
  if (heldMs === 0) return `0${thin}${unit}`;
  const inHours = heldMs >= hourMs && holdMs <= 3 * dayMs;
  return inHours ? holdText(heldMs - (heldMs % hourMs), language) : formatOf(language).span(heldMs);
}

/** A condition in words: `taux d'erreur < 1 %`. */
export function conditionText(condition: Condition, ctx: WordingContext): string {
  const { metrics } = ctx.ruleSet;
  const value = rightSideText(condition, metrics.get(condition.metric), ctx.language);
  return `${metricLabel(condition.metric, metrics, ctx.language)} ${signs[condition.operator]}${thin}${value}`;
}

/** The aim of a rule, in a sentence: `taux d'erreur au-dessus de 2 % sur 5 min`. */
export function conditionsInWords(
  conditions: readonly Condition[],
  { language, ruleSet: { metrics } }: Pick<WordingContext, 'language' | 'ruleSet'>,
): string {
  const said = conditions.map((condition) => {
    const { metric, operator } = condition;
    const value = rightSideText(condition, metrics.get(metric), language);
    const compared = phrasesOf(language).compared[operator](value);
    const label = metricLabel(metric, metrics, language);
    // What it is compared with has a window of its own, which stands last.
    if (condition.against !== undefined) return `${overWindow(label, condition, language)} ${compared}`;
    return overWindow(`${label} ${compared}`, condition, language);
  });
  return new Intl.ListFormat(language).format(said);
}

function overWindow(text: string, { window }: Condition, language: Language): string {
  return window === undefined ? text : phrasesOf(language).over(text, holdText(window.lengthMs, language));
}

/** A success criterion in words. */
export function criterionText(spec: CriterionSpec, ctx: WordingContext): string {
  const { language } = ctx;
  const phrases = phrasesOf(language);
  switch (spec.kind) {
    case 'metric':
      return phrases.metricHolds(
        overWindow(conditionText(spec.condition, ctx), spec.condition, language),
        holdText(spec.holdMs, language),
      );
    case 'episodes':
      return phrases.episodes(spec.most, conditionText(spec.condition, ctx), holdText(spec.holdMs, language));
    case 'checklist':
      return phrases.checklist(spec.checklist, formatLimit(spec.target, { unit: 'ratio' }, language));
    case 'replay':
      return phrases.replay(spec.checklist, formatLimit(spec.target, { unit: 'ratio' }, language));
    case 'proof':
      return phrases.proof(spec.rule);
    case 'threshold':
      return phrases.threshold(
        spec.rule,
        `${signs[spec.operator]}${thin}${formatLimit(spec.limit, metricOfRule(spec.rule, ctx), language)}`,
      );
    case 'attestation':
      return phrases.attested(spec.statement);
    default:
      return spec satisfies never;
  }
}

/** How far a criterion is, in a few words. */
export function verdictText({ spec, state }: Criterion, ctx: WordingContext): string {
  const { language, timezone } = ctx;
  const [phrases, texts] = [phrasesOf(language), planTexts(language)];
  const when = (at: number) => formatOf(language).dateTime(at, timezone);
  const early = (text: string) => (attributedOf(state) === false ? `${text}, ${phrases.heldBefore}` : text);
  switch (state.verdict) {
    case 'pending':
      if (spec.kind === 'proof' && state.why === 'waiting' && state.heldBefore) return phrases.proofAgain;
      return early(texts.pending[state.why]);
    case 'holding':
      return early(heldText(state.heldMs, 'holdMs' in spec ? spec.holdMs : 0, language));
    case 'met':
      return early(phrases.metOn[basisOf(spec)](when(state.at)));
    case 'failed':
      return state.value === undefined
        ? texts.verdicts.failed
        : phrases.failedAt(criterionValue(spec, state.value, ctx));
    case 'no_data':
      return early(phrases.noDataSince(when(state.since)));
    case 'error':
      return state.reason in texts.errors
        ? texts.errors[state.reason as keyof typeof texts.errors]
        : texts.verdicts.error;
    default:
      return state satisfies never;
  }
}

/** A verdict in a word: what was ticked or attested is called so, and is no measure. */
export function verdictLabel({ spec, state }: Pick<Criterion, 'spec' | 'state'>, language: Language): string {
  const texts = planTexts(language);
  return state.verdict === 'met' ? texts.bases[basisOf(spec)] : texts.verdicts[state.verdict];
}

/** Whether an action worked, in a word for each thing that this rests on. */
export function verificationText(
  action: Pick<Action, 'verification' | 'criteria'>,
  language: Language,
): string {
  const { verifications, verifiedBy } = planTexts(language);
  if (action.verification !== 'verified') return verifications[action.verification];
  return basesOf(action.criteria)
    .map((basis) => verifiedBy[basis])
    .join(', ');
}

/** How many actions are verified, a word for each thing that this rests on. */
export function verifiedText(by: Progress['verifiedBy'], language: Language): string {
  const said = bases
    .filter((basis) => by[basis] > 0)
    .map((basis) => planTexts(language).counted[basis](by[basis]));
  return said.length === 0 ? planTexts(language).noneVerified : said.join(', ');
}

/** A value as its criterion measures it, told from the target: in the metric's unit, or as a share. */
export function criterionValue(spec: CriterionSpec, value: number, ctx: WordingContext): string {
  const target = targetOf(spec);
  const unit = unitOf(spec, ctx);
  return value === target
    ? formatLimit(target, unit, ctx.language)
    : formatValue(value, unit, ctx.language, target);
}

function unitOf(spec: CriterionSpec, ctx: WordingContext): Unit {
  switch (spec.kind) {
    case 'metric':
    case 'episodes':
      return ctx.ruleSet.metrics.get(spec.condition.metric);
    case 'threshold':
      return metricOfRule(spec.rule, ctx);
    case 'checklist':
    case 'replay':
    case 'proof':
    case 'attestation':
      return { unit: 'ratio' };
    default:
      return spec satisfies never;
  }
}

/** The rhythm of the reviews in words: "Chaque jour jusqu'au 12/06/2026, puis chaque semaine". */
export function cadenceText(plan: Plan, language: Language): string {
  const { dailyForMs, thenEveryMs } = plan.cadence;
  const format = formatOf(language);
  return phrasesOf(language).cadence({
    dailyUntil: dailyForMs >= dayMs ? format.date(dailyUntil(plan), plan.timezone) : undefined,
    thenDays: thenEveryMs / dayMs,
    thenSpan: format.span(thenEveryMs),
  });
}

function metricOfRule(rule: string, ctx: WordingContext): NamedMetric | undefined {
  const found = ruleOver(ctx.ruleSet, ctx.agent, rule) ?? ctx.ruleSet.rules.find(({ id }) => id === rule);
  return ctx.ruleSet.metrics.get(found?.when[0]?.metric ?? '');
}
