/**
 * What `/metrics` says in the middle of a story: Margaux is suspended for incident 4, whose plan is under way; Leo runs; an
 * earlier plan is closed. Written by hand against the contract, so that queries are tried on every series they may meet.
 */

/** Where the story stands: `scrape` counts from 0, times are seconds since the epoch. */
export type Moment = { readonly begin: number; readonly scrape: number };

/** The first scrape that sees the incident. */
const incidentAt = 4;

const day = 86_400;

/** The page of the process that evaluates. */
export function evaluatorPage({ begin, scrape }: Moment): string {
  const after = scrape >= incidentAt;
  const trips = after ? 3 : 1;
  const agents = `
filrouge_is_evaluator 1
filrouge_rules_last_reload_successful 1
filrouge_rules_last_reload_success_timestamp_seconds ${after ? begin : begin - day}
filrouge_metric_value{agent="margaux",metric="error_rate"} 0.023
filrouge_metric_value{agent="margaux",metric="csat"} 4.4
filrouge_metric_value{agent="leo",metric="error_rate"} 0.004
filrouge_rule_threshold{agent="margaux",rule="error-rate",metric="error_rate"} 0.02
filrouge_rule_threshold{agent="margaux",rule="error-rate-day",metric="error_rate"} 0.03
filrouge_rule_threshold{agent="margaux",rule="csat",metric="csat"} 4.2
filrouge_rule_threshold{agent="leo",rule="error-rate",metric="error_rate"} 0.02
filrouge_rule_state{agent="margaux",rule="error-rate",state="firing"} 1
filrouge_rule_state{agent="leo",rule="csat",state="no_data"} 1
filrouge_detection_seconds_bucket{le="0.01"} ${trips - 1}
filrouge_detection_seconds_bucket{le="1"} ${trips}
filrouge_detection_seconds_bucket{le="+Inf"} ${trips}
filrouge_samples_total{source="samples",outcome="accepted"} ${100 * scrape}
filrouge_samples_total{source="interactions",outcome="rejected"} 3
filrouge_notices_total{channel="webhook",outcome="sent"} ${trips}
filrouge_notices_waiting{channel="webhook"} 1
filrouge_incidents_total{agent="margaux",severity="critical"} ${after ? 1 : 0}
filrouge_incidents_total{agent="leo",severity="critical"} 0
`;
  const ready = `filrouge_switch_ready{agent="margaux"} 0
filrouge_switch_not_ready{agent="margaux",reason="never_proven"} 1
`;
  return agents + ready + standbyPage({ begin, scrape }).replace('filrouge_is_evaluator 0\n', '');
}

/** The page of a process that stands by: what it reads from the database is the same, what it holds in memory is missing. */
export function standbyPage({ begin }: Moment): string {
  return `filrouge_is_evaluator 0
filrouge_agent_suspended{agent="margaux"} 1
filrouge_agent_suspended{agent="leo"} 0
filrouge_switch_unacknowledged_seconds{agent="margaux"} 4
filrouge_incidents_open{agent="margaux"} 1
filrouge_incidents_open{agent="leo"} 0
filrouge_plan_info{plan="3",agent="leo",incident="3",state="closed"} 1
filrouge_plan_info{plan="4",agent="margaux",incident="4",state="active"} 1
filrouge_plan_created_timestamp_seconds{plan="3",agent="leo"} ${begin - 9 * day}
filrouge_plan_created_timestamp_seconds{plan="4",agent="margaux"} ${begin - 2 * day}
filrouge_plan_closed_timestamp_seconds{plan="3",agent="leo"} ${begin - 4 * day}
filrouge_plan_completion_ratio{plan="3",agent="leo"} 1
filrouge_plan_completion_ratio{plan="4",agent="margaux"} 0.4
filrouge_plan_overdue_actions{plan="4",agent="margaux"} 1
filrouge_plan_actions{plan="4",agent="margaux",status="done"} 2
filrouge_plan_actions{plan="4",agent="margaux",status="blocked"} 1
filrouge_plan_actions{plan="4",agent="margaux",status="in_progress"} 1
filrouge_plan_actions{plan="4",agent="margaux",status="todo"} 1
filrouge_criterion_value{plan="4",action="4-1",criterion="4-1-1"} 0
filrouge_criterion_value{plan="4",action="4-2",criterion="4-2-1"} 0.013
filrouge_criterion_target{plan="4",action="4-1",criterion="4-1-1"} 0
filrouge_criterion_target{plan="4",action="4-2",criterion="4-2-1"} 0.01
filrouge_criterion_verdict{plan="4",action="4-1",criterion="4-1-1",verdict="holding"} 1
filrouge_criterion_verdict{plan="4",action="4-2",criterion="4-2-1",verdict="failed"} 1
filrouge_plan_criteria{plan="4",agent="margaux",verdict="met"} 2
filrouge_plan_criteria{plan="4",agent="margaux",verdict="holding"} 1
filrouge_plan_criteria{plan="4",agent="margaux",verdict="failed"} 1
filrouge_criterion_held_seconds{plan="4",action="4-1",criterion="4-1-1"} 43200
filrouge_criterion_held_seconds{plan="4",action="4-2",criterion="4-2-1"} 0
filrouge_criterion_hold_seconds{plan="4",action="4-1",criterion="4-1-1"} 172800
filrouge_criterion_hold_seconds{plan="4",action="4-2",criterion="4-2-1"} 86400
`;
}
