import type { FC } from 'hono/jsx';
import { planTexts } from '../../plans/documents/texts.ts';
import type { ActionStatus, Improvement } from '../../plans/plan.ts';
import type { Column } from '../components/table.page.tsx';
import { EditLink, type PlanProps } from './plan-field.page.tsx';
import { quadrantText, StatusPills, WorkRow, workColumns } from './plan-row.page.tsx';
import { ImprovementForm } from './plan-work-form.page.tsx';

const statuses: readonly ActionStatus[] = ['todo', 'in_progress', 'done'];

/** The columns of the table of lasting initiatives. */
export function improvementColumns(props: PlanProps): readonly Column<Improvement>[] {
  const { i18n } = props;
  const words = i18n.t.plan;
  const { number, owner, due } = workColumns(props, 'improvement');
  return [
    number,
    {
      name: words.columns.improvement,
      cell: (improvement) => (
        <div>
          <strong class="action-title">{improvement.title}</strong>
          <p class="small muted">{quadrantText(improvement, i18n)}</p>
          <p class="row no-print">
            <EditLink
              part={`improvement/${improvement.id}`}
              label={words.editImprovement(improvement.id)}
              bare
              {...props}
            />
          </p>
        </div>
      ),
    },
    { name: words.columns.benefit, cell: ({ benefit }) => benefit },
    owner,
    {
      name: due.name,
      cell: (improvement) =>
        improvement.recurrence === undefined
          ? due.cell(improvement)
          : planTexts(i18n.language).recurrences[improvement.recurrence],
    },
    {
      name: words.columns.status,
      cell: (improvement) => (
        <StatusPills item={improvement} room="improvements" statuses={statuses} {...props} />
      ),
    },
  ];
}

/** One lasting initiative, as a row of the table. */
export const ImprovementRow: FC<PlanProps & { improvement: Improvement }> = (props) => {
  const { improvement } = props;
  const part = `improvement/${improvement.id}` as const;
  return (
    <WorkRow
      part={part}
      columns={improvementColumns(props)}
      item={improvement}
      form={<ImprovementForm {...props} />}
      {...props}
    />
  );
};
