import type { FC } from 'hono/jsx';
import { cadenceText } from '../../plans/documents/wording.ts';
import { isReviewOverdue } from '../../plans/progress.ts';
import type { I18n } from '../words/texts.ts';
import { CriterionCard } from './plan-criterion.page.tsx';
import { CriterionFields } from './plan-criterion-form.page.tsx';
import { editingOf } from './plan-editing.ts';
import { EditForm, EditLink, LongField, partId, TextField } from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import { nameOf, type PlanView } from './plan-view.ts';

/** The plan's own indicators, followed like every criterion. */
export const PlanIndicators: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const editing = editingOf(view.editing, 'indicators');
  if (editing) {
    return (
      <EditForm
        editing={editing}
        seen={seenOf(view.plan, 'indicators')}
        view={view}
        i18n={i18n}
        title={words.editIndicators}
      >
        <CriterionFields editing={editing} view={view} i18n={i18n} />
      </EditForm>
    );
  }
  return (
    <section id={partId('indicators')} aria-labelledby="indicators">
      <header class="part-header">
        <h3 id="indicators">{words.indicators}</h3>
        <EditLink part="indicators" view={view} i18n={i18n} label={words.editIndicators} bare />
      </header>
      {view.plan.indicators.length === 0 ? <p class="muted">{words.noIndicator}</p> : null}
      <div class="indicators">
        {view.plan.indicators.map((criterion) => (
          <CriterionCard criterion={criterion} view={view} i18n={i18n} />
        ))}
      </div>
    </section>
  );
};

/** The dated looks at the plan: those held, and the next. */
export const PlanReviews: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
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

/** The button that notes a review, or its form. */
export const NewReview: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const editing = editingOf(view.editing, 'review');
  return editing ? (
    <EditForm
      editing={editing}
      seen={seenOf(view.plan, 'review')}
      view={view}
      i18n={i18n}
      title={words.holdReview}
    >
      <LongField editing={editing} name="comment" label={words.reviewComment} i18n={i18n} focus />
      <TextField
        editing={editing}
        name="next"
        label={words.nextReview}
        hint={words.nextReviewHint}
        type="date"
        i18n={i18n}
      />
    </EditForm>
  ) : (
    <p id={partId('review')} class="no-print">
      <EditLink part="review" view={view} i18n={i18n} label={words.holdReview} icon="plus" />
    </p>
  );
};

/** Results noted along the way. */
export const PlanLog: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
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
            <p class="prose">{entry.result}</p>
            {entry.comment === undefined ? null : <p class="prose muted small">{entry.comment}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The button that notes a result, or its form. */
export const NewLog: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const editing = editingOf(view.editing, 'log');
  return editing ? (
    <EditForm editing={editing} seen={seenOf(view.plan, 'log')} view={view} i18n={i18n} title={words.addLog}>
      <LongField editing={editing} name="result" label={words.result} i18n={i18n} rows={2} focus />
      <LongField editing={editing} name="comment" label={words.commentOptional} i18n={i18n} rows={2} />
    </EditForm>
  ) : (
    <p id={partId('log')} class="no-print">
      <EditLink part="log" view={view} i18n={i18n} label={words.addLog} icon="plus" />
    </p>
  );
};

/** Recommendations and the summary at the end. */
export const PlanClosing: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { plan } = view;
  const editing = editingOf(view.editing, 'closing');
  if (editing) {
    return (
      <EditForm
        editing={editing}
        seen={seenOf(plan, 'closing')}
        view={view}
        i18n={i18n}
        title={words.closing}
      >
        <LongField editing={editing} name="recommendations" label={words.recommendations} i18n={i18n} focus />
        <LongField editing={editing} name="closingSummary" label={words.closingSummary} i18n={i18n} />
      </EditForm>
    );
  }
  return (
    <section id={partId('closing')} aria-labelledby="closing">
      <header class="part-header">
        <h3 id="closing">{words.closing}</h3>
        <EditLink
          part="closing"
          view={view}
          i18n={i18n}
          label={`${i18n.t.common.edit} : ${words.closing}`}
          bare
        />
      </header>
      {plan.recommendations === undefined && plan.closingSummary === undefined ? (
        <p class="muted">{words.noClosing}</p>
      ) : null}
      {plan.recommendations === undefined ? null : (
        <>
          <h4>{words.recommendations}</h4>
          <p class="prose">{plan.recommendations}</p>
        </>
      )}
      {plan.closingSummary === undefined ? null : (
        <>
          <h4>{words.closingSummary}</h4>
          <p class="prose">{plan.closingSummary}</p>
        </>
      )}
    </section>
  );
};
