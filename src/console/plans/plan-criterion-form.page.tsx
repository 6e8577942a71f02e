import type { FC } from 'hono/jsx';
import { criterionKinds } from '../../rules/criterion.ts';
import { noAgent, rulesOver } from '../../rules/ruleset.ts';
import { labelOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { mostRows } from './criterion-fields.ts';
import { ChoiceField, LongField, type PlanProps, TextField } from './plan-field.page.tsx';

type Props = PlanProps & {
  /** Whether a checklist may be among them: the plan's own indicators have none. */
  checklists?: boolean;
  /** The lists whose cases can be asked again: those of an action with a replay. */
  replayed?: readonly string[];
};

/**
 * The criteria of a form: those there are, and one more to fill in. The fields of all kinds are in the page,
 * and the stylesheet shows those of the kind that is chosen.
 */
export const CriterionFields: FC<Props> = (props) => {
  const { view, i18n } = props;
  const filled = Array.from({ length: mostRows }, (_, place) => place).filter((place) => {
    const kind = view.editing?.values[`c${place}.kind`];
    return kind !== undefined && kind !== 'none';
  });
  const next = (filled.at(-1) ?? -1) + 1;
  const rows = next < mostRows ? [...filled, next] : filled;
  return (
    <fieldset class="field wide criteria-fields">
      <legend>{i18n.t.plan.criteria}</legend>
      <span class="hint">{i18n.t.plan.criteriaHint}</span>
      {rows.map((place) => (
        <CriterionRow place={place} fresh={place === next} {...props} />
      ))}
    </fieldset>
  );
};

/** Lists belong to actions, their replays to those that say how; about no agent nothing is measured. */
function isOffered(
  kind: (typeof criterionKinds)[number],
  {
    checklists,
    replayed,
    isMeasured,
  }: { checklists: boolean; replayed: readonly string[]; isMeasured: boolean },
): boolean {
  if (kind === 'checklist') return checklists;
  if (kind === 'replay') return replayed.length > 0;
  return kind === 'attestation' || isMeasured;
}

const CriterionRow: FC<Props & { place: number; fresh: boolean }> = (props) => {
  const { place, fresh, checklists = false, replayed = [], view, i18n } = props;
  if (!view.editing) return null;
  const words = i18n.t.plan.criterion;
  // What somebody else has written meanwhile is said of the row as a whole.
  const { theirs, ...typed } = view.editing;
  const text = `c${place}.text`;
  const all = i18n.f.percent(1);
  const usual = { [`c${place}.share`]: all, [`c${place}.right`]: all, [`c${place}.most`]: '0' };
  const values = { ...usual, ...typed.values };
  const row = { ...view, editing: { ...typed, values } };
  const field = (name: string) => ({ view: row, i18n, name: `c${place}.${name}` });
  const kinds = criterionKinds.filter((kind) =>
    isOffered(kind, { checklists, replayed, isMeasured: view.plan.agent !== undefined }),
  );
  return (
    <fieldset class="criterion-row" data-fresh={fresh ? 'true' : 'false'}>
      <legend>{fresh ? words.more : words.number(place + 1)}</legend>
      <Hidden name={text} value={values[text]} />
      <Hidden name={`c${place}.checklist`} value={values[`c${place}.checklist`]} />
      <ChoiceField
        {...field('kind')}
        label={words.kind}
        choices={[
          { value: 'none', label: fresh ? i18n.t.common.none : words.kinds.none },
          ...kinds.map((value) => ({ value, label: words.kinds[value] })),
        ]}
      />
      <MeasureFields field={field} view={view} i18n={i18n} />
      <CaseFields field={field} replayed={replayed} i18n={i18n} />
      <div class="for-rule">
        <ChoiceField
          {...field('rule')}
          label={i18n.t.common.rule}
          choices={rulesOver(view.set, view.plan.agent ?? noAgent).map(({ id }) => ({
            value: id,
            label: id,
          }))}
        />
      </div>
      <div class="for-threshold">
        <TextField {...field('limit')} label={i18n.t.common.threshold} hint={words.valueHint} />
      </div>
      <div class="for-attestation">
        <TextField {...field('statement')} label={words.statement} hint={words.statementHint} />
      </div>
      {theirs && theirs[text] !== values[text] ? (
        <span class="theirs small">
          <strong>{i18n.t.plan.theirs}</strong> <code>{theirs[text] ?? i18n.t.common.none}</code>
        </span>
      ) : null}
    </fieldset>
  );
};

/** The properties of a field of a row, by its name in the row. */
type FieldOf = (name: string) => PlanProps & { name: string };

/** The fields of a criterion about cases: those of a list of its own, or those of a list that is replayed. */
const CaseFields: FC<{ field: FieldOf; replayed: readonly string[]; i18n: I18n }> = ({
  field,
  replayed,
  i18n,
}) => {
  const words = i18n.t.plan.criterion;
  return (
    <>
      <div class="for-checklist">
        <LongField {...field('items')} label={words.items} />
        <TextField {...field('share')} label={words.share} />
      </div>
      <div class="for-replay">
        <ChoiceField
          {...field('list')}
          label={words.list}
          choices={replayed.map((value) => ({ value, label: value }))}
        />
        <TextField {...field('right')} label={words.right} />
      </div>
    </>
  );
};

/** The fields of a criterion that measures: of which metric, against what, and for how long. */
const MeasureFields: FC<PlanProps & { field: FieldOf }> = ({ field, view, i18n }) => {
  const words = i18n.t.plan.criterion;
  const operators = (['<', '<=', '>', '>=', '==', '!='] as const).map((value) => ({
    value,
    label: words.operators[value],
  }));
  return (
    <>
      <div class="for-measure">
        <ChoiceField
          {...field('metric')}
          label={words.metric}
          choices={[...view.set.metrics.values()].map((metric) => ({
            value: metric.name,
            label: labelOf(metric, i18n),
          }))}
        />
      </div>
      <div class="for-operator">
        <ChoiceField {...field('operator')} label={words.operator} choices={operators} />
      </div>
      <div class="for-measure">
        <TextField {...field('value')} label={i18n.t.common.value} hint={words.valueHint} />
        <TextField {...field('over')} label={words.over} hint={words.overHint} />
        <TextField {...field('hold')} label={words.hold} hint={words.holdHint} />
      </div>
      <div class="for-episodes">
        <TextField {...field('most')} label={words.most} />
      </div>
    </>
  );
};

const Hidden: FC<{ name: string; value: string | undefined }> = ({ name, value }) =>
  value === undefined ? null : <input type="hidden" name={name} value={value} />;
