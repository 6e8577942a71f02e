import type { AgentView } from '../../switches/agent-view.ts';
import { agoText, type Finding, fault, fine, look, someOf, timeOf } from './finding.ts';

/** The findings about an agent. `noDataAfterS`: by rule, after how many seconds its silence counts. */
export function agentFindings(
  view: AgentView,
  noDataAfterS: ReadonlyMap<string, number>,
  now: number,
): Finding[] {
  return [...data(view, noDataAfterS, now), ...refusals(view, now), reach(view, now), ...proofs(view)];
}

function data(
  { agent, rules, ...view }: AgentView,
  after: ReadonlyMap<string, number>,
  now: number,
): Finding[] {
  if (rules.length === 0)
    return [
      fault(agent, 'no rule watches it', `Write one in agents/${agent}.yaml: docs/reference/agent.md.`),
    ];
  // A stopped agent sends nothing: its silence is no fault.
  const isStopped = !view.switch.mayRun;
  const isSilent = ({ rule, lastAt }: AgentView['rules'][number]) =>
    lastAt !== undefined && now - timeOf(lastAt) > 1_000 * (after.get(rule) ?? Number.POSITIVE_INFINITY);
  const awaited = rules.filter(({ lastAt }) => lastAt === undefined);
  const silent = isStopped ? [] : rules.filter(isSilent);
  const heard = rules.length - awaited.length - silent.length;
  const last = rules
    .flatMap(({ lastAt }) => lastAt ?? [])
    .toSorted()
    .at(-1);
  const found: Finding[] = [];
  if (heard > 0)
    found.push(
      fine(agent, `${heard} of ${rules.length} rules have data, the last came ${agoText(last, now)}`),
    );
  for (const metric of metricsOf(awaited))
    found.push(
      look(
        agent,
        `${metric} is awaited: it never came`,
        'Connect its sender: docs/agent-developer.md, docs/pull.md or docs/opentelemetry.md.',
      ),
    );
  for (const metric of metricsOf(silent)) {
    const at = silent.find((rule) => rule.metric === metric)?.lastAt;
    found.push(
      fault(
        agent,
        `${metric} is silent: it came last ${agoText(at, now)}`,
        'Look whether its sender runs, and what it is answered.',
      ),
    );
  }
  return found;
}

function metricsOf(rules: readonly { readonly metric: string }[]): string[] {
  return [...new Set(rules.map(({ metric }) => metric))];
}

/** A refusal no older than this counts as going on. */
const recentMs = 3_600_000;

function refusals({ agent, refused = [] }: AgentView, now: number): Finding[] {
  return refused.map(({ source, reason, count, lastAt }) => {
    const says = `${count} refused (${source}): ${reason}, last ${agoText(lastAt, now)}`;
    const todo = 'Correct the sender, or rules/sources.yaml: docs/reference/sources.md.';
    return now - timeOf(lastAt) <= recentMs ? fault(agent, says, todo) : look(agent, says, todo);
  });
}

function reach({ agent, mandate, switch: state, reach: { standing } }: AgentView, now: number): Finding {
  if (mandate.switch === 'none' && state.mode === 'normal')
    return fine(agent, 'has no kill switch: people do its work');
  const how =
    'Let the agent ask for its switch before each answer: docs/agent-developer.md or docs/openfeature.md.';
  if (state.disobeyedAt !== undefined)
    return fault(agent, `goes on in spite of its stop, seen ${agoText(state.disobeyedAt, now)}`, how);
  if (state.outOfReach) return fault(agent, 'nobody reads its switch: a stop would stop nobody', how);
  if (standing === 'not_known')
    return look(agent, 'has not read its switch since this filrouge started', 'Ask again in two leases.');
  if (!state.mayRun && !state.acknowledged)
    return look(agent, 'is stopped, and has not said that it obeys', how);
  return fine(agent, state.mayRun ? 'reads its switch' : 'is stopped, and says that it obeys');
}

function proofs({ agent, rules }: AgentView): Finding[] {
  return (['never', 'stale'] as const).flatMap((standing) => {
    const ids = rules.filter(({ proof }) => proof === standing).map(({ rule }) => rule);
    if (ids.length === 0) return [];
    const why = standing === 'never' ? 'never proven' : 'proven too long ago';
    return [look(agent, `${why}: ${someOf(ids)}`, `Run filrouge rules prove ${ids[0]} --agent ${agent}`)];
  });
}
