import type { NamedMetric } from '../../metrics/metric.ts';
import { eventText, planTexts } from '../../plans/documents/texts.ts';
import type { PlanEvent } from '../../plans/events.ts';
import { engineActor } from '../../platform/actor.ts';
import type { RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { metricName, readerOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

type Set = Pick<RuleSet, 'metrics' | 'people'>;
type Data = RegisterEntry['data'];

/** The name of a kind of entry; a kind that no dictionary knows goes by its own name. */
export function kindText(kind: string, i18n: I18n): string {
  const kinds: Readonly<Record<string, string>> = i18n.t.register.kinds;
  return kinds[kind] ?? kind;
}

/** Every kind of entry that has a name, in the order of the reader's alphabet. */
export function kindChoices(i18n: I18n): { readonly value: string; readonly label: string }[] {
  return Object.entries(i18n.t.register.kinds)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
}

/** An entry as a line of a time line: what happened, then the facts that tell most. */
export function entrySentence(entry: RegisterEntry, i18n: I18n, set: Set): string {
  if (Object.hasOwn(planTexts('fr').events, entry.kind)) return planSentence(entry, i18n, set);
  const facts = factsOf(entry, i18n, set).filter((fact) => fact !== '');
  return [kindText(entry.kind, i18n), ...facts].join(' · ');
}

/** The plans room has words for its own events; the register keeps their facts as they were. */
function planSentence(entry: RegisterEntry, i18n: I18n, set: Set): string {
  const { kind, at, plan = 0, agent = '', incident = 0, data } = entry;
  const event = { ...data, kind, at, by: engineActor, plan, agent, incident } as object as PlanEvent;
  return eventText(event, readerOf(set, i18n));
}

function factsOf({ kind, data }: RegisterEntry, i18n: I18n, set: Set): string[] {
  const says = i18n.t.register.says;
  switch (kind) {
    case 'ruleFired':
      return [firedText(data, i18n, set)];
    case 'ruleNoData':
      return [i18n.t.cases.silent(metricName(textOf(data['metric']), set, i18n))];
    case 'ruleResolved':
    case 'ruleDataBack':
      return [says.rule(textOf(data['rule'])), resolvedText(data['why'], i18n)];
    case 'agentTripped':
    case 'incidentJoined':
      return data['rule'] === undefined ? [] : [says.rule(textOf(data['rule']))];
    case 'agentResumed':
      return data['override'] === true ? [says.override] : [];
    case 'switchAcknowledged':
      return [data['mayRun'] === true ? says.obeysRun : says.obeysStop];
    case 'acknowledgementMissing':
      return [says.unacknowledged(i18n.f.duration(numberOf(data['withinMs'])))];
    case 'evidenceGathered':
      return evidenceTexts(data, i18n, set);
    case 'ruleSetInForce':
      return [changesText(data['changes'], i18n)];
    case 'keyCreated':
    case 'keyRevoked':
      return [says.key(textOf(data['key']), roleText(data['role'], i18n))];
    default:
      return [];
  }
}

function firedText(data: Data, i18n: I18n, set: Set): string {
  const says = i18n.t.register.says;
  const metric = set.metrics.get(textOf(data['metric']));
  const label = metricName(textOf(data['metric']), set, i18n);
  const limit = quantityText(data['threshold'], metric, i18n);
  return typeof data['value'] === 'number'
    ? says.fired(label, quantityText(data['value'], metric, i18n), limit)
    : says.firedBare(label, limit);
}

function resolvedText(why: unknown, i18n: I18n): string {
  const whys: Readonly<Record<string, string>> = i18n.t.register.says.resolved;
  return whys[textOf(why)] ?? textOf(why);
}

function evidenceTexts(data: Data, i18n: I18n, set: Set): string[] {
  const says = i18n.t.register.says;
  const mover = firstOf(data['movedFirst']);
  const reason = firstOf(data['reasons']);
  return [
    mover === undefined
      ? ''
      : says.movedFirst(
          metricName(textOf(mover['metric']), set, i18n),
          i18n.f.duration(numberOf(mover['leadMs'])),
        ),
    reason === undefined ? '' : says.reason(textOf(reason['reason'])),
  ];
}

function changesText(changes: unknown, i18n: I18n): string {
  const says = i18n.t.register.says;
  return Array.isArray(changes) && changes.length > 0 ? says.changes(changes.length) : '';
}

function roleText(role: unknown, i18n: I18n): string {
  const names: Readonly<Record<string, string>> = i18n.t.rules.keys.roleNames;
  return names[textOf(role)] ?? textOf(role);
}

function firstOf(list: unknown): Readonly<Record<string, unknown>> | undefined {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null ? { ...first } : undefined;
}

function quantityText(value: unknown, metric: NamedMetric | undefined, i18n: I18n): string {
  const number = numberOf(value);
  return metric === undefined ? i18n.f.number(number) : i18n.f.quantity(number, metric);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
