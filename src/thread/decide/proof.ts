import { proofPassedKind } from '../../incidents/proof.ts';
import { actorText } from '../../platform/actor.ts';
import type { Change } from '../change.ts';
import type { ProofPassed, RuleDrilled } from '../events.ts';
import type { World } from '../world.ts';
import { peopleOf, setting } from './notices.ts';

/** People get the drill notice through the same channels as an alarm. */
export function decideDrill({ agent, set }: World, { rule, key }: RuleDrilled): Change {
  const people = peopleOf(set, agent);
  const data = { ...setting(set, agent), rule };
  return { agent, notices: [{ key, kind: 'drill', severity: 'info', agent, people, data }] };
}

/** A proof test that came through whole is on record, with the time of every stage. */
export function decideProof(
  { agent }: World,
  { rule, by, ruleSet, samples, stages }: ProofPassed,
  now: number,
): Change {
  const data = { rule, ruleSet, samples, stages: stages.map(({ stage, at }) => ({ stage, at })) };
  return {
    agent,
    proof: { rule, passedAt: now, ruleSetHash: ruleSet },
    entries: [{ kind: proofPassedKind, actor: actorText(by), agent, data }],
  };
}
