import { describe, expect, test } from 'vitest';
import type { ClockOrder } from '../../../src/thread/decide/clocks.ts';
import { decided, refusal } from '../../builders/decision.ts';
import { anIncident } from '../../builders/incidents.ts';
import { camille, lea } from '../../builders/people.ts';
import { aMandate, aRuleSet } from '../../builders/rules.ts';
import { day, tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

type Mine<K extends ClockOrder['kind']> = Partial<Extract<ClockOrder, { kind: K }>>;

const classify = (changed: Mine<'classifyIncident'> = {}): ClockOrder => ({
  ...{ kind: 'classifyIncident', incident: 4, class: 'gdpr_breach', by: lea },
  ...changed,
});
const report = (changed: Mine<'recordReport'> = {}): ClockOrder => ({
  ...{ kind: 'recordReport', incident: 4, class: 'gdpr_breach', report: 'complete', by: lea },
  ...changed,
});
const declassify = (changed: Mine<'declassifyIncident'> = {}): ClockOrder => ({
  ...{ kind: 'declassifyIncident', incident: 4, class: 'gdpr_breach', reason: 'None was lost', by: camille },
  ...changed,
});

const open = aWorld({ incidents: [anIncident()] });
const given = (order = classify()) => {
  const { incident } = decided(open, order);
  if (incident === undefined) throw new Error('no incident');
  return aWorld({ incidents: [incident.after] });
};

describe('giving an incident a class', () => {
  test('is a fact of the register by ids and times, with a digest of what was said', () => {
    const reason = 'Madame Durand had called before';
    const change = decided(open, classify({ awareAt: '2026-06-05T06:00:00Z', reason }));
    expect(change.entries).toMatchObject([
      {
        kind: 'incidentClassified',
        actor: 'person:lea',
        agent: 'margaux',
        incident: 4,
        data: {
          class: 'gdpr_breach',
          awareAt: Date.UTC(2026, 5, 5, 6),
          clocks: [{ id: 'authority', dueAt: Date.UTC(2026, 5, 8, 6), state: 'running' }],
          digests: { reason: expect.stringMatching(/^[0-9a-f]{64}$/) },
        },
      },
    ]);
    expect(JSON.stringify(change.entries)).not.toContain('Durand');
  });

  test('tells the owner and the approver that a time runs', () => {
    expect(decided(open, classify()).notices).toMatchObject([
      {
        kind: 'report_due',
        severity: 'warning',
        people: ['lea', 'camille'],
        incident: 4,
        data: { stage: 'begun', clock: 'authority', dueAt: tripAt + 3 * day },
      },
    ]);
  });

  test('that is late as it is given is told as late at once', () => {
    const early = classify({ awareAt: '2026-06-01T06:00:00Z', reason: 'The mail lay there' });
    expect(decided(open, early).notices).toMatchObject([
      { severity: 'critical', data: { stage: 'late', dueAt: Date.UTC(2026, 5, 4, 6) } },
    ]);
  });

  test('is refused where the mandate does not name the class', () => {
    const agents = new Map([['margaux', aMandate({ clocks: ['ai_act_serious'] })]]);
    const strict = aWorld({ incidents: [anIncident()], set: aRuleSet({ agents }) });
    expect(refusal(strict, classify())).toMatchObject({ code: 'class_not_in_mandate' });
    expect(
      decided(strict, classify({ class: 'ai_act_serious', facets: ['serious'] })).incident,
    ).toBeDefined();
  });

  test('of an incident that is not there is refused', () => {
    expect(refusal(open, classify({ incident: 5 }))).toMatchObject({ code: 'unknown_incident' });
  });
});

describe('a report', () => {
  test('is a fact of the register, without the number and the address of the authority', () => {
    const change = decided(given(), report({ reference: 'CNIL-17', link: 'https://desk.example/17' }));
    expect(change.entries).toMatchObject([
      {
        kind: 'reportRecorded',
        data: {
          report: 'complete',
          sentAt: tripAt,
          clocks: [{ id: 'authority', state: 'done', timely: 'on_time' }],
        },
      },
    ]);
    expect(JSON.stringify(change.entries)).not.toMatch(/CNIL|desk/);
    expect(change.notices).toEqual([]);
  });
});

describe('withdrawing a class', () => {
  test('is a fact of the register in the name of an approver', () => {
    expect(decided(given(), declassify()).entries).toMatchObject([
      {
        kind: 'incidentDeclassified',
        actor: 'person:camille',
        data: { clocks: [{ id: 'authority', state: 'withdrawn', wasLate: false }] },
      },
    ]);
  });

  test.each([
    ['somebody who is no approver', lea],
    ['a key that is nobody’s', { kind: 'key', key: '77aa' } as const],
  ])('is refused to %s', (_, by) => {
    expect(refusal(given(), declassify({ by }))).toMatchObject({
      kind: 'forbidden',
      code: 'approver_required',
    });
  });
});
