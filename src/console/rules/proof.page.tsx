import type { FC } from 'hono/jsx';
import type { Refusal } from '../../platform/refusal.ts';
import { isProvable, proofStanding } from '../../rules/proof.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Options } from '../components/list.page.tsx';
import { Badge, Icon, type Look } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { agentName, labelOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** When each rule was last proved on an agent. */
export type ProofTimes = (agent: string, rule: string) => number | undefined;

/** Agents to choose from beside a rule; beyond, each one's own page has the button. */
const mostChoices = 20;

/** The facts that a proof's age and the button beside it are drawn from. */
export type ProofView = {
  readonly set: RuleSet;
  readonly now: number;
  readonly provedAt: ProofTimes;
  readonly mayProve: boolean;
};

type Props = { view: ProofView; i18n: I18n };

const looks = {
  never: { tone: 'quiet', icon: 'silent' },
  stale: { tone: 'warn', icon: 'clock' },
  good: { tone: 'good', icon: 'check' },
} as const satisfies Readonly<Record<ReturnType<typeof proofStanding>, Look>>;

/** The age of a rule's last proof on one agent. */
const ProofAge: FC<Props & { rule: Rule; agent: string }> = ({ rule, agent, view, i18n }) => {
  const words = i18n.t.rules.proof;
  const at = view.provedAt(agent, rule.id);
  const standing = proofStanding(at, view.set.agents.get(agent)?.proofEveryMs, view.now);
  const said = at === undefined ? words.never : words.proved(i18n.f.relative(at, view.now));
  return <Badge {...looks[standing]}>{standing === 'stale' ? words.stale(said) : said}</Badge>;
};

/** Proves a rule on the agent that is named, or on one that is chosen. */
const ProveForm: FC<Props & { rule: Rule; agents: readonly string[]; from: 'rules' | 'agent' }> = (props) => {
  const { rule, agents, from, view, i18n } = props;
  const words = i18n.t.rules.proof;
  const [only = ''] = agents;
  return (
    <form method="post" action={`/rules/${encodeURIComponent(rule.id)}/proof`} class="row no-print">
      <input type="hidden" name="from" value={from} />
      {agents.length === 1 ? (
        <input type="hidden" name="agent" value={only} />
      ) : (
        <select name="agent" aria-label={`${i18n.t.common.agent}, ${rule.id}`}>
          <Options
            choices={agents.map((agent) => ({ value: agent, label: agentName(agent, view.set) }))}
            value={agents.find((agent) => view.provedAt(agent, rule.id) === undefined)}
          />
        </select>
      )}
      <button type="submit" class="plain" aria-label={`${words.prove}, ${rule.id}`}>
        <Icon name="play" />
        {words.prove}
      </button>
    </form>
  );
};

/** How a rule of the list is proved: on its agent, or on how many of its agents. */
export const RuleProof: FC<Props & { rule: Rule }> = ({ rule, view, i18n }) => {
  const words = i18n.t.rules.proof;
  if (!isProvable(rule)) return <span class="muted small">{words.nothing}</span>;
  const [only = '', ...others] = rule.agents;
  const proved = rule.agents.filter((agent) => view.provedAt(agent, rule.id) !== undefined).length;
  return (
    <div class="stack">
      {others.length === 0 ? (
        <span>
          <ProofAge rule={rule} agent={only} view={view} i18n={i18n} />
        </span>
      ) : (
        <span class="small">{words.ofAgents(i18n.f.number(proved), i18n.f.number(rule.agents.length))}</span>
      )}
      {!view.mayProve ? null : rule.agents.length > mostChoices ? (
        <span class="small muted">{words.onAgentPage}</span>
      ) : (
        <ProveForm rule={rule} agents={rule.agents} from="rules" view={view} i18n={i18n} />
      )}
    </div>
  );
};

/** The proofs of an agent's rules. */
export const AgentProofs: FC<Props & { agent: string; rules: readonly Rule[] }> = (props) => {
  const { agent, rules, view, i18n } = props;
  const words = i18n.t.rules.proof;
  const provable = rules.filter(isProvable);
  if (provable.length === 0) return null;
  const columns: readonly Column<Rule>[] = [
    {
      name: i18n.t.common.rule,
      as: 'heading',
      cell: ({ id, when: [condition] }) => {
        const metric = view.set.metrics.get(condition?.metric ?? '');
        return metric === undefined ? id : labelOf(metric, i18n);
      },
    },
    { name: i18n.t.common.effect, cell: ({ effect }) => i18n.t.rules.effects[effect] },
    {
      name: words.last,
      cell: (rule) => (
        <div class="row">
          <ProofAge rule={rule} agent={agent} view={view} i18n={i18n} />
          {view.mayProve ? (
            <ProveForm rule={rule} agents={[agent]} from="agent" view={view} i18n={i18n} />
          ) : null}
        </div>
      ),
    },
  ];
  return (
    <section class="card" aria-labelledby="proofs">
      <h2 id="proofs">{words.title}</h2>
      <p class="muted small">{words.hint}</p>
      <Table caption={words.title} columns={columns} items={provable} />
    </section>
  );
};

type Failed = { rule: Rule; agent: string; back: string; refusal: Refusal; set: RuleSet };

/** A proof that did not pass: where it stopped. */
export const ProofFailedPage: FC<{ frame: Frame; view: Failed }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.rules.proof;
  const reasons: Readonly<Record<string, string>> = words.undelivered;
  const why = reasons[String(view.refusal.facts?.['delivery'])];
  return (
    <Page
      frame={frame}
      title={words.failed}
      section="rules"
      lead={`${agentName(view.agent, view.set)}, ${view.rule.id}`}
    >
      <div class="stack">
        <RefusalMessage refusal={view.refusal} set={view.set} i18n={i18n} />
        {why === undefined ? null : <p>{why}</p>}
        <p class="muted">{words.hint}</p>
        <p>
          <a class="button" href={view.back}>
            {words.back}
          </a>
        </p>
      </div>
    </Page>
  );
};
