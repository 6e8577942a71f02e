import type { FC } from 'hono/jsx';
import type { ChainVerdict, RegisterEntry } from '../../register/chain.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, type Choice, FilterForm, Pager, SelectField } from '../components/list.page.tsx';
import { Message, Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { Terms } from '../components/term.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { agentName, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { entrySentence, kindChoices, kindText } from './register-words.ts';

/** The filter as it stands in the address; days as `2026-06-05`. */
export type RegisterFilter = Readonly<Record<'agent' | 'kind' | 'actor' | 'from' | 'until', string>>;

/** A page of the register as it was asked for. */
export type RegisterView = {
  readonly entries: readonly RegisterEntry[];
  readonly filter: RegisterFilter;
  /** Whether later entries were left out. */
  readonly back: boolean;
  readonly more: boolean;
  readonly set: RuleSet;
  readonly verdict?: ChainVerdict | undefined;
};

/** Everything that matters, chained: to be read, filtered and verified. */
export const RegisterPage: FC<{ frame: Frame; view: RegisterView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.register;
  const last = view.entries.at(-1);
  return (
    <Page frame={frame} title={i18n.t.shell.register} section="register" lead={words.lead}>
      <div class="stack">
        <Verify verdict={view.verdict} i18n={i18n} />
        <Filters view={view} i18n={i18n} />
        <section class="card" id="entries" aria-label={i18n.t.shell.register}>
          {view.entries.length === 0 ? (
            <p class="nothing">{words.none}</p>
          ) : (
            <Table
              caption={i18n.t.shell.register}
              class="register"
              columns={columnsOf(view.set, i18n)}
              items={view.entries}
              rowId={({ seq }) => `entry-${seq}`}
            />
          )}
          <Pager
            newest={view.back ? addressWith('/register', view.filter) : undefined}
            older={view.more ? addressWith('/register', { ...view.filter, before: last?.seq }) : undefined}
            i18n={i18n}
          />
        </section>
      </div>
    </Page>
  );
};

/** The filters above the register, kept in its address. */
const Filters: FC<{ view: RegisterView; i18n: I18n }> = ({ view: { filter, set }, i18n }) => {
  const words = i18n.t.register.fields;
  const agents = [...set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
  const people = [...set.people.values()].map(({ id, name }) => ({ value: `person:${id}`, label: name }));
  const engine = { value: 'engine', label: i18n.t.common.engine };
  const select = (
    name: 'agent' | 'kind' | 'actor',
    label: string,
    any: string,
    choices: readonly Choice[],
  ) => (
    <SelectField
      name={name}
      label={label}
      choices={[{ value: '', label: any }, ...choices]}
      value={filter[name]}
    />
  );
  const day = (name: 'from' | 'until') => (
    <div class="field">
      <label for={`filter-${name}`}>{words[name]}</label>
      <input id={`filter-${name}`} type="date" name={name} value={filter[name]} />
    </div>
  );
  return (
    <FilterForm address="/register" target="entries" class="filters register-filters" i18n={i18n}>
      {select('agent', i18n.t.common.agent, i18n.t.common.anyAgent, agents)}
      {select('kind', i18n.t.common.event, words.anyKind, kindChoices(i18n))}
      {select('actor', words.person, words.anybody, [engine, ...people])}
      {day('from')}
      {day('until')}
    </FilterForm>
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
        <Terms of={['register', 'hash']} i18n={i18n} />
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

function columnsOf(set: RuleSet, i18n: I18n): readonly Column<RegisterEntry>[] {
  const words = i18n.t.register;
  return [
    { name: i18n.t.common.number, as: 'number', cell: ({ seq }) => i18n.f.number(seq) },
    { name: words.at, cell: ({ at }) => <Time at={at} i18n={i18n} as="exact" /> },
    {
      name: i18n.t.common.event,
      cell: (entry) => (
        <div>
          {entrySentence(entry, i18n, set)}
          <Details entry={entry} i18n={i18n} />
        </div>
      ),
    },
    { name: words.about, cell: (entry) => <About entry={entry} set={set} i18n={i18n} /> },
    { name: words.who, cell: ({ actor }) => nameOf(actor, set, i18n) },
  ];
}

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
        <dt>{i18n.t.common.hash}</dt>
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
    {entry.agent === undefined ? null : <a href={`/agents/${entry.agent}`}>{agentName(entry.agent, set)}</a>}
    {entry.incident === undefined ? null : (
      <a href={`/incidents/${entry.incident}`}>{i18n.t.watch.incident(entry.incident)}</a>
    )}
    {entry.plan === undefined ? null : <a href={`/plans/${entry.plan}`}>{i18n.t.watch.plan(entry.plan)}</a>}
  </span>
);
