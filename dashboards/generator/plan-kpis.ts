import { type Dashboard, RowBuilder, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import { consoleVariable, finished, frame, labelVariable } from './frame.ts';
import { criteriaTable, heldTime, verdictHistory, verdictsOverTime } from './plan-criteria.ts';
import { plansAtAGlance } from './plan-glance.ts';
import { progress, timeToCloseBars } from './plan-progress.ts';
import { plansTable } from './plan-table.ts';

const agents = 'label_values(filrouge_plan_info, agent)';
const plans = 'label_values(filrouge_plan_info{agent=~"$agent"}, plan)';

/** Whether the corrective plans move, hold and close. */
export function planKpis(): Dashboard {
  const board = frame({
    uid: 'filrouge-plan-kpis',
    title: 'filrouge / Plan KPIs',
    description:
      'Whether corrective plans advance, whether what was done holds on live data, and how long plans take.',
    from: 'now-30d',
    refresh: '1m',
  })
    .withVariable(labelVariable('agent', 'Agent', agents, VariableSort.AlphabeticalAsc))
    .withVariable(labelVariable('plan', 'Plan', plans, VariableSort.NumericalDesc))
    .withVariable(consoleVariable());
  for (const one of plansAtAGlance()) board.withPanel(one);
  board.withPanel(plansTable()).withRow(new RowBuilder('Progress'));
  for (const one of progress()) board.withPanel(one);
  board
    .withRow(new RowBuilder('Success criteria'))
    .withPanel(verdictsOverTime())
    .withPanel(heldTime())
    .withPanel(criteriaTable())
    .withPanel(verdictHistory())
    .withRow(new RowBuilder('Closure'))
    .withPanel(timeToCloseBars());
  return finished(board);
}
