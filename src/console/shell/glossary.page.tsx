import { type ConsoleContext, i18nOf, type Shell } from './context.ts';
import { Page } from './layout.page.tsx';

/** The whole glossary on one page, by the words of the reader's language. */
export function glossaryPage(c: ConsoleContext, shell: Shell): Response | Promise<Response> {
  const i18n = i18nOf(c, shell.ruleSet());
  const { title, lead, terms } = i18n.t.glossary;
  const entries = Object.values(terms).sort((a, b) => a.word.localeCompare(b.word, i18n.language));
  return c.html(
    <Page frame={shell.frame(c, i18n)} title={title} lead={lead}>
      <section class="card" aria-label={title}>
        <dl class="glossary">
          {entries.map(({ word, means }) => (
            <div>
              <dt>{word}</dt>
              <dd>{means}</dd>
            </div>
          ))}
        </dl>
      </section>
    </Page>,
  );
}
