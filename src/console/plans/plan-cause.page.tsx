import type { FC } from 'hono/jsx';
import { isOpen } from './plan-editing.ts';
import { EditForm, LongField, PartHeader, type PlanProps, partId } from './plan-field.page.tsx';

/** Context, root cause or objective: a text that is read, and edited where it stands. */
export const PlanText: FC<PlanProps & { part: 'context' | 'cause' | 'objective' }> = ({ part, ...props }) => {
  const { view, i18n } = props;
  const words = i18n.t.plan;
  const { plan } = view;
  if (isOpen(view, part)) {
    return (
      <EditForm title={words[part]} {...props}>
        {part === 'cause' ? <Hypotheses {...props} /> : null}
        <LongField name="text" label={words[part]} hint={words[`${part}Hint`]} focus {...props} />
      </EditForm>
    );
  }
  const text = { context: plan.context, cause: plan.rootCause, objective: plan.objective }[part];
  const missing = { context: '', cause: words.causeMissing, objective: words.objectiveMissing }[part];
  return (
    <section id={partId(part)} class="plan-text" aria-labelledby={part}>
      <PartHeader part={part} title={words[part]} {...props} />
      {text ? <p class="prose">{text}</p> : <p class="unset">{missing}</p>}
      {part === 'context' ? <Additions {...props} /> : null}
      {part === 'cause' && !text ? <Hypotheses {...props} /> : null}
    </section>
  );
};

/** Recurrences and news since the plan was signed: the context above stays as it was. */
const Additions: FC<PlanProps> = ({ view, i18n }) => (
  <>
    {(view.plan.additions ?? []).map(({ at, incident, text, hypotheses }) => (
      <>
        <h4>
          {incident === view.plan.incident ? (
            i18n.t.plan.added(i18n.f.date(at))
          ) : (
            <a href={`/incidents/${incident}`}>{i18n.t.plan.reopened(incident, i18n.f.date(at))}</a>
          )}
        </h4>
        <p class="prose">{text}</p>
        {hypotheses.length === 0 ? null : (
          <ul>
            {hypotheses.map((hypothesis) => (
              <li>{hypothesis.text}</li>
            ))}
          </ul>
        )}
      </>
    ))}
  </>
);

const Hypotheses: FC<PlanProps> = ({ view, i18n }) =>
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
