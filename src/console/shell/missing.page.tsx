import type { FC } from 'hono/jsx';
import { type ConsoleContext, type Shell, sayOf } from './context.ts';
import { type Frame, Head, Layout } from './layout.page.tsx';

/** The page for an address that leads nowhere. */
export const MissingPage: FC<{ frame: Frame }> = ({ frame }) => {
  const { say } = frame;
  return (
    <Layout frame={frame} title={say.t.missing.title}>
      <Head title={say.t.missing.title} lead={say.t.missing.lead} />
      <p>
        <a class="button" href="/">
          {say.t.shell.watch}
        </a>
      </p>
    </Layout>
  );
};

/** Answers that there is nothing at this address. */
export function missingPage(c: ConsoleContext, shell: Shell): Response | Promise<Response> {
  const say = sayOf(c, shell.ruleSet());
  return c.html(<MissingPage frame={shell.frame(c, say)} />, 404);
}
