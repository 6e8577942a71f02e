import type { Child, FC } from 'hono/jsx';
import { Field, Icon, Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { Editing, PartName } from './plan-editing.ts';
import type { PlanView } from './plan-view.ts';

/**
 * The id of what a part stands in on the page, and what edits and live updates replace: an action's questions
 * stand in its row.
 */
export function partId(part: PartName): string {
  return `part-${part.replace(/^(?:blocked|risk)\//, 'action/').replaceAll('/', '-')}`;
}

/** Where a part is read and written. */
export function partAddress(view: Pick<PlanView, 'plan'>, part: PartName): string {
  return `/plans/${view.plan.number}/edit/${part}`;
}

/** Opens the form of a part in its place; without scripts, the page with that form open. */
export const EditLink: FC<{
  part: PartName;
  view: PlanView;
  i18n: I18n;
  label: string;
  icon?: 'edit' | 'plus';
  bare?: boolean;
}> = ({ part, view, i18n, label, icon = 'edit', bare = false }) =>
  view.may.edit ? (
    <a
      class={bare ? 'button bare no-print' : 'button plain no-print'}
      href={`/plans/${view.plan.number}?edit=${encodeURIComponent(part)}#${partId(part)}`}
      hx-get={partAddress(view, part)}
      hx-target={`#${partId(part)}`}
      hx-swap="outerHTML"
      {...(bare ? { 'aria-label': label, title: label } : {})}
    >
      <Icon name={icon} />
      {bare ? <span class="small">{i18n.t.common.edit}</span> : label}
    </a>
  ) : null;

/** The frame of a form that stands where its part stood: version, conflict, refusal, save and cancel. */
export const EditForm: FC<{
  editing: Editing;
  seen: string;
  view: PlanView;
  i18n: I18n;
  title: string;
  saveLabel?: string;
  /** Whether the form stands inside the element that is replaced, such as a row of a table. */
  inside?: boolean;
  extra?: Child;
  children?: Child;
}> = ({ editing, seen, view, i18n, title, saveLabel, inside = false, extra, children }) => {
  const { part, theirs, refusal } = editing;
  const address = partAddress(view, part);
  const target = partId(part);
  const words = i18n.t.plan;
  return (
    <form
      class="edit no-print"
      {...(inside ? {} : { id: target })}
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
      <input type="hidden" name="seen" value={seen} />
      <h3>{title}</h3>
      {theirs ? (
        <Message tone="warn" title={words.conflict} urgent>
          <span>{words.conflictHint}</span>
        </Message>
      ) : null}
      {refusal ? (
        <RefusalMessage refusal={refusal} i18n={i18n} plan={view.plan} people={view.set.people} />
      ) : null}
      <div class="fields">{children}</div>
      <div class="actions">
        <button type="submit">{theirs ? words.replace : (saveLabel ?? i18n.t.common.save)}</button>
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

type FieldProps = {
  readonly editing: Editing;
  readonly name: string;
  readonly label: string;
  readonly i18n: I18n;
  readonly hint?: string;
  readonly wide?: boolean;
};

/** Text that somebody else has written into a field meanwhile, if it differs from what is being typed. */
const Theirs: FC<{ editing: Editing; name: string; i18n: I18n; shown?: (value: string) => string }> = ({
  editing,
  name,
  i18n,
  shown = (value) => value,
}) => {
  const theirs = editing.theirs?.[name];
  return theirs === undefined || theirs === (editing.values[name] ?? '') ? null : (
    <span class="theirs small">
      <strong>{i18n.t.plan.theirs}</strong> <q>{shown(theirs)}</q>
    </span>
  );
};

/** One line of text. */
export const TextField: FC<
  FieldProps & { type?: 'text' | 'date' | 'number'; most?: number; placeholder?: string; focus?: boolean }
> = ({
  editing,
  name,
  label,
  i18n,
  hint,
  wide = false,
  type = 'text',
  most = 300,
  placeholder,
  focus = false,
}) => (
  <Field
    id={`${partId(editing.part)}-${name}`}
    label={label}
    hint={hint}
    error={editing.errors[name]}
    wide={wide}
    control={(tie) => (
      <>
        <input
          {...tie}
          type={type}
          name={name}
          value={editing.values[name] ?? ''}
          {...(type === 'text' ? { maxlength: most } : {})}
          {...(placeholder ? { placeholder } : {})}
          {...(focus ? { autofocus: true } : {})}
        />
        <Theirs editing={editing} name={name} i18n={i18n} />
      </>
    )}
  />
);

/** Several lines of text. */
export const LongField: FC<FieldProps & { focus?: boolean; rows?: number }> = ({
  editing,
  name,
  label,
  i18n,
  hint,
  focus = false,
  rows = 4,
}) => (
  <Field
    id={`${partId(editing.part)}-${name}`}
    label={label}
    hint={hint}
    error={editing.errors[name]}
    wide
    control={(tie) => (
      <>
        <textarea {...tie} name={name} rows={rows} maxlength={20_000} {...(focus ? { autofocus: true } : {})}>
          {editing.values[name] ?? ''}
        </textarea>
        <Theirs editing={editing} name={name} i18n={i18n} />
      </>
    )}
  />
);

export type Choice = { readonly value: string; readonly label: string };

/** One of several. */
export const ChoiceField: FC<FieldProps & { choices: readonly Choice[] }> = ({
  editing,
  name,
  label,
  i18n,
  hint,
  wide = false,
  choices,
}) => (
  <Field
    id={`${partId(editing.part)}-${name}`}
    label={label}
    hint={hint}
    error={editing.errors[name]}
    wide={wide}
    control={(tie) => (
      <>
        <select {...tie} name={name}>
          {choices.map((choice) => (
            <option value={choice.value} selected={choice.value === (editing.values[name] ?? '')}>
              {choice.label}
            </option>
          ))}
        </select>
        <Theirs
          editing={editing}
          name={name}
          i18n={i18n}
          shown={(value) => choices.find((choice) => choice.value === value)?.label ?? value}
        />
      </>
    )}
  />
);
