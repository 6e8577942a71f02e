import { remindersOf, ruleOver } from '../../rules/ruleset.ts';
import { setting } from '../decide/notices.ts';
import type { Look, Telling } from './telling.ts';

/** Proof tests that are older than the mandate allows. One that never passed is shown, not told. */
export function outdatedProofs({ state, set }: Look): readonly Telling[] {
  const { agent, proofs } = state;
  const mandate = set.agents.get(agent);
  const everyMs = mandate?.proofEveryMs;
  const afterMs = remindersOf(set).tellAfter.proof_outdated;
  if (mandate === undefined || everyMs === undefined || afterMs === undefined) return [];
  return [...proofs].flatMap(([rule, { passedAt }]): Telling[] => {
    if (ruleOver(set, agent, rule) === undefined) return [];
    return [
      {
        dueAt: passedAt + everyMs + 1 + afterMs,
        notice: {
          key: `wait:proof:${agent}:${rule}:${passedAt}`,
          kind: 'proof_outdated',
          ...{ severity: 'warning', agent, people: [mandate.owner] },
          data: { ...setting(set, agent), rule, passedAt, everyMs },
        },
      },
    ];
  });
}
