import type { FC } from 'hono/jsx';
import type { Provider } from '../../access/sign-in/provider.ts';
import { Field, Message } from '../components/parts.page.tsx';
import { type Frame, Layout } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';

/** Why a key lets nobody in, or that a session has ended. */
export type Why = keyof I18n['t']['signIn']['why'];

type SignInProps = {
  frame: Frame;
  to: string;
  providers: readonly Pick<Provider, 'name' | 'label'>[];
  /** The reason why signing in failed, in words for the person who tries. */
  why?: string | undefined;
};

/** The ways in: providers where there are any, and a key. */
export const SignInPage: FC<SignInProps> = ({ frame, to, providers, why }) => {
  const { i18n } = frame;
  const words = i18n.t.signIn;
  const query = to === '/' ? '' : `?to=${encodeURIComponent(to)}`;
  return (
    <Layout frame={frame} title={words.title}>
      <section class="card sign-in" aria-labelledby="sign-in-title">
        <h1 id="sign-in-title">{words.title}</h1>
        {why ? <Message tone="bad" title={why} urgent /> : null}
        {providers.length === 0 ? (
          <>
            <p class="muted">{words.lead}</p>
            <KeyForm to={to} i18n={i18n} isFirst />
          </>
        ) : (
          <>
            <div class="stack">
              {providers.map(({ name, label }) => (
                <a class="button" href={`/sign-in/${name}${query}`}>
                  {words.withProvider(label)}
                </a>
              ))}
            </div>
            <details class="reveal">
              <summary>{words.withKey}</summary>
              <KeyForm to={to} i18n={i18n} isFirst={false} />
            </details>
          </>
        )}
      </section>
    </Layout>
  );
};

const KeyForm: FC<{ to: string; i18n: I18n; isFirst: boolean }> = ({ to, i18n, isFirst }) => {
  const words = i18n.t.signIn;
  return (
    <form method="post" action="/sign-in" id="sign-in">
      <input type="hidden" name="to" value={to} />
      <input type="text" name="username" value="filrouge" autocomplete="username" hidden />
      <Field
        id="key"
        label={words.key}
        hint={words.hint}
        control={(tie) => (
          <input
            {...tie}
            type="password"
            name="key"
            required
            autocomplete="current-password"
            autofocus={isFirst}
          />
        )}
      />
      <div class="actions">
        <button type="submit">{words.enter}</button>
      </div>
    </form>
  );
};

/** Signed out here; the browser goes on to sign out at the provider. */
export const SignedOutPage: FC<{ frame: Frame; to: string }> = ({ frame, to }) => {
  const words = frame.i18n.t.signIn;
  return (
    <Layout frame={frame} title={words.signedOut} goTo={to}>
      <section class="card sign-in">
        <h1>{words.signedOut}</h1>
        <p>
          <a href={to}>{words.signOutThere}</a>
        </p>
      </section>
    </Layout>
  );
};
