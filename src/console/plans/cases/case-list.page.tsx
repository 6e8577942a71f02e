import type { Child, FC } from 'hono/jsx';
import { capitalised } from '../../../language/typography.ts';
import { type Case, caseState, caseStates, countCases } from '../../../plans/cases/case.ts';
import { unmeasuredReasons } from '../../../plans/cases/judge.ts';
import { neverReplayed } from '../../../plans/cases/standing.ts';
import { caseTexts } from '../../../plans/cases/texts.ts';
import type { QuestionView } from '../../../plans/cases/view.ts';
import type { Refusal } from '../../../platform/refusal.ts';
import { LinkChips, Options, Pages } from '../../components/list.page.tsx';
import { Badge, Message } from '../../components/parts.page.tsx';
import { RefusalMessage } from '../../components/refusal.page.tsx';
import { type Column, Table } from '../../components/table.page.tsx';
import { type Frame, Page } from '../../shell/layout.page.tsx';
import { nameOf } from '../../words/labels.ts';
import type { I18n } from '../../words/texts.ts';
import { AddCases } from './add-cases.page.tsx';
import { type CasesView, pageSize } from './cases-view.ts';
import { casesAddress, ReplayState } from './replay-summary.page.tsx';

/** The page of the cases of an action: each worked on where it stands. */
export const CasesPage: FC<{ frame: Frame; cases: CasesView }> = ({ frame, cases }) => {
  const { i18n } = frame;
  const { view, action, list, standing = neverReplayed, said = [], refusal } = cases;
  const words = i18n.t.plan.cases;
  const { todo, tried, done } = countCases(list.items);
  const back = { href: `/plans/${view.plan.number}#action-${action.id}`, label: view.plan.title };
  return (
    <Page frame={frame} title={words.pageTitle(action.id)} section="plans" lead={action.title} back={back}>
      <div class="stack">
        {said.length === 0 ? null : (
          <Message tone="good" title={said[0] ?? ''} focus>
            {said.slice(1).map((line) => (
              <span>{line}</span>
            ))}
          </Message>
        )}
        {refusal ? <RefusalMessage refusal={refusal} set={view.set} i18n={i18n} /> : null}
        {refusal ? <RowFaults refusal={refusal} i18n={i18n} /> : null}
        {action.checklists.length < 2 ? null : (
          <LinkChips
            label={words.add.list}
            choices={action.checklists.map(({ id }) => ({
              ...{ value: id, label: id },
              href: casesAddress(view.plan.number, action.id, id),
            }))}
            value={list.id}
          />
        )}
        {action.replay === undefined ? null : (
          <section class="card" aria-labelledby="replay-title">
            <h2 id="replay-title">{words.replay.title}</h2>
            <ReplayState action={action} standing={standing} view={view} i18n={i18n} />
            <ReplayNow cases={cases} i18n={i18n} />
          </section>
        )}
        <section class="card" aria-labelledby="cases-title">
          <h2 id="cases-title">{words.title(list.id)}</h2>
          <p class="muted">{words.lead}</p>
          {list.items.length === 0 ? (
            <p>{words.none}</p>
          ) : (
            <>
              <p>
                <strong>{words.counts(done, tried, todo)}</strong>
              </p>
              <Cases cases={cases} i18n={i18n} />
            </>
          )}
        </section>
        {view.may.edit ? <AddCases cases={cases} i18n={i18n} /> : null}
      </div>
    </Page>
  );
};

type Shown = { cases: CasesView; i18n: I18n };

/** The rows that were not right, each with its line. */
const RowFaults: FC<{ refusal: Refusal; i18n: I18n }> = ({ refusal: { errors = [], detail }, i18n }) => {
  const words = i18n.t.plan.cases;
  if (errors.length === 0) return <p class="muted small">{detail}</p>;
  const expected: Readonly<Record<string, string>> = words.expected;
  return (
    <ul>
      {errors.map(({ pointer, detail: said }) => {
        const [, line = '', column = ''] = pointer.split('/');
        return <li>{words.row(line, expected[column] ?? said)}</li>;
      })}
    </ul>
  );
};

const ReplayNow: FC<Shown> = ({ cases: { view, action, list, standing }, i18n }) =>
  view.may.edit && (standing?.run === undefined || standing.run.end !== undefined) ? (
    <form
      method="post"
      action={`/plans/${view.plan.number}/actions/${action.id}/replay`}
      class="no-print spaced"
    >
      <input type="hidden" name="list" value={list.id} />
      <button type="submit">{i18n.t.plan.cases.replay.now}</button>
    </form>
  ) : null;

type Row = { readonly one: Case; readonly place: number };

const Cases: FC<Shown> = ({ cases, i18n }) => {
  const { view, action, list, page } = cases;
  const words = i18n.t.plan.cases;
  const from = (page - 1) * pageSize;
  const rows = list.items.map((one, place): Row => ({ one, place })).slice(from, from + pageSize);
  return (
    <>
      <Table
        caption={words.title(list.id)}
        class="case-list"
        columns={caseColumns({ cases, i18n })}
        items={rows}
        rowId={({ place }) => `case-${place}`}
      />
      <Pages
        page={page}
        pages={Math.max(1, Math.ceil(list.items.length / pageSize))}
        address={(next) => casesAddress(view.plan.number, action.id, list.id, next)}
        i18n={i18n}
      />
    </>
  );
};

