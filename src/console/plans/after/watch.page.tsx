import type { FC } from 'hono/jsx';
import { watchLines, watchTexts } from '../../../plans/documents/watched.ts';
import { nameOf } from '../../words/labels.ts';
import type { PlanProps } from '../plan-field.page.tsx';

/** The watch over the cure after a closure, and each time that its cause came back. */
export const PlanWatch: FC<PlanProps> = ({ view, i18n }) => {
  const { language, f, t } = i18n;
  const name = (person: string) => nameOf(person, view.set, i18n);
  const lines = watchLines(view.plan, { language, now: view.now, name, date: f.date });
  const { number, state } = view.plan;
  if (lines.length === 0) return <div id="plan-watch" />;
  return (
    <section id="plan-watch" aria-labelledby="watch">
      <h3 id="watch">{watchTexts(language).title}</h3>
      <ul>
        {lines.map(({ text, incident }) => (
          <li>
            {text}
            {incident === undefined ? null : (
              <>
                {' '}
                <a href={`/incidents/${incident}`}>{t.watch.incident(incident)}</a>
              </>
            )}
          </li>
        ))}
      </ul>
      {state === 'closed' ? (
        <p class="no-print">
          <a href={`/plans/${number}/playbook`}>{t.plan.lessons.open}</a>
        </p>
      ) : null}
    </section>
  );
};
