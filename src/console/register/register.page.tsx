import type { FC } from 'hono/jsx';
import type { ChainVerdict, RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, Pager } from '../components/list.page.tsx';
import { Message, Time } from '../components/parts.page.tsx';
import { type Frame, Head, Layout } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { RegisterFilters } from './register-filter.page.tsx';
import type { RegisterView } from './register-view.ts';
import { authorOf, entrySentence, kindText } from './register-words.ts';

/** Everything that matters, chained: to be read, filtered and verified. */
export const RegisterPage: FC<{ frame: Frame; view: RegisterView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.register;
  return (
    <Layout frame={frame} title={words.title} section="register">
      <Head title={words.title} lead={words.lead} />
      <div class="stack">
        <Verify verdict={view.verdict} i18n={i18n} />
        <RegisterFilters view={view} i18n={i18n} />
        <section class="card" id="entries" aria-label={words.title}>
          {view.entries.length === 0 ? (
            <p class="nothing">{words.none}</p>
          ) : (
            <Table view={view} i18n={i18n} />
          )}
          <Pages view={view} i18n={i18n} />
        </section>
      </div>
    </Layout>
  );
};

/** One click recomputes the chain; the answer names the first broken entry. */
const Verify: FC<{ verdict?: ChainVerdict | undefined; i18n: I18n }> = ({ verdict, i18n }) => {
  const words = i18n.t.register.verify;
  return (
    <section class="card verify no-print" id="verify" aria-label={words.run}>
      <form
        method="post"
        action="/register/verify"
        hx-post="/register/verify"
        hx-target="#verify"
        hx-select="#verify"
        hx-swap="outerHTML"
      >
        <button type="submit" class="plain">
          {words.run}
        </button>
        <span class="small muted">{words.hint}</span>
      </form>
      {verdict ? <Verdict verdict={verdict} i18n={i18n} /> : null}
    </section>
  );
};

const Verdict: FC<{ verdict: ChainVerdict; i18n: I18n }> = ({ verdict, i18n }) => {
  const words = i18n.t.register.verify;
  if (!verdict.ok) {
    const seq = verdict.brokenAt;
    return (
      <Message tone="bad" title={words.broken(i18n.f.number(seq))} urgent>
        <span>
          {words.why[verdict.why]}{' '}
          <a href={`/register?before=${seq + 1}#entry-${seq}`}>{i18n.t.cases.timeline.entry(seq)}</a>
        </span>
      </Message>
    );
  }
  if (verdict.entries === 0) return <Message tone="info" title={words.empty} />;
  return (
    <Message tone="good" title={words.whole(i18n.f.number(verdict.entries))}>
      <span class="small">
        {words.head} <code class="hash">{verdict.head.hash}</code>
      </span>
    </Message>
  );
};

const Table: FC<{ view: RegisterView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.register;
  return (
    <table class="cards register">
      <thead>
        <tr>
          <th scope="col" class="number">
            {words.entry}
          </th>
          <th scope="col">{words.at}</th>
          <th scope="col">{words.what}</th>
          <th scope="col">{words.about}</th>
          <th scope="col">{words.who}</th>
        </tr>
      </thead>
      <tbody>
        {view.entries.map((entry) => (
          <Row entry={entry} set={view.set} i18n={i18n} />
        ))}
      </tbody>
    </table>
  );
};

const Row: FC<{ entry: RegisterEntry; set: RuleSet; i18n: I18n }> = ({ entry, set, i18n }) => {
  const words = i18n.t.register;
  return (
    <tr id={`entry-${entry.seq}`}>
      <td data-label={words.entry} class="number">
        {i18n.f.number(entry.seq)}
      </td>
      <td data-label={words.at}>
        <Time at={entry.at} i18n={i18n} as="exact" />
      </td>
      <td data-label={words.what}>
        <div>
          {entrySentence(entry, i18n, set)}
          <Details entry={entry} i18n={i18n} />
        </div>
      </td>
      <td data-label={words.about}>
        <About entry={entry} set={set} i18n={i18n} />
      </td>
      <td data-label={words.who}>{authorOf(entry, i18n, set)}</td>
    </tr>
  );
};

const Details: FC<{ entry: RegisterEntry; i18n: I18n }> = ({ entry, i18n }) => {
  const words = i18n.t.register;
  return (
    <details class="entry-data">
      <summary aria-label={`${words.data}, ${i18n.t.cases.timeline.entry(entry.seq)}`}>{words.data}</summary>
      <p class="small muted">
        {kindText(entry.kind, i18n)} <code>{entry.kind}</code>
      </p>
      <pre tabindex={0}>{JSON.stringify(entry.data, null, 2)}</pre>
      <dl class="hashes small">
        <dt>{words.hash}</dt>
        <dd>
          <code class="hash">{entry.hash}</code>
        </dd>
        <dt>{words.previous}</dt>
        <dd>
          <code class="hash">{entry.previous}</code>
        </dd>
      </dl>
    </details>
  );
};

const About: FC<{ entry: RegisterEntry; set: RuleSet; i18n: I18n }> = ({ entry, set, i18n }) => (
  <span class="about">
    {entry.agent === undefined ? null : (
      <a href={`/agents/${entry.agent}`}>{set.agents.get(entry.agent)?.name ?? entry.agent}</a>
    )}
    {entry.incident === undefined ? null : (
      <a href={`/incidents/${entry.incident}`}>{i18n.t.watch.incident(entry.incident)}</a>
    )}
    {entry.plan === undefined ? null : <a href={`/plans/${entry.plan}`}>{i18n.t.watch.plan(entry.plan)}</a>}
  </span>
);

const Pages: FC<{ view: RegisterView; i18n: I18n }> = ({ view, i18n }) => {
  const last = view.entries.at(-1);
  const older =
    view.more && last !== undefined
      ? addressWith('/register', { ...view.filter, before: last.seq })
      : undefined;
  return (
    <Pager newest={view.back ? addressWith('/register', view.filter) : undefined} older={older} i18n={i18n} />
  );
};