/** A case and what came of it, with fields for those who may note it. */
function caseColumns({ cases, i18n }: Shown): Column<Row>[] {
  const { view, action, list } = cases;
  const words = i18n.t.plan.cases;
  const answers = new Map(
    cases.answers.filter(({ checklist }) => checklist === list.id).map((answer) => [answer.item, answer]),
  );
  const noting = view.may.edit;
  return [
    {
      name: words.columns.case,
      as: 'heading',
      cell: (row: Row) => <About {...row} />,
    },
    { name: words.columns.state, cell: (row: Row) => <State {...row} cases={cases} i18n={i18n} /> },
    {
      name: words.columns.channel,
      cell: ({ one, place }: Row) =>
        noting ? (
          <NoteField
            name="channel"
            place={place}
            value={one.channel}
            longest={64}
            label={words.columns.channel}
            hint={words.channelHint}
          />
        ) : (
          (one.channel ?? i18n.t.common.none)
        ),
    },
    {
      name: words.columns.result,
      cell: ({ one, place }: Row) =>
        noting ? (
          <NoteField
            name="result"
            place={place}
            value={one.result}
            longest={300}
            label={words.columns.result}
          />
        ) : (
          (one.result ?? i18n.t.common.none)
        ),
    },
    { name: words.columns.who, cell: ({ one }: Row) => <Who one={one} cases={cases} i18n={i18n} /> },
    ...(action.replay === undefined
      ? []
      : [
          {
            name: words.columns.answer,
            cell: ({ place }: Row) => <Answer answer={answers.get(place)} i18n={i18n} />,
          },
        ]),
  ];
}

/** A field of the form that stands in another cell of its row. */
const NoteField: FC<{
  name: string;
  place: number;
  value: string | undefined;
  longest: number;
  label: string;
  hint?: string;
}> = ({ name, place, value = '', longest, label, hint }) => (
  <input
    form={formId(place)}
    name={name}
    value={value}
    maxlength={longest}
    placeholder={hint}
    aria-label={label}
  />
);

function formId(place: number): string {
  return `note-${place}`;
}

/** The case, and what is known of it. */
const About: FC<Row> = ({ one, place }) => {
  const known = [one.ref, one.reason].filter((part) => part !== undefined && !one.text.includes(part));
  return (
    <div>
      <span class="muted small">{place + 1}.</span> {one.text}
      {known.length === 0 ? null : <div class="muted small">{known.join(' · ')}</div>}
      {one.question === undefined || one.question === one.text ? null : (
        <div class="small">
          <q>{one.question}</q>
        </div>
      )}
      {one.expect === undefined ? null : <div class="muted small">→ {one.expect}</div>}
    </div>
  );
};

const State: FC<Row & Shown> = ({ one, place, cases: { view, action, list, page }, i18n }) => {
  const states = caseTexts(i18n.language).states;
  const words = i18n.t.plan.cases;
  if (!view.may.edit) return <>{capitalised(states[caseState(one)])}</>;
  return (
    <form
      id={formId(place)}
      class="row"
      method="post"
      action={`/plans/${view.plan.number}/actions/${action.id}/cases/note`}
    >
      <input type="hidden" name="list" value={list.id} />
      <input type="hidden" name="item" value={String(place)} />
      <input type="hidden" name="page" value={String(page)} />
      <select name="state" aria-label={words.columns.state}>
        <Options
          choices={caseStates.map((value) => ({ value, label: capitalised(states[value]) }))}
          value={caseState(one)}
        />
      </select>
      <button type="submit" class="plain small" aria-label={words.noted(place + 1)}>
        {words.save}
      </button>
    </form>
  );
};

const Who: FC<{ one: Case } & Shown> = ({ one, cases: { view }, i18n }): Child => {
  const [by, at] = [one.doneBy ?? one.triedBy, one.doneAt ?? one.triedAt];
  if (by === undefined || at === undefined) return <>{i18n.t.common.none}</>;
  return <span class="small">{i18n.t.plan.cases.by(nameOf(by, view.set, i18n), i18n.f.dayTime(at))}</span>;
};

const tones = {
  passed: ['good', 'check'],
  failed: ['bad', 'alert'],
  unmeasured: ['warn', 'silent'],
} as const;

/** The last answer of the agent to a case, and what it said. */
const Answer: FC<{ answer: QuestionView | undefined; i18n: I18n }> = ({ answer, i18n }) => {
  const words = i18n.t.plan.cases.replay;
  if (answer?.outcome === undefined) return <>{i18n.t.common.none}</>;
  const [tone, icon] = tones[answer.outcome];
  const reason = unmeasuredReasons.find((one) => one === answer.reason);
  const why = reason === undefined ? answer.reason : caseTexts(i18n.language).reasons[reason];
  return (
    <div>
      <Badge tone={tone} icon={icon}>
        {words.outcomes[answer.outcome]}
      </Badge>
      <span class="small"> {answer.at === undefined ? '' : i18n.f.dayTime(answer.at)}</span>
      {why === undefined ? null : <div class="small">{why}</div>}
      {answer.hash === undefined ? null : (
        <details class="small">
          <summary>{words.said}</summary>
          {answer.answer === undefined ? <p class="muted">{words.gone}</p> : <pre>{answer.answer}</pre>}
          <p class="muted">{words.proof(answer.hash.slice(0, 16))}</p>
        </details>
      )}
    </div>
  );
};
