import type { Child, FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { ActionStatus, Improvement } from '../../plans/plan.ts';
import { quadrantOf } from '../../plans/priority.ts';
import type { I18n } from '../words/texts.ts';
import { levelChoices } from './plan-action-form.page.tsx';
import { Due } from './plan-actions.page.tsx';
import { editingOf } from './plan-editing.ts';
import {
  type Choice,
  ChoiceField,
  EditForm,
  EditLink,
  LongField,
  partId,
  TextField,
} from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import { peopleChoices } from './plan-people.ts';
import { ownerCell, StatusPills } from './plan-row.page.tsx';
import type { PlanView } from './plan-view.ts';

const recurrences = ['daily', 'weekly', 'monthly', 'quarterly'] as const;
const statuses: readonly ActionStatus[] = ['todo', 'in_progress', 'done'];

/** One lasting initiative, as a row of the table. */
export const ImprovementRow: FC<{ improvement: Improvement; view: PlanView; i18n: I18n }> = ({
  improvement,
  view,
  i18n,
}) => {
  const words = i18n.t.plan;
  const part = `improvement/${improvement.id}` as const;
  if (editingOf(view.editing, part)) {
    return (
      <tr id={partId(part)}>
        <td colspan={6}>
          <ImprovementForm part={part} improvement={improvement} view={view} i18n={i18n} />
        </td>
      </tr>
    );
  }
  return (
    <tr id={partId(part)}>
      <td data-label={words.columns.number}>
        <span class="anchor" id={`improvement-${improvement.id}`} />
        <span class="action-id">{improvement.id}</span>
      </td>
      <td data-label={words.columns.improvement}>
        <div>
          <strong class="action-title">{improvement.title}</strong>
          <p class="small muted">
            {capitalised(planTexts(i18n.language).quadrants[quadrantOf(improvement)])}
          </p>
          <p class="row no-print">
            <EditLink
              part={part}
              view={view}
              i18n={i18n}
              label={words.editImprovement(improvement.id)}
              bare
            />
          </p>
        </div>
      </td>
      <td data-label={words.columns.benefit}>{improvement.benefit}</td>
      <td data-label={words.columns.owner}>{ownerCell(improvement.owner, view, i18n)}</td>
      <td data-label={words.columns.due}>
        {improvement.recurrence === undefined ? (
          <Due item={improvement} view={view} i18n={i18n} />
        ) : (
          planTexts(i18n.language).recurrences[improvement.recurrence]
        )}
      </td>
      <td data-label={words.columns.status}>
        <StatusPills item={improvement} room="improvements" statuses={statuses} view={view} i18n={i18n} />
      </td>
    </tr>
  );
};

const ImprovementForm: FC<{
  part: `improvement/${string}`;
  improvement?: Improvement;
  view: PlanView;
  i18n: I18n;
}> = ({ part, improvement, view, i18n }) => {
  const editing = editingOf(view.editing, part);
  if (!editing) return null;
  const words = i18n.t.plan;
  const shared = { editing, i18n };
  const owners: Choice[] = [{ value: '', label: words.noOwner }, ...peopleChoices(view.set, i18n)];
  const rhythms = recurrences.map((value) => ({ value, label: planTexts(i18n.language).recurrences[value] }));
  const remove = `/plans/${view.plan.number}/remove/${improvement?.id ?? ''}`;
  return (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, part)}
      view={view}
      i18n={i18n}
      title={improvement ? words.editImprovement(improvement.id) : words.newImprovement}
      inside
      extra={
        improvement ? (
          <button type="submit" class="bare danger-text" formaction={remove} hx-post={remove} hx-swap="none">
            {words.removeImprovement}
          </button>
        ) : null
      }
    >
      <TextField {...shared} name="title" label={words.columns.improvement} wide focus />
      <LongField {...shared} name="benefit" label={words.benefit} rows={2} />
      <ChoiceField {...shared} name="owner" label={words.owner} choices={owners} />
      <TextField {...shared} name="due" label={words.due} type="date" />
      <ChoiceField
        {...shared}
        name="recurrence"
        label={words.recurrence}
        choices={[{ value: '', label: words.once }, ...rhythms]}
      />
      <ChoiceField {...shared} name="effort" label={words.effort} choices={levelChoices(i18n)} />
      <ChoiceField {...shared} name="impact" label={words.impact} choices={levelChoices(i18n)} />
    </EditForm>
  );
};

/** The button that adds an improvement, or its form. */
export const NewImprovement: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) =>
  editingOf(view.editing, 'improvement/new') ? (
    <div id={partId('improvement/new')}>
      <ImprovementForm part="improvement/new" view={view} i18n={i18n} />
    </div>
  ) : (
    <p id={partId('improvement/new')} class="no-print">
      <EditLink
        part="improvement/new"
        view={view}
        i18n={i18n}
        label={i18n.t.plan.addImprovement}
        icon="plus"
      />
    </p>
  );

/** The table of improvements; `children` are its rows. */
export const ImprovementTable: FC<{ i18n: I18n; empty: boolean; children?: Child }> = ({
  i18n,
  empty,
  children,
}) => {
  const { columns } = i18n.t.plan;
  return (
    <table class="cards plan-table improvements-table">
      <thead>
        <tr>
          <th scope="col">{columns.number}</th>
          <th scope="col">{columns.improvement}</th>
          <th scope="col">{columns.benefit}</th>
          <th scope="col">{columns.owner}</th>
          <th scope="col">{columns.due}</th>
          <th scope="col">{columns.status}</th>
        </tr>
      </thead>
      <tbody id="improvements-body" data-empty={empty ? i18n.t.plan.noImprovement : ''}>
        {children}
      </tbody>
    </table>
  );
};
