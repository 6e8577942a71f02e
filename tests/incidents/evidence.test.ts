import { describe, expect, test } from 'vitest';
import { type EvidenceSources, gatherEvidence } from '../../src/incidents/evidence.ts';
import type { Point } from '../../src/incidents/usual-range.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const breachedAt = Date.UTC(2026, 5, 5, 6, 0);
const at = breachedAt + 2 * minute;

function leaving(lead: number, from: number, to: number): Point[] {
  return Array.from({ length: 600 }, (_, index): Point => {
    const left = 600 - index;
    return [breachedAt - left * minute, left <= lead ? to : from];
  });
}

const sources: EvidenceSources = {
  at,
  breachedAt,
  metric: 'error_rate',
  series: [
    [at - minute, 0.01],
    [at, 0.023],
    [at + minute, 0.5],
  ],
  others: [
    { metric: 'csat', better: 'higher', points: leaving(8, 4.5, 3.9) },
    { metric: 'catalogue_freshness', better: 'lower', points: leaving(22, 120, 1_500) },
    { metric: 'response_time', better: 'lower', points: leaving(0, 2, 9) },
    { metric: 'error_rate', better: 'lower', points: leaving(30, 0.01, 0.3) },
  ],
  reasons: [
    { reason: 'wrong_price', count: 1 },
    { reason: 'item_unavailable', count: 10 },
    { reason: 'never', count: 0 },
  ],
  errors: 11,
  interactions: 478,
  ruleChanges: [],
};

describe('evidence', () => {
  test('names the metrics that left their range before the breach, the first mover first, never the breached one', () => {
    const moved = gatherEvidence(sources).movedFirst;
    expect(moved.map(({ metric, leadMs, value }) => ({ metric, leadMs, value }))).toEqual([
      { metric: 'catalogue_freshness', leadMs: 22 * minute, value: 1_500 },
      { metric: 'csat', leadMs: 8 * minute, value: 3.9 },
    ]);
    expect(moved[0]?.usual.high).toBeGreaterThanOrEqual(120);
    expect(moved[0]?.usual.high).toBeLessThan(1_500);
  });

  test('gives the reasons by their share of the errors, the most frequent first', () => {
    expect(gatherEvidence(sources).reasons).toEqual([
      { reason: 'item_unavailable', count: 10, share: 10 / 11 },
      { reason: 'wrong_price', count: 1, share: 1 / 11 },
    ]);
  });

  test('counts errors without a reason among all errors', () => {
    expect(gatherEvidence({ ...sources, errors: 20 }).reasons[0]?.share).toBe(0.5);
  });

  test('counts the customers exposed, when interactions are recorded at all', () => {
    expect(gatherEvidence(sources).exposed).toEqual({ interactions: 478, errors: 11 });
    expect(gatherEvidence({ ...sources, interactions: 0, errors: 0 })).not.toHaveProperty('exposed');
  });

  test('keeps what was known at the trip and nothing later', () => {
    expect(gatherEvidence(sources).series).toEqual({
      metric: 'error_rate',
      points: [
        [at - minute, 0.01],
        [at, 0.023],
      ],
    });
  });

  test('lists the rule changes of the last seven days, the latest first', () => {
    const change = (hash: string, when: number) => ({ hash, at: when, summary: [`set ${hash}`] });
    const ruleChanges = [
      change('a', at - 7 * day),
      change('b', at - 7 * day + 1),
      change('c', at),
      change('d', at + 1),
    ];
    const recent = gatherEvidence({ ...sources, ruleChanges }).recentRuleChanges;
    expect(recent.map(({ hash }) => hash)).toEqual(['c', 'b']);
  });

  test('lists changes of the agent in the last seven days, the latest first, with their lead over the breach', () => {
    const mark = (label: string, when: number) => ({ kind: 'release' as const, label, at: when });
    const marks = [
      mark('a', at - 7 * day),
      mark('b', at - 7 * day + 1),
      mark('c', sources.breachedAt - minute),
      mark('d', at),
      mark('e', at + 1),
    ];
    const recent = gatherEvidence({ ...sources, marks }).recentMarks ?? [];
    expect(recent.map(({ label }) => label)).toEqual(['d', 'c', 'b']);
    expect(recent.map(({ leadMs }) => leadMs).slice(0, 2)).toEqual([sources.breachedAt - at, minute]);
    expect(gatherEvidence(sources)).not.toHaveProperty('recentMarks');
  });
});
