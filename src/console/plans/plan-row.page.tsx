import type { Child, FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import type { Action, ActionStatus, Improvement } from '../../plans/plan.ts';
import { quadrantOf } from '../../plans/priority.ts';
import { isOverdue } from '../../plans/progress.ts';
import { Badge, type Look } from '../components/parts.page.tsx';
import { Caption, Cells, type Column, Headings } from '../components/table.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { isOpen, type PartName } from './plan-editing.ts';
import { AddLink, clickForm, type PlanProps, partId } from './plan-field.page.tsx';

/** Pieces that the rows of actions and of improvements share. */

/** The colour and the drawing of a status. */
const statusLook: Readonly<Record<ActionStatus, Look>> = {
  todo: { tone: 'quiet', icon: 'clock' },
  in_progress: { tone: 'info', icon: 'trend' },
  blocked: { tone: 'bad', icon: 'stop' },
  done: { tone: 'good', icon: 'check' },
};

/** The table of one kind of work; `children` are its rows, drawn already. */
export function WorkTable<T>(props: {
  kind: 'actions' | 'improvements' | 'tasks' | 'risks';
  caption: string;
  columns: readonly Column<T>[];
  /** Said where there is no row. */
  none: string;
  children?: Child;
}) {
  return (
    <table class={`cards plan-table ${props.kind}-table`}>
      <Caption text={props.caption} />
      <Headings columns={props.columns} />
      <tbody id={`${props.kind}-body`} data-empty={props.none}>
        {props.children}
      </tbody>
    </table>
  );
}

/** A row of such a table; its form takes the whole row. */
export function WorkRow<T>(
  props: PlanProps & {
    part: PartName;
    columns: readonly Column<T>[];
    item: T;
    form: Child;
    class?: string;
  },
) {
  const { part, columns, item } = props;
  return isOpen(props.view, part) ? (
    <tr id={partId(part)}>
      <td colspan={6}>{props.form}</td>
    </tr>
  ) : (
    <tr id={partId(part)} class={props.class}>
      <Cells columns={columns} item={item} />
    </tr>
  );
}

/** The button that adds to such a table, or its form. */
export const NewWork: FC<PlanProps & { part: PartName; label: string; form: Child }> = ({ form, ...link }) =>
  isOpen(link.view, link.part) ? <div id={partId(link.part)}>{form}</div> : <AddLink {...link} />;

type Item = Pick<Action, 'id' | 'dueAt' | 'status' | 'doneAt' | 'owner'>;

/** The columns of both tables. */
export function workColumns({ view, i18n }: PlanProps, kind: 'action' | 'improvement') {
  const { common } = i18n.t;
  return {
    number: {
      name: common.number,
      cell: ({ id }: Item) => (
        <>
          <span class="anchor" id={`${kind}-${id}`} />
          <span class="action-id">{id}</span>
        </>
      ),
    },
    owner: {
      name: common.owner,
      cell: ({ owner }: Item) =>
        owner === undefined ? (
          <span class="unset">{i18n.t.plan.noOwner}</span>
        ) : (
          nameOf(owner, view.set, i18n)
        ),
    },
    due: { name: common.due, cell: (item: Item) => <Due item={item} view={view} i18n={i18n} /> },
  };
}

/** Where an item stands in the matrix, in words. */
export function quadrantText(item: Action | Improvement, i18n: I18n): string {
  return capitalised(planTexts(i18n.language).quadrants[quadrantOf(item)]);
}

/** When something is due, or that it is late, or that nobody has said. */
const Due: FC<PlanProps & { item: Item }> = ({ item, view, i18n }) => {
  const words = i18n.t.plan;
  if (item.dueAt === undefined) return <span class="unset">{words.noDue}</span>;
  return (
    <span>
      <time datetime={new Date(item.dueAt).toISOString()} title={i18n.f.date(item.dueAt)} class="number">
        {i18n.f.day(item.dueAt)}
      </time>
      {isOverdue(view.plan, item, view.now) ? (
        <span class="small late block">{words.late(i18n.f.relative(item.dueAt, view.now))}</span>
      ) : null}
      {item.doneAt !== undefined && item.status === 'done' ? (
        <span class="small muted block">{words.doneOn(i18n.f.day(item.doneAt))}</span>
      ) : null}
    </span>
  );
};

/** The status, changed by one click where the viewer may edit. */
export const StatusPills: FC<
  PlanProps & { item: Item; room: 'actions' | 'improvements'; statuses: readonly ActionStatus[] }
> = ({ item, room, statuses, view, i18n }) => {
  const words = i18n.t.plan;
  // A row with somebody's question in it is not drawn anew: what could change it waits for the answer.
  const isAsked = isOpen(view, `risk/${item.id}`);
  const may = !isAsked && (room === 'improvements' ? view.may.goOn : view.may.edit);
  if (!may) return <Badge {...statusLook[item.status]}>{words.statuses[item.status]}</Badge>;
  return (
    <form {...clickForm(`/plans/${view.plan.number}/${room}/${item.id}/status`)}>
      <fieldset class="pills" aria-label={words.statusOf(item.id)}>
        {statuses.map((status) => (
          <button
            type="submit"
            name="status"
            value={status}
            id={`status-${item.id}-${status}`}
            class={`pill tone-${statusLook[status].tone}`}
            aria-pressed={item.status === status ? 'true' : 'false'}
          >
            {words.statuses[status]}
          </button>
        ))}
      </fieldset>
    </form>
  );
};
