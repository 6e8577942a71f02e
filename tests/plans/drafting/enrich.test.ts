import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../../src/incidents/incident.ts';
import { withEvidence } from '../../../src/plans/drafting/enrich.ts';
import { draft, incident, ruleSet } from '../margaux.ts';

const seen = (reason: string, at: number): Evidence => ({
  at,
  series: { metric: 'error_rate', points: [] },
  movedFirst: [],
  reasons: [{ reason, count: 9, share: 0.9 }],
  recentRuleChanges: [],
});
const reasons = (texts: readonly { readonly text: string; readonly basis: string }[]) =>
  texts.filter(({ basis }) => basis === 'reason').map(({ text }) => text);

describe('evidence that arrives after the draft', () => {
  test('completes the hypotheses, and gives way to that of a trip which joins later', () => {
    const alerted = draft({ incident: { ...incident, evidence: seen('sold_out', 1) } });
    const tripped = withEvidence(alerted, { evidence: seen('item_unavailable', 2) }, ruleSet);
    expect(reasons(alerted.hypotheses).join()).toContain('sold_out');
    expect(reasons(tripped.hypotheses).join()).toContain('item_unavailable');
    expect(reasons(tripped.hypotheses).join()).not.toContain('sold_out');
    expect(tripped.version).toBe(alerted.version);
  });
});
