import { describe, expect, test } from 'vitest';
import { setOf, shippedFiles, warningMarks } from './folder.ts';

const shipped = await shippedFiles();

describe('the rules we ship', () => {
  const set = setOf(shipped);

  test('have no fault and no warning', () => {
    expect(warningMarks(shipped)).toEqual([]);
  });

  test('suspend Margaux above 2 % of errors, and alert on satisfaction and on a stale catalogue', () => {
    expect(
      set.rules.map(({ id, when, effect, severity, agents }) => [
        id,
        when[0]?.text,
        effect,
        severity,
        agents,
      ]),
    ).toEqual([
      ['catalogue-freshness', 'catalogue_freshness > 15m', 'alert', 'warning', ['margaux']],
      ['csat', 'csat < 4.2/5 over 1h', 'alert', 'warning', ['margaux']],
      ['error-rate', 'error_rate > 2% over 5m', 'suspend', 'critical', ['margaux']],
    ]);
  });

  test('name who drives a plan and who signs it', () => {
    expect(set.agents.get('margaux')).toMatchObject({
      owner: 'lea',
      approver: 'camille',
      onUnreachable: 'suspend',
      timezone: 'Europe/Paris',
      language: 'fr',
    });
    expect(set.people.get('camille')).toMatchObject({ name: 'Camille Roussel', approver: true });
    expect(set.people.get('lea')?.approver).toBe(false);
  });

  test('know which metrics live from the traffic of the agent', () => {
    expect([...set.metrics.values()].filter((metric) => !metric.own_traffic).map(({ name }) => name)).toEqual(
      ['catalogue_freshness'],
    );
  });

  test('draft actions with one owner, one date and criteria each', () => {
    const actions = set.playbooks.get('stale-answers')?.actions ?? [];
    expect(actions.map(({ id, owner, dueMs }) => [id, owner, (dueMs ?? 0) / 86_400_000])).toEqual([
      ['resync-feed', 'it-ops', 1],
      ['contact-customers', 'lea', 2],
      ['prompt-guard', 'camille', 3],
      ['lower-threshold', 'camille', 4],
      ['replay-cases', 'lea', 5],
    ]);
    expect(actions.every(({ criteria }) => criteria.length > 0)).toBe(true);
    expect(actions.find(({ id }) => id === 'replay-cases')?.checklists.get('replay')?.[29]).toEqual({
      fr: 'Cas 30 rejoué, réponse correcte',
      en: 'Case 30 replayed, answer correct',
    });
  });
});
