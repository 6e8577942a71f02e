import { describe, expect, test } from 'vitest';
import { planView } from '../../../src/console/plans/plan-view.ts';
import { ReviewPage, type ReviewView } from '../../../src/console/review/review.page.tsx';
import {
  changedMeanwhile,
  offeredDecisions,
  type ReviewValues,
  readReview,
  reviewedActions,
  seenValues,
} from '../../../src/console/review/review-form.ts';
import { i18nIn } from '../../../src/console/words/texts.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { planOf, now as then } from '../plan-world.ts';
import { ruleSetOf } from '../rule-world.ts';

const set = ruleSetOf();
const i18n = i18nIn('fr', 'Europe/Paris');
const words = i18n.t.plan;
const plan = planOf();
const [, second, third] = plan.actions;
const [late, other] = ['4-2', '4-3'];
/** The second action is overdue from here on. */
const now = (second?.dueAt ?? 0) + 1;

const read = (values: ReviewValues, person = 'lea', of: Plan = plan) =>
  readReview(values, { plan: of, now }, { set, person, i18n });
const errorsOf = (...given: Parameters<typeof read>) => {
  const found = read(...given);
  return found.ok ? {} : found.errors;
};

describe('the answers of a review', () => {
  test('ask for a decision on an action from the moment on that it is overdue, and not before', () => {
    const at = (moment: number) => reviewedActions({ plan, now: moment }).overdue.map(({ id }) => id);
    expect(at(second?.dueAt ?? 0)).toEqual([]);
    expect(at(now)).toEqual([late]);
    expect(errorsOf({})).toEqual({ [`decision.${late}`]: words.review.undecided });
    expect(errorsOf({ [`decision.${late}`]: 'keep' })).toEqual({
      [`decision.${late}`]: words.review.undecided,
    });
    expect(errorsOf({ [`decision.${late}`]: 'done' })).toEqual({});
  });

  test('have their errors where they are mended', () => {
    const moved = { [`decision.${late}`]: 'new_date', [`result.${other}`]: 'fait' };
    expect(errorsOf(moved)).toEqual({
      [`due.${late}`]: words.errors.date,
      [`reason.${late}`]: words.errors.required,
    });
    const dated = { ...moved, [`reason.${late}`]: 'fournisseur' };
    expect(errorsOf({ ...dated, [`due.${late}`]: '2026-06-08' })).toEqual({
      [`due.${late}`]: words.review.past,
    });
    expect(read({ ...dated, [`due.${late}`]: '2026-06-20' })).toMatchObject({
      command: {
        decisions: [
          { action: late, decision: 'new_date', due: '2026-06-20', reason: 'fournisseur' },
          { action: other, decision: 'keep', result: 'fait' },
        ],
      },
    });
  });

  test('drop an action under the name of who answers for it, and under no other', () => {
    const dropped = { [`decision.${late}`]: 'drop', [`reason.${late}`]: 'plus utile' };
    expect(errorsOf(dropped, 'camille')).toEqual({
      [`name.${late}`]: words.errors.nameMissing('Camille Roussel'),
    });
    expect(errorsOf({ ...dropped, [`name.${late}`]: 'Léa Fontaine' }, 'camille')).toEqual({
      [`name.${late}`]: words.errors.otherName('Camille Roussel'),
    });
    expect(errorsOf({ ...dropped, [`name.${late}`]: 'camille roussel' }, 'camille')).toEqual({});
  });

  test('are offered to whom they are open: dropping to approvers, its proposal to others, of no draft', () => {
    const offer = (state: Plan['state'], isOverdue: boolean, mayDrop: boolean) =>
      offeredDecisions({ state }, { isOverdue, mayDrop });
    expect(offer('active', true, true)).toEqual(['done', 'new_date', 'blocked', 'drop']);
    expect(offer('active', false, false)).toEqual(['keep', 'done', 'new_date', 'blocked', 'propose_drop']);
    expect(offer('draft', true, false)).toEqual(['done', 'new_date', 'blocked']);
  });
});

