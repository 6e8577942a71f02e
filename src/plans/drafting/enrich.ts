import type { Incident } from '../../incidents/incident.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Plan } from '../plan.ts';
import { hypothesesFromEvidence, hypothesesFromPlaybook } from './hypotheses.ts';

/**
 * The plan with what its incident's evidence points to: evidence arrives a moment after the draft, because
 * the stop of the agent does not wait for it. Hypotheses of earlier evidence (that of an alert which the trip
 * joined) give way. Nothing that people write is touched, so the version stays.
 */
export function withEvidence(plan: Plan, incident: Pick<Incident, 'evidence'>, ruleSet: RuleSet): Plan {
  const { language, timezone } = plan;
  return {
    ...plan,
    hypotheses: [
      ...hypothesesFromEvidence(incident.evidence, { ruleSet, language, timezone }),
      ...plan.playbooks.flatMap((id) => {
        const playbook = ruleSet.playbooks.get(id);
        return playbook === undefined ? [] : hypothesesFromPlaybook(playbook, incident.evidence, language);
      }),
    ],
  };
}
