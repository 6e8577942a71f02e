import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { type AnnotationQuery, AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { chosenSource } from './parts.ts';

type Mark = {
  readonly name: string;
  readonly color: string;
  readonly expr: string;
  readonly title: string;
  readonly text: string;
  readonly tags: string;
};

/** A mark wherever `expr` has a value: one step wide, so that a change shows once. */
function mark(facts: Mark): Builder<AnnotationQuery> {
  return new AnnotationQueryBuilder()
    .name(facts.name)
    .datasource(chosenSource)
    .enable(true)
    .iconColor(facts.color)
    .titleFormat(facts.title)
    .textFormat(facts.text)
    .tagKeys(facts.tags)
    .target(new DataqueryBuilder().refId('Anno').expr(facts.expr).interval('10s').range());
}

/** How much a sum grew during the last step: exactly one step shows a change, however the dashboard is zoomed. */
function grewInOneStep(sum: string, selector: string): string {
  return `${sum}(${selector}) - ${sum}(${selector} offset $__interval) > 0`;
}

/**
 * Incidents, and rule sets that came into force. The incident counter stands at 0 for every agent before its first
 * incident, so that the first one is a change too.
 */
export function annotations(): Builder<AnnotationQuery>[] {
  return [
    mark({
      name: 'Incidents',
      color: 'red',
      expr: grewInOneStep('max by (agent, severity) ', 'filrouge_incidents_total{agent=~"$agent"}'),
      title: 'Incident on {{agent}}',
      text: 'Severity {{severity}}',
      tags: 'agent,severity',
    }),
    mark({
      name: 'Rule changes',
      color: 'blue',
      expr: grewInOneStep('max', 'filrouge_rules_last_reload_success_timestamp_seconds'),
      title: 'New rule set in force',
      text: 'The rule files were read again: see the register for what changed',
      tags: '',
    }),
  ];
}
