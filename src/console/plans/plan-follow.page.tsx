import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { undecidedActions } from '../../plans/commands/review-decisions.ts';
import { logText } from '../../plans/documents/follow-up.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { cadenceText, criterionText, criterionValue, verdictLabel } from '../../plans/documents/wording.ts';
import { isReviewOverdue } from '../../plans/progress.ts';
import { changedSinceReview } from '../../plans/since-review.ts';
import { nameOf } from '../words/labels.ts';
import { CriterionCard } from './plan-criterion.page.tsx';
import { CriterionFields } from './plan-criterion-form.page.tsx';
import { isOpen } from './plan-editing.ts';
import {
  AddLink,
  ChoiceField,
  EditForm,
  LongField,
  PartHeader,
  type PlanProps,
  partId,
  TextField,
} from './plan-field.page.tsx';
import { wordingOf } from './plan-view.ts';

/** The plan's own indicators, followed like every criterion. */
export const PlanIndicators: FC<PlanProps> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  if (isOpen(view, 'indicators')) {
    return (
      <EditForm title={words.editIndicators} {...props}>
        <CriterionFields {...props} />
      </EditForm>
    );
  }
  return (
    <section id={partId('indicators')} aria-labelledby="indicators">
      <PartHeader part="indicators" title={words.indicators} label={words.editIndicators} {...props} />
      {view.plan.indicators.length === 0 ? <p class="muted">{words.noIndicator}</p> : null}
      <div class="indicators">
        {view.plan.indicators.map((criterion) => (
          <CriterionCard criterion={criterion} {...props} />
        ))}
      </div>
    </section>
  );
};

