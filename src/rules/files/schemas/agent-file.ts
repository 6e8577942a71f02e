import { z } from 'zod';
import { languages } from '../../../language/language.ts';
import { Bilingual } from '../../../metrics/metric.ts';
import { onNoDataEffects, ruleEffects, severities } from '../../rule.ts';
import { cronExpected } from '../../silences/cron.ts';
import {
  Conditions,
  Duration,
  Id,
  LinkTemplate,
  PositiveDuration,
  Text,
  TimeOfDay,
  TimeZone,
} from './parts.ts';
import { ProofEvery } from './proof-every.ts';
import { ResumeSteps, Share } from './share.ts';

/** A threshold rule as a file writes it. */
export const RuleEntry = z.strictObject({
  id: Id.describe('Keeps its alert when the rest is edited: do not change it lightly'),
  when: Conditions.describe('What is a breach: metric op quantity [over window]; a list means all of them'),
  min_samples: z
    .int({ error: 'expected a whole number' })
    .min(1, 'expected at least 1')
    .default(1)
    .meta({ description: 'With fewer samples in the window the verdict is no data, not ok', examples: [50] }),
  min_baseline_samples: z
    .int({ error: 'expected a whole number' })
    .min(1, 'expected at least 1')
    .optional()
    .meta({
      description:
        'With fewer samples in what a condition is compared with (a baseline, the control) the verdict is no data; left out: as min_samples',
      examples: [500],
    }),
  for: Duration.prefault('0s').describe('How long it must be true before the rule fires'),
  clear: Conditions.optional().meta({
    description: 'When the alert may end; left out: as soon as when is measurably no longer true',
    examples: ['error_rate < 1.5% over 5m'],
  }),
  keep_firing_for: Duration.prefault('0s').describe('How long clear must be true before the alert ends'),
  on_no_data: z
    .enum(onNoDataEffects)
    .default('keep')
    .describe(
      'What lasting silence of the metric does: keep changes nothing, alert tells of it, suspend stops the agent',
    ),
  no_data_after: PositiveDuration.optional().describe(
    'How long silence must last before on_no_data acts; left out: the window, and at least 10m',
  ),
  // biome-ignore lint/suspicious/noThenProperty: the key that ops write; its value is never a function
  then: z
    .enum(ruleEffects)
    .describe(
      'suspend: kill switch, incident, plan. degrade: the agent keeps a share of its traffic; otherwise as alert. alert: incident, and a plan if a playbook is named. observe: recorded only',
    ),
  share: Share.optional().meta({
    description: 'Only with degrade: the part of its traffic that the agent keeps; people answer the rest',
    examples: ['20%'],
  }),
  severity: z
    .enum(severities)
    .optional()
    .describe('Left out: critical for suspend, warning for degrade and alert, info for observe'),
  playbook: Id.optional().meta({
    description: 'What the plan is drafted from: the id of a file of playbooks/',
    examples: ['stale-answers'],
  }),
});
export type RuleEntry = z.infer<typeof RuleEntry>;

/** A rule that stands over several agents. */
export const SharedRuleEntry = RuleEntry.extend({
  agents: z
    .union([z.literal('*'), z.array(Id).min(1)], {
      error: 'expected a list of agents, or "*" in quotes for all of them',
    })
    .meta({
      description: 'The agents it stands over, or "*" for all of them',
      examples: ['*', ['margaux', 'leo']],
    }),
});
export type SharedRuleEntry = z.infer<typeof SharedRuleEntry>;

/** Planned work: the rules are silenced then. What the pattern says is read elsewhere, with its place. */
const MaintenanceEntry = z.strictObject({
  cron: z
    .string({ error: `expected ${cronExpected}` })
    .max(200, 'expected a pattern of at most 200 characters')
    .meta({
      description:
        'When it begins, in the zone of the agent: minute, hour, day of the month, month, day of the week',
      examples: ['30 2 * * 1-5'],
    }),
  duration: PositiveDuration.meta({ description: 'How long it takes, at most 24h', examples: ['90m'] }),
  reason: Text.max(200, 'expected a text of at most 200 characters').meta({
    description: 'What is done then, for people',
    examples: ['Nightly import of the catalogue'],
  }),
  rules: z
    .array(Id)
    .min(1)
    .optional()
    .meta({ description: 'The rules that are silenced; left out: all', examples: [['error-rate']] }),
});

