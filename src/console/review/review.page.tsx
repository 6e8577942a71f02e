import type { FC } from 'hono/jsx';
import { dueText } from '../../plans/due.ts';
import type { Plan } from '../../plans/plan.ts';
import { plannedReview } from '../../plans/progress.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { ConfirmField } from '../access/confirm.page.tsx';
import { Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { OtherAction, OverdueAction, type ReviewDesk, ReviewField } from './review-action.page.tsx';
import { isAnswered, type Meanwhile, reviewedActions, seenValues } from './review-form.ts';
import { SinceReview } from './since.page.tsx';

/** A review on its page, and what has become of the answers so far. */
export type ReviewView = Omit<ReviewDesk, 'changed'> & {
  /** The name under which the browser keeps the answers: of this plan and this person. */
  readonly keep: string;
  readonly refusal?: Refusal | undefined;
  readonly meanwhile?: Meanwhile | undefined;
};

/**
 * A plan's review, one action after the other, from what has changed since the last one to the button that
 * notes it. Whatever was typed comes back with a refusal, a conflict, and after another sign-in.
 */
export const ReviewPage: FC<{ frame: Frame; view: ReviewView }> = ({ frame, view: review }) => {
  const { i18n } = frame;
  const { view, values, errors, keep, refusal, meanwhile } = review;
  const { plan, now } = view;
  const words = i18n.t.plan.review;
  const { overdue, others } = reviewedActions({ plan, now }, values);
  const desk: ReviewDesk = { ...review, changed: new Set(meanwhile?.actions.map(({ id }) => id)) };
  const count = Object.keys(errors).length;
  const isAnswer = refusal !== undefined || meanwhile !== undefined || count > 0;
  const back = { href: `/plans/${plan.number}`, label: i18n.t.plan.heading(plan.number) };
  return (
    <Page frame={frame} title={words.title(plan.number)} section="plans" lead={plan.title} back={back}>
      <form
        class="review stack"
        method="post"
        action={`/plans/${plan.number}/review`}
        data-keep={keep}
        data-answered={isAnswer ? 'true' : undefined}
        novalidate
      >
        {meanwhile ? <ChangedMeanwhile meanwhile={meanwhile} desk={desk} i18n={i18n} /> : null}
        {refusal ? <RefusalMessage refusal={refusal} set={view.set} i18n={i18n} /> : null}
        {count > 0 ? <Message tone="bad" title={words.toMend(count)} /> : null}
        <p class="message tone-info" id="kept" role="status" hidden>
          {words.restored}
        </p>
        {Object.entries(seenValues(plan)).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <SinceReview view={view} i18n={i18n} />
        {overdue.length === 0 ? null : (
          <section class="stack" aria-labelledby="to-decide">
            <h2 id="to-decide">{words.toDecide(overdue.length)}</h2>
            {overdue.map((action) => (
              <OverdueAction desk={desk} action={action} i18n={i18n} />
            ))}
          </section>
        )}
        <section class="stack" aria-labelledby="others">
          <h2 id="others">{others.length === 0 ? words.nothingLeft : words.others(others.length)}</h2>
          {others.map((action) => (
            <OtherAction
              desk={desk}
              action={action}
              i18n={i18n}
              open={isAnswered(values, action.id) || desk.changed.has(action.id)}
            />
          ))}
        </section>
        {view.may.acceptRisk ? (
          <ConfirmField proof={view.proof} here={`/plans/${plan.number}/review`} i18n={i18n} />
        ) : null}
        <Finish desk={desk} i18n={i18n} />
      </form>
    </Page>
  );
};

const Finish: FC<{ desk: ReviewDesk; i18n: I18n }> = ({ desk, i18n }) => {
  const words = i18n.t.plan;
  const { number } = desk.view.plan;
  return (
    <section class="card stack" aria-labelledby="finish">
      <h2 id="finish">{words.review.finish}</h2>
      <div class="fields">
        <ReviewField
          desk={desk}
          name="comment"
          label={words.reviewComment}
          wide
          control={(tie, value) => (
            <textarea {...tie} rows={2} maxlength={20_000}>
              {value}
            </textarea>
          )}
        />
        <ReviewField
          desk={desk}
          name="next"
          label={words.nextReview}
          hint={words.nextReviewHint}
          control={(tie, value) => <input {...tie} type="date" value={value} />}
        />
      </div>
      <div class="actions">
        <button type="submit">{words.review.save}</button>
        <a class="button plain" href={`/plans/${number}`}>
          {i18n.t.common.cancel}
        </a>
      </div>
    </section>
  );
};

/** The people who were here meanwhile, and what of it is told again beside the answers. */
const ChangedMeanwhile: FC<{ meanwhile: Meanwhile; desk: ReviewDesk; i18n: I18n }> = (props) => {
  const { meanwhile, desk, i18n } = props;
  const { reviews, actions } = meanwhile;
  const words = i18n.t.plan.review;
  const last = reviews.at(-1);
  const title =
    last === undefined
      ? words.changedMeanwhile(actions.length)
      : words.heldMeanwhile(
          nameOf(last.by ?? '', desk.view.set, i18n),
          i18n.f.dayTime(last.heldAt ?? desk.view.now),
        );
  return (
    <Message tone="warn" title={title} urgent focus>
      {last?.comment === undefined ? null : <q class="block">{last.comment}</q>}
      {last !== undefined && actions.length > 0 ? (
        <span class="block">{words.changedMeanwhile(actions.length)}</span>
      ) : null}
      <span>{words.conflictHint}</span>
    </Message>
  );
};

/** A review was noted: what comes next, and where to go on. */
export const ReviewHeldPage: FC<{ frame: Frame; plan: Plan; keep: string; isPerson: boolean }> = (props) => {
  const { frame, plan, keep, isPerson } = props;
  const { i18n } = frame;
  const words = i18n.t.plan.review;
  const next = plannedReview(plan)?.dueAt;
  return (
    <Page frame={frame} title={words.held(plan.number)} section="plans" lead={plan.title}>
      <section class="card stack" data-forget={keep}>
        {next === undefined ? null : <p>{words.heldLead(dueText(next, plan.timezone, i18n.language))}</p>}
        <p class="row">
          <a class="button" href={`/plans/${plan.number}#plan-log`} autofocus>
            {words.toPlan}
          </a>
          {isPerson ? (
            <a class="button plain" href="/work">
              {i18n.t.shell.work}
            </a>
          ) : null}
        </p>
      </section>
    </Page>
  );
};
