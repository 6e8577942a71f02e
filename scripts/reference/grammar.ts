import type { Unit } from '../../src/metrics/metric.ts';
import type { CriterionSpec } from '../../src/rules/criterion.ts';
import { code, markdownTable } from './table.ts';

type Form = { readonly form: string; readonly example: string; readonly says: string };

/** The parts of a condition; examples are about the shipped metrics. */
export const conditionForms: readonly Form[] = [
  {
    form: 'metric op quantity over window',
    example: 'error_rate > 2% over 5m',
    says: 'The metric over a sliding window, compared. `op` is one of `>` `>=` `<` `<=` `==` `!=`',
  },
  {
    form: 'metric op quantity',
    example: 'catalogue_freshness > 15m',
    says: 'Without a window: for `aggregate: age` alone, which looks at the last sample',
  },
  {
    form: 'metric over window op factor × metric over window ending duration ago',
    example: 'error_rate over 5m > 2 × error_rate over 7d ending 1h ago',
    says: 'The metric now, compared with as many times what it was. `×`, `x` or `*`; left out, the factor is 1, the first window 5m, and the second one ends where the first begins. Without data then, with less than `min_baseline_samples`, or at 0, the verdict is no data. Sums and counts are brought to the length of the first window. In rules alone',
  },
  {
    form: 'metric op factor × metric over window vs control for variant name at level share',
    example: 'error_rate > 1.5 × error_rate over 30m vs control at level 0.1%',
    says: "A variant of the agent's traffic is worse than as many times the control, and by more than chance explains: an exact one-sided test (Fisher) of the events of both windows, whose level is 1% if left out. Of a ratio with aggregate mean, of agents whose `variants` name both; the variant is left out where there is one other. `error_rate over 30m vs control` asks whether it is worse at all. Under `min_samples` of either the verdict is no data. In `when` alone",
  },
  {
    form: 'burn rate of metric op number over window and window for target share',
    example: 'burn rate of error_rate > 14.4 over 1h and 5m for target 99.9%',
    says: 'So many times as many events go wrong as the target allows, over each window (one or two). Of a ratio; the target may stand in metrics.yaml (`target`). In a criterion over one window',
  },
];

/** Each form of a criterion. */
export const criterionForms: Readonly<Record<CriterionSpec['kind'], Form>> = {
  metric: {
    form: 'condition for hold',
    example: 'error_rate < 1% over 1h for 24h',
    says: 'True for the whole hold, by measures. A failing one starts the hold again; no data freezes it',
  },
  episodes: {
    form: 'no condition for hold, or: at most count condition for hold',
    example: 'no catalogue_freshness > 15m for 48h',
    says: 'The condition, an alarm, began no more often than that within the hold',
  },
  checklist: {
    form: 'checklist name = share, or: >= share',
    example: 'checklist replay = 100%',
    says: "That share of the items of the action's checklist is ticked",
  },
  replay: {
    form: 'replay name = share, or: >= share',
    example: 'replay questions = 100%',
    says: 'That share of the cases of the list is answered rightly, asked again since the action was done and settled. No answer is no data',
  },
  proof: {
    form: 'proof rule passed',
    example: 'proof error-rate passed',
    says: 'A proof test of the rule has passed since, under the rules in force',
  },
  threshold: {
    form: 'threshold rule op quantity',
    example: 'threshold error-rate <= 1.5%',
    says: 'Every condition of the rule in force has such a threshold',
  },
  attestation: {
    form: 'attested "statement"',
    example: 'attested "customers contacted"',
    says: 'A person says so: who, when, and a link. It is called attested, never measured',
  },
};

/** How each unit is written. */
export const quantityForms: Readonly<Record<Unit, readonly string[]>> = {
  ratio: ['2%', '0.02'],
  score: ['4.2/5', '4.2'],
  seconds: ['15m', '900'],
  count: ['120'],
  number: ['-5.5'],
  currency: ['120.50'],
};

/** Durations and what they mean in milliseconds. */
export const durationForms: Readonly<Record<string, number>> = {
  '250ms': 250,
  '30s': 30_000,
  '5m': 300_000,
  '1h30m': 5_400_000,
  '7d': 604_800_000,
  '2w': 1_209_600_000,
};

/** Series of rule tests, and the values that they stand for. */
export const seriesForms: Readonly<Record<string, readonly (number | undefined)[]>> = {
  '1% 2.3%': [0.01, 0.023],
  '4x2': [4, 4, 4],
  '0+5x2': [0, 5, 10],
  '10-2x2': [10, 8, 6],
  '1 _ 1': [1, undefined, 1],
  _x3: [undefined, undefined, undefined],
};

/** The page of everything that stands inside a text of the rule files. */
export function grammarPage(): string {
  const forms = (all: readonly Form[]) =>
    markdownTable(
      ['form', 'example', 'it is true when'],
      all.map(({ form, example, says }) => [code(form), code(example), says]),
    );
  return [
    '# Grammar of conditions and criteria\n',
    '## Conditions\n',
    'Of `when` and `clear`. A list means all of them. One whose direction contradicts the `better` of its metric is refused.\n',
    forms(conditionForms),
    '\nA window is a whole number of steps (`FILROUGE_STEP`, 10s) and reads at most 360 cells: longer ones read coarser cells, and',
    'are whole numbers of these. `for` (how long it must hold) is a key of the rule. A window of the past is made of whole cells, of which',
    'it and the time since are at most 1440: seven days are told to the hour, an hour of last week to ten minutes. docs/compare.md has examples.\n',
    '## Criteria\n',
    'Of actions and of the plan as a whole. Only what is measured after an action is done and settled counts.\n',
    forms(Object.values(criterionForms)),
    '\n## Quantities\n',
    markdownTable(
      ['unit', 'written'],
      Object.entries(quantityForms).map(([unit, texts]) => [code(unit), texts.map(code).join(' or ')]),
    ),
    '\n## Durations\n',
    `${Object.keys(durationForms).map(code).join(', ')}; \`0\` needs no unit.\n`,
    '## Series of rule tests\n',
    'One value a step.\n',
    markdownTable(
      ['series', 'values'],
      Object.entries(seriesForms).map(([text, values]) => [
        code(text),
        values.map((value) => value ?? 'none').join(', '),
      ]),
    ),
  ].join('\n');
}
