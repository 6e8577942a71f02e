import type { Bilingual, NamedMetric } from '../../metrics/metric.ts';
import { formatQuantity } from '../../metrics/quantity.ts';
import { defined } from '../../platform/defined.ts';
import { formatDuration } from '../../platform/duration.ts';
import { clockTexts } from '../clocks/clock-facts.ts';
import { type Condition, formatCondition } from '../condition.ts';
import type { CriterionSpec } from '../criterion.ts';
import { deskTexts } from '../desk/desk-facts.ts';
import { type CriterionContext, formatCriterion } from '../grammar/parse-criterion.ts';
import type { Playbook, PlaybookAction, PlaybookImprovement } from '../playbook.ts';
import type { ProofSchedule } from '../proof-schedule.ts';
import { retentionTexts } from '../retention/retention.ts';
import type { Rule } from '../rule.ts';
import type { Mandate, Person, RuleSet } from '../ruleset.ts';
import { formatShare, formatStep } from '../share.ts';
import type { Maintenance } from '../silences/maintenance.ts';
import { sourceTexts } from './source-facts.ts';

/** One thing that a rule set says, under the key that the files give it. Private facts are not shown. */
export type Fact = { readonly text: string; readonly private?: true };
export type Facts = ReadonlyMap<string, Fact>;

/** The thing that a fact is about. */
export type Subject =
  | 'rule'
  | 'agent'
  | Part
  | 'metric'
  | 'person'
  | 'source'
  | 'class'
  | 'retention'
  | 'desk'
  | 'set';
type Part = 'playbook' | 'action' | 'improvement';
export type Thing = {
  readonly subject: Subject;
  readonly id: string;
  /** Of a rule: one thing for each agent that it stands over. */
  readonly agent?: string;
  readonly facts: Facts;
};

/** Everything that a set says, thing by thing, as comparable texts: equal contents have equal texts. */
export function thingsOf(set: RuleSet): Thing[] {
  const context = {
    metrics: set.metrics,
    rules: new Map(set.rules.map((rule) => [rule.id, rule.when])),
  };
  const playbooks = [...set.playbooks.values()];
  return [
    ...set.rules.flatMap((rule) =>
      rule.agents.map(
        (agent) => ({ subject: 'rule', id: rule.id, agent, facts: ruleFacts(rule, set.metrics) }) as const,
      ),
    ),
    ...things('agent', set.agents, mandateFacts),
    ...things('playbook', set.playbooks, (playbook) => playbookFacts(playbook, context)),
    ...playbooks.flatMap((playbook) =>
      playbook.actions.map((action) => partOf('action', playbook, action, actionFacts(action, context))),
    ),
    ...playbooks.flatMap((playbook) =>
      playbook.improvements.map((part) => partOf('improvement', playbook, part, improvementFacts(part))),
    ),
    ...things('metric', set.metrics, metricFacts),
    ...things('person', set.people, personFacts),
    ...sourceTexts(set).map(({ id, texts }) => ({ subject: 'source', id, facts: factsOf(texts) }) as const),
    ...clockTexts(set).map(({ id, texts }) => ({ subject: 'class', id, facts: factsOf(texts) }) as const),
    ...retentionTexts(set).map(
      ({ id, texts }) => ({ subject: 'retention', id, facts: factsOf(texts) }) as const,
    ),
    ...deskTexts(set).map(({ id, texts }) => ({ subject: 'desk', id, facts: factsOf(texts) }) as const),
    {
      subject: 'set',
      id: 'set',
      facts: factsOf({
        step: formatDuration(set.stepMs),
        languages: set.languages?.join(', '),
        replica_labels: set.replicaLabels?.join(', '),
      }),
    },
  ];
}

function things<T>(subject: Subject, named: ReadonlyMap<string, T>, read: (value: T) => Facts): Thing[] {
  return [...named].map(([id, value]) => ({ subject, id, facts: read(value) }));
}

function partOf(subject: Subject, playbook: Playbook, part: { readonly id: string }, facts: Facts): Thing {
  return { subject, id: `${playbook.id}/${part.id}`, facts };
}

function factsOf(texts: Readonly<Record<string, string | undefined>>): Facts {
  return new Map(
    Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[key, { text }] as const])),
  );
}

function ruleFacts(rule: Rule, metrics: ReadonlyMap<string, NamedMetric>): Facts {
  const all = (conditions: readonly Condition[]) =>
    conditions.map((condition) => formatCondition(condition, metrics)).join(' and ');
  return factsOf({
    when: all(rule.when),
    clear: rule.clear && all(rule.clear),
    min_samples: String(rule.minSamples),
    min_baseline_samples: rule.minBaselineSamples === undefined ? undefined : String(rule.minBaselineSamples),
    for: formatDuration(rule.forMs),
    keep_firing_for: formatDuration(rule.keepFiringForMs),
    on_no_data: rule.onNoData,
    no_data_after: formatDuration(rule.noDataAfterMs),
    // biome-ignore lint/suspicious/noThenProperty: the key that ops write; its value is never a function
    then: rule.effect,
    share: rule.share === undefined ? undefined : formatShare(rule.share),
    severity: rule.severity,
    playbook: rule.playbook,
  });
}

/** Reasons are for pages: what the register keeps of an edit are the times. */
function maintenanceText({ cron, durationMs, rules }: Maintenance): string {
  const over = rules === undefined ? '' : ` for ${rules.join(', ')}`;
  return `${cron} during ${formatDuration(durationMs)}${over}`;
}

