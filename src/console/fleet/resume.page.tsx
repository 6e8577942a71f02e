import type { Child, FC } from 'hono/jsx';
import type { Caller } from '../../access/roles.ts';
import { colon } from '../../language/typography.ts';
import type { Refusal } from '../../platform/refusal.ts';
import { type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import type { AgentResume } from '../../switches/fleet-resume.ts';
import { ConfirmField } from '../access/confirm.page.tsx';
import type { Unproved } from '../access/confirm.ts';
import { Icon, Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { agentName, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { counted } from './fleet.page.tsx';
import { FleetFields } from './fleet-fields.page.tsx';
import { tagValue } from './fleet-form.ts';
import { epochsText, grouped, type ResumeForm } from './resume-form.ts';

/** So many agents are named; the others are counted. */
const mostNamed = 30;

type Step = { frame: Frame; set: RuleSet; form: ResumeForm };

/** The way to letting many agents run again. */
export const ResumeLink: FC<{ i18n: I18n }> = ({ i18n }) => (
  <a class="button plain no-print" href="/resume">
    <Icon name="play" />
    {i18n.t.fleet.resume.link}
  </a>
);

/** Which agents, and why. */
export const ChooseResume: FC<
  Step & { suspended: ReadonlyMap<string, number>; refusal?: Refusal | undefined }
> = ({ frame, set, form, suspended, refusal }) => {
  const { i18n } = frame;
  const words = i18n.t.fleet;
  const choices = [...suspended]
    .toSorted(([left, many], [right, more]) => more - many || left.localeCompare(right))
    .map(([tag, count]) => ({
      value: tagValue(tag),
      label: words.resume.tagged(tag, count, i18n.f.number(count)),
    }));
  return (
    <ResumeFrame frame={frame}>
      {refusal ? <RefusalMessage refusal={refusal} set={set} i18n={i18n} /> : null}
      {choices.length === 0 ? (
        <p class="nothing">{words.resume.noTag}</p>
      ) : (
        <form class="card" method="post" action="/resume" data-editing>
          <FleetFields of="resume" hint={words.resume.reasonHint} {...{ choices, form, i18n }} />
          <div class="actions">
            <button type="submit">{words.go}</button>
            <a class="button plain" data-cancel href="/">
              {i18n.t.common.cancel}
            </a>
          </div>
        </form>
      )}
    </ResumeFrame>
  );
};

/** The second question before agents run again, with what each would come to. */
export const ConfirmResume: FC<
  Step & {
    agents: readonly AgentResume[];
    proof: Caller['proof'];
    /** Why who they are was not proved by what came with the answer. */
    unproved?: Unproved | undefined;
  }
> = ({ frame, set, form, agents, proof, unproved }) => {
  const { i18n } = frame;
  const words = i18n.t.fleet;
  const free = agents.filter(({ outcome }) => outcome === 'let_run');
  const inBreach = agents.filter(({ outcome }) => outcome === 'still_in_breach');
  const isNobody = free.length === 0 && inBreach.length === 0;
  return (
    <ResumeFrame frame={frame}>
      <Message
        tone={free.length > 0 ? 'warn' : 'info'}
        title={words.resume.sure(...counted(free.length, i18n))}
        urgent
        focus
      >
        <p>
          {i18n.t.common.reason}
          {colon(i18n.language)} <q>{form.reason}</q>
        </p>
        <Outcomes {...{ agents, set, i18n }} isPreview />
      </Message>
      <form method="post" action="/resume">
        <input type="hidden" name="of" value={form.of} />
        <input type="hidden" name="reason" value={form.reason} />
        <input type="hidden" name="epochs" value={epochsText(agents)} />
        {inBreach.length === 0 ? null : (
          <label class="check">
            <input type="checkbox" name="override" value="true" />{' '}
            {words.resume.override(...counted(inBreach.length, i18n))}
          </label>
        )}
        {isNobody ? null : (
          <ConfirmField
            proof={proof}
            here="/resume"
            error={unproved && i18n.t.signIn.confirm.why[unproved]}
            i18n={i18n}
          />
        )}
        <div class="actions">
          {isNobody ? null : (
            <button type="submit" name="sure" value="yes">
              <Icon name="play" />
              {words.resume.goNow}
            </button>
          )}
          <button type="submit" class="plain" name="sure" value="no">
            {words.back}
          </button>
        </div>
      </form>
    </ResumeFrame>
  );
};

/** The outcome for each agent. */
export const FleetResumed: FC<{ frame: Frame; set: RuleSet; agents: readonly AgentResume[] }> = ({
  frame,
  set,
  agents,
}) => {
  const { i18n } = frame;
  const count = agents.filter(({ outcome }) => outcome === 'let_run').length;
  const title = i18n.t.fleet.resume.done(...counted(count, i18n));
  return (
    <ResumeFrame frame={frame}>
      <Message tone={count > 0 ? 'good' : 'info'} title={title} focus>
        <Outcomes {...{ agents, set, i18n }} />
      </Message>
    </ResumeFrame>
  );
};

type Part = { agents: readonly AgentResume[]; set: RuleSet; i18n: I18n };

const Outcomes: FC<Part & { isPreview?: boolean }> = ({ agents, set, i18n, isPreview = false }) => {
  const words = i18n.t.fleet.resume;
  return (
    <dl class="facts">
      {grouped(agents).map(({ outcome, agents: group }) => (
        <div>
          <dt>{isPreview && outcome === 'let_run' ? words.would : words.outcomes[outcome]}</dt>
          <dd>
            {outcome === 'still_in_breach' || (isPreview && outcome === 'let_run') ? (
              <Told agents={group} set={set} i18n={i18n} />
            ) : (
              i18n.f.list([
                ...group.slice(0, mostNamed).map(({ agent }) => agentName(agent, set)),
                ...others(group.length, i18n),
              ])
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
};

/** Each with what stops it, or what it still measures. */
const Told: FC<Part> = ({ agents, set, i18n }) => (
  <ul class="plain-list">
    {agents.slice(0, mostNamed).map((one) => (
      <li>
        <a href={`/agents/${one.agent}`}>{agentName(one.agent, set)}</a>
        {colon(i18n.language)} {i18n.f.list(whyOf(one, set, i18n))}
      </li>
    ))}
    {others(agents.length, i18n).map((text) => (
      <li>{text}</li>
    ))}
  </ul>
);

function whyOf({ agent, breaches, reasons = [] }: AgentResume, set: RuleSet, i18n: I18n): string[] {
  const words = i18n.t.fleet.resume;
  if (breaches !== undefined)
    return breaches.map(({ rule, value, threshold }) => {
      const metric = set.metrics.get(ruleOver(set, agent, rule)?.when[0]?.metric ?? '');
      if (metric === undefined || value === undefined) return words.tripBy(rule);
      return words.breach(rule, i18n.f.quantity(value, metric, threshold), i18n.f.limit(threshold, metric));
    });
  return reasons.map(({ rule, by = '' }) =>
    rule === undefined ? words.heldBy(nameOf(by, set, i18n)) : words.tripBy(rule),
  );
}

function others(count: number, i18n: I18n): string[] {
  const left = count - mostNamed;
  return left > 0 ? [i18n.t.fleet.andOthers(...counted(left, i18n))] : [];
}

const ResumeFrame: FC<{ frame: Frame; children?: Child }> = ({ frame, children }) => {
  const words = frame.i18n.t.fleet.resume;
  const back = { href: '/', label: frame.i18n.t.shell.watch };
  return (
    <Page frame={frame} title={words.title} section="watch" lead={words.lead} back={back}>
      {children}
    </Page>
  );
};
