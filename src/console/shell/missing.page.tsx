import type { FC } from 'hono/jsx';
import { type ConsoleContext, type Desk, frameOf, sayOf } from './context.ts';
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
export function missingPage(c: ConsoleContext, desk: Desk): Response | Promise<Response> {
  const say = sayOf(c, desk.ports.ruleSet());
  return c.html(<MissingPage frame={frameOf(c, desk, say)} />, 404);
}
