import { raw } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import type { Language } from '../../language/language.ts';
import { Definitions } from '../components/term.page.tsx';
import { Outbox } from '../desk/outbox.page.tsx';
import type { I18n } from '../words/texts.ts';

/** An entry of the navigation. */
export type Section =
  | 'watch'
  | 'work'
  | 'requests'
  | 'incidents'
  | 'plans'
  | 'reports'
  | 'notices'
  | 'register'
  | 'rules'
  | 'people';

/** Addresses of the files that every page loads, under their hashed names. */
export type AssetPaths = Readonly<Record<'style' | 'script' | 'charts' | 'icon', string>>;

/** The parts of a page that stand around its content. */
export type Frame = {
  readonly i18n: I18n;
  readonly assets: AssetPaths;
  /** The languages that the page is offered in. */
  readonly languages: readonly Language[];
  /** The address of this page with its query, for the language switch. */
  readonly here: string;
  /** The person who looks at the page. */
  readonly viewer?:
    | {
        readonly name: string;
        readonly admin: boolean;
        readonly isPerson: boolean;
        /** At the desk: who it is, as notes that wait in the browser name them. */
        readonly atDesk?: string | undefined;
      }
    | undefined;
  readonly standby?: boolean;
  readonly cannotStop?: boolean;
  /** Whether the rule files have errors, so that the rules of before stay in force. */
  readonly rulesBroken?: boolean;
};

const sections: readonly { readonly section: Section; readonly href: string }[] = [
  { section: 'watch', href: '/' },
  { section: 'work', href: '/work' },
  { section: 'requests', href: '/requests' },
  { section: 'incidents', href: '/incidents' },
  { section: 'plans', href: '/plans' },
  { section: 'reports', href: '/reports/weekly' },
  { section: 'notices', href: '/notices' },
  { section: 'register', href: '/register' },
  { section: 'rules', href: '/rules' },
  { section: 'people', href: '/access' },
];

/**
 * htmx without anything that a strict Content-Security-Policy forbids: no inline styles, no evaluated
 * attributes.
 */
const htmxConfig = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  historyCacheSize: 0,
  attributesToSettle: ['class'],
  // Until a piece has settled htmx does not hear what is clicked in it.
  defaultSettleDelay: 0,
  responseHandling: [
    { code: '204', swap: false },
    { code: '[23]..', swap: true },
    { code: '4(03|09|22)', swap: true },
    { code: '503', swap: true },
    { code: '[45]..', swap: false, error: true },
  ],
});

type LayoutProps = {
  frame: Frame;
  title: string;
  section?: Section;
  /** The stream that keeps the page up to date. */
  live?: string;
  charts?: boolean;
  /** Where the browser goes on by itself. */
  goTo?: string;
  children?: Child;
};

