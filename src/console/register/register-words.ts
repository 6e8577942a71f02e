import { subjectKinds } from '../../incidents/dossier/subject.ts';
import { eventText, planTexts } from '../../plans/documents/texts.ts';
import type { PlanEvent } from '../../plans/events.ts';
import { engineActor } from '../../platform/actor.ts';
import type { RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { clockFacts } from '../clocks/entry-words.ts';
import { shareText } from '../degree/share.page.tsx';
import { metricName, nameOf, readerOf, thresholdText, valueText } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

type Set = Pick<RuleSet, 'metrics' | 'people' | 'clockClasses'>;
type Data = RegisterEntry['data'];

/** The name of a kind of entry; a kind that no dictionary knows goes by its own name. */
export function kindText(kind: string, i18n: I18n): string {
  return nameIn(i18n.t.register.kinds, kind);
}

/** The name of something in a dictionary, or its own where the dictionary has none. */
function nameIn(names: Readonly<Record<string, string>>, own: unknown): string {
  return names[textOf(own)] ?? textOf(own);
}

/** Every kind of entry that has a name, in the order of the reader's alphabet. */
export function kindChoices(i18n: I18n): { readonly value: string; readonly label: string }[] {
  return Object.entries(i18n.t.register.kinds)
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
}

/** An entry as a line of a time line: what happened, then the facts that tell most. */
export function entrySentence(entry: RegisterEntry, i18n: I18n, set: Set): string {
  if (Object.hasOwn(planTexts('fr').events, entry.kind) && !isOfNoPlan(entry))
    return planSentence(entry, i18n, set);
  const facts = factsOf(entry, i18n, set).filter((fact) => fact !== '');
  return [kindText(entry.kind, i18n), ...facts].join(' · ');
}

/** Whether it tells of what lasts around an agent: a plan has no words for that. */
function isOfNoPlan({ kind, data }: RegisterEntry): boolean {
  return kind === 'reminderSent' && data['nth'] === undefined;
}

/** The plans room has words for its own events; the register keeps their facts as they were. */
function planSentence(entry: RegisterEntry, i18n: I18n, set: Set): string {
  const { kind, at, plan = 0, agent = '', incident = 0, data } = entry;
  const event = { ...data, kind, at, by: engineActor, plan, agent, incident } as object as PlanEvent;
  return eventText(event, readerOf(set, i18n));
}

/** By what somebody proved who they are, where that is on record. */
function provenText(data: RegisterEntry['data'], i18n: I18n): string[] {
  const proof = data['proof'];
  return proof === 'key' || proof === 'provider' ? [i18n.t.signIn.confirm.how[proof]] : [];
}

/** A rule that took traffic, the share that was left or given, and the step. */
function degreeFacts(data: RegisterEntry['data'], i18n: I18n): string[] {
  const words = i18n.t.degree;
  const [share, step, of] = [data['share'], data['step'], data['of']];
  const given = share === undefined ? undefined : shareText(numberOf(share), i18n);
  return [
    ...(data['rule'] === undefined ? [] : [i18n.t.register.says.rule(textOf(data['rule']))]),
    ...(given === undefined
      ? []
      : numberOf(share) >= 1
        ? [words.all]
        : step === undefined
          ? [words.share(given)]
          : [words.stepDone(numberOf(step), numberOf(of), given)]),
  ];
}

function factsOf(entry: RegisterEntry, i18n: I18n, set: Set): string[] {
  const { kind, data } = entry;
  const says = i18n.t.register.says;
  switch (kind) {
    case 'ruleFired':
      return [firedText(data, i18n, set), ...heldTexts(data, i18n)];
    case 'ruleNoData':
      return [i18n.t.cases.silent(metricName(textOf(data['metric']), set, i18n)), ...heldTexts(data, i18n)];
    case 'ruleResolved':
    case 'ruleDataBack':
      return [says.rule(textOf(data['rule'])), nameIn(says.resolved, data['why'])];
    case 'agentTripped':
    case 'agentDegraded':
    case 'resumeAdvanced':
    case 'resumeFellBack':
      return degreeFacts(data, i18n);
    case 'incidentJoined':
      return data['rule'] === undefined ? [] : [says.rule(textOf(data['rule']))];
    case 'agentResumed':
      return [
        ...(data['override'] === true ? [says.override] : []),
        ...degreeFacts(data, i18n),
        ...provenText(data, i18n),
      ];
    case 'switchAcknowledged':
      if (data['share'] !== undefined)
        return [i18n.t.degree.obeysShare(shareText(numberOf(data['share']), i18n))];
      return [data['mayRun'] === true ? says.obeysRun : says.obeysStop];
    case 'acknowledgementMissing':
      return [says.unacknowledged(i18n.f.duration(numberOf(data['withinMs'])))];
    case 'evidenceAttached':
    case 'evidenceWithdrawn':
    case 'evidenceErased':
    case 'commentAdded':
    case 'commentErased':
      return [subjectText(textOf(data['on']), i18n)];
    case 'evidenceGathered':
      return evidenceTexts(data, i18n, set);
    case 'ruleSetInForce':
      return ruleSetTexts(data, i18n, set);
    case 'clockStepped': {
      const ms = numberOf(data['bySeconds']) * 1_000;
      return [`${ms < 0 ? '−' : '+'}${i18n.f.duration(Math.abs(ms))}`];
    }
    case 'silenceSet':
    case 'silenceEnded':
      return silenceTexts(data, i18n);
    case 'firingSilenced':
      return [firedText(data, i18n, set), ...silencersOf(data, i18n)];
    case 'silencedFiringOver':
      return [says.rule(textOf(data['rule']))];
    case 'agentChanged':
      return [nameIn(i18n.t.cases.evidence.changed, data['kind'])];
    case 'incidentClassified':
    case 'incidentDeclassified':
    case 'reportRecorded':
      return clockFacts(entry, i18n, set);
    case 'reminderSent':
      return [
        nameIn(i18n.t.notices.kinds, data['subject']),
        listOf(data['people'])
          .map((person) => nameOf(textOf(person), set, i18n))
          .join(', '),
      ];
    case 'keyCreated':
    case 'keyRotated':
    case 'keyRevoked':
      return [says.key(textOf(data['key']), nameIn(i18n.t.rules.keys.roleNames, data['role']))];
    case 'linkMade':
    case 'linkUsed':
      return [nameIn(i18n.t.rules.keys.roleNames, data['role'])];
    default:
      return [];
  }
}

/** The subject that evidence or a comment stands on, as the register has it: `action 4-2`. */
function subjectText(on: string, i18n: I18n): string {
  const [kind = '', id = ''] = on.split(' ');
  const known = subjectKinds.find((one) => one === kind);
  return known === undefined ? on : i18n.t.dossier.subjects[known](id);
}

function firedText(data: Data, i18n: I18n, set: Set): string {
  const says = i18n.t.register.says;
  const metric = textOf(data['metric']);
  const label = metricName(metric, set, i18n);
  const threshold = numberOf(data['threshold']);
  const limit = thresholdText(threshold, metric, set, i18n);
  return typeof data['value'] === 'number'
    ? says.fired(label, valueText(data['value'], metric, set, i18n, threshold), limit)
    : says.firedBare(label, limit);
}

/** The words for a silence: its number, the tag and rule that it is over, and its end. */
function silenceTexts(data: Data, { t, f }: I18n): string[] {
  const { says } = t.register;
  const { silence, rule, tag, until } = data;
  return [
    says.silence(textOf(silence)),
    ...(tag === undefined ? [] : [says.tag(textOf(tag))]),
    rule === undefined ? says.allRules : says.rule(textOf(rule)),
    says.until(f.dayTime(numberOf(until))),
  ];
}

/** The words for the silences and planned work that held an alert back, and until when. */
function silencersOf(data: Data, { t, f }: I18n): string[] {
  const { says } = t.register;
  return [
    ...listOf(data['silences']).map((number) => says.silence(textOf(number))),
    ...(data['maintenance'] === true ? [says.planned] : []),
    says.until(f.dayTime(numberOf(data['until']))),
  ];
}

/** For how long a silence had held back what fired. */
function heldTexts({ silencedMs }: Data, { t, f }: I18n): string[] {
  return silencedMs === undefined ? [] : [t.register.says.heldFor(f.duration(numberOf(silencedMs)))];
}

/** How much of the rules has changed, and by whom. */
function ruleSetTexts(data: Data, i18n: I18n, set: Set): string[] {
  const says = i18n.t.register.says;
  const count = Array.isArray(data['changes']) ? data['changes'].length : 0;
  const { by, person } = data;
  const author =
    typeof person === 'string'
      ? [nameOf(person, set, i18n)]
      : by === undefined
        ? []
        : [nameIn(says.authors, by)];
  return [...(count > 0 ? [says.changes(count)] : []), ...author];
}

function evidenceTexts(data: Data, i18n: I18n, set: Set): string[] {
  const says = i18n.t.register.says;
  const moved = firstOf(data['movedFirst']).map(({ metric, leadMs }) =>
    says.movedFirst(metricName(textOf(metric), set, i18n), i18n.f.duration(numberOf(leadMs))),
  );
  const reasons = firstOf(data['reasons']).map(({ reason }) => says.reason(textOf(reason)));
  return [...moved, ...reasons];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The first entry of a list, if there is one. */
function firstOf(list: unknown): Readonly<Record<string, unknown>>[] {
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'object' && first !== null ? [{ ...first }] : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
