import type { Child, FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Action, ActionStatus } from '../../plans/plan.ts';
import { quadrantOf } from '../../plans/priority.ts';
import { isOverdue } from '../../plans/progress.ts';
import { Badge, type IconName, type Tone } from '../components/parts.page.tsx';
import type { Say } from '../words/texts.ts';
import { ActionForm } from './plan-action-form.page.tsx';
import { CriterionCard } from './plan-criterion.page.tsx';
import { editingOf } from './plan-editing.ts';
import { EditForm, EditLink, LongField, partId } from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import { ownerCell, StatusPills } from './plan-row.page.tsx';
import { nameOf, type PlanView } from './plan-view.ts';

const statuses: readonly ActionStatus[] = ['todo', 'in_progress', 'blocked', 'done'];

/** One corrective action, as a row of the table; its form takes the whole row. */
export const ActionRow: FC<{ action: Action; view: PlanView; say: Say }> = ({ action, view, say }) => {
  const words = say.t.plan;
  const id = partId(`action/${action.id}`);
  if (editingOf(view.editing, `action/${action.id}`)) {
    return (
      <tr id={id}>
        <td colspan={6}>
          <ActionForm part={`action/${action.id}`} action={action} view={view} say={say} />
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
        <What action={action} view={view} say={say} />
      </td>
      <td data-label={words.columns.owner}>{ownerCell(action.owner, view, say)}</td>
      <td data-label={words.columns.due}>
        <Due item={action} view={view} say={say} />
      </td>
      <td data-label={words.columns.criterion} class="action-criteria">
        {action.criteria.length === 0 ? <span class="unset">{words.noCriterion}</span> : null}
        <div>
          {action.criteria.map((criterion) => (
            <CriterionCard criterion={criterion} action={action} view={view} say={say} />
          ))}
        </div>
      </td>
      <td data-label={words.columns.status}>
        <Status action={action} view={view} say={say} />
      </td>
    </tr>
  );
};

const What: FC<{ action: Action; view: PlanView; say: Say }> = ({ action, view, say }) => {
  const words = say.t.plan;
  const texts = planTexts(say.language);
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
            {words.riskAccepted(nameOf(risk.by, view.set, say), say.f.day(risk.at))}
          </Badge>{' '}
          <q>{risk.reason}</q>
        </p>
      ) : null}
      <p class="row no-print">
        <EditLink
          part={`action/${action.id}`}
          view={view}
          say={say}
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
      <WhyForm part={`blocked/${action.id}`} view={view} say={say} />
      <WhyForm part={`risk/${action.id}`} view={view} say={say} />
    </div>
  );
};

/** Asks for the words that go with a blocked action or an accepted risk. */
const WhyForm: FC<{
  part: `blocked/${string}` | `risk/${string}`;
  view: PlanView;
  say: Say;
}> = ({ part, view, say }) => {
  const editing = editingOf(view.editing, part);
  if (!editing) return null;
  const words = say.t.plan;
  const risk = part.startsWith('risk/');
  return (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, part)}
      view={view}
      say={say}
      title={risk ? words.acceptRisk : words.markBlocked}
      saveLabel={risk ? words.acceptRisk : words.markBlocked}
      inside
    >
      <LongField
        editing={editing}
        name="why"
        label={risk ? say.t.common.reason : words.blockedWhy}
        hint={risk ? words.acceptRiskHint : words.blockedHint}
        say={say}
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
  say: Say;
}> = ({ item, view, say }) => {
  const words = say.t.plan;
  if (item.dueAt === undefined) return <span class="unset">{words.noDue}</span>;
  const late = isOverdue(view.plan, item, view.now);
  return (
    <span>
      <time datetime={new Date(item.dueAt).toISOString()} title={say.f.date(item.dueAt)} class="number">
        {say.f.day(item.dueAt)}
      </time>
      {late ? <span class="small late block">{words.late(say.f.relative(item.dueAt, view.now))}</span> : null}
      {item.doneAt !== undefined && item.status === 'done' ? (
        <span class="small muted block">{words.doneOn(say.f.day(item.doneAt))}</span>
      ) : null}
    </span>
  );
};

/** The status, changed by one click; whether it worked is for the measurements to say. */
const Status: FC<{ action: Action; view: PlanView; say: Say }> = ({ action, view, say }) => (
  <div class="status">
    <StatusPills item={action} room="actions" statuses={statuses} view={view} say={say} />
    {action.status === 'done' || action.verification === 'regressed' ? (
      <Verified action={action} say={say} />
    ) : null}
  </div>
);

const Verified: FC<{ action: Action; say: Say }> = ({ action, say }) => {
  const looks: Record<Action['verification'], { tone: Tone; icon: IconName }> = {
    unverified: { tone: 'quiet', icon: 'clock' },
    verified: { tone: 'good', icon: 'check' },
    regressed: { tone: 'bad', icon: 'alert' },
  };
  return (
    <span class={`verified small tone-${looks[action.verification].tone}`}>
      {say.t.plan.verification[action.verification]}
    </span>
  );
};

/** The button that adds an action, or its form. */
export const NewAction: FC<{ view: PlanView; say: Say }> = ({ view, say }) =>
  editingOf(view.editing, 'action/new') ? (
    <div id={partId('action/new')}>
      <ActionForm part="action/new" view={view} say={say} />
    </div>
  ) : (
    <p id={partId('action/new')} class="no-print">
      <EditLink part="action/new" view={view} say={say} label={say.t.plan.addAction} icon="plus" />
    </p>
  );

/** The table of corrective actions; `rows` are drawn already. */
export const ActionTable: FC<{ say: Say; children?: Child; empty: boolean }> = ({ say, children, empty }) => {
  const { columns } = say.t.plan;
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
      <tbody id="actions-body" data-empty={empty ? say.t.plan.noAction : ''}>
        {children}
      </tbody>
    </table>
  );
};
