import type { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import type { PanelBuilder as TimeseriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { bars, lines, planLink, stacked } from './kinds.ts';
import { steps } from './parts.ts';
import { chosenPlans, completion, openPlans, perPlan, planStates, timeToClose } from './plan-queries.ts';
import { planStateColors } from './plan-table.ts';

const half = { width: 12, height: 8 };

function byPlan(): TimeseriesPanel[] {
  return [
    lines(
      {
        ...half,
        title: 'Completion by plan',
        description: 'Share of the corrective actions that are done, for each plan.',
        noData: 'No plan',
        queries: [{ expr: completion, legend: 'Plan {{plan}}' }],
      },
      { unit: 'percentunit', calcs: ['lastNotNull'] },
    ).max(1),
    lines(
      {
        ...half,
        title: 'Overdue actions by plan',
        description: 'A line that stays up is a plan that nobody moves.',
        noData: 'No plan',
        queries: [
          {
            expr: `${perPlan('filrouge_plan_overdue_actions')} or 0 * ${openPlans}`,
            legend: 'Plan {{plan}}',
          },
        ],
      },
      { unit: 'short' },
    ).decimals(0),
  ].map((one) => one.min(0).dataLinks([planLink()]));
}

function together(): TimeseriesPanel[] {
  return [
    stacked(
      {
        ...half,
        title: 'Actions by status',
        description:
          'Corrective actions of the chosen plans. Done is not yet verified: see the criteria below.',
        noData: 'No action',
        queries: [
          {
            expr: `sum by (status) (max by (plan, status) (filrouge_plan_actions{${chosenPlans}}))`,
            legend: '{{status}}',
          },
        ],
      },
      { unit: 'short', colors: { todo: 'text', in_progress: 'blue', blocked: 'red', done: 'green' } },
    ),
    stacked(
      {
        ...half,
        title: 'Plans by state',
        description: 'Drafts, active and closed plans over time. A plan taken up again is active.',
        noData: 'No plan',
        queries: [{ expr: `count by (state) (${planStates})`, legend: '{{state}}' }],
      },
      { unit: 'short', colors: planStateColors },
    ),
  ];
}

/** How plans advance, one by one on the left and together on the right. */
export function progress(): TimeseriesPanel[] {
  const [completion, overdue] = byPlan();
  const [status, state] = together();
  return [completion, status, overdue, state].filter((one) => one !== undefined);
}

/** How long the closed plans took. */
export function timeToCloseBars(): BarGaugePanel {
  return bars(
    {
      title: 'Time to close',
      description: 'From the draft to the closure of each closed plan, longest first.',
      noData: 'No plan closed yet',
      width: 24,
      height: 8,
      queries: [{ expr: `sort_desc(${timeToClose})`, legend: 'Plan {{plan}}', as: 'instant' }],
    },
    { unit: 's', colors: steps('blue') },
  ).dataLinks([planLink()]);
}
