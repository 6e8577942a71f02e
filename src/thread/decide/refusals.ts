import { refused } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';

/** No mandate in force names this agent. */
export function unknownAgent(agent: string) {
  return refused({
    kind: 'not_found',
    code: 'unknown_agent',
    detail: `There is no agent "${agent}" in the rules in force.`,
  });
}

/** Nobody could drive and sign a plan that is about no agent. */
export function noStewards() {
  return refused({
    kind: 'invalid',
    code: 'no_stewards',
    detail:
      'A plan without an agent needs two people in people.yaml: one who drives it, and another who approves.',
  });
}

/** No incident has this number. */
export function unknownIncident(number: number) {
  return refused({ kind: 'not_found', code: 'unknown_incident', detail: `There is no incident ${number}.` });
}

/** No plan has this number. */
export function unknownPlan(number: number) {
  return refused({ kind: 'not_found', code: 'unknown_plan', detail: `There is no plan ${number}.` });
}

/** No playbook in force has this name. */
export function unknownPlaybook({ playbooks }: Pick<RuleSet, 'playbooks'>, playbook: string) {
  const known = [...playbooks.keys()].join(', ');
  return refused({
    kind: 'invalid',
    code: 'unknown_playbook',
    detail: `There is no playbook "${playbook}"; known are: ${known || 'none'}.`,
  });
}
