import type { Child, FC } from 'hono/jsx';
import type { ActionStatus } from '../../plans/plan.ts';
import { Badge, type IconName, type Tone } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { nameOf, type PlanView } from './plan-view.ts';

/** Pieces that the rows of actions and of improvements share. */

/** The colour and the drawing of a status. */
export const statusLook: Readonly<Record<ActionStatus, { readonly tone: Tone; readonly icon: IconName }>> = {
  todo: { tone: 'quiet', icon: 'clock' },
  in_progress: { tone: 'info', icon: 'trend' },
  blocked: { tone: 'bad', icon: 'stop' },
  done: { tone: 'good', icon: 'check' },
};

/** The owner's name, or that nobody has it yet. */
export function ownerCell(owner: string | undefined, view: PlanView, i18n: I18n): Child {
  return owner === undefined ? (
    <span class="unset">{i18n.t.plan.noOwner}</span>
  ) : (
    nameOf(owner, view.set, i18n)
  );
}

/** The status, changed by one click where the viewer may edit. */
export const StatusPills: FC<{
  item: { readonly id: string; readonly status: ActionStatus };
  room: 'actions' | 'improvements';
  statuses: readonly ActionStatus[];
  view: PlanView;
  i18n: I18n;
}> = ({ item, room, statuses, view, i18n }) => {
  const words = i18n.t.plan;
  if (!view.may.edit) return <Badge {...statusLook[item.status]}>{words.statuses[item.status]}</Badge>;
  const address = `/plans/${view.plan.number}/${room}/${item.id}/status`;
  return (
    <form method="post" action={address} hx-post={address} hx-swap="none">
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
