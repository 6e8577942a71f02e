import type { FC } from 'hono/jsx';
import { Field, Message } from '../components/parts.page.tsx';
import { type Frame, Layout } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';

/** Why somebody may not come in. */
export type Why = keyof I18n['t']['signIn']['why'];

/** The way in: a key becomes a session. */
export const SignInPage: FC<{ frame: Frame; to: string; why?: Why | undefined }> = ({ frame, to, why }) => {
  const { i18n } = frame;
  const words = i18n.t.signIn;
  return (
    <Layout frame={frame} title={words.title}>
      <section class="card sign-in" aria-labelledby="sign-in-title">
        <h1 id="sign-in-title">{words.title}</h1>
        <p class="muted">{words.lead}</p>
        {why ? <Message tone="bad" title={words.why[why]} urgent /> : null}
        <form method="post" action="/sign-in" id="sign-in">
          <input type="hidden" name="to" value={to} />
          <input type="text" name="username" value="filrouge" autocomplete="username" hidden />
          <Field
            id="key"
            label={words.key}
            hint={words.hint}
            control={(tie) => (
              <input {...tie} type="password" name="key" required autocomplete="current-password" autofocus />
            )}
          />
          <div class="actions">
            <button type="submit">{words.enter}</button>
          </div>
        </form>
      </section>
    </Layout>
  );
};
