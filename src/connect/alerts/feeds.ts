import { unknownName } from '../../metrics/sample.ts';
import { type AlertSource, fits } from '../../metrics/sources.ts';
import { noSuchText } from '../../platform/no-such.ts';
import type { RuleAlarm } from '../../rules/engine/told.ts';
import type { Rule } from '../../rules/rule.ts';
import { isKept, type RuleSet, ruleOver } from '../../rules/ruleset.ts';
import type { ForeignAlert } from './alert.ts';

/** A metric of an agent that alerts count for. */
export type Target = { readonly agent: string; readonly metric: string };

/** A rule that the store evaluates, and what an alert says of it. */
export type RuleTarget = { readonly agent: string; readonly rule: string; readonly alarm: RuleAlarm };

/** The subject of an alert; `isAlive`: it says that its sender is alive. */
export type Feeds = {
  readonly targets: readonly Target[];
  readonly rule?: RuleTarget;
  readonly isAlive: boolean;
};

/** The part of a rule set that is about alerts. */
export type AlertRules = Pick<RuleSet, 'agents' | 'rules' | 'metrics' | 'alertSources'>;

/** The subject of an alert, by the labels of a compiled rule or by sources.yaml, or why it has none. */
export function feedsOf(alert: Pick<ForeignAlert, 'labels'>, rules: AlertRules): Feeds | string {
  const ours = alert.labels.get('filrouge');
  if (ours === 'breach' || ours === 'no_data') return ruleOf(alert, ours, rules);
  if (ours === 'alive') return { targets: [], isAlive: true };
  return sourcesOf(alert, rules);
}

/** An alert of a rule that `filrouge rules compile` has written. */
function ruleOf(
  { labels }: Pick<ForeignAlert, 'labels'>,
  alarm: RuleAlarm,
  rules: AlertRules,
): Feeds | string {
  const [name, agent = '', id = ''] = ['alertname', 'agent', 'rule'].map((label) => labels.get(label));
  if (!rules.agents.has(agent)) return `alert ${name}: ${unknownName('agent', agent)}`;
  const rule = ruleOver(rules, agent, id);
  if (rule === undefined)
    return `alert ${name}: ${noSuchText('rule', id, { over: agent })} Compile the rules again.`;
  if (!isKept(rule, rules)) return `alert ${name}: filrouge evaluates the rule ${id} itself`;
  return { targets: [], rule: { agent, rule: id, alarm }, isAlive: false };
}

function sourcesOf(
  { labels }: Pick<ForeignAlert, 'labels'>,
  { agents, alertSources = [] }: AlertRules,
): Feeds | string {
  const name = labels.get('alertname') ?? '';
  const targets: Target[] = [];
  let isAlive = false;
  let reason = `alert ${name}: no entry under alerts of sources.yaml reads it`;
  for (const { alert, where, feeds } of alertSources) {
    if (alert !== name || !fits(labels, where)) continue;
    if (feeds.kind === 'alive') isAlive = true;
    else {
      const agent = agentOf(feeds.agent, labels);
      if (agent === undefined) reason = `alert ${name} has no label that names its agent`;
      else if (!agents.has(agent)) reason = `alert ${name}: ${unknownName('agent', agent)}`;
      else targets.push({ agent, metric: feeds.metric });
    }
  }
  return isAlive || targets.length > 0 ? { targets, isAlive } : reason;
}

/**
 * Every metric of an agent that alerts may count for: where sources.yaml names the agent, that one; where a
 * label does, the agents with a rule on the metric.
 */
export function everyTarget({
  rules,
  alertSources = [],
}: Pick<AlertRules, 'rules' | 'alertSources'>): Target[] {
  const found = new Map<string, Target>();
  for (const { feeds } of alertSources) {
    if (feeds.kind === 'alive') continue;
    const { metric } = feeds;
    const over = 'fixed' in feeds.agent ? [feeds.agent.fixed] : agentsUnder(rules, metric);
    for (const agent of over) found.set(targetKey({ agent, metric }), { agent, metric });
  }
  return [...found.values()];
}

/** One text for agent and metric, neither of which has a space. */
export function targetKey({ agent, metric }: Target): string {
  return `${agent} ${metric}`;
}

function agentOf(
  agent: Extract<AlertSource['feeds'], { kind: 'count' }>['agent'],
  labels: ReadonlyMap<string, string>,
): string | undefined {
  return 'fixed' in agent ? agent.fixed : labels.get(agent.label);
}

function agentsUnder(rules: readonly Rule[], metric: string): readonly string[] {
  return rules
    .filter(({ when, clear = [] }) => [...when, ...clear].some((condition) => condition.metric === metric))
    .flatMap(({ agents }) => agents);
}
