import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { type Figure, stat } from './kinds.ts';
import { steps } from './parts.ts';
import { chosenPlans, completion, openPlans, perPlan, planStates, timeToClose } from './plan-queries.ts';

const notClosed = 'unless on (plan) filrouge_plan_info{state="closed"} == 1';
const neutral = steps('text');

const plans: readonly Figure[] = [
  {
    title: 'Open plans',
    description: 'Drafts and active plans, of those chosen.',
    noData: 'No plan',
    expr: `count(${planStates} ${notClosed}) or 0 * count(${planStates})`,
    unit: 'short',
    colors: neutral,
  },
  {
    title: 'Completion',
    description: 'Mean completion of the chosen plans that are not closed.',
    noData: 'No open plan',
    expr: `avg((${completion}) ${notClosed})`,
    unit: 'percentunit',
    colors: steps('blue', [1, 'green']),
  },
  {
    title: 'Median time to close',
    description: 'From the draft to the closure, over the chosen plans that are closed.',
    noData: 'No plan closed yet',
    expr: `quantile(0.5, ${timeToClose})`,
    unit: 's',
    colors: neutral,
  },
];

const worries: readonly Figure[] = [
  {
    title: 'Overdue actions',
    description: 'Actions past their due date that are not done. Their owners are reminded.',
    noData: 'No plan',
    expr: `sum(${perPlan('filrouge_plan_overdue_actions')}) or 0 * count(${openPlans})`,
    unit: 'short',
    colors: steps('green', [1, 'orange'], [3, 'red']),
  },
  {
    title: 'Blocked actions',
    description: 'Actions that cannot go on without somebody else: they need an escalation.',
    noData: 'No plan',
    expr: `sum(max by (plan) (filrouge_plan_actions{${chosenPlans}, status="blocked"})) or 0 * count(${openPlans})`,
    unit: 'short',
    colors: steps('green', [1, 'orange']),
  },
  {
    title: 'Criteria failing',
    description: 'Criteria whose last verdict is failed or error.',
    noData: 'No criterion',
    expr: `sum(max by (plan, verdict) (filrouge_plan_criteria{${chosenPlans}, verdict=~"failed|error"})) or 0 * count(${openPlans})`,
    unit: 'short',
    colors: steps('green', [1, 'red']),
  },
];

/** The line of numbers at the top. */
export function plansAtAGlance(): StatPanel[] {
  return [...plans, ...worries].map((figure) => stat(figure, { width: 4, height: 4 }));
}
