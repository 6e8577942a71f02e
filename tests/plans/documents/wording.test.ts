import { describe, expect, test } from 'vitest';
import {
  cadenceText,
  conditionsInWords,
  criterionText,
  criterionValue,
  formatValue,
  heldPart,
  holdText,
  verdictLabel,
  verdictText,
  verificationText,
  verifiedText,
} from '../../../src/plans/documents/wording.ts';
import type { Criterion, CriterionState } from '../../../src/plans/plan.ts';
import { criterion, draft, paris, ruleSet } from '../margaux.ts';

const ctx = (language: 'fr' | 'en' = 'fr') =>
  ({ language, timezone: 'Europe/Paris', ruleSet, agent: 'margaux' }) as const;
/** Plain spaces, to read the expectations. */
const plain = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ');
const metric = (name: string) => ruleSet.metrics.get(name);
const hourMs = 3_600_000;

describe('values', () => {
  test('are written in the metric’s unit and the reader’s language', () => {
    expect(formatValue(0.023, metric('error_rate'), 'fr')).toBe('2,3\u202f%');
    expect(formatValue(0.023, metric('error_rate'), 'en')).toBe('2.3%');
    expect(formatValue(4.2, metric('csat'), 'fr')).toBe('4,2/5');
    expect(formatValue(900, metric('catalogue_freshness'), 'fr')).toBe('15\u202fmin');
    expect(formatValue(0, metric('catalogue_freshness'), 'fr')).toBe('0\u202fs');
    expect(formatValue(1234.5, undefined, 'fr')).toBe('1\u202f234,5');
  });

  test('of a criterion are told from its target', () => {
    const spec = criterion('error_rate < 1% over 1h for 24h');
    expect(criterionValue(spec, 0.010_001, ctx('en'))).toBe('1.0001%');
    expect(criterionValue(spec, 0.01, ctx('en'))).toBe('1%');
  });

  test('holds are counted in hours up to three days', () => {
    expect(
      [hourMs, 24 * hourMs, 72 * hourMs, 96 * hourMs, 5_400_000].map((ms) => plain(holdText(ms, 'fr'))),
    ).toEqual(['1 h', '24 h', '72 h', '4 j', '1 h 30 min']);
  });
});

describe('what a rule looks for', () => {
  /** What must not happen for a criterion is what an alarm is about. */
  const condition = (text: string) => {
    const spec = criterion(`no ${text} for 1h`);
    if (spec.kind !== 'episodes') throw new Error(`no condition: ${text}`);
    return spec.condition;
  };
  test.each([
    ['error_rate > 2% over 5m', 'taux d’erreur au-dessus de 2 % sur 5 min', 'error rate above 2% over 5 min'],
    [
      'catalogue_freshness > 15m',
      'fraîcheur du catalogue au-dessus de 15 min',
      'catalogue freshness above 15 min',
    ],
    [
      'csat <= 3.5/5 over 7d',
      'satisfaction (CSAT) à 3,5/5 ou moins sur 7 j',
      'satisfaction (CSAT) at or below 3.5/5 over 7 d',
    ],
  ])('is told in words: %s', (text, fr, en) => {
    expect(plain(conditionsInWords([condition(text)], ctx('fr')))).toBe(fr);
    expect(plain(conditionsInWords([condition(text)], ctx('en')))).toBe(en);
  });

  test('tells money in the currency of its metric', () => {
    const rate = ruleSet.metrics.get('error_rate');
    if (rate === undefined) throw new Error('there is no error rate');
    const label = { fr: 'Coût par réponse', en: 'Cost per answer' };
    const metrics = new Map([['cost', { ...rate, unit: 'currency' as const, currency: 'USD', label }]]);
    const cost = { ...condition('error_rate > 2% over 1h'), metric: 'cost', threshold: 0.1 };
    const told = (language: 'fr' | 'en') =>
      plain(conditionsInWords([cost], { ...ctx(language), ruleSet: { ...ruleSet, metrics } }));
    expect([told('fr'), told('en')]).toEqual([
      'coût par réponse au-dessus de 0,10 $US sur 1 h',
      'cost per answer above US$0.10 over 1 h',
    ]);
  });

  test('is told whole when it is more than one thing', () => {
    const both = ['error_rate > 2% over 5m', 'catalogue_freshness > 15m'].map(condition);
    expect(plain(conditionsInWords(both, ctx('fr')))).toBe(
      'taux d’erreur au-dessus de 2 % sur 5 min et fraîcheur du catalogue au-dessus de 15 min',
    );
  });
});

