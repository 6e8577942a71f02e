import type { FC } from 'hono/jsx';
import { isPlain } from '../../rules/condition.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleProblem, RuleSet } from '../../rules/ruleset.ts';
import type { RecordedRuleSet } from '../../rules/sets/store.ts';
import type { SilencedRule } from '../../rules/silences/coverage.ts';
import { addressWith, FilterForm, Pager, Pages, SearchField, typing } from '../components/list.page.tsx';
import { Badge, Message, Time, type Tone } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { Terms } from '../components/term.page.tsx';
import type { ConsolePorts } from '../ports.ts';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { SilencesLink } from '../silences/silences-link.page.tsx';
import { agentName, labelOf, limitNowText, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { workshopAddress } from '../workshop/workshop-view.ts';
import { type ProofView, RuleProof } from './proof.page.tsx';
import { Proposals, type ProposalsView } from './proposals.page.tsx';

/** The rule set in force, and how it came to be. */
export type RulesView = ReturnType<ConsolePorts['rules']> &
  ProofView &
  ProposalsView & {
    readonly search: string;
    readonly silenced: readonly SilencedRule[];
    /** A page of the rules that were found, which one, of how many. */
    readonly shown: readonly Rule[];
    readonly page: number;
    readonly pages: number;
    readonly found: number;
    /** The latest first. */
    readonly history: readonly RecordedRuleSet[];
    /** Whether older ones follow, and whether later ones were left out. */
    readonly more: boolean;
    readonly back: boolean;
  };

type Props = { view: RulesView; i18n: I18n };

/** The rules as they are read from the files, what is wrong with the files, and what has changed. */
export const RulesPage: FC<{ frame: Frame; view: RulesView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.rules;
  return (
    <Page
      frame={frame}
      title={i18n.t.shell.rules}
      section="rules"
      lead={words.lead}
      tools={<SilencesLink i18n={i18n} button />}
    >
      <div class="stack">
        <Failed view={view} i18n={i18n} />
        <InForce view={view} i18n={i18n} />
        <Proposals view={view} i18n={i18n} />
        <History view={view} i18n={i18n} />
      </div>
    </Page>
  );
};

const Failed: FC<Props> = ({ view: { error }, i18n }) => {
  const words = i18n.t.rules;
  if (error === undefined) return null;
  const errors = error.problems.filter((problem) => problem.severity === 'error');
  const title = words.failed(errors.length, i18n.f.exact(error.at));
  return (
    <Message tone="bad" title={title} urgent>
      <span>{words.failedHint}</span>
      <ul class="problems">
        {error.problems.map((problem) => (
          <Problem problem={problem} i18n={i18n} />
        ))}
      </ul>
    </Message>
  );
};

const Problem: FC<{ problem: RuleProblem; i18n: I18n }> = ({ problem, i18n }) => {
  const words = i18n.t.rules;
  return (
    <li>
      <strong>{words.place(problem.file, problem.line, problem.column)}</strong>
      <span class="block">
        {words.found} <code>{problem.found}</code>
      </span>
      <span class="block" lang="en">
        {words.expected} {problem.expected}
      </span>
      {problem.didYouMean === undefined ? null : <span class="block">{words.meant(problem.didYouMean)}</span>}
    </li>
  );
};

const effectTone: Readonly<Record<Rule['effect'], Tone>> = {
  suspend: 'bad',
  degrade: 'warn',
  alert: 'warn',
  observe: 'quiet',
};

const InForce: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules;
  return (
    <section class="card" aria-labelledby="in-force">
      <header>
        <h2 id="in-force">{words.inForceTitle}</h2>
        <span class="small muted">
          {words.loaded(i18n.f.exact(view.loadedAt))} · {i18n.t.common.hash}{' '}
          <code title={view.set.hash}>{view.set.hash.slice(0, 12)}</code>
        </span>
      </header>
      <FilterForm address="/rules" target="rules-found" trigger={typing} i18n={i18n}>
        <SearchField label={words.searchLabel} hint={words.searchHint} value={view.search} />
      </FilterForm>
      <div id="rules-found" class="stack">
        <p class="muted small">{words.count(view.found, i18n.f.number(view.found))}</p>
        <Table
          caption={words.inForceTitle}
          class="rules-table"
          columns={columnsOf(view, i18n)}
          items={view.shown}
        />
        <Terms
          of={['window', 'hysteresis', 'hold', 'minSamples', 'keepFiring', 'noData', 'playbook', 'proofTest']}
          i18n={i18n}
        />
        <Pages
          page={view.page}
          pages={view.pages}
          address={(page) => addressWith('/rules', { q: view.search, page: page === 1 ? undefined : page })}
          i18n={i18n}
        />
      </div>
    </section>
  );
};

const Silenced: FC<{ rule: Rule; all: readonly SilencedRule[]; i18n: I18n }> = ({ rule, all, i18n }) => {
  const found = all.filter((one) => one.rule === rule);
  if (found.length === 0)
    return (
      <a class="block small no-print" href={addressWith('/silences', { rule: rule.id })}>
        {i18n.t.silences.go}
      </a>
    );
  const until = i18n.f.dayTime(Math.max(...found.map(({ coverage }) => coverage.until)));
  return (
    <a class="block small" href="/silences">
      {i18n.t.silences.silencedOn(found.length, i18n.f.number(found.length), until)}
    </a>
  );
};

