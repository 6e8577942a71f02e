import type { FC } from 'hono/jsx';
import type { NoticeTrace } from '../../notices/store.ts';
import { wordNotice } from '../../notices/texts.ts';
import { type Column, Table } from '../components/table.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { PlanProps } from './plan-field.page.tsx';

/** Everything that people were told about the plan, reminders too: when, what, and by which way to whom. */
export const PlanTold: FC<PlanProps> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.plan.told;
  return (
    <section id="plan-told" class="no-print" aria-labelledby="told">
      <h3 id="told">{words.title}</h3>
      {view.told.length === 0 ? (
        <p class="muted">{words.none}</p>
      ) : (
        <details class="ticks" id="told-list">
          <summary>{words.count(view.told.length)}</summary>
          <Table caption={words.title} columns={columnsOf(props)} items={view.told} />
        </details>
      )}
    </section>
  );
};

function columnsOf({ view, i18n }: PlanProps): readonly Column<NoticeTrace>[] {
  const words = i18n.t.plan.told;
  const outcomes: Readonly<Record<string, string>> = words.outcomes;
  const nameIn = (person: string) => nameOf(person, view.set, i18n);
  return [
    { name: words.when, class: 'nowrap', cell: ({ at }) => i18n.f.date(at) },
    {
      name: words.what,
      cell: ({ kind, notice }) =>
        notice === undefined ? kind : wordNotice(notice, { language: i18n.language, nameOf: nameIn }).subject,
    },
    {
      name: words.to,
      cell: ({ deliveries }) => (
        <ul class="plain-list">
          {deliveries.some(isWorthSaying) ? null : <li class="muted">{i18n.t.common.none}</li>}
          {deliveries.filter(isWorthSaying).map(({ channel, person, state, reason }) => (
            <li class={state === 'dead' ? 'late' : undefined}>
              {words.by[channel](person === undefined ? '' : nameIn(person))}
              <span class="muted small"> {outcomes[reason ?? state] ?? words.outcomes[state]}</span>
            </li>
          ))}
        </ul>
      ),
    },
  ];
}

/**
 * A webhook or a chat that the house does not have is not worth a line a message; a person who heard
 * nothing is.
 */
function isWorthSaying({ person, reason }: NoticeTrace['deliveries'][number]): boolean {
  return person !== undefined || reason !== 'not_set_up';
}
