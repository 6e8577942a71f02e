import { describe, expect, test } from 'vitest';
import { decide } from '../../../src/thread/decide/decide.ts';
import type { ThreadEvent } from '../../../src/thread/events.ts';
import { refusal } from '../../builders/decision.ts';
import { someEvidence } from '../../builders/incidents.ts';
import {
  acknowledge,
  acknowledgementMissed,
  resume,
  ruleDataBack,
  ruleFired,
  ruleNoData,
  ruleRemoved,
  ruleResolved,
  suspend,
  triggerFoundOver,
} from '../../builders/messages.ts';

import { lea } from '../../builders/people.ts';
import { aRuleSet } from '../../builders/rules.ts';
import { tripAt } from '../../builders/time.ts';
import { aWorld } from '../../builders/world.ts';

const about = { agent: 'margaux' };
const ofRule = { ...about, rule: 'error-rate' };
/** One event of every kind there is: a kind without one is no type. */
const events: { readonly [K in ThreadEvent['kind']]: Extract<ThreadEvent, { kind: K }> } = {
  ruleFired: ruleFired(),
  ruleNoData: ruleNoData(),
  ruleResolved: ruleResolved(),
  ruleDataBack: ruleDataBack(),
  ruleRemoved: ruleRemoved(),
  triggerFoundOver: triggerFoundOver(),
  silencedFoundOver: { ...ofRule, kind: 'silencedFoundOver', cause: 'fired', firedAt: tripAt },
  acknowledgementMissed,
  suspensionNotObeyed: { ...about, kind: 'suspensionNotObeyed', at: tripAt },
  stepMeasured: { ...about, kind: 'stepMeasured', epoch: 1, heldMs: 10_000 },
  stepHeld: { ...about, kind: 'stepHeld', epoch: 1 },
  stepBroken: { ...ofRule, kind: 'stepBroken', epoch: 1, threshold: 0.02 },
  evidenceGathered: { ...about, kind: 'evidenceGathered', incident: 4, evidence: someEvidence() },
  criteriaAssessed: { ...about, kind: 'criteriaAssessed', plan: 4, criteria: [] },
  replayDue: { ...about, kind: 'replayDue', plan: 4, action: '4-1' },
  casesReplayed: { ...about, kind: 'casesReplayed', plan: 4, action: '4-1', run: 1, answers: [] },
  ruleDrilled: { ...ofRule, kind: 'ruleDrilled', key: 'drill:1' },
  remindersFellDue: { ...about, kind: 'remindersFellDue', plan: 4, sent: [] },
  tellingsFellDue: { ...about, kind: 'tellingsFellDue', tellings: [] },
  proofPassed: { ...ofRule, kind: 'proofPassed', by: lea, ruleSet: '', samples: 0, stages: [] },
  proofMissed: { ...ofRule, kind: 'proofMissed', outcome: 'failed', code: 'proof_not_delivered' },
};

describe('deciding', () => {
  test.each(Object.values(events))(
    'the event $kind is never refused, however little is known of the agent',
    (event) => {
      const unknown = aWorld({ set: aRuleSet({ agents: new Map(), rules: [] }), rules: [] });
      expect(decide(unknown, event, tripAt)).toMatchObject({ ok: true });
    },
  );

  test.each([suspend(), resume(), acknowledge(0)])(
    '$kind is refused for an agent that no mandate in force names',
    (order) => {
      const unknown = aWorld({ set: aRuleSet({ agents: new Map() }) });
      expect(refusal(unknown, order)).toMatchObject({ kind: 'not_found', code: 'unknown_agent' });
    },
  );

  test('the same question has the same answer, and the world is as it was', () => {
    const world = aWorld();
    const before = structuredClone(world);
    expect(decide(world, ruleFired(), tripAt)).toEqual(decide(world, ruleFired(), tripAt));
    expect(world).toEqual(before);
  });
});
