import { failingProof } from '../../incidents/proof.ts';
import { remindersOf, ruleOver } from '../../rules/ruleset.ts';
import { peopleOf, setting } from '../decide/notices.ts';
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

const dayMs = 86_400_000;

/** A proof test by schedule that does not pass: people were told at once, and are reminded once a day. */
export function failingProofs({ state, set, now }: Look): readonly Telling[] {
  const { agent, attempt, proofs } = state;
  const failing = failingProof(attempt, proofs);
  if (failing === undefined || attempt === undefined || !set.agents.has(agent)) return [];
  const { rule, since } = failing;
  const days = Math.max(1, Math.floor((now - since) / dayMs));
  return [
    {
      dueAt: since + days * dayMs,
      notice: {
        key: `wait:proof-failed:${agent}:${since}:${days}`,
        ...{ kind: 'proof_failed', severity: 'critical', agent, people: peopleOf(set, agent) },
        data: { ...setting(set, agent), rule, since, code: attempt.code },
      },
    },
  ];
}
