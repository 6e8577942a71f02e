import { z } from 'zod';
import { languages } from '../../../language/language.ts';
import { Bilingual } from '../../../metrics/metric.ts';
import { onNoDataEffects, ruleEffects, severities } from '../../rule.ts';
import { Conditions, Duration, Id, LinkTemplate, PositiveDuration, Text, TimeZone } from './parts.ts';

/** A threshold rule as a file writes it. */
export const RuleEntry = z.strictObject({
  id: Id.describe('Keeps its alert when the rest is edited: do not change it lightly'),
  when: Conditions,
  min_samples: z
    .int({ error: 'expected a whole number' })
    .min(1, 'expected at least 1')
    .default(1)
    .describe('With fewer samples in the window the verdict is no data, not ok'),
  for: Duration.prefault('0s').describe('How long it must be true before the rule fires'),
  clear: Conditions.optional().describe(
    'When the alert may end; left out: as soon as when is measurably no longer true',
  ),
  keep_firing_for: Duration.prefault('0s').describe('How long clear must be true before the alert ends'),
  on_no_data: z.enum(onNoDataEffects).default('keep').describe('What lasting silence of the metric does'),
  no_data_after: PositiveDuration.optional().describe(
    'How long silence must last before on_no_data acts; left out: the window, and at least 10m',
  ),
  // biome-ignore lint/suspicious/noThenProperty: the key that ops write; its value is never a function
  then: z
    .enum(ruleEffects)
    .describe(
      'suspend: kill switch, incident, plan. alert: incident, and a plan if a playbook is named. observe: recorded only',
    ),
  severity: z
    .enum(severities)
    .optional()
    .describe('Left out: critical for suspend, warning for alert, info for observe'),
  playbook: Id.optional().describe('What the plan is drafted from'),
});
export type RuleEntry = z.infer<typeof RuleEntry>;

/** A rule that stands over several agents. */
export const SharedRuleEntry = RuleEntry.extend({
  agents: z
    .union([z.literal('*'), z.array(Id).min(1)], {
      error: 'expected a list of agents, or "*" in quotes for all of them',
    })
    .describe('The agents it stands over, or "*" for all of them'),
});
export type SharedRuleEntry = z.infer<typeof SharedRuleEntry>;

const mandate = {
  scope: Bilingual.describe('What the agent is for and what it may do'),
  owner: Id.describe('Who drives the plan: a person of people.yaml'),
  approver: Id.describe('Who signs, and lets the agent back on line: a person of people.yaml'),
  on_unreachable: z
    .enum(['suspend', 'run'])
    .default('suspend')
    .describe('What the agent does when filrouge has been silent for longer than the lease'),
  lease: PositiveDuration.prefault('30s').describe('How long an answer about the switch may be relied on'),
  ack_within: PositiveDuration.prefault('30s').describe(
    'A suspension not acknowledged in this time escalates',
  ),
  proof_every: PositiveDuration.optional().describe('A proof test older than this no longer counts'),
  timezone: TimeZone.default('UTC'),
  language: z.enum(languages).default('en').describe('Of the documents drafted for this agent'),
  interaction_url: LinkTemplate.optional().describe(
    'Where the helpdesk has an interaction; {id} stands for its id: https://desk.example/tickets/{id}',
  ),
};

/** A file of agents/: the mandate of one agent and its rules. */
export const AgentFile = z
  .strictObject({
    agent: Id.describe('The id it goes by in samples, addresses and labels'),
    name: Text.describe('As the documents write it'),
    ...mandate,
    rules: z.array(RuleEntry),
  })
  .meta({ title: 'filrouge agent', description: 'The mandate of one agent, and the rules it runs under' });

/** The same with its rules unread, so that one bad rule does not hide the others. */
export const AgentHead = AgentFile.extend({ rules: z.array(z.unknown()) });

const Fleet = z
  .strictObject({
    ids: z.array(Id).min(1).optional().describe('The ids that they go by in samples, addresses and labels'),
    from: z.string().optional().describe('A file of agents/ with one id a line, such as ids.txt'),
    tags: z.array(Id).optional().describe('What they are called together'),
  })
  .refine(({ ids, from }) => (ids === undefined) !== (from === undefined), {
    error: 'expected either ids or from',
  });

/** A file of agents/ for many agents of one kind: each keeps its own switch, incidents and plans. */
export const FleetFile = z
  .strictObject({
    fleet: Fleet.describe('The agents'),
    name: Text.refine((name) => name.includes('{id}'), { error: 'expected a name with {id} in it' }).describe(
      'As the documents write it; {id} stands for the id of each',
    ),
    ...mandate,
    rules: z.array(RuleEntry),
  })
  .meta({ title: 'filrouge fleet', description: 'One mandate of many agents, and the rules they run under' });

/** The same with its rules unread, so that one bad rule does not hide the others. */
export const FleetHead = FleetFile.extend({ rules: z.array(z.unknown()) });

/** Any other file beside metrics.yaml: rules over several agents. */
export const SharedRulesFile = z
  .strictObject({ rules: z.array(SharedRuleEntry) })
  .meta({ title: 'filrouge shared rules', description: 'Rules that stand over several agents' });
