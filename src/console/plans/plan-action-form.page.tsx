import type { FC } from 'hono/jsx';
import type { Action } from '../../plans/plan.ts';
import type { Say } from '../words/texts.ts';
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
  say: Say;
}> = ({ part, action, view, say }) => {
  const editing = editingOf(view.editing, part);
  if (!editing) return null;
  const words = say.t.plan;
  const shared = { editing, say };
  const owners: Choice[] = [{ value: '', label: words.noOwner }, ...peopleChoices(view.set, say)];
  return (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, part)}
      view={view}
      say={say}
      title={action ? words.editAction(action.id) : words.newAction}
      inside
      extra={action && view.plan.state === 'draft' ? <Remove action={action} view={view} say={say} /> : null}
    >
      <TextField {...shared} name="title" label={words.columns.action} wide focus />
      <ChoiceField {...shared} name="owner" label={words.owner} choices={owners} />
      <TextField {...shared} name="start" label={words.start} type="date" />
      <TextField {...shared} name="due" label={words.due} type="date" />
      <ChoiceField {...shared} name="effort" label={words.effort} choices={levelChoices(say)} />
      <ChoiceField {...shared} name="impact" label={words.impact} choices={levelChoices(say)} />
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
      <CriterionFields editing={editing} view={view} say={say} checklists />
    </EditForm>
  );
};

/** Low or high. */
export function levelChoices(say: Say): Choice[] {
  return [
    { value: 'low', label: say.t.plan.levels.low },
    { value: 'high', label: say.t.plan.levels.high },
  ];
}

const Remove: FC<{ action: Action; view: PlanView; say: Say }> = ({ action, view, say }) => (
  <button
    type="submit"
    class="bare danger-text"
    formaction={`/plans/${view.plan.number}/remove/${action.id}`}
    hx-post={`/plans/${view.plan.number}/remove/${action.id}`}
    hx-swap="none"
    formnovalidate
  >
    {say.t.plan.removeAction}
  </button>
);
