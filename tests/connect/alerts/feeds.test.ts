import { describe, expect, test } from 'vitest';
import { everyTarget, feedsOf } from '../../../src/connect/alerts/feeds.ts';
import { edited, problemMarks, setOf, shippedFiles, withFile } from '../../rules/folder.ts';
import { alertMetric, alertRule, alertSources } from './files.ts';

const shipped = await shippedFiles();
const textOf = (path: string) => shipped.find((file) => file.path === path)?.text ?? '';
const metrics = textOf('metrics.yaml') + alertMetric;
const files = withFile(
  withFile(withFile(shipped, 'metrics.yaml', metrics), 'sources.yaml', alertSources),
  'agents/margaux.yaml',
  textOf('agents/margaux.yaml') + alertRule,
);
const margaux = { agent: 'margaux', metric: 'catalogue_alarms' };

describe('alerts of other systems by sources.yaml', () => {
  const rules = setOf(files);
  const about = (labels: Record<string, string>) =>
    feedsOf({ labels: new Map(Object.entries(labels)) }, rules);

  test.each([
    ['by the agent of the entry', { alertname: 'CatalogueGone' }],
    ['by a label of the alert', { alertname: 'CatalogueStale', severity: 'page', bot: 'margaux' }],
  ])('count for an agent %s', (_, labels) => {
    expect(about(labels)).toEqual({ targets: [margaux], isAlive: false });
  });

  test('say that their sender is alive', () => {
    expect(about({ alertname: 'Watchdog' })).toEqual({ targets: [], isAlive: true });
    expect(everyTarget(rules)).toEqual([margaux]);
  });

  test.each([
    ['no name that an entry has', { alertname: 'Other' }, 'no entry under alerts of sources.yaml reads it'],
    [
      'another value of a label',
      { alertname: 'CatalogueStale', severity: 'info', bot: 'margaux' },
      'no entry',
    ],
    ['no label for the agent', { alertname: 'CatalogueStale', severity: 'page' }, 'has no label that names'],
    [
      'an agent nobody knows',
      { alertname: 'CatalogueStale', severity: 'page', bot: 'leon' },
      'unknown agent "leon"',
    ],
  ])('with %s are about nobody, and say why', (_, labels, reason) => {
    expect(about(labels)).toContain(reason);
  });

  test('need no series beside them, and change the hash of the set', () => {
    expect(rules.sources).toBeUndefined();
    expect(rules.hash).not.toBe(setOf(withFile(files, 'sources.yaml', 'alerts: []\n')).hash);
  });
});

describe('what is wrong with alerts of other systems', () => {
  const withAlert = (entry: string) =>
    problemMarks(withFile(files, 'sources.yaml', `alerts:\n  - ${entry}\n`));
  test.each([
    ['neither a metric nor a sign of life', '{ alert: A }', 'sources.yaml:2:7 missing_key no metric'],
    [
      'both',
      '{ alert: A, alive: true, metric: csat }',
      'sources.yaml:2:17 too_many_keys alive beside a metric or an agent',
    ],
    ['no name', '{ metric: catalogue_alarms }', 'sources.yaml:2:7 missing_key nothing'],
    [
      'an unknown metric',
      '{ alert: A, metric: catalog_alarms }',
      'sources.yaml:2:25 unknown_metric catalog_alarms → catalogue_alarms',
    ],
    ['a metric that is measured', '{ alert: A, metric: csat }', 'sources.yaml:2:17 not_from_alerts csat'],
    [
      'an agent twice',
      '{ alert: A, metric: catalogue_alarms, agent: margaux, agent_label: bot }',
      'sources.yaml:2:59 too_many_keys agent and agent_label',
    ],
  ])('an entry with %s', (_, entry, mark) => {
    expect(withAlert(entry)).toEqual([mark]);
  });

  test('a metric of alerts that is not how many of them fire', () => {
    for (const [piece, by] of [
      [
        'unit: count\n    better: lower\n    aggregate: last',
        'unit: number\n    better: lower\n    aggregate: last',
      ],
      ['aggregate: last', 'aggregate: sum'],
      ['own_traffic: false\n    from_alerts', 'from_alerts'],
    ] as const)
      expect(problemMarks(edited(files, 'metrics.yaml', piece, by))).toContainEqual(
        expect.stringContaining('alerts_are_counted true'),
      );
  });

  test('a criterion on them: that an alert has ended proves nothing', () => {
    for (const criterion of [
      'no catalogue_alarms > 0 over 10m for 48h',
      'catalogue_alarms < 1 over 10m for 24h',
    ])
      expect(
        problemMarks(
          edited(
            files,
            'playbooks/stale-answers.yaml',
            'criteria: error_rate < 1% over 1h for 24h',
            `criteria: ${criterion}`,
          ),
        ),
      ).toEqual([expect.stringContaining('alerts_prove_nothing catalogue_alarms')]);
  });
});
