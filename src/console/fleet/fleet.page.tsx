import type { Child, FC } from 'hono/jsx';
import { colon } from '../../language/typography.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type FleetOutcome, fleetOutcomes, stoppable, tagsOf } from '../../switches/fleet.ts';
import { Icon, Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { FleetFields } from './fleet-fields.page.tsx';
import { allAgents, type FleetForm, tagValue } from './fleet-form.ts';

/** So many agents are named; the others are counted. */
const mostNamed = 30;

type Step = { frame: Frame; set: RuleSet; form: FleetForm };

/** The way to the stop of many agents. */
export const FleetLink: FC<{ i18n: I18n }> = ({ i18n }) => (
  <a class="button danger no-print" href="/stop">
    <Icon name="stop" />
    {i18n.t.fleet.link}
  </a>
);

/** Which agents, and why. */
export const ChooseFleet: FC<Step & { refusal?: Refusal | undefined }> = ({ frame, set, form, refusal }) => {
  const { i18n } = frame;
  const words = i18n.t.fleet;
  const switched = stoppable(set);
  const [count, number] = counted(switched.agents.size, i18n);
  const tags = Array.from(tagsOf(switched), ([tag, carrying]) => ({
    value: tagValue(tag),
    label: words.tagged(tag, ...counted(carrying, i18n)),
  }));
  return (
    <FleetFrame frame={frame}>
      {refusal ? <RefusalMessage refusal={refusal} set={set} i18n={i18n} /> : null}
      {count === 0 ? <p>{words.nobody}</p> : null}
      <form class="card" method="post" action="/stop" data-editing>
        <FleetFields
          of="fleet"
          choices={[{ value: allAgents, label: words.all(count, number) }, ...tags]}
          hint={words.reasonHint}
          {...{ form, i18n }}
        />
        <div class="actions">
          <button type="submit" class="danger">
            {words.go}
          </button>
          <a class="button plain" data-cancel href="/">
            {i18n.t.common.cancel}
          </a>
        </div>
      </form>
    </FleetFrame>
  );
};

/** The second question: these agents, for this reason, now. */
export const ConfirmFleet: FC<Step & { agents: readonly string[] }> = ({ frame, set, form, agents }) => {
  const { i18n } = frame;
  const words = i18n.t.fleet;
  const [count, number] = counted(agents.length, i18n);
  return (
    <FleetFrame frame={frame}>
      <Message tone="warn" title={words.sure(count, number)} urgent focus>
        <p>{namesOf(agents, set, i18n)}</p>
        <p>
          {i18n.t.common.reason}
          {colon(i18n.language)} <q>{form.reason}</q>
        </p>
      </Message>
      <form method="post" action="/stop">
        <input type="hidden" name="of" value={form.of} />
        <input type="hidden" name="reason" value={form.reason} />
        <div class="actions">
          <button type="submit" class="danger" name="sure" value="yes">
            <Icon name="stop" />
            {words.stopsNow(count, number)}
          </button>
          <button type="submit" class="plain" name="sure" value="no">
            {words.back}
          </button>
        </div>
      </form>
    </FleetFrame>
  );
};

/** The outcome for each agent. */
export const FleetStopped: FC<{
  frame: Frame;
  set: RuleSet;
  outcomes: ReadonlyMap<string, FleetOutcome>;
}> = ({ frame, set, outcomes }) => {
  const { i18n } = frame;
  const words = i18n.t.fleet;
  const groups = fleetOutcomes.map((outcome) => ({
    outcome,
    agents: [...outcomes].flatMap(([agent, each]) => (each === outcome ? [agent] : [])),
  }));
  const stopped = groups.filter(({ outcome }) => outcome === 'suspended' || outcome === 'kept');
  const [count, number] = counted(
    stopped.reduce((sum, { agents }) => sum + agents.length, 0),
    i18n,
  );
  return (
    <FleetFrame frame={frame}>
      <Message tone={count > 0 ? 'good' : 'info'} title={words.done(count, number)} focus>
        <dl class="facts">
          {groups
            .filter(({ agents }) => agents.length > 0)
            .map(({ outcome, agents }) => (
              <div>
                <dt>{words.outcomes[outcome]}</dt>
                <dd>{namesOf(agents, set, i18n)}</dd>
              </div>
            ))}
        </dl>
      </Message>
    </FleetFrame>
  );
};

const FleetFrame: FC<{ frame: Frame; children?: Child }> = ({ frame, children }) => {
  const words = frame.i18n.t.fleet;
  const back = { href: '/', label: frame.i18n.t.shell.watch };
  return (
    <Page frame={frame} title={words.title} section="watch" lead={words.lead} back={back}>
      {children}
    </Page>
  );
};

/** A number for the grammar, and as it is written. */
export function counted(count: number, i18n: I18n): [count: number, number: string] {
  return [count, i18n.f.number(count)];
}

function namesOf(agents: readonly string[], set: RuleSet, i18n: I18n): string {
  const named = agents.slice(0, mostNamed).map((agent) => set.agents.get(agent)?.name ?? agent);
  const left = agents.length - named.length;
  return i18n.f.list(left > 0 ? [...named, i18n.t.fleet.andOthers(...counted(left, i18n))] : named);
}
