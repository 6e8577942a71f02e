import type { NamedMetric } from '../../src/metrics/metric.ts';
import { agentsLive } from './agents-live.ts';
import { planKpis } from './plan-kpis.ts';

/** Both dashboards as the files that Grafana reads: name and text. */
export function renderDashboards(
  metrics: readonly NamedMetric[],
): { readonly file: string; readonly text: string }[] {
  return [
    { file: 'plan-kpis.json', text: json(planKpis()) },
    { file: 'agents-live.json', text: json(agentsLive(metrics)) },
  ];
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
