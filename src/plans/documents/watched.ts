import type { Language } from '../../language/language.ts';
import { colon } from '../../language/typography.ts';
import type { Plan, Reopening } from '../plan.ts';
import { watchOf } from '../recurrence.ts';
import { en } from './watch-texts.en.ts';
import { fr } from './watch-texts.fr.ts';

/** A sentence about the watch; `incident` is the one that showed a recurrence. */
export type WatchLine = { readonly text: string; readonly incident?: number };

export type WatchReader = {
  readonly language: Language;
  readonly now: number;
  readonly name: (person: string) => string;
  /** An instant as its day. */
  readonly date: (at: number) => string;
};

/** The words of the watch in a language. */
export function watchTexts(language: Language): typeof fr {
  return language === 'fr' ? fr : en;
}

/** Each recurrence in its order, and the watch as it stands now; nothing before the first closure. */
export function watchLines(plan: Plan, reader: WatchReader): readonly WatchLine[] {
  const words = watchTexts(reader.language);
  const watch = watchOf(plan, reader.now);
  const lines = plan.reopened.flatMap((one) => recurrenceLines(one, reader));
  switch (watch?.state) {
    case 'watching':
      return [...lines, { text: words.watching(reader.date(watch.until), watch.rules) }];
    case 'held':
      return [...lines, { text: words.held(reader.date(watch.until)) }];
    case 'unwatched':
      return [...lines, { text: words.unwatched }];
    case 'came_back':
    case undefined:
      return lines;
    default:
      return watch satisfies never;
  }
}

function recurrenceLines(reopening: Reopening, { language, name, date }: WatchReader): WatchLine[] {
  const words = watchTexts(language);
  const { at, incident, rule, as, closedAt, signatures = [], acceptedRisks = [] } = reopening;
  // Those of before say neither the rule nor the closure.
  const wasClosed = closedAt !== undefined || rule === undefined;
  const shown = rule === undefined || as === undefined ? '' : colon(language) + words.shownBy(rule, as);
  const back = { text: `${words.cameBack(date(at), incident, wasClosed)}${shown}.`, incident };
  if (closedAt === undefined) return [back];
  const signers = signatures.map(({ person }) => name(person));
  const risks = acceptedRisks.map(({ action }) => action);
  const closure = [
    words.closure(date(closedAt), signers),
    ...(risks.length === 0 ? [] : [words.accepted(risks)]),
  ].join(', ');
  return [{ text: `${closure}. ${words.kept}` }, back];
}
