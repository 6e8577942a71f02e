import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { IncidentCount } from '../../src/incidents/store.ts';
import { registerIncidentTelemetry } from '../../src/incidents/telemetry.ts';
import { exposition, showFamily } from '../../src/platform/exposition.ts';

test('incidents are counted from what is stored, and agents without any are told as well', async () => {
  const registry = new Registry();
  const counts: IncidentCount[] = [
    { agent: 'margaux', severity: 'critical', total: 3, unresolved: 1 },
    { agent: 'margaux', severity: 'warning', total: 2, unresolved: 0 },
  ];
  registerIncidentTelemetry(registry, {
    counts: async () => counts,
    agents: () => ['margaux', 'leo'],
    severities: (agent) => (agent === 'leo' ? ['critical'] : ['critical', 'warning']),
  });
  await exposition(registry);
  const text = await exposition(registry);
  expect(text).toContain('filrouge_incidents_total{agent="margaux",severity="critical"} 3');
  expect(text).toContain('filrouge_incidents_total{agent="margaux",severity="warning"} 2');
  expect(text).toContain('filrouge_incidents_total{agent="leo",severity="critical"} 0');
  expect(text).not.toContain('filrouge_incidents_total{agent="leo",severity="warning"}');
  expect(text).toContain('filrouge_incidents_open{agent="margaux"} 1');
  expect(text).toContain('filrouge_incidents_open{agent="leo"} 0');
});

test('while the database does not answer, only the incidents are missing', async () => {
  const registry = new Registry();
  registerIncidentTelemetry(registry, {
    counts: () => Promise.reject(new Error('no database')),
    agents: () => ['margaux'],
    severities: () => ['critical'],
  });
  showFamily(registry, { name: 'ready', help: 'h', type: 'gauge', read: () => [{ labels: {}, value: 0 }] });
  const text = await exposition(registry);
  expect(text).toContain('\nready 0\n');
  expect(text).not.toMatch(/^filrouge_incidents/m);
});
