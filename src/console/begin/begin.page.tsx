import type { Child, FC } from 'hono/jsx';
import { capitalised, colon } from '../../language/typography.ts';
import type { NewPlanBody } from '../../plans/commands/draft.ts';
import { dueMoment } from '../../plans/commands/fields.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { quadrantOf } from '../../plans/priority.ts';
import { defined } from '../../platform/defined.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type Choice, Options } from '../components/list.page.tsx';
import { Field, Icon } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { Table } from '../components/table.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { BeginErrors, BeginField, BeginForm } from './begin-form.ts';
import { Findings } from './findings.page.tsx';

/** A form as typed so far, and what stood in the way. */
export type BeginView = {
  readonly form: BeginForm;
  readonly errors?: BeginErrors;
  readonly refusal?: Refusal | undefined;
  readonly set: RuleSet;
};

/** The ways to plans that begin elsewhere than with an incident. */
export const BeginLinks: FC<{ i18n: I18n }> = ({ i18n }) => (
  <span class="row no-print">
    {(['new', 'import'] as const).map((way) => (
      <a class="button plain" href={`/plans/${way}`}>
        <Icon name="plus" />
        {way === 'new' ? i18n.t.plan.begin.title : i18n.t.plan.begin.importing}
      </a>
    ))}
  </span>
);

/** The blank form. */
export const NewPlanPage: FC<{ frame: Frame; view: BeginView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.plan.begin;
  const shown = { view, i18n };
  return (
    <Page frame={frame} title={words.title} section="plans" lead={words.lead} back={backOf(i18n)}>
      <form class="card" method="post" action="/plans/new" data-editing novalidate>
        {view.refusal ? <RefusalMessage refusal={view.refusal} set={view.set} i18n={i18n} /> : null}
        <input type="hidden" name="once" value={view.form.once} />
        <div class="fields">
          <About {...shown} />
          <Long {...shown} field="objective" hint={words.objectiveHint} />
          <Long {...shown} field="context" />
          <Line {...shown} field="start" type="date" />
          <Line {...shown} field="target" type="date" />
          <Choose {...shown} field="owner" choices={peopleOf(view.set, i18n)} />
          <Choose {...shown} field="approver" choices={peopleOf(view.set, i18n, true)} />
          <Line {...shown} field="budget" />
          <Line {...shown} field="tools" />
          <Line {...shown} field="people" />
        </div>
        <div class="actions">
          <button type="submit">{words.now}</button>
          <a class="button plain" data-cancel href="/plans">
            {i18n.t.common.cancel}
          </a>
        </div>
      </form>
    </Page>
  );
};

/** Where an audit is given: a file, or its text. */
export const ImportPage: FC<{ frame: Frame; view: Pick<BeginView, 'refusal' | 'set'>; text: string }> = ({
  frame,
  view: { refusal, set },
  text,
}) => {
  const { i18n } = frame;
  const words = i18n.t.plan.begin;
  return (
    <Page frame={frame} title={words.importing} section="plans" lead={words.importLead} back={backOf(i18n)}>
      <form class="card" method="post" action="/plans/import" enctype="multipart/form-data">
        {refusal ? <RefusalMessage refusal={refusal} set={set} i18n={i18n} /> : null}
        <div class="fields">
          <Field
            id="import-file"
            label={words.file}
            wide
            control={(tie) => (
              <input {...tie} type="file" name="file" accept=".md,.markdown,.txt,text/markdown,text/plain" />
            )}
          />
          <Field
            id="import-text"
            label={words.paste}
            wide
            control={(tie) => (
              <textarea {...tie} name="text" rows={8}>
                {text}
              </textarea>
            )}
          />
        </div>
        <div class="actions">
          <button type="submit">{words.look}</button>
          <a class="button plain" href="/plans">
            {i18n.t.common.cancel}
          </a>
        </div>
      </form>
    </Page>
  );
};

/** The plan that an audit would become, for somebody to agree to. `text` is what was read, and goes along. */
export const PreviewPage: FC<{ frame: Frame; view: BeginView; text: string; order: NewPlanBody }> = (
  props,
) => {
  const { frame, view, text, order } = props;
  const { i18n } = frame;
  const words = i18n.t.plan.begin;
  const shown = { view, i18n };
  return (
    <Page frame={frame} title={words.preview} section="plans" lead={words.unreadNote} back={backOf(i18n)}>
      <div class="stack">
        <form class="card" method="post" action="/plans/import" data-editing novalidate>
          {view.refusal ? <RefusalMessage refusal={view.refusal} set={view.set} i18n={i18n} /> : null}
          <textarea name="text" hidden>
            {text}
          </textarea>
          <input type="hidden" name="agreed" value="true" />
          <input type="hidden" name="once" value={view.form.once} />
          <div class="fields">
            <About {...shown} />
          </div>
          <div class="actions">
            <button type="submit">{words.confirm}</button>
            <a class="button plain" data-cancel href="/plans/import">
              {words.again}
            </a>
          </div>
        </form>
        <section class="card" aria-labelledby="audit-says">
          <h2 id="audit-says">{words.says}</h2>
          {order.objective === undefined || order.objective === null ? null : (
            <p>
              <strong>{words.fields.objective}</strong>
              {colon(i18n.language)}
              {order.objective}
            </p>
          )}
          {order.audit === undefined ? null : <Findings audit={defined(order.audit)} open i18n={i18n} />}
        </section>
        <Work order={order} i18n={i18n} />
      </div>
    </Page>
  );
};

