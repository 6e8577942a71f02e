import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { typeset } from '../../language/typography.ts';
import type { ClockSpan } from '../../rules/clocks/clock-class.ts';
import type { ClockState, ClockView } from './classification.ts';
import { en } from './texts.en.ts';
import { fr, type Texts } from './texts.fr.ts';

const dictionaries: Readonly<Record<Language, Texts>> = { fr, en };

/** The heading over clocks in documents. */
export function owedTitle(language: Language): string {
  return dictionaries[language].owed;
}

/** Where a clock stands: `en retard`, `fait, à temps`. */
export function stateText(state: ClockState, language: Language): string {
  const { states, timely, withdrawnLate } = dictionaries[language];
  if (state.kind === 'withdrawn' && state.wasLate) return withdrawnLate;
  if (!('timely' in state)) return states[state.kind];
  return typeset(`${states[state.kind]}, ${timely[state.timely]}`, language);
}

/** That the complete report is still owed. */
export function completeOwedText(language: Language): string {
  return dictionaries[language].completeOwed;
}

/** `72 h`, `15 jours`. */
export function spanWords({ unit, count }: ClockSpan, language: Language): string {
  return typeset(dictionaries[language][unit](count), language);
}

/** A clock in one line: what, by when or since when, where it stands, where it is written. */
export function clockLine({ rule, clock, state, classification }: ClockView, language: Language): string {
  const { due, sent, completeOwed } = dictionaries[language];
  const at = (time: number) => formatOf(language).dateTime(time, classification.timezone);
  const when =
    state.kind === 'done' || state.kind === 'incomplete' ? sent(at(state.at)) : due(at(clock.dueAt));
  const stands =
    state.kind === 'incomplete' ? [stateText(state, language), completeOwed] : [stateText(state, language)];
  const text = `${rule.name[language]}, ${when} (${stands.join(', ')}) · ${rule.source[language]}`;
  return typeset(text, language);
}
