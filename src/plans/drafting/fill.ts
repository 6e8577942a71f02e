import type { Evidence } from '../../incidents/incident.ts';
import type { Language } from '../../language/language.ts';
import { typeset } from '../../language/typography.ts';
import { defined } from '../../platform/defined.ts';
import type { CriterionSpec } from '../../rules/criterion.ts';
import type { Playbook, PlaybookAction, PlaybookCase, PlaybookImprovement } from '../../rules/playbook.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Case } from '../cases/case.ts';
import { basisOf } from '../criteria/criterion.ts';
import { dueAfter } from '../due.ts';
import { idGiver, newCriteria, takenIds } from '../ids.ts';
import type { Action, Improvement, Plan } from '../plan.ts';
import { hypothesesFromPlaybook } from './hypotheses.ts';

export type PlaybookSources = {
  /** Due dates are counted from this instant. */
  readonly from: number;
  readonly evidence?: Evidence | undefined;
  readonly ruleSet: RuleSet;
};

/**
 * The plan with all that a playbook adds: hypotheses that the evidence supports, actions, improvements,
 * indicators. What the plan has already (a hypothesis, an indicator) is not added twice.
 */
export function withPlaybook(plan: Plan, playbook: Playbook, sources: PlaybookSources): Plan {
  const { number, language } = plan;
  const taken = takenIds(plan);
  const said = new Set(plan.hypotheses.map(({ text }) => text));
  const measured = new Set(plan.indicators.map(({ spec }) => spec.text));
  const nextAction = idGiver(`${number}`, taken);
  const nextImprovement = idGiver(`${number}-m`, taken);
  const aims = measurable(plan, playbook.indicators).filter(({ text }) => !measured.has(text));
  return {
    ...plan,
    playbooks: [...plan.playbooks, playbook.id],
    hypotheses: [
      ...plan.hypotheses,
      ...hypothesesFromPlaybook(playbook, sources.evidence, language).filter(({ text }) => !said.has(text)),
    ],
    actions: [
      ...plan.actions,
      ...playbook.actions.map((action) => newAction(nextAction(), plan, action, playbook, sources)),
    ],
    improvements: [
      ...plan.improvements,
      ...playbook.improvements.map((improvement) =>
        newImprovement(nextImprovement(), plan, improvement, sources),
      ),
    ],
    indicators: [...plan.indicators, ...newCriteria(`${number}-i`, aims, taken)],
  };
}

/** Of a plan about no agent nothing is measured: what people tick or attest is left. */
function measurable({ agent }: Plan, specs: readonly CriterionSpec[]): readonly CriterionSpec[] {
  return agent === undefined ? specs.filter((spec) => basisOf(spec) !== 'measured') : specs;
}

function newAction(
  id: string,
  plan: Plan,
  action: PlaybookAction,
  playbook: Playbook,
  sources: PlaybookSources,
): Action {
  const { language } = plan;
  return {
    id,
    ...workOf(action, plan, sources),
    verification: 'unverified',
    treats: action.treats,
    criteria: newCriteria(id, measurable(plan, action.criteria)),
    checklists: [...action.checklists].map(([name, items]) => ({
      id: name,
      items: items.map((item) => caseOf(item, language)),
    })),
    ...defined({ replay: action.replay }),
    from: { playbook: playbook.id, action: action.id },
  };
}

function caseOf({ question, expect, id, ...text }: PlaybookCase, language: Language): Case {
  return { text: typeset(text[language], language), ...defined({ question, expect, ref: id }) };
}

function newImprovement(
  id: string,
  plan: Plan,
  improvement: PlaybookImprovement,
  sources: PlaybookSources,
): Improvement {
  const { language } = plan;
  const { benefit, recurrence } = improvement;
  return {
    id,
    ...workOf(improvement, plan, sources),
    benefit: typeset(benefit[language], language),
    ...defined({ recurrence }),
  };
}

/** The fields that actions and improvements share. An owner who is not in people.yaml is left out. */
function workOf(
  { title, owner: named, role, dueMs, effort, impact }: PlaybookAction | PlaybookImprovement,
  { language, timezone, ...plan }: Plan,
  { from, ruleSet }: PlaybookSources,
) {
  const owner = role === undefined ? named : plan[role];
  const known = owner !== undefined && ruleSet.people.has(owner);
  return {
    title: typeset(title[language], language),
    status: 'todo' as const,
    effort,
    impact,
    ...defined({
      owner: known ? owner : undefined,
      dueAt: dueMs === undefined ? undefined : dueAfter(from, dueMs, timezone),
    }),
  };
}
