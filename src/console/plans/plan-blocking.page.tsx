import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { noteText } from '../../plans/documents/texts.ts';
import { criterionText } from '../../plans/documents/wording.ts';
import { allCriteria } from '../../plans/plan.ts';
import type { Missing } from '../../platform/refusal.ts';
import { Icon } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import { anchorOf, type PlanView, wordingOf } from './plan-view.ts';

/** The gaps between the plan and its next step, each with the way to where it is mended. */
export const PlanBlocking: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.plan;
  const { next, plan } = view;
  if (!next) {
    return (
      <section class="card aside-card" id="plan-blocking" aria-label={words.blocking.closure}>
        <p class="ready">
          <Icon name="check" />
          {words.blocking.closed(i18n.f.date(plan.closedAt ?? view.now))}
        </p>
      </section>
    );
  }
  const missing = next.missing.filter(({ code }) => code !== 'signature_missing');
  const signatures = next.missing.filter(({ code }) => code === 'signature_missing');
  return (
    <section class="card aside-card" id="plan-blocking" aria-labelledby="blocking-title">
      <h2 id="blocking-title">{words.blocking[next.step]}</h2>
      {missing.length > 0 ? (
        <>
          <p class="small">{words.blocking.count(missing.length + signatures.length)}</p>
          <Notes notes={[...missing, ...signatures]} view={view} i18n={i18n} />
        </>
      ) : signatures.length > 0 ? (
        <>
          <p class="ready">
            <Icon name="check" />
            {words.blocking.ready[next.step]}
          </p>
          <Notes notes={signatures} view={view} i18n={i18n} />
        </>
      ) : (
        <p class="ready">
          <Icon name="check" />
          {words.blocking.allSigned}
        </p>
      )}
    </section>
  );
};

/** Warnings: they deserve a second look and stop nothing. */
export const PlanWarnings: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) => (
  <section
    class="card aside-card"
    id="plan-warnings"
    aria-labelledby="warnings-title"
    hidden={view.warnings.length === 0}
  >
    <h2 id="warnings-title">{i18n.t.plan.warnings}</h2>
    <Notes notes={view.warnings} view={view} i18n={i18n} />
  </section>
);

const Notes: FC<{ notes: readonly Missing[]; view: PlanView; i18n: I18n }> = ({ notes, view, i18n }) => (
  <ul class="notes">
    {notes.map((note) => (
      <li>
        <a href={`#${anchorOf(note, view.plan)}`}>
          {noteText(note, {
            language: i18n.language,
            timezone: view.plan.timezone,
            nameOf: (person) => view.set.people.get(person)?.name,
          })}
        </a>
        <About note={note} view={view} i18n={i18n} />
      </li>
    ))}
  </ul>
);

/** The title behind an id, so that nobody has to look it up. */
const About: FC<{ note: Missing; view: PlanView; i18n: I18n }> = ({ note, view, i18n }) => {
  const title = titleOf(note.at ?? '', view, i18n);
  return title === undefined ? null : <span class="small muted block">{title}</span>;
};

function titleOf(id: string, view: PlanView, i18n: I18n): string | undefined {
  const { plan } = view;
  const item = [...plan.actions, ...plan.improvements].find((one) => one.id === id);
  if (item) return item.title;
  const criterion = allCriteria(plan).find((one) => one.id === id);
  return criterion && capitalised(criterionText(criterion.spec, wordingOf(view, i18n)));
}
