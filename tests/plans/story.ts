import type { Language } from '../../src/language/language.ts';
import { setActionStatus, tickChecklistItem } from '../../src/plans/commands/action-progress.ts';
import { editPlan, logFollowUp } from '../../src/plans/commands/edit.ts';
import { signPlan } from '../../src/plans/commands/signature.ts';
import { applyVerdicts } from '../../src/plans/criteria/verification.ts';
import { completeContext } from '../../src/plans/drafting/enrich.ts';
import { editImprovement } from '../../src/plans/improvement.ts';
import type { Plan } from '../../src/plans/plan.ts';
import { holdReview } from '../../src/plans/review.ts';
import { engineActor } from '../../src/platform/actor.ts';
import { accepted, as, backOnLine, defined, draft, mandate, paris, planAfter, ruleSet } from './margaux.ts';

const words = {
  fr: {
    rootCause:
      'Le flux du catalogue a cessé de se synchroniser ; Margaux a donc annoncé indisponibles des articles en stock. Aucune garde ne contrôlait la fraîcheur des données.',
    comment: 'Deux actions faites, plan signé.',
    result: 'Clients touchés contactés, geste de 10 % crédité.',
  },
  en: {
    rootCause:
      'The catalogue feed stopped synchronising, so Margaux called items unavailable that were in stock. No guard checked how fresh the data was.',
    comment: 'Two actions done, plan signed.',
    result: 'Affected customers contacted, goodwill of 10% credited.',
  },
};

/** When the document of the story is made: the evening of 6 June. */
export const evening = paris(6, '18:00');

/** The story up to the evening of 6 June: the agent is back, two actions are done, the plan is signed and reviewed. */
export function eveningOfSixJune(language: Language): Plan {
  const say = words[language];
  const drafted = draft({ mandate: { ...mandate, language } });
  const back = { actor: engineActor, now: paris(5, '08:42') };
  const completed = completeContext(drafted, backOnLine, { mandate, ruleSet }, back).plan;
  const steps: ((plan: Plan) => Plan)[] = [
    (plan) => planAfter(editPlan(plan, { rootCause: say.rootCause }, as('lea', paris(5, '15:00')))),
    (plan) =>
      planAfter(setActionStatus(plan, { action: '4-1', status: 'done' }, as('it-ops', paris(5, '17:30')))),
    contactEverybody,
    (plan) =>
      planAfter(setActionStatus(plan, { action: '4-2', status: 'done' }, as('lea', paris(6, '11:45')))),
    (plan) =>
      planAfter(
        setActionStatus(plan, { action: '4-3', status: 'in_progress' }, as('camille', paris(6, '09:00'))),
      ),
    (plan) =>
      planAfter(
        setActionStatus(plan, { action: '4-4', status: 'in_progress' }, as('camille', paris(6, '09:00'))),
      ),
    (plan) =>
      planAfter(
        editImprovement(
          plan,
          { improvement: '4-m-1', status: 'in_progress' },
          as('it-ops', paris(6, '09:30')),
        ),
      ),
    (plan) => planAfter(logFollowUp(plan, { result: say.result }, as('lea', paris(6, '12:00')))),
    (plan) =>
      planAfter(editPlan(plan, { topThree: ['4-3', '4-4', '4-m-1'] }, as('camille', paris(6, '14:00')))),
    (plan) => planAfter(signPlan(plan, { as: 'owner', for: 'activation' }, as('lea', paris(6, '16:00')))),
    (plan) =>
      planAfter(signPlan(plan, { as: 'approver', for: 'activation' }, as('camille', paris(6, '16:30')))),
    (plan) => planAfter(holdReview(plan, { comment: say.comment }, as('camille', paris(6, '17:00')))),
    measured,
  ];
  return steps.reduce((plan, step) => step(plan), completed);
}

function contactEverybody(plan: Plan): Plan {
  const items = defined(plan.actions[1]?.checklists[0]).items;
  return items.reduce(
    (next, _, item) =>
      accepted(
        tickChecklistItem(
          next,
          { action: '4-2', checklist: 'contact', item, ticked: true },
          as('lea', paris(6, '11:30')),
        ),
      ).plan,
    plan,
  );
}

function measured(plan: Plan): Plan {
  const now = paris(6, '17:40');
  const holding = (heldMs: number) => ({ verdict: 'holding' as const, heldMs, countedUntil: now });
  return applyVerdicts(
    plan,
    new Map([
      ['4-1-1', { state: holding(24 * 3_600_000), value: 42 }],
      ['4-2-1', { state: { verdict: 'met', at: paris(6, '11:45'), attributed: true }, value: 1 }],
      ['4-3-1', { state: { verdict: 'pending', why: 'not_done' }, value: 0.012 }],
      ['4-i-1', { state: { verdict: 'failed', at: now, value: 0.012 }, value: 0.012 }],
      ['4-i-2', { state: { verdict: 'failed', at: now, value: 4.1 }, value: 4.1 }],
      ['4-i-3', { state: holding(70 * 60_000), value: 42 }],
    ]),
    { actor: engineActor, now },
  ).plan;
}
