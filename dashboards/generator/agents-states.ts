import type { PanelBuilder as StateTimelinePanel } from '@grafana/grafana-foundation-sdk/statetimeline';
import type { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { alarmFrom, seconds, words } from './cells.ts';
import { table, timeline } from './kinds.ts';
import { coded, type State } from './parts.ts';

const chosen = 'agent=~"$agent"';

const switchStates: readonly State[] = [
  { value: 0, text: 'may run', color: 'green' },
  { value: 1, text: 'suspended', color: 'red' },
];

const alertStates: readonly State[] = [
  { value: 0, text: 'inactive', color: 'green' },
  { value: 1, text: 'no data', color: 'text' },
  { value: 2, text: 'pending', color: 'orange' },
  { value: 3, text: 'firing', color: 'red' },
];

/** When each agent was suspended. */
export function switchTimeline(): StateTimelinePanel {
  return timeline(
    {
      title: 'Kill switch',
      description:
        'Whether each agent was allowed to run. Only an approver lets an agent run again, never time.',
      noData: 'No agent',
      width: 12,
      height: 8,
      queries: [{ expr: `max by (agent) (filrouge_agent_suspended{${chosen}})`, legend: '{{agent}}' }],
    },
    switchStates,
  );
}

const readyStates: readonly State[] = [
  { value: 0, text: 'not sure', color: 'red' },
  { value: 1, text: 'can be stopped', color: 'green' },
];

/** When it was known that each agent could be stopped. */
export function readyTimeline(): StateTimelinePanel {
  return timeline(
    {
      title: 'Can it still be stopped?',
      description:
        'It reads its switch, a channel would tell of a stop, and the proof tests of its rules are fresh.',
      noData: 'No agent',
      width: 12,
      height: 8,
      queries: [{ expr: `max by (agent) (filrouge_switch_ready{${chosen}})`, legend: '{{agent}}' }],
    },
    readyStates,
  );
}

/** Why it is not known that an agent could be stopped. */
export function notReadyTable(): TablePanel {
  return table(
    {
      title: 'What is in the way of a stop',
      description: 'Each reason of each agent: docs/readiness.md says what to do about it.',
      noData: 'Nothing: every agent can be stopped',
      width: 12,
      height: 8,
      queries: [{ expr: `max by (agent, reason) (filrouge_switch_not_ready{${chosen}})`, as: 'table' }],
    },
    'agent',
    [
      { from: 'agent', title: 'Agent' },
      { from: 'reason', title: 'Reason' },
    ],
  );
}

/** Each agent with its switch and what is open about it. */
export function agentsTable(): TablePanel {
  return table(
    {
      title: 'Agents',
      description: 'Unobeyed for: how long a suspension has waited for the agent to acknowledge it.',
      noData: 'No agent',
      width: 12,
      height: 8,
      queries: [
        { expr: `max by (agent) (filrouge_agent_suspended{${chosen}})`, as: 'table' },
        { expr: `max by (agent) (filrouge_switch_unacknowledged_seconds{${chosen}})`, as: 'table' },
        { expr: `max by (agent) (filrouge_incidents_open{${chosen}})`, as: 'table' },
        {
          expr: `sum by (agent) (max by (agent, rule) (filrouge_rule_state{${chosen}, state="firing"}))`,
          as: 'table',
        },
      ],
    },
    'agent',
    [
      { from: 'agent', title: 'Agent' },
      { from: 'Value #A', title: 'Switch', look: words(switchStates) },
      { from: 'Value #B', title: 'Unobeyed for', look: [...seconds, ...alarmFrom(5, 'red')] },
      { from: 'Value #C', title: 'Open incidents', look: alarmFrom(1, 'orange') },
      { from: 'Value #D', title: 'Rules firing', look: alarmFrom(1, 'red') },
    ],
  );
}

/** The life of each rule's alert. */
export function ruleStates(): StateTimelinePanel {
  return timeline(
    {
      title: 'Rule states',
      description:
        'Pending: in breach, but not for long enough yet. No data freezes an alert where it is and never resolves it.',
      noData: 'No rule in force',
      width: 24,
      height: 9,
      queries: [
        {
          // An inactive alert has no state of its own: the threshold says that the rule is there.
          expr: `max by (agent, rule) (${coded('filrouge_rule_state', chosen, 'state', alertStates.slice(1))}) or max by (agent, rule) (filrouge_rule_threshold{${chosen}} * 0)`,
          legend: '{{agent}}: {{rule}}',
        },
      ],
    },
    alertStates,
  );
}
