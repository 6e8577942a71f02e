import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { alarmFrom, seconds, shareBar, toPlan, width, words } from './cells.ts';
import { type Column, table } from './kinds.ts';
import { chosenPlans, closed, completion, created, openPlans, perPlan, planStates } from './plan-queries.ts';

export const planStateColors = { draft: 'blue', active: 'orange', closed: 'green' } as const;

const columns: readonly Column[] = [
  { from: 'plan', title: 'Plan', look: toPlan },
  { from: 'agent', title: 'Agent' },
  { from: 'incident', title: 'Incident', look: width(90) },
  {
    from: 'state',
    title: 'State',
    look: words(Object.entries(planStateColors).map(([value, color]) => ({ value, text: value, color }))),
  },
  { from: 'Value #B', title: 'Completion', look: shareBar('blue') },
  { from: 'Value #C', title: 'Criteria met', look: shareBar('green') },
  { from: 'Value #D', title: 'Actions left' },
  { from: 'Value #E', title: 'Overdue', look: alarmFrom(1, 'red') },
  { from: 'Value #F', title: 'Blocked', look: alarmFrom(1, 'orange') },
  { from: 'Value #G', title: 'Age, or time to close', look: seconds },
];

function actions(matcher: string): string {
  return `sum by (plan) (max by (plan, status) (filrouge_plan_actions{${chosenPlans}, ${matcher}})) or 0 * ${openPlans}`;
}

function verdicts(matcher: string): string {
  return `(sum by (plan) (max by (plan, verdict) (filrouge_plan_criteria{${chosenPlans}${matcher}})) or 0 * ${openPlans})`;
}

/** Every chosen plan with where it stands. */
export function plansTable(): TablePanel {
  return table(
    {
      title: 'Plans',
      description:
        'One row a plan. Click the number to open the plan in the console. Criteria met counts those that held for the whole time asked for.',
      noData: 'No plan yet: the first one is drafted when a rule with a playbook fires',
      width: 24,
      height: 9,
      queries: [
        { expr: planStates, as: 'table' },
        { expr: completion, as: 'table' },
        { expr: `${verdicts(', verdict="met"')} / ${verdicts('')}`, as: 'table' },
        { expr: actions('status!="done"'), as: 'table' },
        { expr: `${perPlan('filrouge_plan_overdue_actions')} or 0 * ${openPlans}`, as: 'table' },
        { expr: actions('status="blocked"'), as: 'table' },
        { expr: `(${closed} or ${created} * 0 + time()) - ${created}`, as: 'table' },
      ],
    },
    'plan',
    columns,
  );
}
