import type { Child, FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { type PlanRisk, riskStates } from '../../plans/plan-risk.ts';
import { Badge, type Look } from '../components/parts.page.tsx';
import type { Column } from '../components/table.page.tsx';
import {
  ChoiceField,
  EditForm,
  EditLink,
  LongField,
  type PlanProps,
  peopleChoices,
  TextField,
} from '../plans/plan-field.page.tsx';
import { WorkRow, WorkTable } from '../plans/plan-row.page.tsx';
import { nameOf } from '../words/labels.ts';

const looks: Readonly<Record<PlanRisk['state'], Look>> = {
  watched: { tone: 'info', icon: 'trend' },
  occurred: { tone: 'bad', icon: 'stop' },
  gone: { tone: 'good', icon: 'check' },
};

function riskColumns(props: PlanProps): readonly Column<PlanRisk>[] {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  return [
    {
      name: i18n.t.common.number,
      cell: ({ id }) => (
        <>
          <span class="anchor" id={`risk-${id}`} />
          <span class="action-id">{id}</span>
        </>
      ),
    },
    {
      name: words.riskField,
      cell: ({ id, text }) => (
        <div>
          <strong class="action-title">{text}</strong>
          <p class="row no-print">
            <EditLink part={`hazard/${id}`} label={words.editRisk(id)} bare {...props} />
          </p>
        </div>
      ),
    },
    { name: words.mitigation, cell: ({ mitigation }) => mitigation ?? i18n.t.common.none },
    {
      name: i18n.t.common.owner,
      cell: ({ owner }) =>
        owner === undefined ? <span class="unset">{words.noOwner}</span> : nameOf(owner, view.set, i18n),
    },
    {
      name: words.riskState,
      cell: ({ state }) => (
        <Badge {...looks[state]}>{capitalised(planTexts(i18n.language).riskStates[state])}</Badge>
      ),
    },
  ];
}

/** The risks that the plan runs; `children` are their rows, drawn already. */
export const PlanRisks: FC<PlanProps & { children?: Child }> = ({ children, ...props }) => (
  <section aria-labelledby="risks">
    <h3 id="risks">{props.i18n.t.plan.risks}</h3>
    <WorkTable
      kind="risks"
      caption={props.i18n.t.plan.risks}
      columns={riskColumns(props)}
      none={(props.view.plan.risks ?? []).length === 0 ? props.i18n.t.plan.noRisk : ''}
    >
      {children}
    </WorkTable>
  </section>
);

/** One risk, as a row of the table. */
export const RiskRow: FC<PlanProps & { risk: PlanRisk }> = ({ risk, ...props }) => (
  <WorkRow
    part={`hazard/${risk.id}`}
    columns={riskColumns(props)}
    item={risk}
    form={<RiskForm risk={risk} {...props} />}
    {...props}
  />
);

/** Everything of a risk that people write. */
export const RiskForm: FC<PlanProps & { risk?: PlanRisk }> = ({ risk, ...props }) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  const states = planTexts(i18n.language).riskStates;
  const owners = [{ value: '', label: words.noOwner }, ...peopleChoices(view.set, i18n)];
  return (
    <EditForm title={risk ? words.editRisk(risk.id) : words.addRisk} inside {...props}>
      <TextField name="text" label={words.riskField} wide focus {...props} />
      <LongField name="mitigation" label={words.mitigation} rows={2} {...props} />
      <ChoiceField name="owner" label={i18n.t.common.owner} choices={owners} {...props} />
      {risk === undefined ? null : (
        <ChoiceField
          name="state"
          label={words.riskState}
          choices={riskStates.map((value) => ({ value, label: capitalised(states[value]) }))}
          {...props}
        />
      )}
    </EditForm>
  );
};
