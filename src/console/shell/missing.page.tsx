import type { FC } from 'hono/jsx';
import { type ConsoleContext, i18nOf, type Shell } from './context.ts';
import { type Frame, Head, Layout } from './layout.page.tsx';

/** The page for an address that leads nowhere. */
export const MissingPage: FC<{ frame: Frame }> = ({ frame }) => {
  const { i18n } = frame;
  return (
    <Layout frame={frame} title={i18n.t.missing.title}>
      <Head title={i18n.t.missing.title} lead={i18n.t.missing.lead} />
      <p>
        <a class="button" href="/">
          {i18n.t.shell.watch}
        </a>
      </p>
    </Layout>
  );
};

/** Answers that there is nothing at this address. */
export function missingPage(c: ConsoleContext, shell: Shell): Response | Promise<Response> {
  const i18n = i18nOf(c, shell.ruleSet());
  return c.html(<MissingPage frame={shell.frame(c, i18n)} />, 404);
}
