import { describe, expect, test } from 'vitest';
import { addAction } from '../../../src/plans/action.ts';
import { closePlan } from '../../../src/plans/commands/closure.ts';
import { editPlan } from '../../../src/plans/commands/edit.ts';
import { planDocument } from '../../../src/plans/documents/document.ts';
import { planMarkdown } from '../../../src/plans/documents/markdown.ts';
import { withThreshold } from '../../builders/rules.ts';
import { as, backOnLine, draft, paris, people, planAfter, ruleSet } from '../margaux.ts';
import { active, readyToClose, verified } from '../signed.ts';
import { evening, eveningOfSixJune } from '../story.ts';

const sources = {
  incident: backOnLine,
  ruleSet,
  ruleSetThen: ruleSet,
  people,
  now: evening,
  isIncidentOpen: false,
};

describe('the plan of incident 4 as a document', () => {
  test('reads in French as the golden file', async () => {
    const markdown = planMarkdown(planDocument(eveningOfSixJune('fr'), sources, 'fr'));
    await expect(markdown).toMatchFileSnapshot('golden/margaux.fr.md');
  });

  test('reads in English as the golden file', async () => {
    const markdown = planMarkdown(planDocument(eveningOfSixJune('en'), sources, 'en'));
    await expect(markdown).toMatchFileSnapshot('golden/margaux.en.md');
  });
});

describe('a document', () => {
  const blocks = (plan = eveningOfSixJune('fr'), more: Partial<Parameters<typeof planDocument>[1]> = {}) =>
    planDocument(plan, { ...sources, ...more }, 'fr').pages.flat();
  const text = (...args: Parameters<typeof blocks>) => JSON.stringify(blocks(...args));

  test('has three pages', () => {
    expect(planDocument(draft(), sources, 'fr').pages).toHaveLength(3);
  });

  test('of a draft shows what is missing before activation', () => {
    expect(text(draft())).toContain('Ce qui bloque encore l’activation');
    expect(text(draft())).toContain('La cause racine n’est pas établie.');
    expect(text(draft())).toContain('à établir à partir des hypothèses ci-dessous.');
  });

  test('of a plan that lacks everything says so in each place', () => {
    const empty = draft({ playbook: undefined });
    const bare = planAfter(addAction(empty, { title: 'À préciser' }, as('lea')));
    for (const words of ['à désigner', 'à fixer', 'à définir']) expect(text(bare)).toContain(words);
    expect(text(empty)).toContain('Aucune action corrective n’est encore prévue.');
  });

  test('of a closed plan shows signatures, summary and what follows, and nothing that is missing', () => {
    const summarised = planAfter(
      editPlan(verified(), { closingSummary: 'Tout tient.' }, as('lea', paris(11, '09:30'))),
    );
    const closed = planAfter(closePlan(readyToClose(summarised), as('camille', paris(12, '10:00'))));
    expect(text(closed)).toContain('Tout tient.');
    expect(text(closed)).not.toContain('Ce qui bloque encore');
    expect(text(closed)).toContain('signé le 11/06/2026 à 11:00');
  });

  test('names the threshold that moved since the incident', () => {
    const rules = ruleSet.rules.map((rule) =>
      rule.id === 'error-rate' ? withThreshold(rule, 0.015, 'error_rate > 1.5% over 5m') : rule,
    );
    expect(text(draft(), { ruleSet: { ...ruleSet, rules } })).toContain(
      'Réviser le mandat de l’agent (ACF-12), car depuis l’incident\u202f: règle «\u202ferror-rate\u202f»\u202f: taux d’erreur >\u202f2\u202f% (5\u202fmin) → taux d’erreur >\u202f1,5\u202f% (5\u202fmin).',
    );
    expect(text(draft(), { ruleSetThen: undefined })).toContain('Vérifier si le mandat');
  });

  test('of an audit shows pains, their total, the gain and the phases', () => {
    const audit = {
      pains: [
        { text: 'Ressaisies', yearlyCost: 25_000 },
        { text: 'Demandes perdues', yearlyCost: 100_000 },
      ],
      expectedGain: 90_000,
      phases: [{ title: 'Gains rapides', items: ['Un seul registre'] }],
    };
    const shown = text({ ...draft(), audit });
    for (const words of [
      'Ressaisies',
      '25\u202f000\u202f€',
      '125\u202f000\u202f€',
      '90\u202f000\u202f€',
      'Un seul registre',
    ]) {
      expect(shown).toContain(words);
    }
  });

  test('marks what is late, blocked, regressed or settled by an accepted risk', () => {
    const plan = active();
    const marked = {
      ...plan,
      actions: plan.actions.map((action, place) => {
        if (place === 1) return { ...action, status: 'blocked' as const, blockedWhy: 'Liste en attente' };
        return place === 2
          ? { ...action, status: 'in_progress' as const, verification: 'regressed' as const }
          : action;
      }),
      acceptedRisks: [{ action: '4-5', by: 'camille', at: paris(7, '10:00'), reason: 'Marginal' }],
    };
    const shown = text(marked, { now: paris(8, '10:00') });
    for (const words of [
      '■ bloquée',
      'Liste en attente',
      'rechute',
      'risque accepté',
      'Marginal',
      'L’action 4-1 est en retard depuis le 06/06/2026.',
    ]) {
      expect(shown).toContain(words);
    }
  });

  test('counts an accepted risk beside what is done, so that the share and the counts agree', () => {
    const plan = active();
    const risk = (action: string) => ({ action, by: 'camille', at: paris(7, '10:00'), reason: 'Marginal' });
    const settled = {
      ...plan,
      actions: plan.actions.map((action, place) =>
        place < 4 ? { ...action, status: 'done' as const, verification: 'verified' as const } : action,
      ),
      acceptedRisks: [risk('4-5')],
    };
    const said = (language: 'fr' | 'en', risks = settled.acceptedRisks) =>
      JSON.stringify(planDocument({ ...settled, acceptedRisks: risks }, sources, language));
    expect(said('fr')).toContain(
      '4 actions faites sur 5, dont 3 mesurées, 1 cochée, et 1 risque accepté (100\u202f%)',
    );
    expect(said('en')).toContain(
      '4 of 5 actions done, of which 3 measured, 1 ticked, and 1 risk accepted (100%)',
    );
    expect(said('fr', [])).toContain('4 actions faites sur 5 (80\u202f%), dont 3 mesurées, 1 cochée\u202f;');
    expect(said('en', [risk('4-4'), risk('4-5')])).toContain(
      '3 of 5 actions done, of which 2 measured, 1 ticked, and 2 risks accepted (100%)',
    );
  });

  test('in another language than the plan’s keeps what the plan says in its own', () => {
    const english = JSON.stringify(planDocument(eveningOfSixJune('fr'), sources, 'en'));
    expect(english).toContain('Corrective actions');
    expect(english).toContain('Resynchroniser le flux');
    expect(english).toContain('no episode of “catalogue freshness >');
  });
});
