import { downtimeMs, type Incident, type Trigger } from '../../incidents/incident.ts';
import { formatOf } from '../../language/format.ts';
import { localDate, localTime } from '../../language/zoned.ts';
import type { RuleSet, Stewards } from '../../rules/ruleset.ts';
import type { AuditFacts } from '../audit/facts.ts';
import { phrasesOf } from '../documents/texts.ts';
import { formatLimit, formatValue, metricLabel } from '../documents/wording.ts';

/** The agent as its mandate names it, and the metrics that values are written by. */
export type ContextSources = {
  readonly mandate: Pick<Stewards, 'name' | 'timezone' | 'language'>;
  readonly ruleSet: Pick<RuleSet, 'metrics'>;
  readonly audit?: AuditFacts | undefined;
};

type Say = ReturnType<typeof sayOf>;

/** The words, formats and names that every sentence is made with. */
function sayOf({ mandate, ruleSet }: ContextSources) {
  const { name: agent, timezone, language } = mandate;
  const { metrics } = ruleSet;
  return { phrases: phrasesOf(language), format: formatOf(language), language, timezone, agent, metrics };
}

/**
 * The story of an incident in the mandate's language: value, threshold, time and downtime of a trip, or the
 * findings of an audit or a review. The same incident gives the same text until the agent is back or another
 * rule joins.
 */
export function contextOf(incident: Incident, sources: ContextSources, now: number): string {
  const say = sayOf(sources);
  const main = mainTrigger(incident);
  const sentences = main
    ? [
        mainSentence(main, say),
        ...suspensionSentences(incident, now, say),
        ...otherAlerts(incident, main, say),
      ]
    : declaration(incident, say);
  return [...sentences, ...exposure(incident, say), ...stakes(sources.audit, say)].join(' ');
}

/** The trigger that a plan is about: the one that suspended the agent, else the incident's first. */
export function mainTrigger(incident: Pick<Incident, 'triggers'>): Trigger | undefined {
  return incident.triggers.find((trigger) => trigger.suspended) ?? incident.triggers[0];
}

/** The story of a plan that no incident began: when, from what, and what is at stake. */
export function beginningOf(
  { language, timezone }: Pick<Stewards, 'language' | 'timezone'>,
  audit: AuditFacts | undefined,
  now: number,
): string {
  const phrases = phrasesOf(language);
  const format = formatOf(language);
  const when = format.date(now, timezone);
  return [phrases.begun(when, audit !== undefined, audit?.date), ...stakes(audit, { phrases, format })].join(
    ' ',
  );
}

function mainSentence(trigger: Trigger, say: Say): string {
  const { phrases, format, agent = '', timezone } = say;
  const when = format.dateTime(trigger.firedAt, timezone);
  const metric = metricLabel(trigger.metric, say.metrics, say.language);
  if (trigger.cause === 'no_data' || trigger.value === undefined) {
    return phrases.noMeasure({ when, agent, metric });
  }
  return phrases.breach({
    when,
    agent,
    metric,
    value: measuredText(trigger, trigger.value, say),
    threshold: limitText(trigger, say),
    rises: trigger.value >= (trigger.threshold ?? Number.NEGATIVE_INFINITY),
  });
}

function suspensionSentences(incident: Incident, now: number, say: Say): readonly string[] {
  const last = incident.suspensions.at(-1);
  if (last === undefined) return [say.phrases.notSuspended];
  if (last.until === undefined) return [say.phrases.suspendedStill];
  return [
    say.phrases.suspendedFor({
      span: say.format.span(downtimeMs(incident, now)),
      until: untilText(last.until, last.from, say),
      times: incident.suspensions.length,
    }),
  ];
}

/** Within one day the time says it all. */
function untilText(until: number, from: number, { phrases, format, timezone }: Say): string {
  if (!localDate(until, timezone).equals(localDate(from, timezone))) {
    return phrases.until(format.dateTime(until, timezone));
  }
  const { hour, minute } = localTime(until, timezone);
  return phrases.untilTime(`${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
}

function otherAlerts(incident: Incident, main: Trigger, say: Say): readonly string[] {
  const others = incident.triggers.filter((trigger) => trigger !== main);
  if (others.length === 0) return [];
  const alerts = others.map((trigger) =>
    say.phrases.otherAlert({
      when: say.format.dateTime(trigger.firedAt, say.timezone),
      metric: metricLabel(trigger.metric, say.metrics, say.language),
      value: trigger.value === undefined ? undefined : measuredText(trigger, trigger.value, say),
      threshold: limitText(trigger, say),
    }),
  );
  return [say.phrases.alsoBreached(alerts)];
}

function declaration(incident: Incident, { phrases, format, timezone, agent }: Say): readonly string[] {
  const { source: kind, title, description } = incident;
  const when = format.dateTime(incident.opened.at, timezone);
  return [phrases.declared({ kind, when, agent, title }), ...(description ? [description.trim()] : [])];
}

function exposure({ evidence }: Incident, { phrases, format }: Say): readonly string[] {
  const exposed = evidence?.exposed;
  if (exposed === undefined || exposed.interactions === 0) return [];
  return [
    phrases.exposed(exposed.interactions, format.number(exposed.interactions), format.number(exposed.errors)),
  ];
}

function stakes(
  audit: AuditFacts | undefined,
  { phrases, format }: Pick<Say, 'phrases' | 'format'>,
): readonly string[] {
  if (audit === undefined) return [];
  const euros = (amount: number) => format.quantity(amount, { unit: 'currency' });
  return [
    ...(costOfInaction(audit) === 0 ? [] : [phrases.costOfInaction(euros(costOfInaction(audit)))]),
    ...(audit.expectedGain === undefined ? [] : [phrases.expectedGain(euros(audit.expectedGain))]),
  ];
}

/** Euros a year: the sum of what the pains cost. */
export function costOfInaction(audit: Pick<AuditFacts, 'pains'>): number {
  return audit.pains.reduce((sum, { yearlyCost = 0 }) => sum + yearlyCost, 0);
}

function measuredText({ metric, threshold }: Trigger, value: number, say: Say): string {
  return formatValue(value, say.metrics.get(metric), say.language, threshold);
}

/** The threshold of what fired, as text; where data was missing and it has none, its condition. */
function limitText({ metric, threshold, condition }: Trigger, say: Say): string {
  if (threshold === undefined) return condition;
  return formatLimit(threshold, say.metrics.get(metric), say.language);
}
