import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { IncidentCount } from '../../src/incidents/store.ts';
import { registerIncidentTelemetry } from '../../src/incidents/telemetry.ts';

test('incidents are counted from what is stored, and agents without any are told as well', async () => {
  const registry = new Registry();
  const counts: IncidentCount[] = [
    { agent: 'margaux', severity: 'critical', total: 3, unresolved: 1 },
    { agent: 'margaux', severity: 'warning', total: 2, unresolved: 0 },
  ];
  registerIncidentTelemetry(registry, { counts: async () => counts, agents: () => ['margaux', 'leo'] });
  await registry.metrics();
  const text = await registry.metrics();
  expect(text).toContain('filrouge_incidents_total{agent="margaux",severity="critical"} 3');
  expect(text).toContain('filrouge_incidents_total{agent="margaux",severity="warning"} 2');
  expect(text).toContain('filrouge_incidents_open{agent="margaux"} 1');
  expect(text).toContain('filrouge_incidents_open{agent="leo"} 0');
});