const mandate = {
  scope: Bilingual.meta({
    description: 'What the agent is for and what it may do',
    examples: [{ fr: 'Support de premier niveau', en: 'First-line support' }],
  }),
  owner: Id.meta({ description: 'Who drives the plan: a person of people.yaml', examples: ['lea'] }),
  approver: Id.meta({
    description: 'Who signs, and lets the agent back on line: a person of people.yaml',
    examples: ['camille'],
  }),
  switch: z
    .literal('none', { error: 'expected none, or no key switch at all' })
    .optional()
    .describe(
      'none: people do this work, such as the desk of a support team. It is watched, alerted on and gets its plans; nobody can suspend it, so no rule over it may suspend or degrade',
    ),
  on_unreachable: z
    .enum(['suspend', 'run'])
    .default('suspend')
    .describe('What the agent does when filrouge has been silent for longer than the lease'),
  lease: PositiveDuration.prefault('30s').describe('How long an answer about the switch may be relied on'),
  ack_within: PositiveDuration.prefault('30s').describe(
    'A suspension not acknowledged in this time escalates',
  ),
  resume: ResumeSteps.optional().meta({
    description:
      'How an approver lets it run again: the shares of its traffic that it is given one after the other, and how long what tripped must be measured to be clear at each; left out: all of its traffic at once',
    examples: [['10% for 15m', '50% for 30m']],
  }),
  proof_every: PositiveDuration.optional().meta({
    description: 'A proof test older than this no longer counts',
    examples: ['90d'],
  }),
  proofs: z
    .strictObject({
      every: ProofEvery,
      between: z
        .strictObject({
          from: TimeOfDay.meta({ description: 'Where the agent is, every day', examples: ['03:00'] }),
          to: TimeOfDay.meta({ description: 'Before from: of the next day', examples: ['05:00'] }),
        })
        .refine(
          ({ from, to }) => from !== to,
          'expected an end (to) that is another time than the beginning (from)',
        )
        .prefault({ from: '03:00', to: '05:00' })
        .describe('The quiet hours in which that is done; left out: from 03:00 to 05:00'),
      together: z
        .int({ error: 'expected a whole number' })
        .min(1, 'expected at least 1')
        .max(100, 'expected at most 100')
        .default(1)
        .meta({ description: 'How many agents may be proved at once', examples: [4] }),
    })
    .optional()
    .describe('Proof tests by themselves; left out: only when somebody asks for one'),
  timezone: TimeZone.default('UTC').describe(
    'The IANA name of the time zone in which days end and documents tell the time',
  ),
  language: z
    .enum(languages)
    .optional()
    .describe('Of the documents drafted for this agent; left out: en, or the one language of the house'),
  variants: z
    .array(Id)
    .min(2, 'expected at least two variants')
    .max(8, 'expected at most 8 variants: each has cells of its own')
    .optional()
    .meta({
      description:
        'Parts of its traffic that senders tell apart (variant), such as a new prompt on a tenth of it: metrics of unit ratio and aggregate mean are kept for each of them as well, and rules may compare them',
      examples: [['control', 'candidate']],
    }),
  clocks: z
    .array(Id)
    .optional()
    .meta({
      description:
        'The classes of incidents that must be reported in time, gdpr_breach, ai_act_serious or those of clocks.yaml; left out: all of them may be given to an incident',
      examples: [['gdpr_breach']],
    }),
  maintenance: z
    .array(MaintenanceEntry)
    .max(50, 'expected at most 50 entries')
    .optional()
    .describe(
      'Planned work: while it lasts its rules are evaluated and recorded, and nobody is told; what still fires at the end trips at once',
    ),
  interaction_url: LinkTemplate.optional().describe(
    'Where the helpdesk has an interaction; {id} stands for its id: https://desk.example/tickets/{id}',
  ),
};

/** A file of agents/: the mandate of one agent and its rules. */
export const AgentFile = z
  .strictObject({
    agent: Id.meta({
      description: 'The id it goes by in samples, addresses and labels; or fleet in its place',
      examples: ['margaux'],
    }),
    name: Text.meta({ description: 'As the documents write it', examples: ['Margaux'] }),
    tags: z
      .array(Id)
      .optional()
      .meta({ description: 'What it is called together with others', examples: [['support']] }),
    ...mandate,
    rules: z.array(RuleEntry).describe('The rules it runs under'),
  })
  .meta({ title: 'filrouge agent', description: 'The mandate of one agent, and the rules it runs under' });

/** The same with its rules unread, so that one bad rule does not hide the others. */
export const AgentHead = AgentFile.extend({ rules: z.array(z.unknown()) });

const Fleet = z
  .strictObject({
    ids: z
      .array(Id)
      .min(1)
      .optional()
      .meta({
        description: 'The ids that they go by in samples, addresses and labels; or from in its place',
        examples: [['bot-1', 'bot-2']],
      }),
    from: z
      .string()
      .optional()
      .meta({
        description: 'A file of agents/ with one id a line; or ids in its place',
        examples: ['ids.txt'],
      }),
    tags: z
      .array(Id)
      .optional()
      .meta({ description: 'What they are called together', examples: [['support']] }),
  })
  .refine(({ ids, from }) => (ids === undefined) !== (from === undefined), {
    error: 'expected either ids or from',
  });

/** A file of agents/ for many agents of one kind: each keeps its own switch, incidents and plans. */
export const FleetFile = z
  .strictObject({
    fleet: Fleet.describe('The agents of one kind; in the place of agent'),
    name: Text.refine((name) => name.includes('{id}'), { error: 'expected a name with {id} in it' }).meta({
      description: 'As the documents write it; {id} stands for the id of each',
      examples: ['Bot {id}'],
    }),
    ...mandate,
    rules: z.array(RuleEntry).describe('The rules they run under'),
  })
  .meta({ title: 'filrouge fleet', description: 'One mandate of many agents, and the rules they run under' });

/** The same with its rules unread, so that one bad rule does not hide the others. */
export const FleetHead = FleetFile.extend({ rules: z.array(z.unknown()) });

/** Any other file beside metrics.yaml: rules over several agents. */
export const SharedRulesFile = z
  .strictObject({ rules: z.array(SharedRuleEntry).describe('The rules') })
  .meta({ title: 'filrouge shared rules', description: 'Rules that stand over several agents' });
