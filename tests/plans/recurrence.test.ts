import { describe, expect, test } from 'vitest';
import { watchLines } from '../../src/plans/documents/watched.ts';
import { planBody } from '../../src/plans/http/plan-body.ts';
import { caseLinks, watchedUntil, watchOf } from '../../src/plans/recurrence.ts';
import { aClosedPlan, anActivePlan } from '../builders/plans.ts';
import { day, tripAt } from '../builders/time.ts';

const watched = [{ rule: 'error-rate', cause: 'fired', metric: 'error_rate' }] as const;
const closed = aClosedPlan({ watched });
const end = Date.UTC(2026, 6, 5, 22, 0) - 1;

describe('the watch after a closure', () => {
  test('lasts to the end of the thirtieth day, where the plan is', () => {
    expect(watchOf(closed, tripAt)).toEqual({ state: 'watching', until: end, rules: ['error-rate'] });
    expect(watchOf(closed, end)?.state).toBe('watching');
    expect(watchOf(closed, end + 1)?.state).toBe('held');
  });

  test.each([
    ['forwards', '2026-03-10T23:30:00+01:00', '2026-04-09T23:59:59.999+02:00'],
    ['back', '2026-10-10T00:30:00+02:00', '2026-11-09T23:59:59.999+01:00'],
    ['on the leap day', '2028-01-30T12:00:00+01:00', '2028-02-29T23:59:59.999+01:00'],
  ])('ends with a day although the clocks go %s', (_, closedAt, until) => {
    expect(watchedUntil(Date.parse(closedAt), 'Europe/Paris')).toBe(Date.parse(until));
  });

  test('there is none before the first closure, and none to be had of what no rule began', () => {
    expect(watchOf(anActivePlan({ watched }), tripAt)).toBeUndefined();
    for (const source of ['audit', 'manual', 'review'] as const)
      expect(watchOf({ ...closed, source }, tripAt)).toEqual({ state: 'unwatched' });
    expect(watchOf(aClosedPlan({ playbooks: [] }), tripAt)).toEqual({ state: 'unwatched' });
  });

  test('is in the API, with what came of it', () => {
    const about = { isIncidentOpen: false };
    expect(planBody(closed, tripAt, about).watch).toEqual({
      state: 'watching',
      until: '2026-07-05T21:59:59.999Z',
      rules: ['error-rate'],
    });
    const reopened = [{ at: tripAt + day, incident: 9, closedAt: tripAt, acceptedRisks: [], signatures: [] }];
    expect(planBody({ ...anActivePlan(), reopened }, tripAt, about)).toMatchObject({
      watch: { state: 'came_back' },
      reopened: [{ incident: 9, closedAt: '2026-06-05T06:02:00.000Z' }],
    });
  });
});

describe('the incidents of a plan that came back', () => {
  const plan = anActivePlan({
    reopened: [
      { at: tripAt, incident: 9 },
      { at: tripAt, incident: 4 },
      { at: tripAt, incident: 12 },
    ],
  });

  test('name each other', () => {
    expect(caseLinks(plan, 4)).toEqual({ cameBackAs: [9, 12] });
    expect(caseLinks(plan, 9)).toEqual({ recurrenceOf: 4, cameBackAs: [12] });
    expect(caseLinks(plan, 12)).toEqual({ recurrenceOf: 4, cameBackAs: [] });
    expect(caseLinks(undefined, 4)).toEqual({ cameBackAs: [] });
  });
});

describe('the words of the watch', () => {
  const reader = {
    now: tripAt + day,
    name: (person: string) => person,
    date: (at: number) => `d${Math.floor(at / day)}`,
  };
  const signature = { for: 'closure', version: 1, at: tripAt } as const;
  const reopened = [
    {
      ...({ at: tripAt + day, incident: 9, rule: 'error-rate', as: 'rule', closedAt: tripAt } as const),
      signatures: [
        { ...signature, as: 'owner', person: 'lea' } as const,
        { ...signature, as: 'approver', person: 'camille' } as const,
      ],
      acceptedRisks: [{ action: '4-5', by: 'camille', at: tripAt, reason: 'r' }],
    },
    { at: tripAt + 2 * day, incident: 12, rule: 'errors', as: 'renamed_rule' } as const,
  ];

  test('say in both languages what is watched, what came back and what had been signed', () => {
    const plan = { ...closed, reopened };
    const said = (['fr', 'en'] as const).map((language) =>
      watchLines(plan, { ...reader, language }).map(({ text }) => text),
    );
    expect(said).toMatchInlineSnapshot(`
      [
        [
          "Clos le d20609, avec la signature de lea et de camille, malgré un risque accepté (4-5). Ce qui a été signé reste au dossier et ne vaut pas pour la prochaine clôture.",
          "Rouvert le d20610, incident 9 : la règle « error-rate » s’est de nouveau déclenchée.",
          "Nouvelle récidive le d20611, incident 12 : la règle « errors » s’est déclenchée ; elle lit le même indicateur qu’une règle retirée depuis.",
          "Jusqu’au d20639 : si la règle « error-rate » se déclenche, le plan est rouvert.",
        ],
        [
          "Closed on d20609, signed by lea and camille, with an accepted risk (4-5). What was signed stays on record, and does not count for the next closure.",
          "Reopened on d20610, incident 9: the rule “error-rate” fired again.",
          "Came back once more on d20611, incident 12: the rule “errors” fired; it reads the metric of a rule that has gone since.",
          "Until d20639: when the rule “error-rate” fires, the plan is reopened.",
        ],
      ]
    `);
  });

  test('say that nothing is watched', () => {
    const [line] = watchLines({ ...closed, source: 'audit' }, { ...reader, language: 'en' });
    expect(line?.text).toMatch(/^No rule is watched/);
  });
});
