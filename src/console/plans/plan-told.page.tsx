import type { FC } from 'hono/jsx';
import type { NoticeTrace } from '../../notices/store.ts';
import { type Column, Table } from '../components/table.page.tsx';
import { Deliveries, subjectOf } from '../notices/deliveries.page.tsx';
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

function columnsOf({ view: { set }, i18n }: PlanProps): readonly Column<NoticeTrace>[] {
  const words = i18n.t.plan.told;
  return [
    { name: words.when, class: 'nowrap', cell: ({ at }) => i18n.f.date(at) },
    { name: words.what, cell: (trace) => subjectOf(trace, set, i18n) },
    { name: words.to, cell: (trace) => <Deliveries trace={trace} set={set} i18n={i18n} /> },
  ];
}