/** The actions by phase, and the risks. */
const Work: FC<{ order: NewPlanBody; i18n: I18n }> = ({ order: { actions = [], risks = [] }, i18n }) => {
  const words = i18n.t.plan;
  const { quadrants } = planTexts(i18n.language);
  return (
    <section class="card">
      <Table
        caption={words.actions}
        columns={[
          { name: words.phase, cell: ({ phase }) => phase ?? i18n.t.common.none },
          { name: words.columns.action, cell: ({ title }) => title },
          { name: i18n.t.common.due, cell: ({ due }) => dayText(due, i18n) ?? words.noDue },
          {
            name: words.begin.quadrant,
            cell: ({ effort = 'low', impact = 'low' }) =>
              capitalised(quadrants[quadrantOf({ effort, impact })]),
          },
        ]}
        items={actions}
      />
      {risks.length === 0 ? null : (
        <Table
          caption={words.risks}
          columns={[
            { name: words.riskField, cell: ({ text }) => text },
            { name: words.mitigation, cell: ({ mitigation }) => mitigation ?? i18n.t.common.none },
          ]}
          items={risks}
        />
      )}
    </section>
  );
};

/** The day of an action, as people write it. */
function dayText(due: string | null | undefined, i18n: I18n): string | undefined {
  const at = dueMoment<undefined>(due ?? undefined, i18n.f.timezone);
  return at === undefined ? undefined : i18n.f.date(at);
}

function backOf(i18n: I18n) {
  return { href: '/plans', label: i18n.t.shell.plans };
}

function peopleOf({ people }: RuleSet, i18n: I18n, approvers = false): readonly Choice[] {
  const all = [...people.values()].filter(({ approver }) => approver || !approvers);
  return [
    { value: '', label: i18n.t.plan.begin.usual },
    ...all.map(({ id, name }) => ({ value: id, label: name })),
  ];
}

type Shown = { view: BeginView; i18n: I18n };

/** Kind, title and agent: asked for whichever way a plan begins. */
const About: FC<Shown> = ({ view, i18n }) => {
  const kinds = Object.entries(planTexts(i18n.language).kinds).map(([value, label]) => ({
    value,
    label: capitalised(label),
  }));
  const agents = [...view.set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
  const wholeHouse = { value: '', label: i18n.t.common.organisation };
  return (
    <>
      <Line view={view} i18n={i18n} field="title" wide />
      <Choose view={view} i18n={i18n} field="planKind" choices={kinds} />
      <Choose view={view} i18n={i18n} field="agent" choices={[wholeHouse, ...agents]} />
    </>
  );
};

type FieldProps = Shown & { field: BeginField; hint?: string; wide?: boolean };
type Tie = Parameters<Parameters<typeof Field>[0]['control']>[0] & { name: string };

const Labelled: FC<FieldProps & { control: (tie: Tie, value: string) => Child }> = (props) => {
  const { field, view, i18n, hint, wide = false, control } = props;
  return (
    <Field
      id={`begin-${field}`}
      label={i18n.t.plan.begin.fields[field]}
      hint={hint}
      error={view.errors?.[field]}
      wide={wide}
      control={(tie) => control({ ...tie, name: field }, view.form[field])}
    />
  );
};

const Line: FC<FieldProps & { type?: 'text' | 'date' }> = ({ type = 'text', ...field }) => (
  <Labelled
    {...field}
    control={(tie, value) => (
      <input {...tie} type={type} value={value} maxlength={type === 'text' ? 300 : undefined} />
    )}
  />
);

const Long: FC<FieldProps> = (field) => (
  <Labelled
    {...field}
    wide
    control={(tie, value) => (
      <textarea {...tie} rows={3} maxlength={20_000}>
        {value}
      </textarea>
    )}
  />
);

const Choose: FC<FieldProps & { choices: readonly Choice[] }> = ({ choices, ...field }) => (
  <Labelled
    {...field}
    control={(tie, value) => (
      <select {...tie}>
        <Options choices={choices} value={value} />
      </select>
    )}
  />
);
