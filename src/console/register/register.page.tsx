import type { FC } from 'hono/jsx';
import type { ChainVerdict, RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, Pager } from '../components/list.page.tsx';
import { Message, Time } from '../components/parts.page.tsx';
import { type Frame, Head, Layout } from '../shell/layout.page.tsx';
import type { Say } from '../words/texts.ts';
import { RegisterFilters } from './register-filter.page.tsx';
import type { RegisterView } from './register-view.ts';
import { authorOf, entrySentence, kindText } from './register-words.ts';

/** Everything that matters, chained: to be read, filtered and verified. */
export const RegisterPage: FC<{ frame: Frame; view: RegisterView }> = ({ frame, view }) => {
  const { say } = frame;
  const words = say.t.register;
  return (
    <Layout frame={frame} title={words.title} section="register">
      <Head title={words.title} lead={words.lead} />
      <div class="stack">
        <Verify verdict={view.verdict} say={say} />
        <RegisterFilters view={view} say={say} />
        <section class="card" id="entries" aria-label={words.title}>
          {view.entries.length === 0 ? <p class="nothing">{words.none}</p> : <Table view={view} say={say} />}
          <Pages view={view} say={say} />
        </section>
      </div>
    </Layout>
  );
};

/** One click recomputes the chain; the answer names the first broken entry. */
const Verify: FC<{ verdict?: ChainVerdict | undefined; say: Say }> = ({ verdict, say }) => {
  const words = say.t.register.verify;
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
      {verdict ? <Verdict verdict={verdict} say={say} /> : null}
    </section>
  );
};

const Verdict: FC<{ verdict: ChainVerdict; say: Say }> = ({ verdict, say }) => {
  const words = say.t.register.verify;
  if (!verdict.ok) {
    const seq = verdict.brokenAt;
    return (
      <Message tone="bad" title={words.broken(say.f.number(seq))} urgent>
        <span>
          {words.why[verdict.why]}{' '}
          <a href={`/register?before=${seq + 1}#entry-${seq}`}>{say.t.cases.timeline.entry(seq)}</a>
        </span>
      </Message>
    );
  }
  if (verdict.entries === 0) return <Message tone="info" title={words.empty} />;
  return (
    <Message tone="good" title={words.whole(say.f.number(verdict.entries))}>
      <span class="small">
        {words.head} <code class="hash">{verdict.head.hash}</code>
      </span>
    </Message>
  );
};

const Table: FC<{ view: RegisterView; say: Say }> = ({ view, say }) => {
  const words = say.t.register;
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
          <Row entry={entry} set={view.set} say={say} />
        ))}
      </tbody>
    </table>
  );
};

const Row: FC<{ entry: RegisterEntry; set: RuleSet; say: Say }> = ({ entry, set, say }) => {
  const words = say.t.register;
  return (
    <tr id={`entry-${entry.seq}`}>
      <td data-label={words.entry} class="number">
        {say.f.number(entry.seq)}
      </td>
      <td data-label={words.at}>
        <Time at={entry.at} say={say} as="exact" />
      </td>
      <td data-label={words.what}>
        <div>
          {entrySentence(entry, say, set)}
          <Details entry={entry} say={say} />
        </div>
      </td>
      <td data-label={words.about}>
        <About entry={entry} set={set} say={say} />
      </td>
      <td data-label={words.who}>{authorOf(entry, say, set)}</td>
    </tr>
  );
};

const Details: FC<{ entry: RegisterEntry; say: Say }> = ({ entry, say }) => {
  const words = say.t.register;
  return (
    <details class="entry-data">
      <summary aria-label={`${words.data}, ${say.t.cases.timeline.entry(entry.seq)}`}>{words.data}</summary>
      <p class="small muted">
        {kindText(entry.kind, say)} <code>{entry.kind}</code>
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

const About: FC<{ entry: RegisterEntry; set: RuleSet; say: Say }> = ({ entry, set, say }) => (
  <span class="about">
    {entry.agent === undefined ? null : (
      <a href={`/agents/${entry.agent}`}>{set.agents.get(entry.agent)?.name ?? entry.agent}</a>
    )}
    {entry.incident === undefined ? null : (
      <a href={`/incidents/${entry.incident}`}>{say.t.watch.incident(entry.incident)}</a>
    )}
    {entry.plan === undefined ? null : <a href={`/plans/${entry.plan}`}>{say.t.watch.plan(entry.plan)}</a>}
  </span>
);

const Pages: FC<{ view: RegisterView; say: Say }> = ({ view, say }) => {
  const last = view.entries.at(-1);
  const older =
    view.more && last !== undefined
      ? addressWith('/register', { ...view.filter, before: last.seq })
      : undefined;
  return (
    <Pager newest={view.back ? addressWith('/register', view.filter) : undefined} older={older} say={say} />
  );
};
