import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import { noteText } from '../../plans/documents/texts.ts';
import { criterionText } from '../../plans/documents/wording.ts';
import { besidesSignatures, nextStep } from '../../plans/gates.ts';
import { allCriteria } from '../../plans/plan.ts';
import { planWarnings } from '../../plans/warnings.ts';
import type { Missing } from '../../platform/refusal.ts';
import { Icon } from '../components/parts.page.tsx';
import { readerOf } from '../words/labels.ts';
import type { PlanProps } from './plan-field.page.tsx';
import { anchorOf, wordingOf } from './plan-view.ts';

/** The gaps between the plan and its next step, each with the way to where it is mended. */
export const PlanBlocking: FC<PlanProps> = (props) => {
  const { plan, now } = props.view;
  const { i18n } = props;
  const words = i18n.t.plan.blocking;
  const next = nextStep(plan);
  if (!next) {
    return (
      <section class="card aside-card" id="plan-blocking" aria-label={words.closure}>
        <Ready text={words.closed(i18n.f.date(plan.closedAt ?? now))} />
      </section>
    );
  }
  const { step, missing } = next;
  return (
    <section class="card aside-card" id="plan-blocking" aria-labelledby="blocking-title">
      <h2 id="blocking-title">{words[step]}</h2>
      {besidesSignatures(missing).length > 0 ? (
        <p class="small">{words.count(missing.length)}</p>
      ) : (
        <Ready text={missing.length > 0 ? words.ready[step] : words.allSigned} />
      )}
      {missing.length > 0 ? <Notes notes={missing} {...props} /> : null}
    </section>
  );
};

const Ready: FC<{ text: string }> = ({ text }) => (
  <p class="ready">
    <Icon name="check" />
    {text}
  </p>
);

/** Warnings: they deserve a second look and stop nothing. */
export const PlanWarnings: FC<PlanProps> = (props) => {
  const warnings = planWarnings(props.view.plan, props.view.now, props.view);
  return (
    <section
      class="card aside-card"
      id="plan-warnings"
      aria-labelledby="warnings-title"
      hidden={warnings.length === 0}
    >
      <h2 id="warnings-title">{props.i18n.t.plan.warnings}</h2>
      <Notes notes={warnings} {...props} />
    </section>
  );
};

/** Things to be mended, each with the title behind its id, so that nobody has to look it up. */
const Notes: FC<PlanProps & { notes: readonly Missing[] }> = ({ notes, ...props }) => (
  <ul class="notes">
    {notes.map((note) => {
      const title = titleOf(note.at ?? '', props);
      return (
        <li>
          <a href={`#${anchorOf(note, props.view.plan)}`}>
            {noteText(note, readerOf(props.view.set, props.i18n))}
          </a>
          {title === undefined ? null : <span class="small muted block">{title}</span>}
        </li>
      );
    })}
  </ul>
);

function titleOf(id: string, { view, i18n }: PlanProps): string | undefined {
  const { plan } = view;
  const item = [...plan.actions, ...plan.improvements].find((one) => one.id === id);
  if (item) return item.title;
  const criterion = allCriteria(plan).find((one) => one.id === id);
  return criterion && capitalised(criterionText(criterion.spec, wordingOf(view, i18n)));
}
