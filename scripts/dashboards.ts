/**
 * Writes both Grafana dashboards anew. The metrics of metrics.yaml give the panels their units, so run it again after
 * adding one.
 *
 *     npm run dashboards [-- path/to/metrics.yaml]
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { metricsIn } from '../dashboards/generator/metrics.ts';
import { renderDashboards } from '../dashboards/generator/render.ts';

const root = resolve(import.meta.dirname, '..');
const metrics = metricsIn(process.argv[2] ?? resolve(root, 'rules/metrics.yaml'));

for (const { file, text } of renderDashboards(metrics)) {
  const path = resolve(root, 'dashboards', file);
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
}
