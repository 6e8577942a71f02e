import { describe, expect, test } from 'vitest';
import { type Notice, noticeKinds } from '../../src/notices/notice.ts';
import { noticePayload } from '../../src/notices/payload.ts';
import { sampleNotice, trip } from './samples.ts';

describe('what a webhook receives', () => {
  test('names its kind, its version, its time, what it is about and the facts', () => {
    expect(noticePayload(trip(), 'https://filrouge.example')).toEqual({
      type: 'agent_tripped',
      version: 1,
      at: '2026-06-05T06:02:00.000Z',
      data: {
        severity: 'critical',
        agent: 'margaux',
        incident: 4,
        plan: 4,
        url: 'https://filrouge.example/plans/4',
        agentName: 'Margaux',
        timezone: 'Europe/Paris',
        metric: 'error_rate',
        labelFr: "Taux d'erreur",
        labelEn: 'Error rate',
        unit: 'ratio',
        rule: 'error-rate',
        condition: 'error_rate > 2% over 5m',
        conditionFr: 'taux d’erreur au-dessus de 2\u202f% sur 5\u202fmin',
        conditionEn: 'error rate above 2% over 5 min',
        value: 0.023,
        threshold: 0.02,
      },
    });
  });

  test('writes times in ISO 8601, and numbers that are no times as they are', () => {
    const { data } = noticePayload(sampleNotice('suspension_not_acknowledged'), undefined);
    expect(data).toMatchObject({ askedAt: '2026-06-05T06:02:00.000Z', withinMs: 30_000, epoch: 7 });
    expect(noticePayload(sampleNotice('rule_no_data'), undefined).data['since']).toBe(
      '2026-06-05T06:02:00.000Z',
    );
    expect(data).not.toHaveProperty('url');
  });

  test('takes for a time what is declared as one, in a list too, and nothing for its name', () => {
    const assigned = sampleNotice('action_assigned');
    const items = [
      { id: '4-2', title: 'Update the table', dueAt: Date.parse('2026-06-09T10:00:00Z'), seenAt: 7 },
    ];
    const told = noticePayload({ ...assigned, plan: 4, data: { ...assigned.data, items } }, undefined);
    expect(told.data['items']).toEqual([{ ...items[0], dueAt: '2026-06-09T10:00:00.000Z' }]);
  });

  test('says whether the agent may run as it is sent, where that is known', () => {
    expect(noticePayload({ ...trip(), mayRun: false }, undefined).data).toMatchObject({ mayRun: false });
    expect(noticePayload(trip(), undefined).data).not.toHaveProperty('mayRun');
  });

  test('never holds the people who are mailed', () => {
    for (const kind of noticeKinds) {
      expect(noticePayload(sampleNotice(kind) as Notice, undefined).data).not.toHaveProperty('people');
    }
  });
});