describe('criteria in words', () => {
  const cases = [
    [
      'error_rate < 1% over 1h for 24h',
      'taux d’erreur < 1 % sur 1 h, pendant 24 h',
      'error rate < 1% over 1 h, for 24 h',
    ],
    [
      'csat >= 4.2/5 over 7d for 4d',
      'satisfaction (CSAT) ≥ 4,2/5 sur 7 j, pendant 4 j',
      'satisfaction (CSAT) ≥ 4.2/5 over 7 d, for 4 d',
    ],
    [
      'no catalogue_freshness > 15m for 48h',
      'aucun épisode « fraîcheur du catalogue > 15 min » en 48 h',
      'no episode of “catalogue freshness > 15 min” in 48 h',
    ],
    [
      'checklist replay = 100%',
      'liste de contrôle « replay » cochée à 100 %',
      'checklist “replay” ticked to 100%',
    ],
    [
      'proof error-rate passed',
      'test d’alerte de la règle « error-rate » réussi',
      'proof test of the rule “error-rate” passed',
    ],
    [
      'threshold error-rate <= 1.5%',
      'seuil de la règle « error-rate » ≤ 1,5 %',
      'threshold of the rule “error-rate” ≤ 1.5%',
    ],
    ['attested "clients contactés"', 'attesté : « clients contactés »', 'attested: “clients contactés”'],
  ] as const;

  test.each(cases)('%s', (text, french, english) => {
    const spec = criterion(text, ['replay']);
    expect(plain(criterionText(spec, ctx()))).toBe(french);
    expect(plain(criterionText(spec, ctx('en')))).toBe(english);
  });

  test('values of a criterion are shown in its own unit', () => {
    expect(criterionValue(criterion('threshold error-rate <= 1.5%'), 0.02, ctx('en'))).toBe('2%');
    expect(criterionValue(criterion('checklist replay = 100%', ['replay']), 0.1, ctx('en'))).toBe('10%');
  });
});

