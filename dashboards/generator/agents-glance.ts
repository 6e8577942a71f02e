import type { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { type Figure, stat } from './kinds.ts';
import { steps } from './parts.ts';

const chosen = 'agent=~"$agent"';

const agents: readonly Figure[] = [
  {
    title: 'Suspended agents',
    description: 'Agents that may not run now.',
    noData: 'No agent',
    expr: `sum(max by (agent) (filrouge_agent_suspended{${chosen}}))`,
    unit: 'short',
    colors: steps('green', [1, 'red']),
  },
  {
    title: 'Longest unobeyed',
    description:
      'How long the oldest suspension has waited for its agent to say that it stopped. Asked is not obeyed.',
    noData: 'None',
    expr: `max(filrouge_switch_unacknowledged_seconds{${chosen}}) or 0 * count(filrouge_agent_suspended{${chosen}})`,
    unit: 's',
    colors: steps('green', [5, 'orange'], [30, 'red']),
  },
  {
    title: 'Open incidents',
    description: 'Incidents that are not yet resolved.',
    noData: 'No agent',
    expr: `sum(max by (agent) (filrouge_incidents_open{${chosen}}))`,
    unit: 'short',
    colors: steps('green', [1, 'orange']),
  },
  {
    title: 'Rules firing',
    description: 'Rules whose alert is firing now.',
    noData: 'No rule',
    expr: `sum(max by (agent, rule) (filrouge_rule_state{${chosen}, state="firing"})) or 0 * count(filrouge_rule_threshold{${chosen}})`,
    unit: 'short',
    colors: steps('green', [1, 'red']),
  },
];

const filrouge: readonly Figure[] = [
  {
    title: 'Detection p95',
    description: 'From the breaching sample received to the trip committed, over the range chosen above.',
    noData: 'No trip in range',
    expr: 'histogram_quantile(0.95, sum by (le) (increase(filrouge_detection_seconds_bucket[$__range]))) >= 0',
    unit: 's',
    colors: steps('green', [1, 'orange'], [5, 'red']),
  },
  {
    title: 'Samples',
    description: 'Samples received each second, refused ones included.',
    noData: 'None yet',
    expr: 'sum(rate(filrouge_samples_total[$__rate_interval]))',
    unit: 'cps',
    colors: steps('text'),
  },
  {
    title: 'Rule files',
    description:
      'Whether the last edit of the rule files was taken. After a bad edit the last good set stays in force: GET /v1/rules says what is wrong.',
    noData: 'Unknown',
    expr: 'min(filrouge_rules_last_reload_successful)',
    unit: 'none',
    colors: steps('red', [1, 'green']),
    states: [
      { value: 0, text: 'Bad edit', color: 'red' },
      { value: 1, text: 'In force', color: 'green' },
    ],
  },
  {
    title: 'Evaluators',
    description:
      'Processes that evaluate the rules: exactly one, whatever the number of replicas. For some seconds of a takeover there may be none.',
    noData: 'Not scraped',
    expr: 'sum(filrouge_is_evaluator)',
    unit: 'none',
    colors: steps('red', [1, 'green'], [2, 'red']),
  },
];

/** The line of numbers at the top. */
export function agentsAtAGlance(): StatPanel[] {
  return [...agents, ...filrouge].map((figure) => stat(figure, { width: 3, height: 4 }));
}
