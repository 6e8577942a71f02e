import type { Child, FC } from 'hono/jsx';
import type { ClosureFollowUp } from '../../plans/commands/followups.ts';
import { changeTexts } from '../../plans/documents/after-closure.ts';
import type { Task } from '../../plans/plan.ts';
import { isTaskOverdue } from '../../plans/progress.ts';
import { Icon } from '../components/parts.page.tsx';
import type { Column } from '../components/table.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import {
  ChoiceField,
  clickForm,
  EditForm,
  EditLink,
  type PlanProps,
  peopleChoices,
  TextField,
} from './plan-field.page.tsx';
import { WorkRow, WorkTable } from './plan-row.page.tsx';
import { wordingOf } from './plan-view.ts';

/** The tasks that follow a closure; `children` are their rows, drawn already. */
export const PlanTasks: FC<PlanProps & { children?: Child }> = ({ view, i18n, children }) => (
  <section id="plan-tasks" aria-labelledby="tasks">
    <h3 id="tasks">{i18n.t.plan.followUps}</h3>
    {view.followUps.length === 0 ? (
      <WorkTable
        kind="tasks"
        caption={i18n.t.plan.followUps}
        columns={taskColumns({ view, i18n })}
        none={(view.plan.tasks ?? []).length === 0 ? i18n.t.plan.noTask : ''}
      >
        {children}
      </WorkTable>
    ) : (
      <ul>
        {view.followUps.map((followUp) => (
          <li>{followUpText(followUp, i18n)}</li>
        ))}
      </ul>
    )}
  </section>
);

function followUpText({ code, reference }: ClosureFollowUp, i18n: I18n): string {
  return `${i18n.t.plan.followUp[code]} (${i18n.t.plan.reference(reference)})`;
}

function taskColumns({ view, i18n }: PlanProps): readonly Column<Task>[] {
  const { common, plan: words } = i18n.t;
  return [
    {
      name: common.number,
      cell: ({ id }) => (
        <>
          <span class="anchor" id={`task-${id}`} />
          <span class="action-id">{id}</span>
        </>
      ),
    },
    { name: words.columns.task, cell: (task) => <Tick task={task} view={view} i18n={i18n} /> },
    { name: common.owner, cell: ({ owner }) => nameOf(owner, view.set, i18n) },
    {
      name: common.due,
      cell: (task) => (
        <span class={isTaskOverdue(task, view.now) ? 'late number' : 'number'}>{i18n.f.day(task.dueAt)}</span>
      ),
    },
  ];
}

/** Ticked by one click; says by whom it was. */
const Tick: FC<PlanProps & { task: Task }> = ({ task, view, i18n }) => {
  const { doneAt, doneBy = task.owner } = task;
  const words = i18n.t.plan;
  const text = followUpText(task.followUp, i18n);
  const changes = changeTexts(task.followUp, wordingOf(view, i18n));
  return (
    <div>
      {view.may.goOn ? (
        <form {...clickForm(`/plans/${view.plan.number}/tasks/${task.id}/tick`)} hx-trigger="change">
          <label class="check">
            <input
              type="checkbox"
              name="done"
              value="true"
              id={`tick-${task.id}`}
              checked={doneAt !== undefined}
            />
            <span>{text}</span>
          </label>
        </form>
      ) : (
        <span>{text}</span>
      )}
      {changes.length === 0 ? null : (
        <ul class="small muted">
          {changes.map((change) => (
            <li>{change}</li>
          ))}
        </ul>
      )}
      {doneAt === undefined ? null : (
        <p class="small tone-good">
          <Icon name="check" /> {words.taskDone(nameOf(doneBy, view.set, i18n), i18n.f.date(doneAt))}
        </p>
      )}
      {task.link === undefined ? null : (
        <p class="small">
          <a href={task.link} rel="noreferrer">
            {words.taskLinked}
          </a>
        </p>
      )}
      <p class="row no-print">
        <EditLink part={`task/${task.id}`} label={words.editTask(task.id)} bare view={view} i18n={i18n} />
      </p>
    </div>
  );
};

/** One task, as a row of the table. */
export const TaskRow: FC<PlanProps & { task: Task }> = ({ task, view, i18n }) => {
  const shown = { view, i18n };
  return (
    <WorkRow
      part={`task/${task.id}`}
      columns={taskColumns(shown)}
      item={task}
      form={
        <EditForm {...shown} title={followUpText(task.followUp, i18n)} inside>
          <ChoiceField
            {...shown}
            name="owner"
            label={i18n.t.common.owner}
            choices={peopleChoices(view.set, i18n)}
          />
          <TextField {...shown} name="due" label={i18n.t.common.due} type="date" />
          <TextField {...shown} name="link" label={i18n.t.plan.taskLink} />
        </EditForm>
      }
      {...shown}
    />
  );
};
