import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { alertRules, dashboard, dataSources, projectFile, providers } from './files.ts';

describe('the alert on the error rate', () => {
  const rules = alertRules().groups.flatMap((group) => group.rules);
  const [rule] = rules;

  test('stands beside the one on kill switches that would not work', () => {
    expect(rules.map(({ uid }) => uid)).toEqual(['filrouge-error-rate', 'filrouge-switch-not-ready']);
  });

  test('takes neither silence nor a failing query for good news', () => {
    expect(rule?.noDataState).toBe('NoData');
    expect(rule?.execErrState).toBe('Error');
  });

  test('stays while a suspended agent measures nothing: for a day of its rounds', () => {
    expect(alertRules().groups[0]?.interval).toBe('1m');
    expect(rule?.missing_series_evals_to_resolve).toBe(24 * 60);
  });

  test('compares what it asked for, and asks the provisioned data source', () => {
    const asked = rule?.data.filter(({ model }) => model.expr !== undefined) ?? [];
    expect(asked.map(({ datasourceUid }) => datasourceUid)).toEqual(
      asked.map(() => dataSources().datasources[0]?.uid),
    );
    const condition = rule?.data.find(({ refId }) => refId === rule.condition);
    expect(condition?.datasourceUid).toBe('__expr__');
    expect(condition?.model.expression?.match(/\$[A-Z]/g)).toEqual(asked.map(({ refId }) => `$${refId}`));
  });

  test('speaks of values and labels that it has', () => {
    const said = Object.values(rule?.annotations ?? {}).join(' ');
    const values = [...said.matchAll(/\$values\.(\w+)\./g)].map((match) => match[1]);
    expect(values).toEqual(['A', 'B']);
    const labels = [...said.matchAll(/\$labels\.(\w+)/g)].map((match) => match[1]);
    expect(new Set(labels)).toEqual(new Set(['agent', 'rule']));
  });

  test('leads to the switch of the agent', () => {
    const board = dashboard('agents-live.json');
    expect(rule?.['dashboardUid']).toBe(board.uid);
    expect(board.panels.find(({ id }) => id === rule?.['panelId'])?.title).toBe('Kill switch');
  });

  test('leaves to the user who is told', () => {
    expect(parse(projectFile('dashboards/provisioning/alerting/filrouge.yaml'))).not.toHaveProperty(
      'contactPoints',
    );
  });
});

test('Grafana believes in the scrape interval that Prometheus has', () => {
  const { global } = z
    .looseObject({ global: z.looseObject({ scrape_interval: z.string() }) })
    .parse(parse(projectFile('docker/prometheus.yml')));
  expect(dataSources().datasources.map(({ jsonData }) => jsonData.timeInterval)).toEqual([
    global.scrape_interval,
  ]);
});

test('there is one source and one provider', () => {
  expect(dataSources().datasources.map(({ type }) => type)).toEqual(['prometheus']);
  expect(providers().providers.map(({ options }) => options.path)).toEqual(['/etc/grafana/filrouge']);
});