function mandateFacts(mandate: Mandate): Facts {
  return factsOf({
    name: mandate.name,
    ...bilingual('scope', mandate.scope),
    owner: mandate.owner,
    approver: mandate.approver,
    switch: mandate.switch === 'none' ? 'no kill switch' : undefined,
    on_unreachable: mandate.onUnreachable,
    lease: formatDuration(mandate.leaseMs),
    ack_within: formatDuration(mandate.ackWithinMs),
    proof_every: durationText(mandate.proofEveryMs),
    proofs: mandate.proofs && scheduleText(mandate.proofs),
    timezone: mandate.timezone,
    language: mandate.language,
    interaction_url: mandate.interactionUrl,
    maintenance: mandate.maintenance?.map(maintenanceText).join('; '),
    variants: mandate.variants?.join(', '),
    clocks: mandate.clocks && (mandate.clocks.join(', ') || 'none'),
    resume: mandate.resume?.map(formatStep).join(', '),
    tags: mandate.tags?.join(', '),
  });
}

function metricFacts(metric: NamedMetric): Facts {
  return factsOf({
    unit: metric.unit,
    scale: metric.scale === undefined ? undefined : String(metric.scale),
    currency: metric.currency,
    target: metric.target === undefined ? undefined : formatQuantity(metric.target, { unit: 'ratio' }),
    better: metric.better,
    aggregate: metric.aggregate,
    own_traffic: String(metric.own_traffic),
    from_interactions: metric.from_interactions,
    from_alerts: metric.from_alerts && 'true',
    'from.promql': metric.from?.promql,
    'from.keep': metric.from?.keep,
    'from.samples': metric.from?.samples,
    'from.scrape': metric.from?.scrape,
    'from.every': durationText(metric.from?.every),
    'from.agent_label': metric.from?.agent_label,
    'from.agent': metric.from?.agent,
    ...bilingual('label', metric.label),
  });
}

/** Names, roles and addresses are personal: differences go into places where they must not stand. */
function personFacts(person: Person): Facts {
  const away = person.away?.map(({ from, to }) => `${from} to ${to}`).join(', ');
  const kept = { name: person.name, title: person.title ?? '', email: person.email ?? '' };
  const hidden = Object.entries({
    ...kept,
    ...defined({ away, timezone: person.timezone, country: person.country }),
  });
  return new Map([
    ...hidden.map(([key, text]) => [key, { text, private: true }] as const),
    ...factsOf({
      language: person.language,
      approver: String(person.approver),
      channels: person.channels && channelsText(person.channels),
      deputy: person.deputy,
      desk: person.desk,
      admin: person.admin === undefined ? undefined : String(person.admin),
    }),
  ]);
}

function channelsText(channels: NonNullable<Person['channels']>): string {
  return Object.entries(channels)
    .map(([severity, ways]) => `${severity} ${ways?.join('+')}`)
    .join(', ');
}

type Names = Pick<CriterionContext, 'metrics' | 'rules'>;

function criteriaText(criteria: readonly CriterionSpec[], names: Names): string | undefined {
  if (criteria.length === 0) return undefined;
  return criteria.map((criterion) => formatCriterion(criterion, names)).join(' and ');
}

function playbookFacts(playbook: Playbook, names: Names): Facts {
  const hypotheses = playbook.hypotheses.map(({ text, movedFirst, reason }) => {
    const when = [movedFirst, reason].filter((part) => part !== undefined).join(', ');
    return `${text.fr} | ${text.en}${when === '' ? '' : ` (${when})`}`;
  });
  return factsOf({
    ...bilingual('title', playbook.title),
    ...bilingual('objective', playbook.objective),
    settle: formatDuration(playbook.settleMs),
    'reviews.daily_for': formatDuration(playbook.reviews.dailyForMs),
    'reviews.then_every': formatDuration(playbook.reviews.thenEveryMs),
    hypotheses: hypotheses.length === 0 ? undefined : hypotheses.join('; '),
    indicators: criteriaText(playbook.indicators, names),
    order: [...playbook.actions, ...playbook.improvements].map(({ id }) => id).join(', '),
  });
}

function actionFacts(action: PlaybookAction, names: Names): Facts {
  const checklists = [...action.checklists].map(
    ([id, items]) => [`checklists.${id}`, items.map(({ fr, en }) => `${fr} | ${en}`).join('; ')] as const,
  );
  return factsOf({
    ...bilingual('title', action.title),
    owner: action.owner,
    role: action.role,
    due: durationText(action.dueMs),
    criteria: criteriaText(action.criteria, names),
    effort: action.effort,
    impact: action.impact,
    treats: action.treats,
    ...Object.fromEntries(checklists),
    replay: action.replay && JSON.stringify(action.replay),
  });
}

function improvementFacts(improvement: PlaybookImprovement): Facts {
  return factsOf({
    ...bilingual('title', improvement.title),
    ...bilingual('benefit', improvement.benefit),
    owner: improvement.owner,
    role: improvement.role,
    due: durationText(improvement.dueMs),
    recurrence: improvement.recurrence,
    effort: improvement.effort,
    impact: improvement.impact,
  });
}

function durationText(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : formatDuration(ms);
}

function bilingual(key: string, text: Bilingual | undefined): Record<string, string | undefined> {
  return { [`${key}.fr`]: text?.fr, [`${key}.en`]: text?.en };
}

function scheduleText(schedule: ProofSchedule): string {
  const { fromMinutes, toMinutes, together } = schedule;
  const [from, to] = [fromMinutes, toMinutes].map(timeText);
  const every = 'cron' in schedule ? `at ${schedule.cron}` : `every ${formatDuration(schedule.everyMs)}`;
  return `${every} between ${from} and ${to}, ${together} together`;
}

function timeText(minutes: number): string {
  const two = (count: number) => String(count).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
