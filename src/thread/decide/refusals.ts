import { noSuch } from '../../platform/no-such.ts';
import { refused } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';

/** Nobody could drive and sign a plan that is about no agent. */
export function noStewards() {
  return refused({
    kind: 'invalid',
    code: 'no_stewards',
    detail:
      'A plan without an agent needs two people in people.yaml: one who drives it, and another who approves.',
  });
}

/** No playbook in force has this name. */
export function unknownPlaybook({ playbooks }: Pick<RuleSet, 'playbooks'>, playbook: string) {
  return refused({ ...noSuch('playbook', playbook, { known: [...playbooks.keys()] }), kind: 'invalid' });
}

/** The database keeps nothing of what a command says. */
export function notKept(sqlstate = 'unknown') {
  return refused({
    kind: 'invalid',
    code: 'not_kept',
    detail: `The database keeps no such value (SQLSTATE ${sqlstate}). Nothing was changed. Send the command with other values, or a shorter text.`,
  });
}
