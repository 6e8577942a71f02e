import { describe, expect, test } from 'vitest';
import { languages } from '../../../src/language/language.ts';
import { planMarkdown } from '../../../src/plans/documents/markdown.ts';
import { weeklyDocument } from '../../../src/plans/weekly/documents/document.ts';
import { aimText, pointText, scribeOf } from '../../../src/plans/weekly/documents/wording.ts';
import type { Aim, Point, WeeklyReport } from '../../../src/plans/weekly/report.ts';
import { hour } from '../../builders/time.ts';
import { anIncident, aPlanOf, aSeries, from, reportOf, set, until } from './world.ts';

const markdown = (report: WeeklyReport, language: 'fr' | 'en' = 'fr') =>
  planMarkdown(weeklyDocument(report, set, language));

describe('the weekly report on paper', () => {
  test('says in short what happened, beside the week before', () => {
    const text = markdown(
      reportOf({
        incidents: [anIncident(), anIncident({ number: 3, opened: { at: from - hour, by: '' } })],
        suspended: [{ agent: 'margaux', suspendedMs: 2 * hour, suspensions: 1, degradedMs: hour }],
        plans: [aPlanOf([{ dueAt: until }, { status: 'done', doneAt: from, dueAt: until }])],
        series: [aSeries([500, 700, 0, 0, 0, 0, 0])],
      }),
    );
    expect(text).toContain('# Rapport hebdomadaire, semaine 23 de 2026 – tous les agents');
    expect(text).toContain('1\u00a0incident ouvert (1 la semaine précédente), 2 en attente.');
    expect(text).toContain('Temps d’arrêt\u202f: 2\u202fh (aucun la semaine précédente).');
    expect(text).toContain('Temps en trafic réduit\u202f: 1\u202fh (aucun la semaine précédente).');
    expect(text).toContain('réduit 1\u202fh');
    expect(text).toContain('1 sur 2 actions réglées, 1 en retard.');
    expect(text).toContain('| Agent margaux |');
  });

  test('never says 0, or kept, of what was not measured', () => {
    const text = markdown(reportOf({}, { agent: 'margaux' }), 'en');
    expect(text).toContain('Of 1\u00a0threshold: 1 not established for want of measures.');
    expect(text).toContain('Answers: not measured this week.');
    expect(text).toContain('| Mean time to contain | – | – |');
    expect(text).not.toMatch(/\d kept/);
    expect(markdown(reportOf({ series: undefined }), 'en')).toContain('too many series to sum');
  });

  test('says nothing of a week in which filrouge was not there, nor of one before', () => {
    const unseen = markdown(reportOf({ beganAt: until }), 'en');
    expect(unseen).toContain('Nothing was recorded that week');
    expect(unseen).not.toContain('## ');
    const first = markdown(reportOf({ beganAt: from }), 'en');
    expect(first).toContain('0\u00a0incidents opened (nothing recorded the week before), none waiting.');
    expect(first).toContain('| Incidents opened | 0 | – | – |');
  });

  test('a value that is the same but for its last bit is steady', () => {
    const days = (value: number) => [{ ...aSeries([1]).days[0], sum: value, weight: 1 } as never];
    const series = [{ ...aSeries([]), days: days(0.1 + 0.2), daysBefore: days(0.3) }];
    expect(markdown(reportOf({ series }, { agent: 'margaux' }), 'en')).toContain('| 30% | 30% | steady |');
  });
});

const words = { fr: 'taux', en: 'rate' };
const item = { plan: 4, action: '4-1', title: 'Former', owner: 'lea' };
const points: { readonly [K in Point['kind']]: Extract<Point, { kind: K }> } = {
  not_obeyed: { kind: 'not_obeyed', agent: 'margaux', times: 1 },
  silenced: { kind: 'silenced', agent: 'margaux', rule: 'error-rate', firings: 2, tripped: 1 },
  rule_flaps: { kind: 'rule_flaps', agent: 'margaux', rule: 'error-rate', firings: 3 },
  rule_unmeasured: {
    ...{ kind: 'rule_unmeasured', agent: 'margaux', rule: 'error-rate', daysMeasured: 0, days: 7 },
  },
  not_taken_up: { kind: 'not_taken_up', agent: 'margaux', incidents: [4] },
  action_regressed: { kind: 'action_regressed', agent: 'margaux', plan: 4, action: '4-1', times: 2 },
  action_slips: { kind: 'action_slips', agent: 'margaux', ...item, moves: 2, lateMs: hour },
  owner_overloaded: { kind: 'owner_overloaded', owner: 'lea', actions: 4, most: 3 },
  criterion_close: {
    ...{ kind: 'criterion_close', agent: 'margaux', plan: 4, criterion: '4-1-1' },
    ...{ condition: words, value: words },
  },
};
const aims: { readonly [K in Aim['kind']]: Extract<Aim, { kind: K }> } = {
  resolve_incidents: { kind: 'resolve_incidents', count: 1, numbers: [4] },
  keep_thresholds: { kind: 'keep_thresholds', count: 3, rules: ['error-rate'] },
  measure: { kind: 'measure', count: 1, rules: ['csat'] },
  finish_overdue: { kind: 'finish_overdue', count: 1, actions: ['4-1'] },
  finish_due: { kind: 'finish_due', count: 1, items: [{ ...item, dueAt: until }] },
  hold_reviews: { kind: 'hold_reviews', count: 1, plans: [4] },
  sign_drafts: { kind: 'sign_drafts', count: 1, plans: [5] },
};

test.each(languages)('every point and aim is a sentence, in %s', (language) => {
  const scribe = scribeOf(reportOf({}), set, language);
  const said = [
    ...Object.values(points).map((point) => pointText(point, scribe)),
    ...Object.values(aims).map((aim) => aimText(aim, scribe)),
  ];
  expect(new Set(said).size).toBe(16);
  for (const sentence of said) {
    expect(sentence).toMatch(/^[\p{Lu}“].*\.$/u);
    expect(sentence).not.toMatch(/undefined|\[object|lea\b|null/);
  }
});
