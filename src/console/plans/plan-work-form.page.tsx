import type { FC } from 'hono/jsx';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Action, Improvement } from '../../plans/plan.ts';
import { recurrences } from '../../rules/playbook.ts';
import { CriterionFields } from './plan-criterion-form.page.tsx';
import {
  ChoiceField,
  EditForm,
  LongField,
  type PlanProps,
  peopleChoices,
  TextField,
} from './plan-field.page.tsx';

/** Everything of an action that people write, with its criteria. */
export const ActionForm: FC<PlanProps & { action?: Action }> = ({ action, view, i18n }) => {
  const words = i18n.t.plan;
  const shared = { view, i18n };
  return (
    <EditForm
      {...shared}
      title={action ? words.editAction(action.id) : words.newAction}
      inside
      extra={
        action && view.plan.state === 'draft' ? (
          <Remove id={action.id} label={words.removeAction} view={view} />
        ) : null
      }
    >
      <TextField {...shared} name="title" label={words.columns.action} wide focus />
      <TextField {...shared} name="phase" label={words.phase} />
      <OwnerField {...shared} />
      <TextField {...shared} name="start" label={i18n.t.common.start} type="date" />
      <TextField {...shared} name="due" label={i18n.t.common.due} type="date" />
      <LevelFields {...shared} />
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
      <TextField {...shared} name="link" label={words.link} hint={words.linkHint} wide />
      <CriterionFields
        {...shared}
        checklists
        replayed={action?.replay ? action.checklists.map(({ id }) => id) : []}
      />
    </EditForm>
  );
};

/** Everything of an improvement that people write. */
export const ImprovementForm: FC<PlanProps & { improvement?: Improvement }> = (props) => {
  const { improvement, view, i18n } = props;
  const words = i18n.t.plan;
  const texts = planTexts(i18n.language).recurrences;
  // What was signed stays: who, until when and how far may still change.
  const isClosed = view.plan.state === 'closed';
  const shared = { view, i18n };
  return (
    <EditForm
      {...shared}
      title={improvement ? words.editImprovement(improvement.id) : words.newImprovement}
      inside
      extra={
        improvement && !isClosed ? (
          <Remove id={improvement.id} label={words.removeImprovement} view={view} />
        ) : null
      }
    >
      {isClosed ? null : (
        <>
          <TextField {...shared} name="title" label={words.columns.improvement} wide focus />
          <LongField {...shared} name="benefit" label={i18n.t.plan.columns.benefit} rows={2} />
        </>
      )}
      <OwnerField {...shared} />
      <TextField {...shared} name="due" label={i18n.t.common.due} type="date" />
      <ChoiceField
        {...shared}
        name="recurrence"
        label={words.recurrence}
        choices={[
          { value: '', label: words.once },
          ...recurrences.map((value) => ({ value, label: texts[value] })),
        ]}
      />
      <LevelFields {...shared} />
    </EditForm>
  );
};

const OwnerField: FC<PlanProps> = ({ view, i18n }) => (
  <ChoiceField
    view={view}
    i18n={i18n}
    name="owner"
    label={i18n.t.common.owner}
    choices={[{ value: '', label: i18n.t.plan.noOwner }, ...peopleChoices(view.set, i18n)]}
  />
);

/** Effort and impact, each low or high. */
const LevelFields: FC<PlanProps> = (props) => {
  const { levels, effort, impact } = props.i18n.t.plan;
  const choices = [
    { value: 'low', label: levels.low },
    { value: 'high', label: levels.high },
  ];
  return (
    <>
      <ChoiceField name="effort" label={effort} choices={choices} {...props} />
      <ChoiceField name="impact" label={impact} choices={choices} {...props} />
    </>
  );
};

const Remove: FC<{ id: string; label: string; view: PlanProps['view'] }> = ({ id, label, view }) => {
  const address = `/plans/${view.plan.number}/remove/${id}`;
  return (
    <button
      type="submit"
      class="bare danger-text"
      formaction={address}
      hx-post={address}
      hx-swap="none"
      formnovalidate
    >
      {label}
    </button>
  );
};
