import type { Child, FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Action, ActionStatus } from '../../plans/plan.ts';
import { quadrantOf } from '../../plans/priority.ts';
import { isOverdue } from '../../plans/progress.ts';
import { Badge, type IconName, type Tone } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { ActionForm } from './plan-action-form.page.tsx';
import { CriterionCard } from './plan-criterion.page.tsx';
import { editingOf } from './plan-editing.ts';
import { EditForm, EditLink, LongField, partId } from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import { ownerCell, StatusPills } from './plan-row.page.tsx';
import { nameOf, type PlanView } from './plan-view.ts';

const statuses: readonly ActionStatus[] = ['todo', 'in_progress', 'blocked', 'done'];

/** One corrective action, as a row of the table; its form takes the whole row. */
export const ActionRow: FC<{ action: Action; view: PlanView; i18n: I18n }> = ({ action, view, i18n }) => {
  const words = i18n.t.plan;
  const id = partId(`action/${action.id}`);
  if (editingOf(view.editing, `action/${action.id}`)) {
    return (
      <tr id={id}>
        <td colspan={6}>
          <ActionForm part={`action/${action.id}`} action={action} view={view} i18n={i18n} />
        </td>
      </tr>
    );
  }
  return (
    <tr id={id} class={action.verification === 'regressed' ? 'regressed' : ''}>
      <td data-label={words.columns.number}>
        <span class="anchor" id={`action-${action.id}`} />
        <span class="action-id">{action.id}</span>
      </td>
      <td data-label={words.columns.action} class="action-what">
        <What action={action} view={view} i18n={i18n} />
      </td>
      <td data-label={words.columns.owner}>{ownerCell(action.owner, view, i18n)}</td>
      <td data-label={words.columns.due}>
        <Due item={action} view={view} i18n={i18n} />
      </td>
      <td data-label={words.columns.criterion} class="action-criteria">
        {action.criteria.length === 0 ? <span class="unset">{words.noCriterion}</span> : null}
        <div>
          {action.criteria.map((criterion) => (
            <CriterionCard criterion={criterion} action={action} view={view} i18n={i18n} />
          ))}
        </div>
      </td>
      <td data-label={words.columns.status}>
        <Status action={action} view={view} i18n={i18n} />
      </td>
    </tr>
  );
};

const What: FC<{ action: Action; view: PlanView; i18n: I18n }> = ({ action, view, i18n }) => {
  const words = i18n.t.plan;
  const texts = planTexts(i18n.language);
  const risk = view.plan.acceptedRisks.find((one) => one.action === action.id);
  return (
    <div>
      <strong class="action-title">{action.title}</strong>
      <p class="small muted">
        {capitalised(texts.quadrants[quadrantOf(action)])} · {words.treats[action.treats]}
      </p>
      {action.resources ? (
        <p class="small">
          <span class="muted">{words.resources} :</span> {action.resources}
        </p>
      ) : null}
      {action.blockedWhy ? <p class="small late">{words.blockedBecause(action.blockedWhy)}</p> : null}
      {risk ? (
        <p class="small">
          <Badge tone="warn" icon="info">
            {words.riskAccepted(nameOf(risk.by, view.set, i18n), i18n.f.day(risk.at))}
          </Badge>{' '}
          <q>{risk.reason}</q>
        </p>
      ) : null}
      <p class="row no-print">
        <EditLink
          part={`action/${action.id}`}
          view={view}
          i18n={i18n}
          label={words.editAction(action.id)}
          bare
        />
        {view.may.acceptRisk && risk === undefined && action.verification !== 'verified' ? (
          <a
            class="button bare small"
            href={`/plans/${view.plan.number}?edit=${encodeURIComponent(`risk/${action.id}`)}#action-${action.id}`}
            hx-get={`/plans/${view.plan.number}/edit/risk/${action.id}`}
            hx-target={`#${partId(`action/${action.id}`)}`}
            hx-swap="outerHTML"
          >
            {words.acceptRisk}
          </a>
        ) : null}
      </p>
      <WhyForm part={`blocked/${action.id}`} view={view} i18n={i18n} />
      <WhyForm part={`risk/${action.id}`} view={view} i18n={i18n} />
    </div>
  );
};

