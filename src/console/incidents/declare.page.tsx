import type { Child, FC } from 'hono/jsx';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, type Choice, Options } from '../components/list.page.tsx';
import { Field, Icon } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { DeclareField, DeclareForm, ReadDeclaration } from './declare.ts';

/** The form as typed so far, and what stood in the way. */
export type DeclareView = {
  readonly form: DeclareForm;
  readonly errors?: Extract<ReadDeclaration, { ok: false }>['errors'];
  readonly refusal?: Refusal;
  readonly set: RuleSet;
};

/** The way to the form, with the agent filled in where one is looked at. */
export const DeclareLink: FC<{ agent?: string | undefined; i18n: I18n }> = ({ agent, i18n }) => (
  <a class="button plain no-print" href={addressWith('/incidents/declare', { agent })}>
    <Icon name="plus" />
    {i18n.t.cases.declare.title}
  </a>
);

/** A person declares an incident: something was seen, or an audit or a review found something. */
export const DeclarePage: FC<{ frame: Frame; view: DeclareView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.cases.declare;
  const { set, form, refusal } = view;
  const choices = (names: Readonly<Record<string, string>>) =>
    Object.entries(names).map(([value, label]) => ({ value, label }));
  const agents = [...set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
  const playbooks = [...set.playbooks.values()].map(({ id, title }) => ({
    value: id,
    label: said(title, i18n),
  }));
  const wholeHouse = { value: '', label: i18n.t.common.organisation };
  return (
    <Page
      frame={frame}
      title={words.title}
      section="incidents"
      lead={words.lead}
      back={{ href: '/incidents', label: i18n.t.shell.incidents }}
    >
      <form class="card" method="post" action="/incidents/declare" data-editing novalidate>
        {refusal ? <RefusalMessage refusal={refusal} set={set} agent={form.agent} i18n={i18n} /> : null}
        <div class="fields">
          <Choose {...{ view, i18n }} field="source" choices={choices(words.sources)} />
          <Choose {...{ view, i18n }} field="agent" choices={[wholeHouse, ...agents]} />
          <Text
            {...{ view, i18n }}
            field="title"
            control={(tie) => <input {...tie} type="text" maxlength={200} value={form.title} />}
          />
          <Text
            {...{ view, i18n }}
            field="description"
            control={(tie) => (
              <textarea {...tie} rows={6} maxlength={10_000}>
                {form.description}
              </textarea>
            )}
          />
          <Choose {...{ view, i18n }} field="severity" choices={choices(i18n.t.severity)} />
          <Choose
            {...{ view, i18n }}
            field="playbook"
            choices={[{ value: '', label: words.noPlaybook }, ...playbooks]}
          />
        </div>
        <div class="actions">
          <button type="submit">{words.now}</button>
          <a class="button plain" data-cancel href="/incidents">
            {i18n.t.common.cancel}
          </a>
        </div>
      </form>
    </Page>
  );
};

type FieldProps = { field: DeclareField; view: DeclareView; i18n: I18n };
type Tie = Parameters<Parameters<typeof Field>[0]['control']>[0] & { name: string };

const Labelled: FC<FieldProps & { wide?: boolean; control: (tie: Tie) => Child }> = (props) => {
  const { field, view, i18n, wide = false, control } = props;
  const words = i18n.t.cases.declare;
  return (
    <Field
      id={`declare-${field}`}
      label={words.fields[field]}
      hint={words.hints[field]}
      error={view.errors?.[field]}
      wide={wide}
      control={(tie) => control({ ...tie, name: field })}
    />
  );
};

const Text: FC<FieldProps & { control: (tie: Tie) => Child }> = (props) => <Labelled {...props} wide />;

const Choose: FC<FieldProps & { choices: readonly Choice[] }> = ({ choices, ...props }) => (
  <Labelled
    {...props}
    control={(tie) => (
      <select {...tie}>
        <Options choices={choices} value={props.view.form[props.field]} />
      </select>
    )}
  />
);
