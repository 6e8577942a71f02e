import type { FC } from 'hono/jsx';
import type { Action } from '../../plans/plan.ts';
import type { I18n } from '../words/texts.ts';
import { CriterionFields } from './plan-criterion-form.page.tsx';
import { editingOf } from './plan-editing.ts';
import { type Choice, ChoiceField, EditForm, LongField, TextField } from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import { peopleChoices } from './plan-people.ts';
import type { PlanView } from './plan-view.ts';

/** Everything of an action that people write, with its criteria. */
export const ActionForm: FC<{
  part: `action/${string}`;
  action?: Action;
  view: PlanView;
  i18n: I18n;
}> = ({ part, action, view, i18n }) => {
  const editing = editingOf(view.editing, part);
  if (!editing) return null;
  const words = i18n.t.plan;
  const shared = { editing, i18n };
  const owners: Choice[] = [{ value: '', label: words.noOwner }, ...peopleChoices(view.set, i18n)];
  return (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, part)}
      view={view}
      i18n={i18n}
      title={action ? words.editAction(action.id) : words.newAction}
      inside
      extra={
        action && view.plan.state === 'draft' ? <Remove action={action} view={view} i18n={i18n} /> : null
      }
    >
      <TextField {...shared} name="title" label={words.columns.action} wide focus />
      <ChoiceField {...shared} name="owner" label={words.owner} choices={owners} />
      <TextField {...shared} name="start" label={words.start} type="date" />
      <TextField {...shared} name="due" label={words.due} type="date" />
      <ChoiceField {...shared} name="effort" label={words.effort} choices={levelChoices(i18n)} />
      <ChoiceField {...shared} name="impact" label={words.impact} choices={levelChoices(i18n)} />
      <ChoiceField
        {...shared}
        name="treats"
        label={words.treatsField}
        choices={[
          { value: 'cause', label: words.treats.cause },
          { value: 'symptom', label: words.treats.symptom },
        ]}
      />
      <LongField {...shared} name="resources" label={words.resources} hint={words.resourcesHint} rows={2} />
      <CriterionFields editing={editing} view={view} i18n={i18n} checklists />
    </EditForm>
  );
};

/** Low or high. */
export function levelChoices(i18n: I18n): Choice[] {
  return [
    { value: 'low', label: i18n.t.plan.levels.low },
    { value: 'high', label: i18n.t.plan.levels.high },
  ];
}

const Remove: FC<{ action: Action; view: PlanView; i18n: I18n }> = ({ action, view, i18n }) => (
  <button
    type="submit"
    class="bare danger-text"
    formaction={`/plans/${view.plan.number}/remove/${action.id}`}
    hx-post={`/plans/${view.plan.number}/remove/${action.id}`}
    hx-swap="none"
    formnovalidate
  >
    {i18n.t.plan.removeAction}
  </button>
);
