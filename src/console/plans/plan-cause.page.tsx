import type { FC } from 'hono/jsx';
import type { I18n } from '../words/texts.ts';
import { editingOf } from './plan-editing.ts';
import { EditForm, EditLink, LongField, partId } from './plan-field.page.tsx';
import { seenOf } from './plan-forms.ts';
import type { PlanView } from './plan-view.ts';

type TextPart = 'context' | 'cause' | 'objective';

/** Context, root cause or objective: a text that is read, and edited where it stands. */
export const PlanText: FC<{ part: TextPart; view: PlanView; i18n: I18n }> = ({ part, view, i18n }) => {
  const words = i18n.t.plan;
  const { plan } = view;
  const text = { context: plan.context, cause: plan.rootCause, objective: plan.objective }[part];
  const missing = { context: '', cause: words.causeMissing, objective: words.objectiveMissing }[part];
  const hint = { context: words.contextHint, cause: words.causeHint, objective: words.objectiveHint }[part];
  const editing = editingOf(view.editing, part);
  if (editing) {
    return (
      <EditForm editing={editing} seen={seenOf(plan, part)} view={view} i18n={i18n} title={words[part]}>
        {part === 'cause' ? <Hypotheses view={view} i18n={i18n} /> : null}
        <LongField editing={editing} name="text" label={words[part]} hint={hint} i18n={i18n} focus />
      </EditForm>
    );
  }
  return (
    <section id={partId(part)} class="plan-text" aria-labelledby={part}>
      <header class="part-header">
        <h3 id={part}>{words[part]}</h3>
        <EditLink part={part} view={view} i18n={i18n} label={`${i18n.t.common.edit} : ${words[part]}`} bare />
      </header>
      {text ? <p class="prose">{text}</p> : <p class="unset">{missing}</p>}
      {part === 'cause' && !text ? <Hypotheses view={view} i18n={i18n} /> : null}
    </section>
  );
};

const Hypotheses: FC<{ view: PlanView; i18n: I18n }> = ({ view, i18n }) =>
  view.plan.hypotheses.length === 0 ? null : (
    <div class="field wide hypotheses">
      <p class="small muted">{i18n.t.plan.hypotheses}</p>
      <ul>
        {view.plan.hypotheses.map((hypothesis) => (
          <li>{hypothesis.text}</li>
        ))}
      </ul>
    </div>
  );
