import { Hono } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { defined } from '../../platform/defined.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { rivalOf, type Trial, type TrialFiring, trialOn } from '../../workshop/trial.ts';
import { sessionOf } from '../access/session-routes.tsx';
import { rangeMs } from '../agents/agent.ts';
import { createTurns, type Turns } from '../live/turns.ts';
import type { ConsolePorts } from '../ports.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, isFragment, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { WorkshopPage } from './workshop.page.tsx';
import {
  fieldTexts,
  isUnfolded,
  type Proposal,
  readProposal,
  type Subject,
  setsOf,
  subjectOf,
  type Typed,
  workshopFields,
  workshopRanges,
} from './workshop.ts';
import { hasMeasured, type Outcome } from './workshop-view.ts';

/** Tries that may be under way or wait, of all visitors together. */
const mostTries = 12;
/** Longer is no quantity, and no duration. */
const longestTyped = 60;

type Span = { readonly from: number; readonly until: number };

type WorkshopPorts = Shell &
  Pick<ConsolePorts, 'now' | 'backtest'> & {
    /** When a metric of an agent was last measured before an instant. */
    readonly lastMeasuredAt: (
      series: { readonly agent: string; readonly metric: string },
      before: number,
    ) => Promise<number | undefined>;
    readonly firings: (
      query: Span & { readonly agent: string; readonly rule: string },
    ) => Promise<readonly TrialFiring[]>;
  };

/** The workshop of a rule: what another threshold would have done. It reads, and changes nothing. */
export function workshopRoutes(ports: WorkshopPorts): Hono<ConsoleEnv> {
  const turns = createTurns(mostTries);
  return new Hono<ConsoleEnv>().get('/rules/:rule', async (c) => {
    const set = ports.ruleSet();
    const chosen = chosenOf(c, set);
    if (chosen === undefined) return missingPage(c, ports);
    const { subject, mandate } = chosen;
    const i18n = i18nOf(c, set, mandate.timezone);
    const range = workshopRanges.find((one) => one === c.req.query('range')) ?? '7d';
    const until = ports.now();
    const span = { from: until - rangeMs[range], until };
    const typed = typedOf(c);
    const read = readProposal(typed, subject, set, i18n);
    const outcome: Outcome = read.ok
      ? await outcomeOf(c, ports, turns, { subject, agent: mandate.agent, proposal: read.proposal, span })
      : { kind: 'bad_fields' };
    const trial = await trialOf(ports, subject.rule, mandate.agent, span);
    const view = {
      ...chosen,
      set,
      range,
      unfolded: isUnfolded(typed, read, subject),
      texts: fieldTexts(typed, subject, read, i18n),
      errors: read.ok ? {} : read.errors,
      outcome,
      ...defined({ trial }),
      trials: trialsBeside(set, subject.rule, mandate.agent),
    };
    // While somebody is still typing, the last answer stays beside the error.
    if (outcome.kind === 'bad_fields' && isFragment(c)) c.header('HX-Reswap', 'none');
    if (outcome.kind === 'full') c.header('Retry-After', '5');
    c.status(statusOf(outcome));
    return c.html(<WorkshopPage frame={ports.frame(c, i18n)} view={view} />);
  });
}

/** The rule and the agent of the address. One id may be several rules, each over agents of its own. */
function chosenOf(c: ConsoleContext, set: RuleSet) {
  const rules = set.rules.filter(({ id }) => id === c.req.param('rule'));
  const agents = rules.flatMap((rule) => rule.agents).flatMap((agent) => set.agents.get(agent) ?? []);
  const mandate = agents.find(({ agent }) => agent === c.req.query('agent')) ?? agents[0];
  const rule = rules.find((one) => mandate !== undefined && one.agents.includes(mandate.agent));
  const subject = rule && subjectOf(rule, set);
  return mandate === undefined || subject === undefined ? undefined : { subject, mandate, agents };
}

function typedOf(c: ConsoleContext): Typed {
  return Object.fromEntries(
    workshopFields.map((field) => [field, (c.req.query(field) ?? '').slice(0, longestTyped)]),
  );
}

type Try = {
  readonly subject: Subject;
  readonly agent: string;
  readonly proposal: Proposal;
  readonly span: Span;
};

async function outcomeOf(
  c: ConsoleContext,
  ports: WorkshopPorts,
  turns: Turns,
  asked: Try,
): Promise<Outcome> {
  const { subject, agent, proposal, span } = asked;
  const turn = await turns.take(sessionOf(c), async (proceed) => {
    const prepared = await ports.backtest({
      from: span.from,
      rules: [subject.rule.id],
      agents: [agent],
      sets: setsOf(subject, proposal, ports.ruleSet()),
    });
    return prepared.ok ? prepared.value.run(proceed) : prepared;
  });
  if (turn.kind !== 'done') return turn;
  const { value } = turn;
  if (!value.ok && value.refusal.code !== 'no_cells')
    return { kind: 'unusable', detail: value.refusal.detail };
  if (value.ok && hasMeasured(value.value)) return { kind: 'report', report: value.value, proposal };
  const series = { agent, metric: subject.metric.name };
  const last = await ports.lastMeasuredAt(series, span.until);
  if (value.ok && last !== undefined && last >= span.from)
    return { kind: 'report', report: value.value, proposal };
  return { kind: 'no_cells', ...span, ...defined({ last }) };
}

function statusOf({ kind }: Outcome): StatusCode {
  switch (kind) {
    case 'report':
    case 'no_cells':
      return 200;
    case 'superseded':
      return 409;
    case 'bad_fields':
    case 'unusable':
      return 422;
    case 'full':
      return 503;
    default:
      return kind satisfies never;
  }
}

async function trialOf(
  ports: WorkshopPorts,
  rule: Rule,
  agent: string,
  span: Span,
): Promise<Trial | undefined> {
  if (rule.effect !== 'observe') return undefined;
  return trialOn({ set: ports.ruleSet(), trial: rule, agent }, (of, id) =>
    ports.firings({ ...span, agent: of, rule: id }),
  );
}

function trialsBeside(set: RuleSet, rule: Rule, agent: string): Rule[] {
  return set.rules.filter(
    (other) =>
      other.effect === 'observe' && other.agents.includes(agent) && rivalOf(set, other, agent) === rule,
  );
}