describe('verdicts in words', () => {
  const said = (state: CriterionState, text = 'error_rate < 1% over 1h for 24h') => {
    const subject: Criterion = { id: '4-3-1', spec: criterion(text, ['replay']), state };
    return [plain(verdictText(subject, ctx())), plain(verdictText(subject, ctx('en')))];
  };

  test('say how far a hold is', () => {
    const holding = (heldMs: number) => ({ verdict: 'holding', heldMs, countedUntil: 1 }) as const;
    expect(said(holding(90 * 60_000))).toEqual(['tenu 1 h sur 24 h', 'held for 1 h of 24 h']);
    expect(said(holding(40 * 60_000))[0]).toBe('tenu 40 min sur 24 h');
  });

  test('say since when it is met, and whether thanks to the action', () => {
    expect(said({ verdict: 'met', at: paris(9, '10:00'), attributed: true })).toEqual([
      'atteint le 09/06/2026 à 10:00',
      'met on 9 Jun 2026 at 10:00',
    ]);
    expect(said({ verdict: 'met', at: paris(9, '10:00'), attributed: false })).toEqual([
      'atteint le 09/06/2026 à 10:00, tenait déjà avant l’action',
      'met on 9 Jun 2026 at 10:00, already held before the action',
    ]);
    expect(said({ verdict: 'pending', why: 'settling', heldBefore: true })[0]).toBe(
      'temps de stabilisation, tenait déjà avant l’action',
    );
    const early = { verdict: 'pending', why: 'waiting', heldBefore: true } as const;
    expect(said(early, 'proof error-rate passed')).toEqual([
      'test d’alerte à refaire : le dernier date d’avant la fin de l’action',
      'proof test to be run again: the last one was before the action was done',
    ]);
  });

  test('what was ticked, attested and measured are three words', () => {
    const met: CriterionState = { verdict: 'met', at: paris(9, '10:00'), attributed: true };
    const texts = ['checklist replay = 100%', 'attested "customers contacted"', 'proof error-rate passed'];
    expect(texts.map((text) => said(met, text)[0])).toEqual([
      'coché le 09/06/2026 à 10:00',
      'attesté le 09/06/2026 à 10:00',
      'atteint le 09/06/2026 à 10:00',
    ]);
    const specs = texts.map((text) => ({ id: '4-3-1', spec: criterion(text, ['replay']), state: met }));
    expect(specs.map((one) => verdictLabel(one, 'en'))).toEqual(['ticked', 'attested', 'met']);
    const verified = { verification: 'verified', criteria: specs } as const;
    expect(verificationText(verified, 'fr')).toBe('efficacité mesurée, cochée, attestée');
    expect(verificationText({ ...verified, verification: 'unverified' }, 'fr')).toBe('à vérifier');
    const by = { measured: 2, ticked: 1, attested: 0 };
    expect([verifiedText(by, 'fr'), verifiedText(by, 'en')]).toEqual([
      '2 mesurées, 1 cochée',
      '2 measured, 1 ticked',
    ]);
    expect(verifiedText({ ...by, measured: 0, ticked: 0 }, 'en')).toBe('none verified');
  });

  test('say what is wrong', () => {
    expect(said({ verdict: 'failed', at: 1, value: 0.03 })[0]).toBe('non tenu (3 %)');
    expect(said({ verdict: 'failed', at: 1 })[0]).toBe('non tenu');
    expect(said({ verdict: 'no_data', since: paris(9, '10:00'), heldMs: 0 })[0]).toBe(
      'sans mesure depuis le 09/06/2026 à 10:00',
    );
    expect(said({ verdict: 'error', reason: 'unknown_metric' })[0]).toBe(
      'l’indicateur n’existe plus dans les règles',
    );
    expect(said({ verdict: 'error', reason: 'from_the_future' })[0]).toBe('non mesurable');
    expect(said({ verdict: 'pending', why: 'settling' })[0]).toBe('temps de stabilisation');
  });
});

describe('the cadence in words', () => {
  const dayMs = 24 * hourMs;
  const cadence = (dailyForMs: number, thenEveryMs: number) => {
    const plan = { ...draft(), cadence: { dailyForMs, thenEveryMs } };
    return [plain(cadenceText(plan, 'fr')), plain(cadenceText(plan, 'en'))];
  };

  test('names the last daily review, then the rhythm', () => {
    expect(cadence(7 * dayMs, 7 * dayMs)).toEqual([
      'Chaque jour jusqu’au 12/06/2026, puis chaque semaine',
      'Every day until 12 Jun 2026, then every week',
    ]);
    expect(cadence(0, 14 * dayMs)).toEqual(['Tous les 14 jours', 'Every 14 days']);
    expect(cadence(0, dayMs)[0]).toBe('Chaque jour');
    expect(cadence(20_000, 30_000)).toEqual(['À 30 s d’intervalle', 'Every 30 s']);
  });
});

test('what is held of nothing has the unit of the hold', () => {
  expect(heldPart(0, 24 * 3_600_000, 'en')).toBe('0\u202fh');
  expect(heldPart(0, 3_600_000, 'fr')).toBe('0\u202fh');
  expect(heldPart(0, 3_599_000, 'fr')).toBe('0\u202fmin');
  expect(heldPart(0, 5_000, 'en')).toBe('0\u202fs');
  expect(heldPart(2_500, 5_000, 'en')).toBe('2.5\u202fs');
});
