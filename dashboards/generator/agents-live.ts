import { type Dashboard, RowBuilder, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import type { NamedMetric } from '../../src/metrics/metric.ts';
import { annotations } from './agents-annotations.ts';
import { agentsAtAGlance } from './agents-glance.ts';
import { metricPanel } from './agents-metrics.ts';
import { detectionAndIntake } from './agents-plumbing.ts';
import { agentsTable, notReadyTable, readyTimeline, ruleStates, switchTimeline } from './agents-states.ts';
import { consoleVariable, finished, frame, labelVariable } from './frame.ts';

/** What the agents are doing right now, and whether filrouge itself is in order. `metrics` gives the metrics their units. */
export function agentsLive(metrics: readonly NamedMetric[]): Dashboard {
  const board = frame({
    uid: 'filrouge-agents-live',
    title: 'filrouge / Agents live',
    description:
      'Each metric against its threshold, the kill switches, the rules, and the health of filrouge itself.',
    from: 'now-1h',
    refresh: '10s',
  })
    .withVariable(
      labelVariable(
        'agent',
        'Agent',
        'label_values(filrouge_agent_suspended, agent)',
        VariableSort.AlphabeticalAsc,
      ),
    )
    .withVariable(
      labelVariable(
        'metric',
        'Metric',
        'label_values({__name__=~"filrouge_metric_value|filrouge_rule_threshold", agent=~"$agent"}, metric)',
        VariableSort.AlphabeticalAsc,
      ),
    )
    .withVariable(consoleVariable())
    .annotations(annotations());
  for (const one of agentsAtAGlance()) board.withPanel(one);
  board
    .withRow(new RowBuilder('Kill switches'))
    .withPanel(switchTimeline())
    .withPanel(agentsTable())
    .withPanel(readyTimeline())
    .withPanel(notReadyTable())
    .withRow(new RowBuilder('Metrics against their thresholds'))
    .withPanel(metricPanel(metrics))
    .withRow(new RowBuilder('Rules'))
    .withPanel(ruleStates())
    .withRow(new RowBuilder('Detection, intake and filrouge itself'));
  for (const one of detectionAndIntake()) board.withPanel(one);
  return finished(board);
}