/** The frame around every page. */
export const Layout: FC<LayoutProps> = ({ frame, title, section, live, charts = false, goTo, children }) => {
  const { i18n, assets, viewer } = frame;
  return (
    <>
      {raw('<!doctype html>')}
      <html lang={i18n.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <meta name="robots" content="noindex" />
          {goTo ? <meta http-equiv="refresh" content={`0;url=${goTo}`} /> : null}
          <title>{`${title} · filrouge`}</title>
          <link rel="icon" type="image/svg+xml" href={assets.icon} />
          <link rel="stylesheet" href={assets.style} />
          <meta name="htmx-config" content={htmxConfig} />
          <script src={assets.script} defer />
          {charts ? <script src={assets.charts} defer /> : null}
        </head>
        <body hx-ext="sse">
          <a class="skip" href="#content">
            {i18n.t.shell.skip}
          </a>
          <Top frame={frame} section={section} />
          {live ? <LiveStream address={live} i18n={i18n} /> : null}
          <main class="page" id="content" tabindex={-1}>
            {frame.cannotStop || section === 'watch' ? (
              <StopAlarm isOn={frame.cannotStop === true} i18n={i18n} />
            ) : null}
            {frame.rulesBroken && section !== 'rules' ? (
              <p class="message tone-warn">
                <span>
                  {i18n.t.shell.rulesBroken} <a href="/rules">{i18n.t.shell.rulesBrokenWhere}</a>
                </span>
              </p>
            ) : null}
            {viewer?.atDesk === undefined ? null : <Outbox who={viewer.atDesk} i18n={i18n} />}
            {frame.standby ? <p class="message tone-warn">{i18n.t.shell.standby}</p> : null}
            {children}
          </main>
          <footer class="foot">
            <span>{i18n.t.shell.timesIn(i18n.f.timezone)}</span>
            {viewer ? <a href="/glossary">{i18n.t.glossary.title}</a> : null}
            <a href="/docs">{i18n.t.shell.apiDocs}</a>
            <span id="connection" role="status" />
            <span id="said" class="visually-hidden" role="status" />
            {viewer ? <Definitions i18n={i18n} /> : null}
          </footer>
        </body>
      </html>
    </>
  );
};

/** Renews the parts of a page that have changed, from a stream of events; one a page. */
export const LiveStream: FC<{ address: string; i18n: I18n }> = ({ address, i18n }) => (
  <div
    id="live"
    hidden
    sse-connect={address}
    sse-swap="update"
    hx-swap="none"
    data-offline={i18n.t.shell.offline}
  />
);

/** That no agent could be stopped now: said wherever one looks, and sent to the home page when it changes. */
export const StopAlarm: FC<{ isOn: boolean; i18n: I18n }> = ({ isOn, i18n }) => (
  <div id="cannot-stop" role="alert">
    {isOn ? <p class="message tone-bad">{i18n.t.shell.cannotStop}</p> : null}
  </div>
);

const Top: FC<{ frame: Frame; section: Section | undefined }> = ({ frame, section }) => {
  const { i18n, viewer } = frame;
  return (
    <header class="top">
      <div class="top-inner">
        <a class="brand" href="/" aria-label={i18n.t.shell.home}>
          <Thread />
          filrouge
        </a>
        {viewer ? (
          <nav class="nav" aria-label={i18n.t.shell.sections}>
            {sections
              .filter(({ section: one }) => one !== 'people' || viewer.admin)
              .filter(({ section: one }) => one !== 'work' || viewer.isPerson)
              .filter(({ section: one }) => one !== 'requests' || viewer.atDesk !== undefined)
              .map((entry) => (
                <a href={entry.href} aria-current={entry.section === section ? 'page' : undefined}>
                  {i18n.t.shell[entry.section]}
                </a>
              ))}
          </nav>
        ) : null}
        <div class="who">
          {frame.languages.length > 1 ? <LanguageSwitch frame={frame} /> : null}
          {viewer ? (
            <form method="post" action="/sign-out">
              <a href="/session">{viewer.name}</a>{' '}
              <button class="bare" type="submit">
                {i18n.t.shell.signOut}
              </button>
            </form>
          ) : null}
        </div>
      </div>
    </header>
  );
};

/** Each language as those who speak it call it. */
export const languageNames: Readonly<Record<Language, string>> = { fr: 'Français', en: 'English' };

const LanguageSwitch: FC<{ frame: Frame }> = ({ frame }) => (
  <nav class="languages" aria-label={frame.i18n.t.shell.language}>
    {frame.languages.map((language) => {
      const name = languageNames[language];
      return language === frame.i18n.language ? (
        <span lang={language} aria-current="true" title={name}>
          {language.toUpperCase()}
        </span>
      ) : (
        <a lang={language} hreflang={language} href={withLanguage(frame.here, language)} title={name}>
          {language.toUpperCase()}
        </a>
      );
    })}
  </nav>
);

/** The same page in another language. */
function withLanguage(here: string, language: string): string {
  const url = new URL(here, 'http://here');
  url.searchParams.set('lang', language);
  return url.pathname + url.search;
}

const Thread: FC = () => (
  <svg viewBox="0 0 28 20" fill="none" stroke-width="2.5" stroke-linecap="round" aria-hidden="true">
    <path d="M2 10c4-9 9-9 11 0s7 9 13 0" />
  </svg>
);

/** The way back, above a page's title. */
export const Crumbs: FC<{ href: string; label: string }> = ({ href, label }) => (
  <p class="crumbs">
    <a href={href}>← {label}</a>
  </p>
);

/** A page under its title, with what it is about, the way back, and what can be done with it. */
export const Page: FC<
  LayoutProps & { lead: Child; back?: { href: string; label: string }; tools?: Child }
> = ({ lead, back, tools, children, ...layout }) => (
  <Layout {...layout}>
    <header class="head">
      <div>
        {back ? <Crumbs {...back} /> : null}
        <h1>{layout.title}</h1>
        {lead ? <p class="lead">{lead}</p> : null}
      </div>
      {tools ? <div class="row">{tools}</div> : null}
    </header>
    {children}
  </Layout>
);
