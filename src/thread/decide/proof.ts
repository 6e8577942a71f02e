import { failingProof, proofPassedKind } from '../../incidents/proof.ts';
import { actorText } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import type { Change } from '../change.ts';
import type { ProofMissed, ProofPassed, RuleDrilled } from '../events.ts';
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

/**
 * A proof test by schedule that did not pass is on record each time; people are told at once, the first time,
 * and reminded from then on. A night that was skipped is remembered, and changes nothing of that.
 */
export function decideMissedProof(
  { agent, set, attempt: before, proofs }: World,
  { outcome, code, rule }: ProofMissed,
  now: number,
): Change {
  const known = failingProof(before, proofs);
  const failing = outcome === 'skipped' || rule === undefined ? known : { rule, since: known?.since ?? now };
  const attempt = {
    ...{ at: now, outcome, code },
    ...defined({ rule, failingSince: failing?.since, failingRule: failing?.rule }),
  };
  if (outcome === 'skipped' || rule === undefined) return { agent, attempt };
  return {
    agent,
    attempt,
    entries: [{ kind: 'proofFailed', actor: 'engine', agent, data: { rule, code } }],
    notices:
      known !== undefined
        ? []
        : [
            {
              ...{ key: `proof-failed:${agent}:${now}`, kind: 'proof_failed', severity: 'critical', agent },
              people: peopleOf(set, agent),
              data: { ...setting(set, agent), rule, since: now, code },
            },
          ],
  };
}
