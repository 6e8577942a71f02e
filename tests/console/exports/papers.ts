import type { Language } from '../../../src/language/language.ts';
import type { PlanDocument } from '../../../src/plans/blocks.ts';
import { planDocument } from '../../../src/plans/documents/document.ts';
import type { Plan } from '../../../src/plans/plan.ts';
import { backOnLine, people, ruleSet } from '../../plans/margaux.ts';
import { evening, eveningOfSixJune } from '../../plans/story.ts';

/** Plans as they go to paper. */

const sources = {
  incident: backOnLine,
  ruleSet,
  ruleSetThen: ruleSet,
  people,
  now: evening,
  isIncidentOpen: false,
};

/** The document of a plan of the worked example, in its language or another. */
export function paperOf(plan: Plan, language: Language = plan.language): PlanDocument {
  return planDocument(plan, sources, language);
}

/** The worked example on the evening of 6 June. */
export function examplePaper(
  language: Language,
  change: (plan: Plan) => Plan = (plan) => plan,
): PlanDocument {
  return paperOf(change(eveningOfSixJune(language)));
}

/** The characters that people type and paste into plans. */
export const typed =
  'Clients → rappelés ✓ ; débit ≥ 4 °C, 12\u202f% ≤ 1\u202f000 €, cœur, Ł, ž, ß, “x” ‘y’ «\u202fz\u202f» – — … • ½ № × ÷ ≠ ≈ ∞ µ ★ ⚠ ■ ▶ ☐ ☑ ✔ ✘ ✅ ❌ e\u0301 ﬁ ①\u200b\ufe0f';

/** A plan with so many actions and such long texts that its tables go over pages. */
export function longPlan(language: Language, actions: number): Plan {
  const plan = eveningOfSixJune(language);
  const more = Array.from({ length: actions }, (_, place) => {
    const like = plan.actions[place % plan.actions.length];
    if (like === undefined) throw new Error('the example has actions');
    return {
      ...like,
      id: `4-${place + 1}`,
      title: `${like.title} (${place + 1}) ${'et encore '.repeat(place % 7)}`,
    };
  });
  return { ...plan, actions: more };
}