/** Asks for the words that go with a blocked action or an accepted risk. */
const WhyForm: FC<{
  part: `blocked/${string}` | `risk/${string}`;
  view: PlanView;
  i18n: I18n;
}> = ({ part, view, i18n }) => {
  const editing = editingOf(view.editing, part);
  if (!editing) return null;
  const words = i18n.t.plan;
  const risk = part.startsWith('risk/');
  return (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, part)}
      view={view}
      i18n={i18n}
      title={risk ? words.acceptRisk : words.markBlocked}
      saveLabel={risk ? words.acceptRisk : words.markBlocked}
      inside
    >
      <LongField
        editing={editing}
        name="why"
        label={risk ? i18n.t.common.reason : words.blockedWhy}
        hint={risk ? words.acceptRiskHint : words.blockedHint}
        i18n={i18n}
        rows={2}
        focus
      />
    </EditForm>
  );
};

/** When something is due, or that it is late, or that nobody has said. */
export const Due: FC<{
  item: Pick<Action, 'id' | 'dueAt' | 'status' | 'doneAt'>;
  view: PlanView;
  i18n: I18n;
}> = ({ item, view, i18n }) => {
  const words = i18n.t.plan;
  if (item.dueAt === undefined) return <span class="unset">{words.noDue}</span>;
  const late = isOverdue(view.plan, item, view.now);
  return (
    <span>
      <time datetime={new Date(item.dueAt).toISOString()} title={i18n.f.date(item.dueAt)} class="number">
        {i18n.f.day(item.dueAt)}
      </time>
      {late ? (
        <span class="small late block">{words.late(i18n.f.relative(item.dueAt, view.now))}</span>
      ) : null}
      {item.doneAt !== undefined && item.status === 'done' ? (
        <span class="small muted block">{words.doneOn(i18n.f.day(item.doneAt))}</span>
      ) : null}
    </span>
  );
};

/** The status, changed by one click; whether it worked is for the measurements to say. */
const Status: FC<{ action: Action; view: PlanView; i18n: I18n }> = ({ action, view, i18n }) => (
  <div class="status">
    <StatusPills item={action} room="actions" statuses={statuses} view={view} i18n={i18n} />
    {action.status === 'done' || action.verification === 'regressed' ? (
      <Verified action={action} i18n={i18n} />
    ) : null}
  </div>
);

const Verified: FC<{ action: Action; i18n: I18n }> = ({ action, i18n }) => {
  const looks: Record<Action['verification'], { tone: Tone; icon: IconName }> = {
    unverified: { tone: 'quiet', icon: 'clock' },
    verified: { tone: 'good', icon: 'check' },
    regressed: { tone: 'bad', icon: 'alert' },
  };
  return (
    <span class={`verified small tone-${looks[action.verification].tone}`}>
      {i18n.t.plan.verification[action.verification]}
    </span>
  );
};

/** The button that adds an action, or its form. */
export const NewAction: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) =>
  editingOf(view.editing, 'action/new') ? (
    <div id={partId('action/new')}>
      <ActionForm part="action/new" view={view} i18n={i18n} />
    </div>
  ) : (
    <p id={partId('action/new')} class="no-print">
      <EditLink part="action/new" view={view} i18n={i18n} label={i18n.t.plan.addAction} icon="plus" />
    </p>
  );

/** The table of corrective actions; `rows` are drawn already. */
export const ActionTable: FC<{ i18n: I18n; children?: Child; empty: boolean }> = ({
  i18n,
  children,
  empty,
}) => {
  const { columns } = i18n.t.plan;
  return (
    <table class="cards plan-table actions-table">
      <thead>
        <tr>
          <th scope="col">{columns.number}</th>
          <th scope="col">{columns.action}</th>
          <th scope="col">{columns.owner}</th>
          <th scope="col">{columns.due}</th>
          <th scope="col">{columns.criterion}</th>
          <th scope="col">{columns.status}</th>
        </tr>
      </thead>
      <tbody id="actions-body" data-empty={empty ? i18n.t.plan.noAction : ''}>
        {children}
      </tbody>
    </table>
  );
};
