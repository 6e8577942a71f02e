import type { Child, FC } from 'hono/jsx';
import { capitalised, colon } from '../../language/typography.ts';
import { logText } from '../../plans/documents/follow-up.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { criterionText, criterionValue, verdictLabel } from '../../plans/documents/wording.ts';
import type { Action } from '../../plans/plan.ts';
import { Field } from '../components/parts.page.tsx';
import { type PlanView, wordingOf } from '../plans/plan-view.ts';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { type ActionField, type Decision, offeredDecisions, type ReviewValues } from './review-form.ts';

/** A review as it is written: what was typed, and what is wrong with it. */
export type ReviewDesk = {
  readonly view: PlanView;
  readonly values: ReviewValues;
  readonly errors: Readonly<Record<string, string>>;
  /** Ids of actions that others have changed while this was written. */
  readonly changed: ReadonlySet<string>;
};

type Props = { desk: ReviewDesk; i18n: I18n; action: Action };

/** An action that must be decided on: all its questions are open. */
export const OverdueAction: FC<Props> = (props) => (
  <fieldset class="card review-action overdue" id={`action-${props.action.id}`}>
    <legend class="visually-hidden">{props.action.title}</legend>
    <h3>{props.action.title}</h3>
    <Standing {...props} isOverdue />
    <Questions {...props} isOverdue />
  </fieldset>
);

/** Any other action: one step past it, unless somebody has something to say of it. */
export const OtherAction: FC<Props & { open: boolean }> = ({ open, ...props }) => (
  <details class="card review-action" id={`action-${props.action.id}`} open={open}>
    <summary>
      <h3>{props.action.title}</h3>
      <Standing {...props} />
    </summary>
    <fieldset>
      <legend class="visually-hidden">{props.action.title}</legend>
      <Questions {...props} />
    </fieldset>
  </details>
);

/** How the action stands: status, due day, owner, and each criterion with its verdict and value. */
const Standing: FC<Props & { isOverdue?: boolean }> = ({ desk, action, i18n, isOverdue = false }) => {
  const { view } = desk;
  const words = i18n.t.plan;
  const wording = wordingOf(view, i18n);
  const { id, status, dueAt, owner, blockedWhy, criteria } = action;
  const last = view.plan.log.findLast((entry) => entry.action === id);
  const due = dueAt === undefined ? words.noDue : words.review.due(i18n.f.day(dueAt));
  return (
    <span class="standing small">
      <span class="block">
        {id} · {words.statuses[status]} ·{' '}
        <span class={isOverdue ? 'late' : ''}>
          {isOverdue && dueAt !== undefined ? words.review.overdue(i18n.f.day(dueAt)) : due}
        </span>{' '}
        · {owner === undefined ? words.noOwner : nameOf(owner, view.set, i18n)}
      </span>
      {blockedWhy === undefined ? null : <span class="block late">{words.blockedBecause(blockedWhy)}</span>}
      {criteria.map(({ spec, state, value }) => (
        <span class="block muted">
          {capitalised(criterionText(spec, wording))}
          {colon(i18n.language)}
          <strong>{verdictLabel({ spec, state }, i18n.language)}</strong>
          {value === undefined || spec.kind === 'attestation' || spec.kind === 'proof'
            ? null
            : ` (${criterionValue(spec, value, wording)})`}
        </span>
      ))}
      {last === undefined ? null : (
        <span class="block muted">
          {words.review.last(i18n.f.day(last.at))} {logText(last, planTexts(i18n.language), i18n.f.day)}
        </span>
      )}
    </span>
  );
};

const Questions: FC<Props & { isOverdue?: boolean }> = ({ isOverdue = false, ...props }) => {
  const { desk, action, i18n } = props;
  const words = i18n.t.plan.review;
  const { plan, may } = desk.view;
  const offered = offeredDecisions(plan, { isOverdue, mayDrop: may.acceptRisk });
  const hint = may.acceptRisk ? undefined : words.proposeHint;
  return (
    <>
      {desk.changed.has(action.id) ? <p class="message tone-warn">{words.changed}</p> : null}
      <Decisions {...props} offered={offered} isOverdue={isOverdue} />
      <div class="fields">
        <div class="for-date">
          <Line {...props} field="due" label={words.newDate} type="date" />
        </div>
        <div class="for-reason">
          <Line
            {...props}
            field="reason"
            label={words.reason}
            hint={offered.includes('propose_drop') ? hint : undefined}
            wide
          />
        </div>
        {may.acceptRisk ? (
          <div class="for-name">
            <Line {...props} field="name" label={i18n.t.plan.yourName} hint={words.dropHint} wide />
          </div>
        ) : null}
        <Line {...props} field="result" label={words.result} wide />
        <Line {...props} field="comment" label={words.comment} wide />
      </div>
    </>
  );
};

/** One decision of several: by keyboard, one stop and the arrow keys. */
const Decisions: FC<Props & { offered: readonly Decision[]; isOverdue: boolean }> = (props) => {
  const { desk, action, i18n, offered, isOverdue } = props;
  const words = i18n.t.plan.review;
  const name = `decision.${action.id}`;
  const chosen = desk.values[name] ?? (isOverdue ? '' : 'keep');
  const error = desk.errors[name];
  const describedBy = error === undefined ? undefined : `${idOf(name)}-error`;
  return (
    <div class="field wide">
      <div class="choices" role="radiogroup" aria-label={words.decision} aria-describedby={describedBy}>
        {offered.map((value, place) => (
          <label>
            <input
              type="radio"
              name={name}
              value={value}
              id={place === 0 ? idOf(name) : undefined}
              checked={value === chosen}
              autofocus={place === 0 && error !== undefined}
            />
            {words.decisions[value]}
          </label>
        ))}
      </div>
      {error === undefined ? null : (
        <span class="error" id={describedBy}>
          {error}
        </span>
      )}
    </div>
  );
};

type LineProps = {
  field: ActionField;
  label: string;
  hint?: string | undefined;
  type?: 'text' | 'date';
  wide?: boolean;
};

const Line: FC<Props & LineProps> = ({ desk, action, field, type = 'text', i18n: _words, ...about }) => {
  const name = `${field}.${action.id}`;
  return (
    <ReviewField
      {...about}
      desk={desk}
      name={name}
      control={(tie, value) => (
        <input {...tie} type={type} value={value} maxlength={type === 'text' ? 2_000 : undefined} />
      )}
    />
  );
};

type Tie = Parameters<Parameters<typeof Field>[0]['control']>[0] & { name: string };

/** A field of the review, with what was typed and what is wrong with that. */
export const ReviewField: FC<{
  desk: Pick<ReviewDesk, 'values' | 'errors'>;
  name: string;
  label: string;
  hint?: string | undefined;
  wide?: boolean;
  control: (tie: Tie, value: string) => Child;
}> = ({ desk, name, control, ...field }) => (
  <Field
    {...field}
    id={idOf(name)}
    error={desk.errors[name]}
    control={(tie) => control({ ...tie, name }, desk.values[name] ?? '')}
  />
);

function idOf(name: string): string {
  return `review-${name.replace('.', '-')}`;
}
