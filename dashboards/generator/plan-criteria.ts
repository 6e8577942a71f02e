import type { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import type { PanelBuilder as StateTimelinePanel } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import type { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { seconds, shareBar, toPlan, width, words } from './cells.ts';
import { bars, planLink, stacked, table, timeline } from './kinds.ts';
import { coded, type State, steps } from './parts.ts';
import { chosenPlans, perCriterion } from './plan-queries.ts';

const verdicts: readonly State[] = [
  { value: 0, text: 'pending', color: 'text' },
  { value: 1, text: 'no data', color: 'yellow' },
  { value: 2, text: 'holding', color: 'blue' },
  { value: 3, text: 'met', color: 'green' },
  { value: 4, text: 'failed', color: 'red' },
  { value: 5, text: 'error', color: 'purple' },
];

/** Share of the hold asked for that each criterion has held, 1 when it is through. Criteria without a hold have none. */
const heldShare = `clamp_max(${perCriterion('filrouge_criterion_held_seconds')} / (${perCriterion('filrouge_criterion_hold_seconds')} > 0), 1)`;

/** How many criteria have which verdict, over time. */
export function verdictsOverTime(): TimeseriesPanel {
  return stacked(
    {
      title: 'Criteria by verdict',
      description:
        'no_data is a verdict of its own: what could not be measured counts neither for nor against an action.',
      noData: 'No criterion in the chosen plans',
      width: 12,
      height: 9,
      queries: [
        {
          expr: `sum by (verdict) (max by (plan, verdict) (filrouge_plan_criteria{${chosenPlans}}))`,
          legend: '{{verdict}}',
        },
      ],
    },
    {
      unit: 'short',
      colors: Object.fromEntries(verdicts.map(({ text, color }) => [text.replace(' ', '_'), color])),
    },
  );
}

/** How much of the hold asked for each criterion has behind it. */
export function heldTime(): BarGaugePanel {
  return bars(
    {
      title: 'Held time against target',
      description:
        'Share of the asked hold that a criterion has held so far. A failing measure starts it again; no data and suspension freeze it.',
      noData: 'No criterion with a hold in the chosen plans',
      width: 12,
      height: 9,
      queries: [{ expr: `sort_desc(${heldShare})`, legend: '{{criterion}}', as: 'instant' }],
    },
    { unit: 'percentunit', max: 1, colors: steps('blue', [1, 'green']) },
  ).dataLinks([planLink()]);
}

/** Each criterion's verdict over time. */
export function verdictHistory(): StateTimelinePanel {
  return timeline(
    {
      title: 'Verdict history',
      description:
        'Criteria while they are under way: when each began to hold, fell back, or lacked data. One that is met ends; red after that is a regression.',
      noData: 'No criterion is under way in the chosen plans',
      width: 24,
      height: 8,
      queries: [
        {
          expr: `max by (plan, action, criterion) (${coded('filrouge_criterion_verdict', chosenPlans, 'verdict', verdicts)})`,
          legend: '{{criterion}}',
        },
      ],
    },
    verdicts,
  ).dataLinks([planLink()]);
}

/** Each criterion with what is measured and what is asked for. */
export function criteriaTable(): TablePanel {
  const present = `max by (plan, action, criterion, verdict) (filrouge_criterion_verdict{${chosenPlans}})`;
  return table(
    {
      title: 'Criteria under way',
      description:
        'Value and target are in the unit of the metric: a ratio of 0.01 is 1 %, a freshness is in seconds.',
      noData: 'No criterion is under way in the chosen plans',
      width: 24,
      height: 9,
      queries: [
        { expr: present, as: 'table' },
        { expr: `max by (criterion) (filrouge_criterion_value{${chosenPlans}})`, as: 'table' },
        { expr: `max by (criterion) (filrouge_criterion_target{${chosenPlans}})`, as: 'table' },
        { expr: `max by (criterion) (filrouge_criterion_held_seconds{${chosenPlans}})`, as: 'table' },
        { expr: `max by (criterion) (filrouge_criterion_hold_seconds{${chosenPlans}})`, as: 'table' },
        { expr: `max by (criterion) (${heldShare})`, as: 'table' },
      ],
    },
    'criterion',
    [
      { from: 'plan', title: 'Plan', look: toPlan },
      { from: 'action', title: 'Action', look: width(90) },
      { from: 'criterion', title: 'Criterion', look: width(110) },
      {
        from: 'verdict',
        title: 'Verdict',
        look: words(verdicts.map((one) => ({ ...one, value: one.text.replace(' ', '_') }))),
      },
      { from: 'Value #B', title: 'Value' },
      { from: 'Value #C', title: 'Target' },
      { from: 'Value #D', title: 'Held', look: seconds },
      { from: 'Value #E', title: 'Hold asked for', look: seconds },
      { from: 'Value #F', title: 'Held share', look: shareBar('blue') },
    ],
  );
}
