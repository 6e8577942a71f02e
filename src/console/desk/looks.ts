import type { RequestState } from '../../requests/request.ts';
import type { CustomerWords } from '../../requests/view-store.ts';
import { type DeskRules, kindOf, type Priority } from '../../rules/desk/desk.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Look } from '../components/parts.page.tsx';
import { said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** The state of a request as it is shown: whom it waits for stands in it. */
export type ShownState = Exclude<RequestState, 'waiting'> | 'waitingUs' | 'waitingCustomer';

/** The state to show, of a line or of a whole request. */
export function shownState(state: RequestState, waitingFor: 'us' | 'customer' | undefined): ShownState {
  if (state !== 'waiting') return state;
  return waitingFor === 'customer' ? 'waitingCustomer' : 'waitingUs';
}

/** The colour and the drawing of a state: what the desk has to do stands out. */
export const requestLook: Readonly<Record<ShownState, Look>> = {
  received: { tone: 'warn', icon: 'alert' },
  answered: { tone: 'info', icon: 'right' },
  waitingUs: { tone: 'warn', icon: 'clock' },
  waitingCustomer: { tone: 'quiet', icon: 'clock' },
  reopened: { tone: 'bad', icon: 'alert' },
  resolved: { tone: 'good', icon: 'check' },
  closed: { tone: 'quiet', icon: 'check' },
  merged: { tone: 'quiet', icon: 'right' },
};

/** The colour of a priority; an ordinary one needs none. */
export const priorityLook: Readonly<Record<Priority, Look | undefined>> = {
  low: undefined,
  normal: undefined,
  high: { tone: 'warn', icon: 'alert' },
  urgent: { tone: 'bad', icon: 'alert' },
};

/** The name of a kind; one that is gone from desk.yaml keeps its id. */
export function kindName(kind: string, rules: Pick<DeskRules, 'kinds'>, i18n: I18n): string {
  const found = rules.kinds.find(({ id }) => id === kind);
  if (found === undefined && kind !== 'other') return kind;
  return said((found ?? kindOf({ kinds: [] }, 'other')).name, i18n);
}

/** The name of something that a kind requires: a plain field, or one of desk.yaml. */
export function fieldName(field: string, { fields }: Pick<DeskRules, 'fields'>, i18n: I18n): string {
  const plain: Readonly<Record<string, string>> = i18n.t.desk.plainFields;
  const own = fields.find(({ id }) => id === field);
  return plain[field === 'email' ? 'address' : field] ?? (own === undefined ? field : said(own.name, i18n));
}

/** A customer in one line: the name, else a number or an address. */
export function customerLine({ name, emails, phones }: CustomerWords, i18n: I18n): string {
  return name ?? phones[0] ?? emails[0] ?? i18n.t.desk.list.unknown;
}

/** People who may follow requests, by name. */
export function peopleChoices({ people }: Pick<RuleSet, 'people'>): { value: string; label: string }[] {
  return [...people]
    .map(([value, { name }]) => ({ value, label: name }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
