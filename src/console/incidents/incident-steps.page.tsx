import type { FC } from 'hono/jsx';
import type { IncidentStep } from '../../incidents/commands.ts';
import { Icon } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import type { I18n } from '../words/texts.ts';
import { type IncidentStand, stepsOf } from './incident-view.ts';

type Props = { view: IncidentStand; i18n: I18n };

/** The steps that can be taken now, with every reason when one was refused. */
export const IncidentSteps: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.steps;
  const { incident, refusal, set } = view;
  return (
    <section class="card no-print" id="incident-steps" aria-labelledby="steps">
      <h2 id="steps">{words.title}</h2>
      {refusal ? <RefusalMessage refusal={refusal} set={set} i18n={i18n} /> : null}
      {incident.closed ? <p>{words.closed(i18n.f.dayTime(incident.closed.at))}</p> : null}
      {view.mayAct ? (
        stepsOf(incident).map((step, place) => (
          <Step step={step} main={place === 0} number={incident.number} i18n={i18n} />
        ))
      ) : (
        <p class="muted">{words.viewer}</p>
      )}
    </section>
  );
};

const Step: FC<{ step: IncidentStep; main: boolean; number: number; i18n: I18n }> = ({
  step,
  main,
  number,
  i18n,
}) => {
  const words = i18n.t.cases.steps;
  return (
    <form method="post" action={`/incidents/${number}/${step}`} class="step">
      <button type="submit" class={main ? '' : 'plain'} aria-describedby={`hint-${step}`}>
        <Icon name={step === 'acknowledge' ? 'right' : 'check'} />
        {words[step]}
      </button>
      <span class="hint small muted" id={`hint-${step}`}>
        {words[`${step}Hint`]}
      </span>
    </form>
  );
};
