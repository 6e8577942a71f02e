import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { mandateOver } from '../../switches/latched.ts';
import { cannotSuspend, isSwitchless, noSwitchToRead } from '../../switches/switchless.ts';
import type { Change } from '../change.ts';
import type { Order } from '../commands.ts';
import type { ThreadEvent } from '../events.ts';
import type { World } from '../world.ts';
import { addressedChange } from './addressed.ts';
import { decideClocks } from './clocks.ts';
import { decideEnd, decideFoundOver, decideRemoved } from './end-alert.ts';
import { decideEvidence } from './evidence.ts';
import { decideNote, decideOpen, decideStep } from './incident.ts';
import { decideDraft, decidePlanEdit, decideVerdicts } from './plan.ts';
import { decideDrill, decideMissedProof, decideProof } from './proof.ts';
import { decideReminders, decideTellings } from './reminders.ts';
import { decideReplay, decideReplayDue, decideReplayed } from './replay.ts';
import { decideResume } from './resume.ts';
import { silencedOver, withSilenced } from './silenced.ts';
import { decideEndSilence, decideSilence } from './silences.ts';
import { decideHeld, decideStepEnd } from './steps.ts';
import { decideAcknowledge, decideDisobedience, decideEscalation, decideSuspend } from './switch.ts';
import { decideTrip } from './trip.ts';

/**
 * The product in one function: what becomes of an agent when somebody commands something, or something
 * happened. Pure, and the same live, in rule tests, in backtests and after a restart. An event is never
 * refused; a command may be.
 */
export function decide(world: World, message: Order | ThreadEvent, now: number): Result<Change> {
  const decided = decideAlone(world, message, now);
  return decided.ok ? done(addressedChange(decided.value, world.set, now)) : decided;
}

function decideAlone(world: World, message: Order | ThreadEvent, now: number): Result<Change> {
  switch (message.kind) {
    case 'ruleFired':
    case 'ruleNoData':
      return done(decideTrip(world, message, now));
    case 'ruleResolved':
    case 'ruleDataBack':
      return done(decideEnd(world, message));
    case 'ruleRemoved':
      return done(decideRemoved(world, message, now));
    case 'triggerFoundOver':
      return done(decideFoundOver(world, message, now));
    case 'silencedFoundOver':
      return done(withSilenced({ agent: world.agent }, silencedOver(world, message, now)));
    case 'acknowledgementMissed':
      return done(decideEscalation(world, now));
    case 'suspensionNotObeyed':
      return done(decideDisobedience(world, message, now));
    case 'stepHeld':
    case 'stepBroken':
      return done(decideStepEnd(world, message, now));
    case 'stepMeasured':
      return done(decideHeld(world, message, now));
    case 'evidenceGathered':
      return done(decideEvidence(world, message, now));
    case 'criteriaAssessed':
      return done(decideVerdicts(world, message, now));
    case 'replayDue':
      return done(decideReplayDue(world, message, now));
    case 'casesReplayed':
      return done(decideReplayed(world, message, now));
    case 'replayAction':
      return decideReplay(world, message, now);
    case 'ruleDrilled':
      return done(decideDrill(world, message));
    case 'proofPassed':
      return done(decideProof(world, message, now));
    case 'proofMissed':
      return done(decideMissedProof(world, message, now));
    case 'remindersFellDue':
      return done(decideReminders(world, message, now));
    case 'tellingsFellDue':
      return done(decideTellings(world, message));
    case 'suspendAgent':
      return known(world) ?? notSuspendable(world) ?? done(decideSuspend(world, message, now));
    case 'resumeAgent':
      return known(world) ?? decideResume(world, message, now);
    case 'acknowledgeSwitch':
      return known(world) ?? nothingToObey(world) ?? decideAcknowledge(world, message, now);
    case 'silenceRules':
      return decideSilence(world, message, now);
    case 'endSilence':
      return decideEndSilence(world, message, now);
    case 'openIncident':
      return decideOpen(world, message, now);
    case 'acknowledgeIncident':
    case 'resolveIncident':
    case 'closeIncident':
      return decideStep(world, message, now);
    case 'noteIncident':
      return decideNote(world, message, now);
    case 'classifyIncident':
    case 'recordReport':
    case 'declassifyIncident':
      return decideClocks(world, message, now);
    case 'draftPlan':
      return decideDraft(world, message, now);
    default:
      return decidePlanEdit(world, message, now);
  }
}

/** The refusal for an agent that no mandate in force names, and that its switch does not hold either. */
function known({ agent, set, killSwitch }: World): ReturnType<typeof refused> | undefined {
  return mandateOver(set, agent, killSwitch) === undefined ? refused(noSuch('agent', agent)) : undefined;
}

/** People do the work of the agent: nobody suspends them. */
function notSuspendable({ agent, set }: World): ReturnType<typeof refused> | undefined {
  return set.agents.get(agent)?.switch === 'none' ? refused(cannotSuspend(agent)) : undefined;
}

function nothingToObey({ agent, set, killSwitch }: World): ReturnType<typeof refused> | undefined {
  return isSwitchless(set.agents.get(agent), killSwitch) ? refused(noSwitchToRead(agent)) : undefined;
}
