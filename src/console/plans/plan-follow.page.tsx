import type { FC } from 'hono/jsx';
import { logText } from '../../plans/documents/follow-up.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { cadenceText } from '../../plans/documents/wording.ts';
import { isReviewOverdue } from '../../plans/progress.ts';
import { Icon } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import { CriterionCard } from './plan-criterion.page.tsx';
import { CriterionFields } from './plan-criterion-form.page.tsx';
import { isOpen } from './plan-editing.ts';
import { AddLink, EditForm, LongField, PartHeader, type PlanProps, partId } from './plan-field.page.tsx';

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

/** The way to the page where a review is held. */
export const NewReview: FC<PlanProps> = ({ view, i18n }) => (
  <p id="plan-review" class="no-print">
    {view.may.edit ? (
      <a class="button plain" href={`/plans/${view.plan.number}/review`}>
        <Icon name="plus" />
        {i18n.t.plan.holdReview}
      </a>
    ) : null}
  </p>
);

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
            <p class="prose">{logText(entry, planTexts(i18n.language), i18n.f.day)}</p>
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
