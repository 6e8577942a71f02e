import { describe, expect, test } from 'vitest';
import { hypothesesFromEvidence, hypothesesFromPlaybook } from '../../../src/plans/drafting/hypotheses.ts';
import { evidence, paris, playbook, ruleSet } from '../margaux.ts';

const sources = { ruleSet, language: 'fr', timezone: 'Europe/Paris' } as const;
const texts = (found: readonly { readonly text: string }[]) => found.map(({ text }) => text);
const share = (value: number) => ({
  ...evidence,
  movedFirst: [],
  reasons: [{ reason: 'timeout', count: 2, share: value }],
});

describe('hypotheses from the evidence', () => {
  test('say what moved first, what errors say and which rules changed', () => {
    const changed = {
      ...evidence,
      recentRuleChanges: [
        {
          hash: 'f00',
          at: paris(4, '17:20'),
          summary: ['margaux/error-rate: when error_rate > 1% over 5m → error_rate > 2% over 5m'],
        },
      ],
    };
    expect(hypothesesFromEvidence(changed, sources)).toEqual([
      {
        text: 'La fraîcheur du catalogue a quitté sa plage habituelle 22\u202fmin avant l’écart\u202f: 27\u202fmin, au lieu de 0\u202fs à 5\u202fmin.',
        basis: 'moved_first',
      },
      {
        text: '91\u202f% des erreurs ont pour motif «\u202fitem_unavailable\u202f» (10 sur 11).',
        basis: 'reason',
      },
      {
        text: 'Les règles avaient changé le 04/06/2026 à 17:20\u202f: margaux/error-rate: when error_rate > 1% over 5m → error_rate > 2% over 5m.',
        basis: 'rule_change',
      },
    ]);
  });

  test('suspect a change of the agent of what breaches within a day, and none that came after', () => {
    const marks = [-1, 0, 86_400_000, 86_400_001].map((leadMs) => ({
      ...{ kind: 'release' as const, label: `v${leadMs}`, at: 0, leadMs },
    }));
    const found = hypothesesFromEvidence(
      { ...evidence, movedFirst: [], reasons: [], recentMarks: marks },
      sources,
    );
    expect(found.map(({ basis }) => basis)).toEqual(['changed', 'changed']);
    expect(texts(found)[1]).toBe(
      'Une version de l’agent avait été mise en service 1\u202fj avant l’écart\u202f: «\u202fv86400000\u202f».',
    );
  });

  test('a reason of a fifth of the errors is worth saying, a lesser one is noise', () => {
    expect(hypothesesFromEvidence(share(0.2), sources)).toHaveLength(1);
    expect(hypothesesFromEvidence(share(0.199), sources)).toHaveLength(0);
  });

  test('without evidence there is none', () => {
    expect(hypothesesFromEvidence(undefined, sources)).toEqual([]);
  });
});

describe('hypotheses from the playbook', () => {
  test('are offered when the metric they name moved first, or the reason they name stands out', () => {
    expect(texts(hypothesesFromPlaybook(playbook, evidence, 'en'))).toEqual([
      'The catalogue feed no longer synchronised, and nothing checked how fresh the data was.',
      'The agent called items unavailable that were in stock.',
      'An instruction lets the agent answer without checking the data.',
    ]);
  });

  test('are left out when the evidence does not fit; those that need none stay', () => {
    expect(texts(hypothesesFromPlaybook(playbook, share(0.9), 'en'))).toEqual([
      'An instruction lets the agent answer without checking the data.',
    ]);
    expect(texts(hypothesesFromPlaybook(playbook, undefined, 'en'))).toHaveLength(1);
  });
});
