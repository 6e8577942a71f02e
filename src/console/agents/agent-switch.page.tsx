import type { FC } from 'hono/jsx';
import { actorText } from '../../platform/actor.ts';
import type { ResumeStep } from '../../rules/share.ts';
import { shareOf } from '../../switches/switch.ts';
import { isSwitchless } from '../../switches/switchless.ts';
import { ConfirmField } from '../access/confirm.page.tsx';
import { Badge, Field, Icon, Message, Time } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { Terms } from '../components/term.page.tsx';
import { ShareNow, shareText } from '../degree/share.page.tsx';
import { labelOf, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import type { AgentStand, Refused } from './agent.ts';

type Props = { view: AgentStand; i18n: I18n };

/** Whether the agent may run, why, whether it has obeyed, and what can be done about it. */
export const AgentSwitch: FC<Props> = ({ view, i18n }) =>
  isSwitchless(view.mandate, view.switchState) ? (
    <NoSwitch view={view} i18n={i18n} />
  ) : (
    <SwitchCard view={view} i18n={i18n} />
  );

/** People do the work: there is nothing to stop, and a command that came all the same is answered. */
const NoSwitch: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.readiness.noSwitch;
  const { mandate, refused } = view;
  return (
    <section class="card switch tone-quiet" id="switch" aria-label={i18n.t.agent.killSwitch}>
      <div class="switch-state">
        <Icon name="info" />
        <div>
          <h2 data-says>{words.title(mandate.name)}</h2>
          <p class="muted">{words.hint}</p>
        </div>
      </div>
      {refused?.refusal ? (
        <RefusalMessage refusal={refused.refusal} set={view.set} agent={mandate.agent} i18n={i18n} />
      ) : null}
    </section>
  );
};

const SwitchCard: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const { suspended, switchState: state } = view;
  const share = shareOf(state);
  const reduced = share > 0 && share < 1;
  const commands = suspended
    ? (['resume'] as const)
    : reduced
      ? (['resume', 'suspend'] as const)
      : (['suspend'] as const);
  // That it may run is no proof that it does.
  const unseen = view.standing === 'no_data';
  const tone = suspended ? 'bad' : reduced ? 'warn' : unseen ? 'quiet' : 'good';
  const title = suspended ? words.isSuspended : unseen ? words.mayRun : words.isRunning;
  const { name } = view.mandate;
  return (
    <section class={`card switch tone-${tone}`} id="switch" aria-label={words.killSwitch}>
      <div class="switch-state">
        <Icon name={suspended ? 'stop' : reduced ? 'alert' : unseen ? 'silent' : 'check'} />
        <div>
          <h2 data-says>{reduced ? i18n.t.degree.title(name, shareText(share, i18n)) : title(name)}</h2>
          {unseen ? <p class="muted">{words.unseen}</p> : null}
          {state.epoch > 0 ? (
            <p class="muted">
              {words.since} <Time at={state.since} i18n={i18n} /> ({i18n.f.duration(view.now - state.since)})
            </p>
          ) : null}
        </div>
      </div>
      <div class="switch-why">
        {reduced ? <ShareNow state={state} i18n={i18n} /> : null}
        {suspended || reduced ? <Reasons view={view} i18n={i18n} /> : null}
        <Obeyed view={view} i18n={i18n} />
        {view.outOfReach ? (
          <Message tone="warn" title={words.outOfReach}>
            <span>{words.outOfReachHint}</span>
          </Message>
        ) : null}
      </div>
      <div class="switch-do">
        {commands.map((command) =>
          view.may[command] ? <SwitchForm command={command} view={view} i18n={i18n} /> : null,
        )}
        {(suspended || reduced) && !view.may.resume ? <p class="muted small">{words.onlyApprover}</p> : null}
      </div>
      <Terms of={['killSwitch', 'acknowledgement', 'lease', 'outOfReach']} i18n={i18n} />
    </section>
  );
};

