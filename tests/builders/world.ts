import type { Incident } from '../../src/incidents/incident.ts';
import type { Plan } from '../../src/plans/plan.ts';
import type { Measure } from '../../src/rules/engine/alert.ts';
import type { RuleStanding } from '../../src/rules/engine/engine.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { untouchedAgent, type World } from '../../src/thread/world.ts';
import { aFiringAlert, aMeasure } from './messages.ts';
import { aRule, aRuleSet } from './rules.ts';
import { minute, tripAt } from './time.ts';

/** A rule that fires on Margaux, and what it measures now. Released, it reads from `freshFrom` on. */
export function firing(rule: Partial<Rule> = {}, measure: Partial<Measure> = {}): RuleStanding {
  const whole = aRule(rule);
  return {
    rule: whole,
    alert: aFiringAlert({ rule: whole.id }),
    measure: aMeasure(measure),
    freshFrom: tripAt + minute,
  };
}

type Told = Partial<Omit<World, 'rules' | 'incidents' | 'plans'>> & {
  readonly rules?: readonly RuleStanding[];
  readonly incidents?: readonly Incident[];
  readonly plans?: readonly Plan[];
};

/** Margaux, whose error rate alone is watched, and to whom nothing has happened, with whatever a test changes about that. */
export function aWorld(changed: Told = {}): World {
  const { rules = [firing()], incidents = [], plans = [], ...rest } = changed;
  return {
    ...untouchedAgent('margaux'),
    set: aRuleSet({ rules: rules.map(({ rule }) => rule) }),
    rules: new Map(rules.map((standing) => [standing.rule.id, standing])),
    sequences: {
      incident: Math.max(0, ...incidents.map(({ number }) => number)),
      plan: Math.max(0, ...plans.map(({ number }) => number)),
    },
    incidents: new Map(incidents.map((incident) => [incident.number, incident])),
    plans: new Map(plans.map((plan) => [plan.number, plan])),
    ...rest,
  };
}
