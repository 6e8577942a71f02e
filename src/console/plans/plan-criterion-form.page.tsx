import type { FC } from 'hono/jsx';
import { criterionKinds } from '../../rules/criterion.ts';
import { Field } from '../components/parts.page.tsx';
import { labelOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { mostRows } from './criterion-fields.ts';
import type { Editing } from './plan-editing.ts';
import { partId } from './plan-field.page.tsx';
import type { PlanView } from './plan-view.ts';

type RowProps = {
  readonly editing: Editing;
  readonly place: number;
  readonly view: PlanView;
  readonly i18n: I18n;
};

/**
 * The criteria of a form: those there are, and one more to fill in. The fields of all kinds are in the page,
 * and the stylesheet shows those of the kind that is chosen.
 */
export const CriterionFields: FC<{
  editing: Editing;
  view: PlanView;
  i18n: I18n;
  /** Whether a checklist may be among them: the plan's own indicators have none. */
  checklists?: boolean;
}> = ({ editing, view, i18n, checklists = false }) => {
  const filled = Array.from({ length: mostRows }, (_, place) => place).filter((place) => {
    const kind = editing.values[`c${place}.kind`];
    return kind !== undefined && kind !== 'none';
  });
  const next = (filled.at(-1) ?? -1) + 1;
  const rows = next < mostRows ? [...filled, next] : filled;
  return (
    <fieldset class="field wide criteria-fields">
      <legend>{i18n.t.plan.criteria}</legend>
      <span class="hint">{i18n.t.plan.criteriaHint}</span>
      {rows.map((place) => (
        <CriterionRow
          editing={editing}
          place={place}
          view={view}
          i18n={i18n}
          fresh={place === next}
          checklists={checklists}
        />
      ))}
    </fieldset>
  );
};

const CriterionRow: FC<RowProps & { fresh: boolean; checklists: boolean }> = ({
  fresh,
  checklists,
  ...row
}) => {
  const { editing, place, i18n } = row;
  const words = i18n.t.plan.criterion;
  const kinds = criterionKinds.filter((kind) => checklists || kind !== 'checklist');
  return (
    <fieldset class="criterion-row" data-fresh={fresh ? 'true' : 'false'}>
      <legend>{fresh ? words.more : words.number(place + 1)}</legend>
      <Hidden row={row} field="text" />
      <Hidden row={row} field="checklist" />
      <Pick
        row={row}
        field="kind"
        label={words.kind}
        choices={[
          ['none', fresh ? i18n.t.common.none : words.kinds.none],
          ...kinds.map((kind) => [kind, words.kinds[kind]] as const),
        ]}
      />
      <MeasureFields {...row} />
      <div class="for-checklist">
        <Lines row={row} field="items" label={words.items} />
        <Write row={row} field="share" label={words.share} fallback={i18n.f.percent(1)} />
      </div>
      <div class="for-rule">
        <Pick row={row} field="rule" label={words.rule} choices={rulesOf(row.view)} />
      </div>
      <div class="for-threshold">
        <Write row={row} field="limit" label={words.limit} hint={words.valueHint} />
      </div>
      <div class="for-attestation">
        <Write row={row} field="statement" label={words.statement} hint={words.statementHint} />
      </div>
      {editing.theirs && editing.theirs[`c${place}.text`] !== editing.values[`c${place}.text`] ? (
        <span class="theirs small">
          <strong>{i18n.t.plan.theirs}</strong>{' '}
          <code>{editing.theirs[`c${place}.text`] ?? i18n.t.common.none}</code>
        </span>
      ) : null}
    </fieldset>
  );
};

const MeasureFields: FC<RowProps> = (row) => {
  const { i18n, view } = row;
  const words = i18n.t.plan.criterion;
  const metrics = [...view.set.metrics.values()].map(
    (metric) => [metric.name, labelOf(metric, i18n)] as const,
  );
  const operators = (['<', '<=', '>', '>=', '==', '!='] as const).map(
    (sign) => [sign, words.operators[sign]] as const,
  );
  return (
    <>
      <div class="for-measure">
        <Pick row={row} field="metric" label={words.metric} choices={metrics} />
      </div>
      <div class="for-operator">
        <Pick row={row} field="operator" label={words.operator} choices={operators} />
      </div>
      <div class="for-measure">
        <Write row={row} field="value" label={words.value} hint={words.valueHint} />
        <Write row={row} field="over" label={words.over} hint={words.overHint} />
        <Write row={row} field="hold" label={words.hold} hint={words.holdHint} />
      </div>
      <div class="for-episodes">
        <Write row={row} field="most" label={words.most} fallback="0" />
      </div>
    </>
  );
};

function rulesOf({ set, plan }: PlanView): (readonly [string, string])[] {
  return set.rules
    .filter((rule) => rule.agents.includes(plan.agent))
    .map((rule) => [rule.id, rule.id] as const);
}

const nameIn = ({ place }: RowProps, field: string) => `c${place}.${field}`;
const idIn = (row: RowProps, field: string) => `${partId(row.editing.part)}-c${row.place}-${field}`;

const Hidden: FC<{ row: RowProps; field: string }> = ({ row, field }) => {
  const value = row.editing.values[nameIn(row, field)];
  return value === undefined ? null : <input type="hidden" name={nameIn(row, field)} value={value} />;
};

const Write: FC<{ row: RowProps; field: string; label: string; hint?: string; fallback?: string }> = ({
  row,
  field,
  label,
  hint,
  fallback = '',
}) => (
  <Field
    id={idIn(row, field)}
    label={label}
    hint={hint}
    error={row.editing.errors[nameIn(row, field)]}
    control={(tie) => (
      <input
        {...tie}
        type="text"
        name={nameIn(row, field)}
        value={row.editing.values[nameIn(row, field)] ?? fallback}
        maxlength={300}
      />
    )}
  />
);

const Lines: FC<{ row: RowProps; field: string; label: string }> = ({ row, field, label }) => (
  <Field
    id={idIn(row, field)}
    label={label}
    error={row.editing.errors[nameIn(row, field)]}
    wide
    control={(tie) => (
      <textarea {...tie} name={nameIn(row, field)} rows={4} maxlength={20_000}>
        {row.editing.values[nameIn(row, field)] ?? ''}
      </textarea>
    )}
  />
);

const Pick: FC<{
  row: RowProps;
  field: string;
  label: string;
  choices: readonly (readonly [string, string])[];
}> = ({ row, field, label, choices }) => {
  const chosen = row.editing.values[nameIn(row, field)];
  return (
    <Field
      id={idIn(row, field)}
      label={label}
      error={row.editing.errors[nameIn(row, field)]}
      control={(tie) => (
        <select {...tie} name={nameIn(row, field)}>
          {choices.map(([value, text]) => (
            <option value={value} selected={value === chosen}>
              {text}
            </option>
          ))}
        </select>
      )}
    />
  );
};
