import type { FC } from 'hono/jsx';
import { Field } from '../../components/parts.page.tsx';
import type { I18n } from '../../words/texts.ts';
import type { CasesView } from './cases-view.ts';

/** The ways to fill a list: a file, what is pasted, or the interactions that were wrong. */
export const AddCases: FC<{ cases: CasesView; i18n: I18n }> = ({ cases, i18n }) => {
  const { view, action, list, pasted = '' } = cases;
  const words = i18n.t.plan.cases.add;
  const address = `/plans/${view.plan.number}/actions/${action.id}/cases`;
  return (
    <section class="card no-print" aria-labelledby="add-title">
      <h2 id="add-title">{words.title}</h2>
      <form method="post" action={`${address}/add`} enctype="multipart/form-data" data-editing>
        <p class="muted">{words.hint}</p>
        <div class="fields">
          <Field
            id="add-list"
            label={words.list}
            control={(tie) => (
              <input
                {...tie}
                name="list"
                value={list.id}
                required
                pattern="[a-z0-9][a-z0-9_\-]*"
                maxlength={63}
              />
            )}
          />
          <Field
            id="add-file"
            label={words.file}
            control={(tie) => (
              <input {...tie} type="file" name="file" accept=".csv,.txt,text/csv,text/plain" />
            )}
          />
          <Field
            id="add-text"
            label={words.paste}
            wide
            control={(tie) => (
              <textarea {...tie} name="text" rows={6}>
                {pasted}
              </textarea>
            )}
          />
        </div>
        <div class="actions">
          <button type="submit">{words.now}</button>
        </div>
      </form>
      {view.plan.incident === undefined ? null : (
        <form method="post" action={`${address}/fill`}>
          <input type="hidden" name="list" value={list.id} />
          <p class="muted small">{words.fromIncidentHint}</p>
          <button type="submit" class="plain">
            {words.fromIncident}
          </button>
        </form>
      )}
    </section>
  );
};
