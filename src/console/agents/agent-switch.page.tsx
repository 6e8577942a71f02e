import type { FC } from 'hono/jsx';
import { Field, Icon, Message, Time } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { labelOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { AgentStand } from './agent.ts';

/** Whether the agent may run, why, whether it has obeyed, and what can be done about it. */
export const AgentSwitch: FC<{ view: AgentStand; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const { suspended } = view;
  const state = view.switchState;
  return (
    <section
      class={`card switch tone-${suspended ? 'bad' : 'good'}`}
      id="switch"
      aria-label={words.killSwitch}
    >
      <div class="switch-state">
        <Icon name={suspended ? 'stop' : 'check'} />
        <div>
          <h2>{suspended ? words.isSuspended(view.mandate.name) : words.isRunning(view.mandate.name)}</h2>
          {state.epoch > 0 ? (
            <p class="muted">
              {words.since} <Time at={state.since} i18n={i18n} /> ({i18n.f.duration(view.now - state.since)})
            </p>
          ) : null}
        </div>
      </div>
      <div class="switch-why">
        {suspended ? <Reasons view={view} i18n={i18n} /> : null}
        <Obeyed view={view} i18n={i18n} />
      </div>
      <div class="switch-do">
        {suspended ? <LetRun view={view} i18n={i18n} /> : <Suspend view={view} i18n={i18n} />}
      </div>
    </section>
  );
};

const Reasons: FC<{ view: AgentStand; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const state = view.switchState;
  return (
    <ul class="plain-list">
      {state.trips.map((trip) => {
        const rule = view.rules.find((glance) => glance.rule.id === trip.rule);
        const quantity = (value: number) =>
          rule ? i18n.f.quantity(value, rule.metric) : i18n.f.number(value);
        const name = rule ? labelOf(rule.metric, i18n) : trip.rule;
        return (
          <li>
            <strong>{name}</strong>{' '}
            {trip.cause === 'no_data'
              ? words.tripNoData
              : trip.value === undefined
                ? words.tripBare(quantity(trip.threshold))
                : words.trip(quantity(trip.value), quantity(trip.threshold))}{' '}
            <span class="muted">
              (<Time at={trip.firedAt} i18n={i18n} />,{' '}
              <a href={`/incidents/${trip.incident}`}>{i18n.t.watch.incident(trip.incident).toLowerCase()}</a>
              )
            </span>
          </li>
        );
      })}
      {state.hold ? (
        <li>
          <strong>{words.heldBy(holder(view, i18n))}</strong> <q>{state.hold.reason}</q>{' '}
          <span class="muted">
            (<Time at={state.hold.at} i18n={i18n} />)
          </span>
        </li>
      ) : null}
    </ul>
  );
};

function holder(view: AgentStand, i18n: I18n): string {
  const by = view.switchState.hold?.by;
  if (by?.kind === 'person') return view.people.get(by.person)?.name ?? by.person;
  return by?.kind === 'key' ? i18n.t.common.key(by.key) : i18n.t.common.engine;
}

const Obeyed: FC<{ view: AgentStand; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const { obedience } = view;
  switch (obedience.kind) {
    case 'obeyed':
      return (
        <p class="row">
          <span class="badge tone-good">
            <Icon name="check" />
            {words.obeyed}
          </span>
          <Time at={obedience.at} i18n={i18n} as="exact" />
        </p>
      );
    case 'waiting':
      return (
        <Message
          tone={obedience.late ? 'bad' : 'warn'}
          title={obedience.late ? words.notObeyed : words.waitingAck}
          urgent={obedience.late}
        >
          <span>{words.waitingFor(i18n.f.duration(obedience.sinceMs))}</span>
        </Message>
      );
    case 'not_asked':
      return view.switchState.epoch === 0 ? <p class="muted">{words.neverStopped}</p> : null;
    default:
      return obedience satisfies never;
  }
};

const Suspend: FC<{ view: AgentStand; i18n: I18n }> = ({ view, i18n }) => {
  if (!view.may.suspend) return null;
  const refused = view.refused?.command === 'suspend' ? view.refused : undefined;
  return (
    <details class="reveal danger" open={refused !== undefined}>
      <summary>
        <Icon name="stop" />
        {i18n.t.agent.suspend}
      </summary>
      <form method="post" action={`/agents/${view.mandate.agent}/suspend`} data-editing>
        {refused ? <RefusalMessage refusal={refused.refusal} i18n={i18n} /> : null}
        <Field
          id="suspend-reason"
          label={i18n.t.common.reason}
          hint={i18n.t.agent.suspendHint}
          control={(tie) => (
            <textarea {...tie} name="reason" required rows={2} maxlength={2000}>
              {refused?.reason ?? ''}
            </textarea>
          )}
        />
        <div class="actions">
          <button type="submit" class="danger">
            {i18n.t.agent.suspendNow(view.mandate.name)}
          </button>
        </div>
      </form>
    </details>
  );
};

const LetRun: FC<{ view: AgentStand; i18n: I18n }> = ({ view, i18n }) => {
  if (!view.may.resume) return <p class="muted small">{i18n.t.agent.onlyApprover}</p>;
  const refused = view.refused?.command === 'resume' ? view.refused : undefined;
  const breached = refused?.refusal.code === 'still_in_breach';
  return (
    <details class="reveal" open={refused !== undefined}>
      <summary>
        <Icon name="play" />
        {i18n.t.agent.resume}
      </summary>
      <form method="post" action={`/agents/${view.mandate.agent}/resume`} data-editing>
        {refused ? <RefusalMessage refusal={refused.refusal} i18n={i18n} rules={view.rules} /> : null}
        <Field
          id="resume-reason"
          label={i18n.t.common.reason}
          hint={i18n.t.agent.resumeHint}
          control={(tie) => (
            <textarea {...tie} name="reason" required rows={2} maxlength={2000}>
              {refused?.reason ?? ''}
            </textarea>
          )}
        />
        {breached ? (
          <label class="check">
            <input type="checkbox" name="override" value="true" /> {i18n.t.agent.override}
          </label>
        ) : null}
        <div class="actions">
          <button type="submit">{i18n.t.agent.resumeNow(view.mandate.name)}</button>
        </div>
      </form>
    </details>
  );
};
