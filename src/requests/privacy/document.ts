import { formatOf } from '../../language/format.ts';
import type { Language } from '../../language/language.ts';
import { typeset } from '../../language/typography.ts';
import { type Block, facts, heading, type PlanDocument, table } from '../../plans/blocks.ts';
import type { RetentionRules } from '../../rules/retention/retention.ts';
import type { PersonalCopy } from './copy.ts';
import type { KeptBack, PrivacyRequest } from './privacy.ts';
import { en } from './texts.en.ts';
import { fr, type PrivacyTexts } from './texts.fr.ts';

const dictionaries: Readonly<Record<Language, PrivacyTexts>> = { fr, en };

/** The texts that people have written about a request, opened. */
export type LetterTexts = { readonly reason?: string; readonly note?: string };

type Letter = {
  readonly request: PrivacyRequest;
  readonly texts: LetterTexts;
  readonly rules: RetentionRules | undefined;
  readonly timezone: string;
  readonly language: Language;
};

/**
 * The letter that is due as a request stands: that it was received, that it takes longer, what was done, or
 * why it was refused. It is sent by a person, who reads it before.
 */
export function privacyLetter({ request, texts, rules, timezone, language }: Letter): PlanDocument {
  const t = dictionaries[language];
  const date = (at: number) => formatOf(language).date(at, timezone);
  const title = t.subject(request.number, t.rightNames[request.right]);
  const { state, identity, extension, dueAt } = request;
  const answered = state.kind !== 'open';
  const blocks: Block[] = [
    heading(1, title),
    said(t.received(date(request.receivedAt), t.rightNames[request.right])),
  ];
  if (identity !== undefined) blocks.push(said(t.identified(identity.means)));
  else if (!answered) blocks.push(said(t.unidentified));
  if (!answered) blocks.push(said(extension === undefined ? t.due(date(dueAt)) : t.extended(date(dueAt))));
  if (state.kind === 'refused') blocks.push(said(t.refused));
  if (state.kind === 'done') blocks.push(heading(2, t.done), said(t.did[request.right]));
  if (texts.note !== undefined) blocks.push(said(texts.note));
  if (texts.reason !== undefined) blocks.push({ kind: 'paragraph', label: t.why, text: texts.reason });
  if (state.kind === 'done' && state.erasure !== undefined) {
    blocks.push(said(t.erased(state.erasure.count)));
    blocks.push(...keptPart(state.erasure.kept, { t, date, rules, language }));
  }
  if (answered) blocks.push({ ...said(t.complaint), tone: 'muted' });
  return { language, title, pages: [blocks] };
}

type Saying = {
  readonly t: PrivacyTexts;
  readonly date: (at: number) => string;
  readonly rules: RetentionRules | undefined;
  readonly language: Language;
};

function keptPart(kept: readonly KeptBack[], { t, date, rules, language }: Saying): readonly Block[] {
  if (kept.length === 0) return [said(t.nothingKept)];
  const rows = kept.map(({ category, why, until }) => {
    const rule = rules?.categories.find(({ id }) => id === category);
    const basis = rule && why === 'law' ? `${t.law} : ${rule.basis[language]}` : t[why];
    return [
      rule?.name[language] ?? category,
      typeset(language === 'fr' ? basis : basis.replace(' : ', ': '), language),
      // The last day on which it is kept.
      until === undefined ? t.unknownEnd : date(until - 1),
    ];
  });
  return [
    heading(2, t.kept),
    table(
      t.keptColumns.map((column, place) => [column, [3, 6, 2][place] ?? 1]),
      rows,
    ),
  ];
}

/** The copy of somebody's data as a document that they can read. */
export function copyDocument(copy: PersonalCopy, language: Language): PlanDocument {
  const t = dictionaries[language];
  const format = formatOf(language);
  const date = (at: number) => format.date(at, copy.timezone);
  const blocks: Block[] = [heading(1, t.copyTitle), said(t.copyLead(date(copy.madeAt)))];
  if (copy.restrictedAt !== undefined) blocks.push(said(t.restricted(date(copy.restrictedAt))));
  if (copy.objectedAt !== undefined) blocks.push(said(t.objected(date(copy.objectedAt))));
  if (copy.rows.length === 0) blocks.push(said(t.nothing));
  for (const { id, name, purpose, basis } of copy.categories) {
    const rows = copy.rows.filter(({ category }) => category === id);
    const about = [
      ...(purpose === undefined ? [] : [[t.purpose, purpose[language]] as const]),
      ...(basis === undefined ? [] : [[t.basis, basis[language]] as const]),
    ];
    blocks.push(heading(2, name?.[language] ?? id));
    if (about.length > 0) blocks.push(facts(1, about));
    blocks.push(
      table(
        t.rowColumns.map((column, place) => [column, [2, 2, 8][place] ?? 1]),
        rows.map(({ since, until, text }) => [
          date(since),
          until === undefined ? t.unknownEnd : date(until - 1),
          text ?? t.unreadable,
        ]),
      ),
    );
  }
  if (copy.readings.length > 0)
    blocks.push(
      heading(2, t.readings),
      table(
        t.readingColumns.map((column) => [column, 1]),
        copy.readings.map(({ at, why }) => [format.dateTime(at, copy.timezone), why]),
      ),
    );
  return { language, title: t.copyTitle, pages: [blocks] };
}

function said(text: string): Extract<Block, { kind: 'paragraph' }> {
  return { kind: 'paragraph', text };
}