/** The dated looks at the plan: those held, and the next. */
export const PlanReviews: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { plan } = view;
  const reviewIsLate = isReviewOverdue(plan, view.now);
  return (
    <section id="plan-reviews" aria-labelledby="reviews">
      <h3 id="reviews">{words.reviews}</h3>
      <p class="small muted">
        {words.rhythm} : {cadenceText(plan, i18n.language)}
      </p>
      <ul class="dated">
        {plan.reviews.map((review) => (
          <li>
            {review.heldAt === undefined ? (
              <strong class={reviewIsLate ? 'late' : ''}>
                {reviewIsLate
                  ? words.reviewLate(i18n.f.day(review.dueAt))
                  : `${words.reviewDue} ${i18n.f.date(review.dueAt)}`}
              </strong>
            ) : (
              <>
                <strong>
                  {words.reviewHeld} {i18n.f.date(review.heldAt)}
                </strong>
                {review.by === undefined ? null : (
                  <span class="muted small"> {i18n.t.common.by(nameOf(review.by, view.set, i18n))}</span>
                )}
                {review.comment === undefined ? null : <p class="prose">{review.comment}</p>}
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** What has changed since the last review: whoever holds the next one reads it first. */
const SinceReview: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { since, statuses, moved, criteria, told } = changedSinceReview(view);
  const wording = wordingOf(view, i18n);
  const verdicts = planTexts(i18n.language).verdicts;
  const lines = [
    ...statuses.map(({ action, from }) =>
      words.since.changed(action.title, words.statuses[from], words.statuses[action.status]),
    ),
    ...moved.map(({ title, dueAt }) =>
      dueAt === undefined ? words.since.unset(title) : words.since.moved(title, i18n.f.day(dueAt)),
    ),
    ...criteria.map(({ criterion, from }) => {
      const { spec, state, value } = criterion;
      const valued = (text: string, seen: number | undefined) =>
        seen === undefined ? text : `${text} (${criterionValue(spec, seen, wording)})`;
      return words.since.changed(
        capitalised(criterionText(spec, wording)),
        valued(verdicts[from.verdict], from.value),
        valued(verdictLabel({ spec, state }, i18n.language), value),
      );
    }),
    ...(told > 0 ? [words.since.told(told)] : []),
  ];
  return (
    <section class="since" aria-labelledby="since-title">
      <h4 id="since-title">{words.since.title(i18n.f.dayTime(since))}</h4>
      {lines.length === 0 ? <p class="muted">{words.since.nothing}</p> : null}
      <ul class="small">
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </section>
  );
};

/** What is asked of each action that is under way: a decision where it is overdue, a result where there is one. */
const Decisions: FC<PlanProps> = (props) => {
  const { plan, now } = props.view;
  const words = props.i18n.t.plan;
  const overdue = undecidedActions(plan, now);
  const others = plan.actions.filter((action) => action.status !== 'done' && !overdue.includes(action));
  const choices = [
    { value: '', label: words.review.choose },
    ...(['new_date', 'blocked'] as const).map((value) => ({ value, label: words.review.decisions[value] })),
  ];
  return (
    <div class="since">
      {overdue.map(({ id, title, dueAt = now }) => (
        <fieldset>
          <legend>
            <strong>{title}</strong> <span class="late">{words.review.overdue(props.i18n.f.day(dueAt))}</span>
          </legend>
          <div class="fields">
            <ChoiceField name={`decision.${id}`} label={words.review.decision} choices={choices} {...props} />
            <TextField name={`due.${id}`} label={words.review.due} type="date" {...props} />
            <TextField name={`reason.${id}`} label={words.review.reason} wide {...props} />
            <TextField name={`result.${id}`} label={words.review.result} wide {...props} />
          </div>
        </fieldset>
      ))}
      {overdue.length === 0 ? null : <p class="small muted">{words.review.drop}</p>}
      {others.length === 0 ? null : (
        <details>
          <summary>{words.review.others(others.length)}</summary>
          <div class="fields">
            {others.map(({ id, title }) => (
              <TextField name={`result.${id}`} label={title} wide {...props} />
            ))}
          </div>
        </details>
      )}
    </div>
  );
};

/** The button that notes a review, or its form. */
export const NewReview: FC<PlanProps> = (props) => {
  const words = props.i18n.t.plan;
  return isOpen(props.view, 'review') ? (
    <EditForm title={words.holdReview} {...props}>
      <SinceReview {...props} />
      <Decisions {...props} />
      <LongField name="comment" label={words.reviewComment} focus {...props} />
      <TextField name="next" label={words.nextReview} hint={words.nextReviewHint} type="date" {...props} />
    </EditForm>
  ) : (
    <AddLink part="review" label={words.holdReview} {...props} />
  );
};

/** Results noted along the way. */
export const PlanLog: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  return (
    <section id="plan-log" aria-labelledby="log">
      <h3 id="log">{words.log}</h3>
      {view.plan.log.length === 0 ? <p class="muted">{words.noLog}</p> : null}
      <ul class="dated">
        {view.plan.log.map((entry) => (
          <li>
            <strong>{i18n.f.date(entry.at)}</strong>{' '}
            <span class="muted small">{i18n.t.common.by(nameOf(entry.by, view.set, i18n))}</span>
            <p class="prose">{logText(entry, planTexts(i18n.language))}</p>
            {entry.comment === undefined ? null : <p class="prose muted small">{entry.comment}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The button that notes a result, or its form. */
export const NewLog: FC<PlanProps> = (props) => {
  const words = props.i18n.t.plan;
  return isOpen(props.view, 'log') ? (
    <EditForm title={words.addLog} {...props}>
      <LongField name="result" label={words.result} rows={2} focus {...props} />
      <LongField name="comment" label={words.commentOptional} rows={2} {...props} />
    </EditForm>
  ) : (
    <AddLink part="log" label={words.addLog} {...props} />
  );
};

/** Recommendations and the summary at the end. */
export const PlanClosing: FC<PlanProps> = (props) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  if (isOpen(view, 'closing')) {
    return (
      <EditForm title={words.closing} {...props}>
        <LongField name="recommendations" label={words.recommendations} focus {...props} />
        <LongField name="closingSummary" label={words.closingSummary} {...props} />
      </EditForm>
    );
  }
  const texts = (['recommendations', 'closingSummary'] as const).filter(
    (name) => view.plan[name] !== undefined,
  );
  return (
    <section id={partId('closing')} aria-labelledby="closing">
      <PartHeader part="closing" title={words.closing} {...props} />
      {view.plan.closingSummary === undefined ? (
        <p class="muted">{view.plan.state === 'closed' ? words.noClosingLeft : words.noClosing}</p>
      ) : null}
      {texts.map((name) => (
        <>
          <h4>{words[name]}</h4>
          <p class="prose">{view.plan[name]}</p>
        </>
      ))}
    </section>
  );
};
