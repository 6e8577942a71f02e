import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { planTexts } from '../../plans/documents/texts.ts';
import { criterionText, criterionValue, verdictLabel } from '../../plans/documents/wording.ts';
import { changedSinceReview } from '../../plans/since-review.ts';
import type { PlanProps } from '../plans/plan-field.page.tsx';
import { wordingOf } from '../plans/plan-view.ts';

/** Read at a glance on a phone; the rest is opened. */
const shortList = 6;

/** The changes since the last review: whoever holds the next one reads them first. */
export const SinceReview: FC<PlanProps> = ({ view, i18n }) => {
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
    <section class="card since" aria-labelledby="since-title">
      <h2 id="since-title">{words.since.title(i18n.f.dayTime(since))}</h2>
      {lines.length === 0 ? <p class="muted">{words.since.nothing}</p> : null}
      <Lines lines={lines.slice(0, shortList)} />
      {lines.length > shortList ? (
        <details class="reveal compact">
          <summary>{words.review.more(lines.length - shortList)}</summary>
          <Lines lines={lines.slice(shortList)} />
        </details>
      ) : null}
    </section>
  );
};

const Lines: FC<{ lines: readonly string[] }> = ({ lines }) => (
  <ul class="small">
    {lines.map((line) => (
      <li>{line}</li>
    ))}
  </ul>
);
