import { windowWord } from '../../metrics/from.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { chartStepMs } from '../../metrics/store-cells.ts';
import { formatDuration } from '../../platform/duration.ts';
import type { Rule } from '../../rules/rule.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { alertOf, type PrometheusGroup, type PrometheusRule, silenceAlert, type Told } from './alert.ts';

/** So many agents are named one by one in an expression; what is about more is about all but so many. */
const mostNamed = 50;

/** A name of the agents that a rule stands over, for the comment at the head of the file. */
type Note = (rule: Rule, note: string) => void;

/**
 * The rules over metrics that live in the store, each about all its agents at once, straight from the queries
 * of metrics.yaml: nothing waits for a recorded series. Beside them what charts and criteria read, written
 * once each chart step.
 */
export function groupsOverStore(
  rules: readonly Rule[],
  set: RuleSet,
  keepFiringFor: boolean,
  note: Note,
): PrometheusGroup[] {
  const kept = [...set.metrics.values()].filter(({ from }) => from?.keep === 'store');
  if (kept.length === 0) return [];
  const interval = formatDuration(chartStepMs(set.stepMs));
  const told = (rule: Rule): Told => ({ ...queriesOf(set), only: onlyOver(rule, set, note) });
  return [
    {
      name: 'filrouge_store',
      interval: formatDuration(set.stepMs),
      rules: [...rules.map((rule) => alertOf(rule, told(rule), keepFiringFor)), watchdog],
    },
    {
      name: 'filrouge_store_charts',
      interval,
      rules: [
        ...kept.flatMap((metric) => chartsOf(metric, set.stepMs)),
        ...rules.flatMap((rule) => silenceOf(rule, set, told(rule))),
      ],
    },
  ];
}

/** Always fires: its silence says that nobody evaluates, or nobody tells of it. */
const watchdog: PrometheusRule = {
  alert: 'FilrougeWatchdog',
  expr: 'vector(1)',
  labels: { severity: 'none', filrouge: 'alive' },
  annotations: {
    summary: 'The rules of filrouge are evaluated',
    summary_fr: 'Les règles de filrouge sont évaluées',
  },
};

function queriesOf({ metrics }: RuleSet): Told {
  return {
    metrics,
    value: ({ metric, window }) => worstOf(metrics.get(metric), window?.lengthMs),
    weight: ({ metric, window }) => {
      const { from } = metrics.get(metric) ?? {};
      return from?.samples === undefined ? undefined : byAgent('max', from, from.samples, window?.lengthMs);
    },
    baseline: ({ metric, against }, part) => {
      const known = metrics.get(metric);
      const query = part === 'value' ? known?.from?.promql : known?.from?.samples;
      if (known === undefined || against.kind !== 'baseline' || query === undefined) return undefined;
      const past = { ...known, from: { ...known.from, promql: pastQuery(query, against.window.agoMs ?? 0) } };
      return worstOf(past, against.window.lengthMs);
    },
  };
}

/** A query whose windows ended so long ago. */
function pastQuery(query: string, agoMs: number): string {
  return query.replaceAll(/\[[^\]]*\$window[^\]]*\]/g, (range) => `${range} offset ${formatDuration(agoMs)}`);
}

/** Of several series of an agent the worst one counts. */
function worstOf(metric: NamedMetric | undefined, windowMs: number | undefined): string {
  const { from = {}, better } = metric ?? {};
  return byAgent(better === 'higher' ? 'min' : 'max', from, from.promql ?? '', windowMs);
}

function byAgent(
  fold: 'min' | 'max',
  { agent, agent_label: label = 'agent' }: NonNullable<NamedMetric['from']>,
  query: string,
  windowMs = 0,
): string {
  const asked = query.replaceAll(windowWord, () => formatDuration(windowMs));
  if (agent !== undefined) return `label_replace(${fold}(${asked}), "agent", "${agent}", "", "")`;
  if (label === 'agent') return `${fold} by (agent) (${asked})`;
  return `${fold} by (agent) (label_replace(${asked}, "agent", "$1", "${label}", "(.+)"))`;
}

/**
 * The series that charts and criteria read, one value a chart step. Without the comparison 0/0 would be a
 * value.
 */
function chartsOf(metric: NamedMetric, stepMs: number): PrometheusRule[] {
  const { name, from } = metric;
  const windowMs = chartStepMs(stepMs);
  const labels = { metric: name };
  const value = `${worstOf(metric, windowMs)} >= -Inf`;
  const samples = from?.samples && byAgent('max', from, from.samples, windowMs);
  return [
    { record: 'filrouge:chart', labels, expr: value },
    ...(samples === undefined ? [] : [{ record: 'filrouge:chart_weight', labels, expr: samples }]),
  ];
}

/** Leaves the agents that a rule stands over, where it does not stand over all there are. */
function onlyOver(rule: Rule, { agents, rules }: RuleSet, note: Note): string {
  const over = new Set(rule.agents);
  const others = [...agents.keys()].filter((agent) => !over.has(agent));
  if (others.length === 0) return '';
  if (over.size <= mostNamed) return ` and on (agent) ${named([...over])}`;
  if (others.length <= mostNamed) return ` unless on (agent) ${named(others)}`;
  const isShared = rules.some((other) => other !== rule && other.id === rule.id);
  if (isShared)
    note(rule, 'several rules have this id: give each its own, or this one also stops agents of the others');
  return '';
}

function named(agents: readonly string[]): string {
  return `(${agents.map((agent) => `label_replace(vector(1), "agent", "${agent}", "", "")`).join(' or ')})`;
}

/**
 * Of a few agents each is asked after by its name. Of many those that were there: `filrouge:seen` remembers
 * them as long as it is evaluated.
 */
function silenceOf(rule: Rule, { stepMs }: RuleSet, told: Told): PrometheusRule[] {
  const over = `[${formatDuration(3 * chartStepMs(stepMs))}]`;
  const metrics = [...new Set(rule.when.map(({ metric }) => metric))];
  if (rule.agents.length <= mostNamed) {
    const absent = rule.agents.flatMap((agent) =>
      metrics.map((metric) => `absent_over_time(filrouge:chart{agent="${agent}",metric="${metric}"}${over})`),
    );
    return [silenceAlert(rule, told, `max by (agent) (${absent.join(' or ')})`)];
  }
  const seen = metrics.map((metric): PrometheusRule => {
    const expr = `max by (agent) (filrouge:chart{metric="${metric}"} * 0 or last_over_time(filrouge:seen{metric="${metric}",rule="${rule.id}"}[1h]))`;
    return { record: 'filrouge:seen', labels: { metric, rule: rule.id }, expr };
  });
  const gone = metrics.map(
    (metric) =>
      `(filrouge:seen{metric="${metric}",rule="${rule.id}"} unless on (agent) last_over_time(filrouge:chart{metric="${metric}"}${over}))`,
  );
  return [...seen, silenceAlert(rule, told, `max by (agent) (${gone.join(' or ')})${told.only}`)];
}
