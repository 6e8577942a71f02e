import type { FC } from 'hono/jsx';
import { Field } from '../components/parts.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { IncidentStand } from './incident-view.ts';

type Props = { view: IncidentStand; i18n: I18n };

/** The notes that people took along the way. */
export const IncidentNotes: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.notes;
  const { notes = [] } = view.incident;
  return (
    <div id="incident-notes">
      {notes.length === 0 ? <p class="muted">{words.none}</p> : null}
      <ul class="dated">
        {notes.map(({ at, by, result, comment }) => (
          <li>
            <strong>{i18n.f.dayTime(at)}</strong>{' '}
            <span class="muted small">{i18n.t.common.by(nameOf(by, view.set, i18n))}</span>
            <p class="prose">{result}</p>
            {comment === undefined ? null : <p class="prose muted small">{comment}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
};

/** The notes, and the form for another one. */
export const NotesCard: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.notes;
  return (
    <section class="card stack" aria-labelledby="notes">
      <h2 id="notes">{words.title}</h2>
      <IncidentNotes view={view} i18n={i18n} />
      {view.mayAct ? (
        <details class="reveal no-print">
          <summary>{words.add}</summary>
          <form method="post" action={`/incidents/${view.incident.number}/note`} class="stack">
            <Field
              id="note-result"
              label={i18n.t.plan.result}
              hint={words.hint}
              control={({ autofocus: _, ...tie }) => (
                <textarea {...tie} name="result" rows={2} maxlength={4_000} required />
              )}
            />
            <Field
              id="note-comment"
              label={i18n.t.plan.commentOptional}
              control={({ autofocus: _, ...tie }) => (
                <textarea {...tie} name="comment" rows={2} maxlength={4_000} />
              )}
            />
            <div class="actions">
              <button type="submit">{words.now}</button>
            </div>
          </form>
        </details>
      ) : null}
    </section>
  );
};
