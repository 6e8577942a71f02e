import { type ConsoleContext, i18nOf, type Shell } from './context.ts';
import { Page } from './layout.page.tsx';

/** Answers that there is nothing at this address. */
export function missingPage(c: ConsoleContext, shell: Shell): Response | Promise<Response> {
  const i18n = i18nOf(c, shell.ruleSet());
  return c.html(
    <Page frame={shell.frame(c, i18n)} {...i18n.t.missing}>
      <p>
        <a class="button" href="/">
          {i18n.t.shell.watch}
        </a>
      </p>
    </Page>,
    404,
  );
}
