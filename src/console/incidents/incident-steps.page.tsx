import type { FC } from 'hono/jsx';
import type { IncidentStep } from '../../incidents/commands.ts';
import { Icon, Message } from '../components/parts.page.tsx';
import { refusalText } from '../components/refusal.page.tsx';
import { metricName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { type IncidentView, stepsOf, valueText } from './incident-view.ts';

type Props = { view: IncidentView; i18n: I18n };

/** The steps that can be taken now, with every reason when one was refused. */
export const IncidentSteps: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.steps;
  const { incident, refused } = view;
  return (
    <section class="card no-print" id="incident-steps" aria-labelledby="steps">
      <h2 id="steps">{words.title}</h2>
      {refused ? <Refused view={view} i18n={i18n} /> : null}
      {incident.closed ? <p>{words.closed(i18n.f.dayTime(incident.closed.at))}</p> : null}
      {view.mayAct ? null : <p class="muted">{words.viewer}</p>}
      {view.mayAct
        ? stepsOf(incident).map((step, place) => (
            <Step step={step} main={place === 0} number={incident.number} i18n={i18n} />
          ))
        : null}
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

const Refused: FC<Props> = ({ view, i18n }) => {
  const { refused } = view;
  if (!refused) return null;
  const { refusal } = refused;
  const known: Readonly<Record<string, string>> = i18n.t.cases.refusals;
  return (
    <Message tone="bad" title={known[refusal.code] ?? refusalText(refusal, i18n)} urgent>
      {refusal.missing?.length ? (
        <ul>
          {refusal.missing.map((missing) => (
            <li>{missingText(missing.code, missing.params ?? {}, view, i18n)}</li>
          ))}
        </ul>
      ) : null}
    </Message>
  );
};

function missingText(
  code: string,
  params: Readonly<Record<string, string | number>>,
  view: IncidentView,
  i18n: I18n,
): string {
  const words = i18n.t.cases.missing;
  const metric = String(params['metric'] ?? '');
  switch (code) {
    case 'agent_suspended':
      return words.agent_suspended(view.mandate?.name ?? view.incident.agent);
    case 'rule_still_firing':
      return words.rule_still_firing(
        metricName(metric, view.set, i18n),
        valueText(Number(params['threshold'] ?? 0), metric, view.set, i18n),
      );
    case 'incident_not_resolved':
      return words.incident_not_resolved;
    case 'plan_not_closed':
      return words.plan_not_closed(Number(params['plan']));
    default:
      return code;
  }
}
