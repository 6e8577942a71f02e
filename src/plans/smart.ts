import type { Plan } from './plan.ts';

/** Qualities that an objective can lack: measure, value to reach, date. Hints: nothing is refused. */
export const smartHints = [
  'objective_without_measure',
  'objective_without_target',
  'objective_without_date',
] as const;
type SmartHint = (typeof smartHints)[number];

const months =
  'janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december';
const spans = 'jours?|semaines?|mois|trimestres?|ans?|années?|days?|weeks?|months?|quarters?|years?';

/** Days, months, quarters, years of the calendar, and spans within which it is to be reached. */
const dates = new RegExp(
  String.raw`\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|(?:\d{1,2}(?:er|st|nd|rd|th)?\s+)?\b(?:${months})\b(?:\s+\d{4})?|\b[TSQH][1-4]\b(?:\s+\d{4})?|\b20\d{2}\b|(?:d['’]ici(?:\s+à)?|dans les|sous|avant|within|in the next|by)\s+(?:\d+|un|une|deux|trois|six|a|one|two|three|six)\s+(?:${spans})\b|\ben\s+\d+\s+(?:mois|trimestres?|ans?)\b`,
  'giu',
);
const measures = new RegExp(
  String.raw`%|‰|€|\/\s?\d|\b(?:euros?|${spans}|heures?|hours?|h|min|minutes?|secondes?|seconds?|points?|taux|délais?|delais?|nombre|part|notes?|satisfaction|csat|nps|fcr|coûts?|couts?|volumes?|rates?|times?|delays?|number|share|score|costs?)\b|\d\s+\p{L}{3,}`,
  'iu',
);

/** The hints about an objective; `dated`: whether the plan itself has an end. */
export function smartHintsOf(objective: string, dated: boolean): readonly SmartHint[] {
  const said = objective.normalize('NFC').replaceAll(/[\u00a0\u202f]/g, ' ');
  const rest = said.replaceAll(dates, ' ');
  return [
    ...(measures.test(rest) ? [] : (['objective_without_measure'] as const)),
    ...(/\d/.test(rest) || /\b(?:aucune?|zéro|none|zero|chaque|every|tous|toutes|all)\b/iu.test(rest)
      ? []
      : (['objective_without_target'] as const)),
    ...(dated || rest !== said ? [] : (['objective_without_date'] as const)),
  ];
}

/** The hints about a plan's objective until it is closed; of a plan that an incident began, none. */
export function smartWarnings({ incident, state, objective, targetAt }: Plan): readonly SmartHint[] {
  if (incident !== undefined || state === 'closed' || objective === undefined) return [];
  return smartHintsOf(objective, targetAt !== undefined);
}
