import type { IncidentStep } from '../../incidents/commands.ts';
import {
  degradedMs,
  downtimeMs,
  type Evidence,
  type Incident,
  shareFor,
  type Trigger,
} from '../../incidents/incident.ts';
import { noBreak } from '../../language/typography.ts';
import { signs } from '../../plans/documents/wording.ts';
import { mainTrigger } from '../../plans/drafting/context.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { Operator } from '../../rules/condition.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { MetricChart } from '../charts/charts.ts';
import type { ClocksView } from '../clocks/clock-forms.page.tsx';
import type { Look } from '../components/parts.page.tsx';
import { type DossierRights, type DossierView, dossierOn } from '../dossier/dossier-view.ts';
import { metricName, thresholdText, valueText } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { IncidentSources, WrongView } from './incident-reads.ts';

/** The parts of an incident's page that are kept up to date. */
export type IncidentStand = IncidentSources & {
  readonly mayAct: boolean;
  readonly mayAdd: DossierRights;
  /** How large a file of evidence may be. */
  readonly maxBytes: number;
  /** Why a step was just refused. */
  readonly refusal?: Refusal | undefined;
};

/** Everything an incident's page shows. */
export type IncidentView = IncidentStand & ClocksView & { readonly wrong: WrongView };

/** Evidence and comments on the incident itself. */
export function dossierView({ incident, dossier, set, maxBytes, mayAdd }: IncidentStand): DossierView {
  const on = { kind: 'incident', id: String(incident.number) } as const;
  return { on, dossier: dossierOn(dossier, on), set, maxBytes, may: mayAdd };
}

/** The steps that are offered now, the nearest first. */
export function stepsOf(incident: Pick<Incident, 'state'>): readonly IncidentStep[] {
  switch (incident.state) {
    case 'open':
      return ['acknowledge', 'resolve'];
    case 'acknowledged':
      return ['resolve'];
    case 'resolved':
      return ['close'];
    case 'closed':
      return [];
    default:
      return incident.state satisfies never;
  }
}

/** The colour and the drawing of an incident's state. */
export const incidentLook: Readonly<Record<Incident['state'], Look>> = {
  open: { tone: 'bad', icon: 'alert' },
  acknowledged: { tone: 'warn', icon: 'trend' },
  resolved: { tone: 'info', icon: 'check' },
  closed: { tone: 'good', icon: 'check' },
};

/** The incident in one line: the person's title, else the measure that set it off. */
export function whatHappened(incident: Incident, set: Pick<RuleSet, 'metrics'>, i18n: I18n): string {
  if (incident.title !== undefined) return incident.title;
  const trigger = mainTrigger(incident);
  return trigger === undefined ? '' : triggerText(trigger, set, i18n);
}

/** How long the agent was stopped, where it was. */
export function downtimeText(incident: Incident, now: number, i18n: I18n): string {
  const down = downtimeMs(incident, now);
  return down === 0 ? i18n.t.common.none : i18n.f.duration(down);
}

/** How long it had a share of its traffic, and whether it still has; nothing where it never had one. */
export function degradedText(incident: Incident, now: number, i18n: I18n): string | undefined {
  if (incident.degradations === undefined) return undefined;
  const span = i18n.f.duration(degradedMs(incident, now));
  return shareFor(incident) === undefined ? span : i18n.t.degree.still(span);
}

/** How many exchanges the agent had while it was wrong, where that is known. */
export function exposedText({ evidence }: Incident, i18n: I18n): string | undefined {
  if (evidence?.exposed === undefined) return undefined;
  const { interactions, errors } = evidence.exposed;
  return i18n.t.cases.facts.exposedOf(i18n.f.number(interactions), errors, i18n.f.number(errors));
}

/** A trigger in one line: `Taux d’erreur à 2,3 % pour un seuil de 2 %`. */
export function triggerText(trigger: Trigger, set: Pick<RuleSet, 'metrics'>, i18n: I18n): string {
  const label = metricName(trigger.metric, set, i18n);
  if (trigger.cause === 'no_data' || trigger.value === undefined || trigger.threshold === undefined)
    return i18n.t.cases.silent(label);
  return i18n.t.cases.breached(
    label,
    valueText(trigger.value, trigger.metric, set, i18n, trigger.threshold),
    thresholdText(trigger.threshold, trigger.metric, set, i18n),
  );
}

/** The threshold of a trigger, with the sign of its condition: `> 2 %`. */
export function crossedText(
  { condition, metric, threshold }: Trigger,
  set: Pick<RuleSet, 'metrics'>,
  i18n: I18n,
): string {
  if (threshold === undefined) return i18n.t.common.none;
  const known: Readonly<Record<string, string>> = signs;
  const sign = known[/[<>=!]=?/.exec(condition)?.[0] ?? ''] ?? '';
  return `${sign}${noBreak}${thresholdText(threshold, metric, set, i18n)}`.trim();
}

/** A metric that had left its range: what was seen, and what is usual. */
export function wasText(
  { metric, usual: { low, high }, value }: Omit<Evidence['movedFirst'][number], 'leadMs'>,
  set: Pick<RuleSet, 'metrics'>,
  i18n: I18n,
): string {
  const text = (number: number) => valueText(number, metric, set, i18n, value, low, high);
  return i18n.t.cases.evidence.was(text(value), text(low), text(high));
}

/**
 * The breached metric as it went before the trip, with the threshold that it crossed; nothing when no point
 * is known.
 */
export function breachChart(incident: Incident, set: Pick<RuleSet, 'metrics'>): MetricChart | undefined {
  const { evidence } = incident;
  const metric = set.metrics.get(evidence?.series.metric ?? '');
  const [first] = evidence?.series.points ?? [];
  const trigger = mainTrigger(incident);
  if (evidence === undefined || metric === undefined || first === undefined || trigger === undefined)
    return undefined;
  const operator: Operator = metric.better === 'lower' ? '>' : '<';
  return {
    metric,
    from: first[0],
    until: evidence.at,
    points: evidence.series.points,
    limits:
      trigger.threshold === undefined ? [] : [{ rule: trigger.rule, operator, value: trigger.threshold }],
    suspensions: [],
    incidents: [],
    ruleChanges: evidence.recentRuleChanges.map(({ at }) => at),
    marks: evidence.recentMarks ?? [],
  };
}
