import type { NamedMetric } from '../../metrics/metric.ts';
import { eventText, planTexts } from '../../plans/documents/texts.ts';
import type { PlanEvent } from '../../plans/events.ts';
import { engineActor } from '../../platform/actor.ts';
import type { RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { nameOf } from '../plans/plan-view.ts';
import { metricName } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';

type Set = Pick<RuleSet, 'metrics' | 'people'>;
type Data = RegisterEntry['data'];

/** The name of a kind of entry; a kind that no dictionary knows goes by its own name. */
export function kindText(kind: string, say: Say): string {
  const kinds: Readonly<Record<string, string>> = say.t.register.kinds;
  return kinds[kind] ?? kind;
}

/** Every kind of entry that has a name, in the order of the reader's alphabet. */
export function kindChoices(say: Say): { readonly value: string; readonly label: string }[] {
  return Object.entries(say.t.register.kinds)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, say.language));
}

/** An entry as a line of a time line: what happened, then the facts that tell most. */
export function entrySentence(entry: RegisterEntry, say: Say, set: Set): string {
  if (Object.hasOwn(planTexts('fr').events, entry.kind)) return planSentence(entry, say, set);
  const facts = factsOf(entry, say, set).filter((fact) => fact !== '');
  return [kindText(entry.kind, say), ...facts].join(' · ');
}

/** The author that an entry names. */
export function authorOf(entry: Pick<RegisterEntry, 'actor'>, say: Say, set: Set): string {
  return nameOf(entry.actor, set, say);
}

/** The plans room has words for its own events; the register keeps their facts as they were. */
function planSentence(entry: RegisterEntry, say: Say, set: Set): string {
  const { kind, at, plan = 0, agent = '', incident = 0, data } = entry;
  const event = { ...data, kind, at, by: engineActor, plan, agent, incident } as object as PlanEvent;
  return eventText(event, {
    language: say.language,
    timezone: say.f.timezone,
    nameOf: (person) => set.people.get(person)?.name,
  });
}

function factsOf({ kind, data }: RegisterEntry, say: Say, set: Set): string[] {
  const says = say.t.register.says;
  switch (kind) {
    case 'ruleFired':
      return [firedText(data, say, set)];
    case 'ruleNoData':
      return [says.noData(metricName(textOf(data['metric']), set, say))];
    case 'ruleResolved':
    case 'ruleDataBack':
      return [says.rule(textOf(data['rule'])), resolvedText(data['why'], say)];
    case 'agentTripped':
    case 'incidentJoined':
      return data['rule'] === undefined ? [] : [says.rule(textOf(data['rule']))];
    case 'agentResumed':
      return data['override'] === true ? [says.override] : [];
    case 'switchAcknowledged':
      return [data['mayRun'] === true ? says.obeysRun : says.obeysStop];
    case 'acknowledgementMissing':
      return [says.unacknowledged(say.f.duration(numberOf(data['withinMs'])))];
    case 'evidenceGathered':
      return evidenceTexts(data, say, set);
    case 'ruleSetInForce':
      return [changesText(data['changes'], say)];
    case 'keyCreated':
    case 'keyRevoked':
      return [says.key(textOf(data['key']), roleText(data['role'], say))];
    default:
      return [];
  }
}

function firedText(data: Data, say: Say, set: Set): string {
  const says = say.t.register.says;
  const metric = set.metrics.get(textOf(data['metric']));
  const label = metricName(textOf(data['metric']), set, say);
  const limit = quantityText(data['threshold'], metric, say);
  return typeof data['value'] === 'number'
    ? says.fired(label, quantityText(data['value'], metric, say), limit)
    : says.firedBare(label, limit);
}

function resolvedText(why: unknown, say: Say): string {
  const whys: Readonly<Record<string, string>> = say.t.register.says.resolved;
  return whys[textOf(why)] ?? textOf(why);
}

function evidenceTexts(data: Data, say: Say, set: Set): string[] {
  const says = say.t.register.says;
  const mover = firstOf(data['movedFirst']);
  const reason = firstOf(data['reasons']);
  return [
    mover === undefined
      ? ''
      : says.movedFirst(
          metricName(textOf(mover['metric']), set, say),
          say.f.duration(numberOf(mover['leadMs'])),
        ),
    reason === undefined ? '' : says.reason(textOf(reason['reason'])),
  ];
}

function changesText(changes: unknown, say: Say): string {
  const says = say.t.register.says;
  return Array.isArray(changes) && changes.length > 0 ? says.changes(changes.length) : '';
}

function roleText(role: unknown, say: Say): string {
  const names: Readonly<Record<string, string>> = say.t.rules.keys.roleNames;
  return names[textOf(role)] ?? textOf(role);
}

function firstOf(list: unknown): Readonly<Record<string, unknown>> | undefined {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null ? { ...first } : undefined;
}

function quantityText(value: unknown, metric: NamedMetric | undefined, say: Say): string {
  const number = numberOf(value);
  return metric === undefined ? say.f.number(number) : say.f.quantity(number, metric);
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
