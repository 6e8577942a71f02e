import type { FC } from 'hono/jsx';
import type { TermName } from '../words/glossary.fr.ts';
import type { I18n } from '../words/texts.ts';

/**
 * Help at a word: a button that opens what the glossary says of it, without any script, by mouse, by keyboard
 * and for screen readers. The definition stands once a page, in its frame.
 */
export const Term: FC<{ term: TermName; i18n: I18n }> = ({ term, i18n: { t } }) => (
  <button
    type="button"
    class="term no-print"
    popovertarget={definitionId(term)}
    aria-label={t.glossary.about(t.glossary.terms[term].word)}
  >
    ?
  </button>
);

/** The words of a part of a page that may need saying, each of them the button of its definition. */
export const Terms: FC<{ of: readonly TermName[]; i18n: I18n }> = ({ of, i18n: { t } }) => (
  <p class="terms small no-print">
    <span class="muted">{t.glossary.words}</span>
    {of.map((term) => (
      <button type="button" class="word" popovertarget={definitionId(term)}>
        {t.glossary.terms[term].word}
      </button>
    ))}
  </p>
);

/** Every definition of the glossary, closed until a button opens it. */
export const Definitions: FC<{ i18n: I18n }> = ({ i18n: { t } }) => (
  <>
    {Object.entries(t.glossary.terms).map(([term, { word, means }]) => (
      <div class="definition" popover="auto" id={definitionId(term)}>
        <strong>{word}</strong>
        <p>{means}</p>
      </div>
    ))}
  </>
);

function definitionId(term: string): string {
  return `term-${term}`;
}
