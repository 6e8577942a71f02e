import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedRules } from '../../support/house.ts';

/** The additions to the shipped rules by which margaux obeys alerts of another system. */
export const alertMetric = `
  catalogue_alarms:
    unit: count
    better: lower
    aggregate: last
    own_traffic: false
    from_alerts: true
    label: { fr: Alertes du catalogue, en: Catalogue alarms }
`;

export const alertSources = `
alerts:
  - { alert: CatalogueStale, metric: catalogue_alarms, agent_label: bot, where: { severity: page } }
  - { alert: CatalogueGone, metric: catalogue_alarms, agent: margaux }
  - { alert: Watchdog, alive: true }
`;

export const alertRule = `
  - id: catalogue-alarm
    when: catalogue_alarms > 0 over 10m
    min_samples: 1
    on_no_data: alert
    no_data_after: 20m
    then: suspend
    severity: critical
    playbook: stale-answers
`;

/** A folder with the shipped rules and these. */
export async function alertRules(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-alerts-'));
  await cp(shippedRules, folder, { recursive: true });
  for (const [file, text] of [
    ['metrics.yaml', alertMetric],
    ['sources.yaml', alertSources],
    ['agents/margaux.yaml', alertRule],
  ] as const)
    await writeFile(join(folder, file), (await readFile(join(folder, file), 'utf8')) + text);
  return folder;
}
