import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { sentence } from '../../language/typography.ts';
import type { DraftFacts, Signature } from './draft-facts.ts';
import { en } from './texts.en.ts';
import { fr, type RelanceTexts } from './texts.fr.ts';

/** A relance as somebody reads it before it goes out. */
export type Draft = { readonly subject: string; readonly body: string };

/**
 * Drafts a relance: the number, the context with its date, one reason, one thing that is asked and by when, a
 * signature; never a reproach. One paragraph a line, with an empty one between.
 */
export function draftRelance(facts: DraftFacts, language: Language): Draft {
  const t: RelanceTexts = language === 'fr' ? fr : en;
  const f = formatOf(language);
  const { number, kind, signature, timezone } = facts;
  const date = (at: number) => f.date(at, timezone);
  const ask = oneLine(facts.ask ?? '') || (kind === 'validate' ? t.holds : '');
  const customer = oneLine(facts.customer ?? '');
  const paragraphs = [
    t.hello(customer === '' ? undefined : customer),
    t.context(facts.channel, date(facts.receivedAt), oneLine(facts.subject)),
    ...(facts.before === undefined ? [] : [t.again(date(facts.before))]),
    t.why[kind],
    ...(ask === '' ? [] : [sentence(t.asked[kind](ask))]),
    t.by[kind](date(facts.until)),
    [t.thanks, ...signed(signature, t)].join('\n'),
  ];
  return { subject: t.subject(number), body: paragraphs.join('\n\n') };
}

function signed({ name, role, phone }: Signature, t: RelanceTexts): string[] {
  return [name, ...(role === undefined ? [] : [role]), ...(phone === undefined ? [] : [t.direct(phone)])].map(
    oneLine,
  );
}

/** A text that somebody typed, as a part of one line: a line break would begin a paragraph of its own. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