const Reasons: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const state = view.switchState;
  return (
    <ul class="plain-list">
      {state.trips.map(({ rule, cause, value, threshold, share, firedAt, incident }) => {
        const metric = view.rules.find((glance) => glance.rule.id === rule)?.metric;
        const measured = metric ?? { unit: 'number' };
        const limit = threshold === undefined ? i18n.t.common.none : i18n.f.limit(threshold, measured);
        return (
          <li>
            <strong>{metric ? labelOf(metric, i18n) : rule}</strong>{' '}
            {cause === 'no_data'
              ? words.tripNoData
              : value === undefined
                ? words.tripBare(limit)
                : words.trip(i18n.f.quantity(value, measured, threshold), limit)}
            {share === undefined ? '' : `, ${i18n.t.degree.leaves(shareText(share, i18n))}`}{' '}
            <span class="muted">
              (<Time at={firedAt} i18n={i18n} />,{' '}
              <a href={`/incidents/${incident}`}>{i18n.t.watch.incident(incident).toLowerCase()}</a>)
            </span>
          </li>
        );
      })}
      {state.hold ? (
        <li>
          <strong>{words.heldBy(nameOf(actorText(state.hold.by), view.set, i18n))}</strong>{' '}
          <q>{state.hold.reason}</q>{' '}
          <span class="muted">
            (<Time at={state.hold.at} i18n={i18n} />)
          </span>
        </li>
      ) : null}
    </ul>
  );
};

const Obeyed: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const { obedience } = view;
  switch (obedience.kind) {
    case 'obeyed':
      return (
        <p class="row">
          <Badge tone="good" icon="check">
            {words.obeyed}
          </Badge>
          <Time at={obedience.at} i18n={i18n} as="exact" />
        </p>
      );
    case 'disobeyed':
      return (
        <Message tone="bad" title={words.disobeyed} urgent>
          <Time at={obedience.at} i18n={i18n} as="exact" />
        </Message>
      );
    case 'waiting':
      return (
        <Message
          tone={obedience.late ? 'bad' : 'warn'}
          title={
            obedience.late ? (view.suspended ? words.notObeyed : i18n.t.degree.unconfirmed) : words.waitingAck
          }
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

/** The one step that the switch offers now, with the reason that goes with it. */
const SwitchForm: FC<Props & { command: Refused['command'] }> = ({ command, view, i18n }) => {
  const words = i18n.t.agent;
  const { agent, name } = view.mandate;
  const stops = command === 'suspend';
  const refused = view.refused?.command === command ? view.refused : undefined;
  return (
    <details class={stops ? 'reveal danger' : 'reveal'} open={refused !== undefined}>
      <summary>
        <Icon name={stops ? 'stop' : 'play'} />
        {stops || view.suspended ? words[command] : i18n.t.degree[stepAhead(view) ? 'next' : 'back']}
      </summary>
      <form method="post" action={`/agents/${agent}/${command}`} data-editing>
        {refused?.refusal ? (
          <RefusalMessage refusal={refused.refusal} set={view.set} agent={agent} i18n={i18n} />
        ) : null}
        <Field
          id={`${command}-reason`}
          label={i18n.t.common.reason}
          hint={words[`${command}Hint`]}
          control={(tie) => (
            <textarea {...tie} name="reason" required rows={2} maxlength={2000}>
              {refused?.reason ?? ''}
            </textarea>
          )}
        />
        {refused?.refusal?.code === 'still_in_breach' ? (
          <label class="check">
            <input type="checkbox" name="override" value="true" /> {words.override}
          </label>
        ) : null}
        {stops ? null : <StepChoice view={view} i18n={i18n} />}
        {stops ? null : (
          <ConfirmField proof={view.proof} here={`/agents/${agent}`} error={refused?.unproved} i18n={i18n} />
        )}
        <div class="actions">
          <button type="submit" class={stops ? 'danger' : undefined}>
            {stops || view.suspended ? words[`${command}Now`](name) : i18n.t.degree.give(name)}
          </button>
        </div>
      </form>
    </details>
  );
};

/** Where an agent comes back in steps, the choice to do without them. */
const StepChoice: FC<Props> = ({ view, i18n }) => {
  const step = stepAhead(view);
  if (step === undefined) return null;
  const share = shareText(step.share, i18n);
  return (
    <>
      <p class="muted small">
        {view.switchState.staged ? i18n.t.degree.goesOn(share) : i18n.t.degree.begins(share)}
      </p>
      <label class="check">
        <input type="checkbox" name="atOnce" value="true" /> {i18n.t.degree.atOnce}
      </label>
    </>
  );
};

/** The step that an approver's word leads to; absent: all of the traffic. */
function stepAhead({ switchState, mandate }: AgentStand): ResumeStep | undefined {
  const share = shareOf(switchState);
  const steps = switchState.staged?.steps ?? mandate.resume ?? [];
  return steps.find((step) => step.share > share);
}