describe('two people who review at once', () => {
  const typed = { ...seenValues(plan), [`result.${other}`]: 'fait' };
  const held: Plan = {
    ...plan,
    reviews: [...plan.reviews, { dueAt: now, heldAt: now, by: 'camille' }],
  };

  test('are told of each other, of whatever they have written', () => {
    expect(changedMeanwhile(plan, typed)).toBeUndefined();
    expect(changedMeanwhile(held, typed)?.reviews).toEqual([{ dueAt: now, heldAt: now, by: 'camille' }]);
    expect(changedMeanwhile(held, seenValues(plan))?.reviews).toHaveLength(1);
    expect(changedMeanwhile(held, { ...typed, ...seenValues(held) })).toBeUndefined();
  });

  test('are told of an action that changed if they wrote about it, and not of others', () => {
    const moved = (id: string): Plan => ({
      ...plan,
      actions: plan.actions.map((action) => (action.id === id ? { ...action, dueAt: now + 1 } : action)),
    });
    expect(changedMeanwhile(moved(other), typed)?.actions.map(({ id }) => id)).toEqual([other]);
    expect(changedMeanwhile(moved(late), typed)).toBeUndefined();
  });
});

describe('the page of a review', () => {
  const entries = [{ kind: 'actionStatusSet', at: then, data: { action: '4-1', from: 'todo' } }];
  const frame = {
    ...{ i18n, here: '/plans/4/review', languages: ['fr', 'en'] as const },
    assets: { style: '', script: '', charts: '', icon: '' },
  };
  const page = (answer: Partial<ReviewView> = {}, at = now) => {
    const sources = {
      ...{ plan, set, now: at, history: new Map(), told: [{ at: then }, { at: then }] as never, entries },
      ...{ followUps: [], issueSites: [], isIncidentOpen: false },
      ...{ dossier: { exhibits: [], comments: [] }, maxBytes: 1_000 },
    };
    const view = planView(sources, { role: 'operator', person: 'lea' });
    const review = { view, values: {}, errors: {}, keep: 'review 4 lea', ...answer };
    return String(<ReviewPage frame={frame} view={review} />);
  };
  const textOf = (html: string) => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

  test('begins with what has changed since the last one', () => {
    const text = textOf(page());
    expect(text).toContain('Ce qui a changé depuis le');
    expect(text).toContain(`${plan.actions[0]?.title} : À faire → Faite`);
    expect(text).toContain('2 messages envoyés');
  });

  test('opens the questions of what is overdue, and keeps the others one step long', () => {
    const html = page();
    expect(html).toContain(`<fieldset class="card review-action overdue" id="action-${late}">`);
    expect(html).toContain(`<details class="card review-action" id="action-${other}">`);
    expect(html).not.toContain('id="action-4-1"');
    expect(textOf(html)).toContain(third?.title);
  });

  test('gives back what was typed with what is wrong, and with what somebody else has done', () => {
    const values = { comment: 'Point du jour', [`result.${other}`]: 'à "moitié"' };
    const html = page({ values, errors: errorsOf(values) });
    expect(html).toContain('Point du jour</textarea>');
    expect(html).toContain('value="à &quot;moitié&quot;"');
    expect(html).toContain(words.review.undecided);
    expect(html).toContain(`<details class="card review-action" id="action-${other}" open="">`);
    const reviews = [{ dueAt: now, heldAt: now, by: 'camille', comment: 'Déjà vu' }];
    const conflict = page({ values, meanwhile: { reviews, actions: [third as never] } });
    expect(textOf(conflict)).toContain('Camille Roussel a tenu une revue de ce plan');
    expect(conflict).toContain('Déjà vu');
    expect(conflict).toContain(words.review.changed);
    expect(conflict).toContain('Point du jour</textarea>');
  });
});
