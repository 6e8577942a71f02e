import type { Child, FC } from 'hono/jsx';
import type { RuleSet } from '../../rules/ruleset.ts';
import { ConfirmField } from '../access/confirm.page.tsx';
import { type Choice, Options } from '../components/list.page.tsx';
import { Field, Icon, type IconName, Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { PartName } from './plan-editing.ts';
import { seenOf } from './plan-forms.ts';
import { mayChange, type PlanView } from './plan-view.ts';

/** The words that every piece of a plan's page is drawn from. */
export type PlanProps = { view: PlanView; i18n: I18n };

/**
 * The id of what a part stands in on the page, and what edits and live updates replace: an action's questions
 * stand in its row, and who signs among the signatures.
 */
export function partId(part: PartName): string {
  if (part.startsWith('sign/')) return 'plan-signatures';
  return `part-${part.replace(/^(?:blocked|risk)\//, 'action/').replaceAll('/', '-')}`;
}

/** Where a part is read and written. */
function partAddress(view: Pick<PlanView, 'plan'>, part: PartName): string {
  return `/plans/${view.plan.number}/edit/${part}`;
}

/** Opens the form of a part in its place; without scripts, the page with that form open. */
export const EditLink: FC<
  PlanProps & { part: PartName; label: string; icon?: IconName; bare?: boolean; main?: boolean }
> = ({ part, view, i18n, label, icon = 'edit', bare = false, main = false }) =>
  mayChange(view, part) ? (
    <a
      class={`button ${bare ? 'bare' : main ? '' : 'plain'} no-print`}
      href={`/plans/${view.plan.number}?edit=${encodeURIComponent(part)}#${partId(part)}`}
      hx-get={partAddress(view, part)}
      hx-target={`#${partId(part)}`}
      hx-swap="outerHTML"
      aria-label={bare ? label : undefined}
      title={bare ? label : undefined}
    >
      <Icon name={icon} />
      {bare ? <span class="small">{i18n.t.common.edit}</span> : label}
    </a>
  ) : null;

/** The way to add something to the plan, in the place of its form. */
export const AddLink: FC<PlanProps & { part: PartName; label: string }> = ({ part, ...link }) => (
  <p id={partId(part)} class="no-print">
    <EditLink part={part} icon="plus" {...link} />
  </p>
);

/** The heading of a part that is edited where it stands. */
export const PartHeader: FC<PlanProps & { part: PartName; title: string; label?: string }> = (props) => {
  const { part, title, label = `${props.i18n.t.common.edit} : ${title}`, ...shown } = props;
  return (
    <header class="part-header">
      <h3 id={part}>{title}</h3>
      <EditLink part={part} label={label} bare {...shown} />
    </header>
  );
};

/** The frame of the form that is open, where its part stood: version, conflict, refusal, save and cancel. */
export const EditForm: FC<
  PlanProps & {
    title: string;
    saveLabel?: string;
    /** Whether the form stands inside the element that is replaced, such as a row of a table. */
    inside?: boolean;
    extra?: Child;
    children?: Child;
  }
> = ({ view, i18n, title, saveLabel = i18n.t.common.save, inside = false, extra, children }) => {
  if (!view.editing) return null;
  const { part, theirs, refusal } = view.editing;
  const address = partAddress(view, part);
  const target = partId(part);
  const words = i18n.t.plan;
  return (
    <form
      class="edit no-print"
      id={inside ? undefined : target}
      method="post"
      action={address}
      hx-post={address}
      hx-target={`#${target}`}
      hx-swap="outerHTML"
      data-editing
      novalidate
      aria-label={title}
    >
      <input type="hidden" name="version" value={String(view.plan.version)} />
      <input type="hidden" name="seen" value={seenOf(view.plan, part)} />
      <h3>{title}</h3>
      {theirs ? (
        <Message tone="warn" title={words.conflict} urgent focus>
          <span>{words.conflictHint}</span>
        </Message>
      ) : null}
      {refusal ? <RefusalMessage refusal={refusal} set={view.set} i18n={i18n} /> : null}
      <div class="fields">{children}</div>
      <div class="actions">
        <button type="submit">{theirs ? words.replace : saveLabel}</button>
        <a
          class="button plain"
          data-cancel
          href={`/plans/${view.plan.number}#${target}`}
          hx-get={`/plans/${view.plan.number}/part/${target}`}
          hx-target={`#${target}`}
          hx-swap="outerHTML"
        >
          {i18n.t.common.cancel}
        </a>
        {extra}
      </div>
    </form>
  );
};

type FieldProps = PlanProps & {
  name: string;
  label: string;
  hint?: string;
  wide?: boolean;
  focus?: boolean;
};

/** The attributes of a control, by which it belongs to its label and its form. */
type Tie = Parameters<Parameters<typeof Field>[0]['control']>[0] & { name: string };

/** A field of the open form, with what somebody else has meanwhile written into it, if that differs. */
const PartField: FC<
  FieldProps & { control: (tie: Tie, value: string) => Child; shown?: (value: string) => string }
> = ({ view: { editing }, name, i18n, focus = false, control, shown = (value) => value, ...field }) => {
  if (!editing) return null;
  const value = editing.values[name] ?? '';
  const theirs = editing.theirs?.[name] ?? value;
  // What is wrong comes before what is usually written first.
  const { errors, refusal, theirs: changed } = editing;
  const isFirst = Object.keys(errors).length > 0 ? name in errors : focus && !refusal && !changed;
  return (
    <Field
      id={`${partId(editing.part)}-${name.replace('.', '-')}`}
      error={editing.errors[name]}
      control={(tie) => (
        <>
          {control({ ...tie, name, autofocus: isFirst }, value)}
          {theirs === value ? null : (
            <span class="theirs small">
              <strong>{i18n.t.plan.theirs}</strong> <q>{shown(theirs)}</q>
            </span>
          )}
        </>
      )}
      {...field}
    />
  );
};

/** One line of text. */
export const TextField: FC<FieldProps & { type?: 'text' | 'date' | 'number' }> = ({
  type = 'text',
  ...field
}) => (
  <PartField
    control={(tie, value) => (
      <input {...tie} type={type} value={value} maxlength={type === 'text' ? 300 : undefined} />
    )}
    {...field}
  />
);

/** Where somebody types their name to stand by what they do. */
export const NameField: FC<PlanProps> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  const here = `/plans/${view.plan.number}?edit=${encodeURIComponent(view.editing?.part ?? '')}`;
  return (
    <>
      <TextField name="name" label={words.yourName} hint={words.yourNameHint} wide focus {...props} />
      <ConfirmField proof={view.proof} here={here} error={view.editing?.errors['key']} i18n={i18n} />
    </>
  );
};

/** Several lines of text. */
export const LongField: FC<FieldProps & { rows?: number }> = ({ rows = 4, ...field }) => (
  <PartField
    control={(tie, value) => (
      <textarea {...tie} rows={rows} maxlength={20_000}>
        {value}
      </textarea>
    )}
    {...field}
    wide
  />
);

/** One of several. */
export const ChoiceField: FC<FieldProps & { choices: readonly Choice[] }> = ({ choices, ...field }) => (
  <PartField
    control={(tie, value) => (
      <select {...tie}>
        <Options choices={choices} value={value} />
      </select>
    )}
    shown={(value) => choices.find((choice) => choice.value === value)?.label ?? value}
    {...field}
  />
);

/** Everybody of people.yaml, to choose from. */
export function peopleChoices(set: Pick<RuleSet, 'people'>, i18n: I18n): Choice[] {
  return [...set.people.values()]
    .map(({ id, name }) => ({ value: id, label: name }))
    .sort((a, b) => a.label.localeCompare(b.label, i18n.language));
}

/** A form that one click sends; what it changed comes back as parts of the page. */
export function clickForm(address: string) {
  return { method: 'post', action: address, 'hx-post': address, 'hx-swap': 'none' } as const;
}
