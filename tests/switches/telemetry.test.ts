import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { exposition } from '../../src/platform/exposition.ts';
import { suspendAgent, untouchedSwitch } from '../../src/switches/switch.ts';
import { registerSwitchTelemetry } from '../../src/switches/telemetry.ts';

const t0 = Date.UTC(2026, 5, 5, 6, 2);
const by = { kind: 'person', person: 'lea', key: '3f2a' } as const;

test('the switches are read when they are scraped, one sample for each agent under watch', async () => {
  const registry = new Registry();
  const leo = untouchedSwitch('leo', t0);
  const world = { switches: [untouchedSwitch('margaux', t0), leo] };
  registerSwitchTelemetry(registry, { switches: () => world.switches, now: () => t0 + 2_500 });
  expect(await exposition(registry)).toContain('filrouge_agent_suspended{agent="margaux"} 0');
  expect(await exposition(registry)).not.toMatch(/^filrouge_switch_\w+\{/m);
  const stopped = suspendAgent(untouchedSwitch('margaux', t0), { by, reason: 'odd' }, t0)?.state ?? leo;
  world.switches = [stopped];
  const text = await exposition(registry);
  expect(text).toContain('filrouge_agent_suspended{agent="margaux"} 1');
  expect(text).toContain('filrouge_switch_unacknowledged_seconds{agent="margaux"} 2.5');
  expect(text).not.toContain('leo');
});