function columnsOf(view: RulesView, i18n: I18n): readonly Column<Rule>[] {
  const { set } = view;
  const words = i18n.t.rules;
  return [
    { name: i18n.t.common.rule, cell: (rule) => <Name rule={rule} set={set} i18n={i18n} /> },
    { name: words.agents, cell: (rule) => agentsText(rule, set, i18n) },
    { name: words.when, cell: (rule) => <Conditions rule={rule} i18n={i18n} /> },
    {
      name: i18n.t.common.effect,
      cell: (rule) => (
        <span>
          <Badge tone={effectTone[rule.effect]} icon={rule.effect === 'suspend' ? 'stop' : 'alert'}>
            {words.effects[rule.effect]}
          </Badge>
          <Silenced rule={rule} all={view.silenced} i18n={i18n} />
        </span>
      ),
    },
    {
      name: words.details,
      cell: (rule) => (
        <ul class="plain-list small">
          {detailsOf(rule, i18n).map((detail) => (
            <li>{detail}</li>
          ))}
        </ul>
      ),
    },
    { name: words.proof.column, cell: (rule) => <RuleProof rule={rule} view={view} i18n={i18n} /> },
  ];
}

const Name: FC<{ rule: Rule; set: RuleSet; i18n: I18n }> = ({ rule, set, i18n }) => {
  const [condition] = rule.when;
  const metric = set.metrics.get(condition?.metric ?? '');
  return (
    <span>
      <strong>{rule.id}</strong>
      {metric && condition ? (
        <span class="small muted block">
          {labelOf(metric, i18n)}, {limitNowText(condition, undefined, metric, i18n)}
        </span>
      ) : null}
      {condition && isPlain(condition) ? (
        <a class="small block" href={workshopAddress(rule.id, rule.agents[0])}>
          {i18n.t.workshop.open}
          <span class="visually-hidden">, {rule.id}</span>
        </a>
      ) : null}
      <code class="condition small">{i18n.t.rules.sourceLine(rule.source.file, rule.source.line)}</code>
    </span>
  );
};

const Conditions: FC<{ rule: Rule; i18n: I18n }> = ({ rule, i18n }) => {
  const texts = (conditions: Rule['when']) =>
    conditions.map(({ text }) => <code class="condition">{text}</code>);
  return (
    <span>
      {texts(rule.when)}
      {rule.clear === undefined ? null : (
        <span class="small block">
          <span class="muted">{i18n.t.rules.clear}</span> {texts(rule.clear)}
        </span>
      )}
    </span>
  );
};

const mostNames = 3;

function agentsText(rule: Rule, set: RuleSet, i18n: I18n): string {
  const words = i18n.t.rules;
  if (rule.agents.length > 1 && rule.agents.length === set.agents.size) return words.all;
  const names = rule.agents.slice(0, mostNames).map((agent) => agentName(agent, set));
  const rest = rule.agents.length - names.length;
  return rest > 0 ? `${names.join(', ')} ${words.more(rest)}` : i18n.f.list(names);
}

function detailsOf(rule: Rule, i18n: I18n): string[] {
  const words = i18n.t.rules;
  const span = i18n.f.duration(rule.noDataAfterMs);
  return [
    ...(rule.minSamples > 1 ? [words.samples(rule.minSamples, i18n.f.number(rule.minSamples))] : []),
    ...(rule.forMs > 0 ? [words.hold(i18n.f.duration(rule.forMs))] : []),
    ...(rule.keepFiringForMs > 0 ? [words.keep(i18n.f.duration(rule.keepFiringForMs))] : []),
    rule.onNoData === 'keep' ? words.noData.keep : words.noData[rule.onNoData](span),
    ...(rule.playbook === undefined ? [] : [words.playbook(rule.playbook)]),
  ];
}

/** The author of the rules' change, as far as it is recorded. */
function authorText({ author }: RecordedRuleSet, { set }: RulesView, i18n: I18n): string {
  const words = i18n.t.rules.author;
  if (author === null) return '';
  if (author.by === 'file') return words.file;
  if (author.by === 'proposal') {
    const name = (by: string | undefined) => (by === undefined ? words.unknown : nameOf(by, set, i18n));
    return words.proposal(name(author.person), name(author.reviewer));
  }
  const commit = author.commit.slice(0, 12);
  return author.person === undefined
    ? words.git(commit)
    : words.person(nameOf(author.person, set, i18n), commit);
}

const History: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.rules;
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">{words.history}</h2>
      <p class="muted small">{words.historyHint}</p>
      <ol class="timeline changes">
        {view.history.map((recorded, place) => (
          <li>
            <Time at={recorded.inForceSince} i18n={i18n} as="exact" />
            <div>
              <p>
                <code title={recorded.hash}>{recorded.hash.slice(0, 12)}</code>{' '}
                <span class="muted">{authorText(recorded, view, i18n)}</span>{' '}
                {place === 0 && !view.back ? (
                  <Badge tone="good" icon="check">
                    {i18n.t.common.inForce}
                  </Badge>
                ) : null}
              </p>
              {recorded.diff.lines.length === 0 ? <p class="muted">{words.first}</p> : null}
              <ul class="diff" lang="en">
                {recorded.diff.lines.map((line) => (
                  <li>
                    <code>{line}</code>
                  </li>
                ))}
              </ul>
            </div>
          </li>
        ))}
      </ol>
      <Pager
        newest={view.back ? '/rules' : undefined}
        older={view.more ? `/rules?before=${view.history.at(-1)?.seq}#history` : undefined}
        i18n={i18n}
      />
    </section>
  );
};
