/**
 * The metrics of `/metrics` that the dashboards rely on, with their labels: design.md section 6 and what was added to it.
 * The live test holds the running service to this list, the pure one the queries.
 */
export type Family = { readonly type: 'gauge' | 'counter' | 'histogram'; readonly labels: readonly string[] };

const gauge = (...labels: string[]): Family => ({ type: 'gauge', labels });
const counter = (...labels: string[]): Family => ({ type: 'counter', labels });

const criterion = ['plan', 'action', 'criterion'];

export const contract: Readonly<Record<string, Family>> = {
  filrouge_metric_value: gauge('agent', 'metric'),
  filrouge_rule_threshold: gauge('agent', 'rule', 'metric'),
  filrouge_rule_state: gauge('agent', 'rule', 'state'),
  filrouge_agent_suspended: gauge('agent'),
  filrouge_switch_unacknowledged_seconds: gauge('agent'),
  filrouge_switch_ready: gauge('agent'),
  filrouge_switch_not_ready: gauge('agent', 'reason'),
  filrouge_incidents_total: counter('agent', 'severity'),
  filrouge_incidents_open: gauge('agent'),
  filrouge_plan_info: gauge('plan', 'agent', 'incident', 'state'),
  filrouge_plan_actions: gauge('plan', 'agent', 'status'),
  filrouge_plan_criteria: gauge('plan', 'agent', 'verdict'),
  filrouge_plan_completion_ratio: gauge('plan', 'agent'),
  filrouge_plan_overdue_actions: gauge('plan', 'agent'),
  filrouge_plan_created_timestamp_seconds: gauge('plan', 'agent'),
  filrouge_plan_closed_timestamp_seconds: gauge('plan', 'agent'),
  filrouge_criterion_value: gauge(...criterion),
  filrouge_criterion_target: gauge(...criterion),
  filrouge_criterion_verdict: gauge(...criterion, 'verdict'),
  filrouge_criterion_held_seconds: gauge(...criterion),
  filrouge_criterion_hold_seconds: gauge(...criterion),
  filrouge_detection_seconds: { type: 'histogram', labels: [] },
  filrouge_samples_total: counter('source', 'outcome'),
  filrouge_notices_total: counter('channel', 'outcome'),
  filrouge_notices_waiting: gauge('channel'),
  filrouge_is_evaluator: gauge(),
  filrouge_rules_last_reload_successful: gauge(),
  filrouge_rules_last_reload_success_timestamp_seconds: gauge(),
};

/** Labels that Prometheus adds to every series it scrapes. */
export const scrapeLabels: readonly string[] = ['instance', 'job'];

/** The family a series name belongs to: a histogram is read through its `_bucket`, `_sum` and `_count`. */
export function familyOf(series: string): Family | undefined {
  const whole = contract[series];
  if (whole !== undefined) return whole;
  const histogram = contract[series.replace(/_(bucket|sum|count)$/, '')];
  if (histogram?.type !== 'histogram') return undefined;
  return series.endsWith('_bucket') ? { ...histogram, labels: [...histogram.labels, 'le'] } : histogram;
}
