import type { FC } from 'hono/jsx';
import { answersFault } from '../../plans/plan.ts';
import type { PlanProps } from './plan-field.page.tsx';

/**
 * The parts of a plan's page, sheet by sheet, each with the way to it: the page is long. It stands beside the
 * sheets where there is room, else above them.
 */
export const PlanContents: FC<PlanProps> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { plan } = view;
  const asksForCause = answersFault(plan) || plan.rootCause !== undefined;
  const sheets = {
    1: [
      ['part-context', words.context],
      ...(asksForCause ? [['part-cause', words.cause]] : []),
      ['part-objective', words.objective],
      ...(plan.audit ? [['audit', words.audit.title]] : []),
      ['actions', answersFault(plan) ? words.actions : words.anyActions],
    ],
    2: [
      ['improvements', words.improvements],
      ['plan-matrix', words.matrix],
      ['part-priorities', words.top],
    ],
    3: [
      ['part-indicators', words.indicators],
      ...(answersFault(plan) && !plan.risks ? [] : [['risks', words.risks]]),
      ['plan-reviews', words.reviews],
      ['plan-log', words.log],
      ['part-closing', words.closing],
      ['plan-signatures', words.signatures],
      ['plan-tasks', words.followUps],
      ['plan-told', words.told.title],
    ],
  };
  return (
    <nav class="card aside-card contents" id="contents" aria-labelledby="contents-title">
      <h2 id="contents-title">{words.contents}</h2>
      <ol>
        {([1, 2, 3] as const).map((sheet) => (
          <li>
            <a href={`#sheet-${sheet}`}>{words.sheets[sheet]}</a>
            <ul>
              {sheets[sheet].map(([id, title]) => (
                <li>
                  <a href={`#${id}`}>{title}</a>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </nav>
  );
};
