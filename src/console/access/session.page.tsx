import type { FC } from 'hono/jsx';
import type { Provider } from '../../access/sign-in/provider.ts';
import type { SignedIn } from '../../access/sign-in/sessions.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Facts, Time } from '../components/parts.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

type SessionView = {
  readonly session: SignedIn;
  readonly set: RuleSet;
  readonly providers: readonly Pick<Provider, 'name' | 'label'>[];
};

/** The session of this browser: its person, how they signed in, its end; and the way out, of all browsers. */
export const SessionPage: FC<{ frame: Frame; view: SessionView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.signIn.session;
  const { caller, begunAt, expiresAt } = view.session;
  const who = caller.person === undefined ? words.nobody : nameOf(caller.person, view.set, i18n);
  return (
    <Page frame={frame} title={words.title} lead={words.lead}>
      <section class="card stack">
        <Facts
          items={[
            { name: words.who, value: who },
            { name: words.role, value: i18n.t.rules.keys.roleNames[caller.role] },
            { name: words.by, value: howOf(view, i18n) },
            {
              name: words.since,
              value: begunAt === expiresAt ? undefined : <Time at={begunAt} i18n={i18n} />,
            },
            { name: words.until, value: <Time at={expiresAt} i18n={i18n} /> },
          ]}
        />
        <div class="row">
          <form method="post" action="/sign-out">
            <button type="submit">{i18n.t.shell.signOut}</button>
          </form>
          <form method="post" action="/session/end-all">
            <button type="submit" class="plain">
              {words.endAll}
            </button>
          </form>
        </div>
        <p class="small muted">{words.endAllHint}</p>
      </section>
    </Page>
  );
};

function howOf({ session: { of }, providers }: SessionView, i18n: I18n): string {
  const words = i18n.t.signIn.session;
  switch (of.kind) {
    case 'key':
      return i18n.t.common.key(of.key);
    case 'link':
      return words.link;
    case 'provider':
      return providers.find(({ name }) => name === of.provider)?.label ?? of.provider;
    default:
      return of satisfies never;
  }
}
