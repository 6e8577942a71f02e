import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { environment, filrouge, ownRules } from './run.ts';

const rules = ownRules();
const compile = (...args: string[]) => filrouge(environment(rules()), ['rules', 'compile', ...args]);

type Group = { readonly name: string; readonly rules: readonly Record<string, unknown>[] };
const alertsOf = (text: string, alarm = 'breach') =>
  (parse(text).groups as Group[]).flatMap((group) =>
    group.rules.filter((one) => 'alert' in one && JSON.stringify(one).includes(`"filrouge":"${alarm}"`)),
  );

describe('filrouge rules compile', () => {
  test('writes one alert a rule, with its labels and both languages', async () => {
    const { printed, failures } = await compile('--to', 'prometheus');
    expect(failures).toEqual([]);
    const alerts = alertsOf(printed);
    expect(alerts).toHaveLength(3);
    const [errorRate] = alerts.filter((one) => JSON.stringify(one).includes('"rule":"error-rate"'));
    expect(errorRate).toMatchObject({
      keep_firing_for: '10m',
      labels: { agent: 'margaux', rule: 'error-rate', severity: 'critical' },
    });
    expect(errorRate?.['annotations']).toMatchObject({
      summary: expect.stringContaining('Error rate'),
      summary_fr: expect.stringContaining('Taux d'),
    });
    // In the unit of the threshold, and compared with the margin that filrouge has.
    expect(errorRate?.['annotations']).toMatchObject({
      summary: expect.stringContaining('{{ $value | humanizePercentage }} (threshold 2%)'),
    });
    expect(errorRate?.['expr']).toContain('> 0.02000000002');
  });

  test('writes a companion of each rule that says when there is nothing to measure', async () => {
    const { printed } = await compile();
    const silences = alertsOf(printed, 'no_data');
    expect(silences).toHaveLength(3);
    const [errorRate] = silences.filter((one) => JSON.stringify(one).includes('"rule":"error-rate"'));
    expect(errorRate).toMatchObject({
      alert: 'FilrougeErrorRateNoData',
      expr: expect.stringContaining(
        'absent_over_time(filrouge_cell_weight{agent="margaux",metric="error_rate"}',
      ),
      labels: { agent: 'margaux', rule: 'error-rate' },
    });
  });

  test('leaves keep_firing_for out for engines that do not know it', async () => {
    const { printed } = await compile('--no-keep-firing-for');
    expect(alertsOf(printed)).toHaveLength(3);
    expect(printed).not.toMatch(/^\s+keep_firing_for:/m);
  });

  test('leaves out a rule that compares variants, and says why', async () => {
    const file = join(rules(), 'agents/margaux.yaml');
    const text = await readFile(file, 'utf8');
    const canary = `
  - id: canary-worse
    when: error_rate > 1.2 × error_rate over 30m vs control
    min_samples: 50
    then: alert
`;
    await writeFile(file, text.replace('\nrules:', `\nvariants: [control, candidate]\nrules:${canary}`));
    const { printed, failures } = await compile();
    expect(failures).toEqual([]);
    expect(alertsOf(printed)).toHaveLength(3);
    expect(printed).toMatch(/canary-worse.*left out: PromQL has no exact test of two variants/);
  });

  test('writes nothing of rules that would not load', async () => {
    await writeFile(join(rules(), 'people.yaml'), 'people: 7');
    const { printed, failures } = await compile();
    expect(printed).toBe('');
    expect(failures).toEqual([
      expect.stringMatching(/^The rules in .* cannot be used:\n {2}people\.yaml:1:/),
    ]);
  });
});
