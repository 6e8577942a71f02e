import type { Refusal } from '../../platform/refusal.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { I18n } from '../words/texts.ts';
import { fieldName } from './looks.ts';

/** Why something was not taken, in the reader’s words: what it was, then each field that is not right. */
export function faultTexts(
  { code, detail, errors = [], missing = [] }: Refusal,
  rules: Pick<DeskRules, 'fields'>,
  i18n: I18n,
): string[] {
  const known: Readonly<Record<string, string>> = i18n.t.refusals;
  const fields = [
    ...errors.map(({ pointer }) => labelOf(pointer, rules, i18n)),
    ...missing.flatMap(({ at }) => (at === undefined ? [] : [fieldName(at, rules, i18n)])),
  ];
  const named = [...new Set(fields)];
  const first = known[code] ?? detail;
  return named.length === 0 ? [first] : [first, ...named.map((field) => i18n.t.desk.entry.toCheck(field))];
}

/** The label of the field that a JSON pointer names. */
function labelOf(pointer: string, rules: Pick<DeskRules, 'fields'>, i18n: I18n): string {
  const parts = pointer.split('/').filter((part) => part !== '');
  const last = parts.at(-1) ?? '';
  const own: Readonly<Record<string, string>> = i18n.t.desk.fieldLabels;
  return own[last] ?? fieldName(last, rules, i18n);
}
