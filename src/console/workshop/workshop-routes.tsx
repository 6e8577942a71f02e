import { Hono } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import { mayCommand } from '../../access/commands.ts';
import { defined } from '../../platform/defined.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { rivalOf, type Trial, type TrialFiring, trialOn } from '../../workshop/trial.ts';
import { sessionOf } from '../access/session-cookie.ts';
import { rangeMs } from '../agents/agent.ts';
import { createTurns, type Turns } from '../live/turns.ts';
import type { ConsolePorts } from '../ports.ts';
import {
  type ConsoleContext,
  type ConsoleEnv,
  formOf,
  i18nOf,
  isFragment,
  type Shell,
} from '../shell/context.ts';
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
import { orderOf } from './workshop-proposal.ts';
import { hasMeasured, type Outcome, type WorkshopView } from './workshop-view.ts';

/** Tries that may be under way or wait, of all visitors together. */
const mostTries = 12;
/** Longer is no quantity, and no duration. */
const longestTyped = 60;

type Span = { readonly from: number; readonly until: number };

type WorkshopPorts = Shell &
  Pick<ConsolePorts, 'now' | 'backtest' | 'proposals'> & {
    /** When a metric of an agent was last measured before an instant. */
    readonly lastMeasuredAt: (
      series: { readonly agent: string; readonly metric: string },
      before: number,
    ) => Promise<number | undefined>;
    readonly firings: (
      query: Span & { readonly agent: string; readonly rule: string },
    ) => Promise<readonly TrialFiring[]>;
  };

/**
 * The workshop of a rule: what another threshold would have done. It reads, and changes nothing; what was
 * tried can be proposed, in a file or as a patch.
 */
export function workshopRoutes(ports: WorkshopPorts): Hono<ConsoleEnv> {
  const turns = createTurns(mostTries);
  return (
    new Hono<ConsoleEnv>()
      .get('/rules/:rule', async (c) => {
        const view = await lookAt(c, ports, turns, (name) => c.req.query(name));
        if (view === undefined) return missingPage(c, ports);
        const { outcome } = view;
        // While somebody is still typing, the last answer stays beside the error.
        if (outcome.kind === 'bad_fields' && isFragment(c)) c.header('HX-Reswap', 'none');
        if (outcome.kind === 'full') c.header('Retry-After', '5');
        return page(c, ports, view, statusOf(outcome));
      })
      // What was refused leaves the browser at this address: loading it again is the workshop.
      .get('/rules/:rule/propose', (c) => c.redirect(`/rules/${encodeURIComponent(c.req.param('rule'))}`))
      .post('/rules/:rule/propose', async (c) => {
        const form = await formOf(c);
        const view = await lookAt(c, ports, turns, (name) => form[name]);
        if (view === undefined) return missingPage(c, ports);
        const order = orderOf(view, form['why']);
        if (order === undefined) return page(c, ports, view, statusOf(view.outcome));
        if (form['as'] === 'patch') {
          const patch = await ports.proposals.patch(order, c.get('caller'));
          if (!patch.ok) return page(c, ports, { ...view, refusal: patch.refusal }, 409);
          c.header('Content-Type', 'text/x-diff; charset=utf-8');
          c.header('Content-Disposition', `attachment; filename="${view.subject.rule.id}.patch"`);
          return c.body(patch.value);
        }
        const proposed = await ports.proposals.propose(order, c.get('caller'));
        if (proposed.ok) return c.redirect('/rules#proposals', 303);
        return page(c, ports, { ...view, refusal: proposed.refusal }, statusOfRefusal(proposed.refusal));
      })
  );
}

function page(c: ConsoleContext, ports: Shell, view: WorkshopView, status: StatusCode) {
  const i18n = i18nOf(c, view.set, view.mandate.timezone);
  c.status(status);
  return c.html(<WorkshopPage frame={ports.frame(c, i18n)} view={view} />);
}

/** The workshop with what was typed tried; nothing where there is no such rule. */
async function lookAt(
  c: ConsoleContext,
  ports: WorkshopPorts,
  turns: Turns,
  typedIn: (name: string) => string | undefined,
): Promise<WorkshopView | undefined> {
  const set = ports.ruleSet();
  const chosen = chosenOf(set, c.req.param('rule'), typedIn('agent'));
  if (chosen === undefined) return undefined;
  const { subject, mandate } = chosen;
  const i18n = i18nOf(c, set, mandate.timezone);
  const range = workshopRanges.find((one) => one === typedIn('range')) ?? '7d';
  const until = ports.now();
  const span = { from: until - rangeMs[range], until };
  const typed = typedOf(typedIn);
  const read = readProposal(typed, subject, set, i18n);
  const outcome: Outcome = read.ok
    ? await outcomeOf(c, ports, turns, { subject, agent: mandate.agent, proposal: read.proposal, span })
    : { kind: 'bad_fields' };
  const trial = await trialOf(ports, subject.rule, mandate.agent, span);
  return {
    ...chosen,
    set,
    range,
    unfolded: isUnfolded(typed, read, subject),
    texts: fieldTexts(typed, subject, read, i18n),
    errors: read.ok ? {} : read.errors,
    outcome,
    ...defined({ trial }),
    trials: trialsBeside(set, subject.rule, mandate.agent),
    mayPropose: mayCommand(c.get('caller'), { kind: 'proposeRule' }) === undefined,
  };
}

/** The rule and the agent of the address. One id may be several rules, each over agents of its own. */
function chosenOf(set: RuleSet, id: string | undefined, wanted: string | undefined) {
  const rules = set.rules.filter((rule) => rule.id === id);
  const agents = rules.flatMap((rule) => rule.agents).flatMap((agent) => set.agents.get(agent) ?? []);
  const mandate = agents.find(({ agent }) => agent === wanted) ?? agents[0];
  const rule = rules.find((one) => mandate !== undefined && one.agents.includes(mandate.agent));
  const subject = rule && subjectOf(rule, set);
  return mandate === undefined || subject === undefined ? undefined : { subject, mandate, agents };
}

function typedOf(typedIn: (name: string) => string | undefined): Typed {
  return Object.fromEntries(
    workshopFields.map((field) => [field, (typedIn(field) ?? '').slice(0, longestTyped)]),
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
  const turn = await turns.take(sessionOf(c) ?? '', async (proceed) => {
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

function statusOfRefusal({ kind }: Refusal): StatusCode {
  return kind === 'forbidden' ? 403 : kind === 'invalid' ? 422 : 409;
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
