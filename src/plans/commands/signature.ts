import { provenBy } from '../../platform/actor.ts';
import { done } from '../../platform/refusal.ts';
import { planEvent } from '../events.ts';
import { besidesSignatures, whatBlocksActivation, whatBlocksClosure } from '../gates.ts';
import type { Plan, Signature } from '../plan.ts';
import { type Refused, refuse } from '../refusals.ts';
import { type PlanContext, type PlanDecision, personOf, whyNoChange } from './change.ts';

/** One of the two signatures, for one step. The signer is the person that the key belongs to. */
export type SignCommand = Pick<Signature, 'as' | 'for'>;

/**
 * Signs the plan as it stands. It is refused while anything but signatures is missing for that step. The
 * second signature for activation activates the plan; closing a signed plan is a command of its own
 * (`closePlan`).
 */
export function signPlan(plan: Plan, command: SignCommand, ctx: PlanContext): PlanDecision {
  const person = personOf(ctx);
  if (person === undefined) return nobody;
  const refusal = whyNoChange(plan, ctx) ?? whyNoSignature(plan, command, person, ctx);
  if (refusal) return refusal;
  const proof = provenBy(ctx.actor);
  const signature: Signature = { ...command, person, version: plan.version, at: ctx.now, ...proof };
  const signed: Plan = {
    ...plan,
    version: plan.version + 1,
    signatures: [...plan.signatures, signature],
  };
  const event = planEvent('planSigned', plan, ctx, {
    ...{ ...command, person, ...proof },
    signedVersion: plan.version,
  });
  if (command.for === 'closure' || whatBlocksActivation(signed).length > 0) {
    return done({ plan: signed, events: [event] });
  }
  return done({
    plan: { ...signed, state: 'active', activatedAt: ctx.now },
    events: [event, planEvent('planActivated', plan, ctx, { actions: plan.actions.length })],
  });
}

const nobody = refuse('person_required', 'A person signs: use a key that belongs to one.');

/** Why this person may not give this signature now, if so. */
export function whyNoSignature(
  plan: Plan,
  command: SignCommand,
  person: string | undefined,
  ctx: Pick<PlanContext, 'people'>,
): Refused | undefined {
  if (person === undefined) return nobody;
  return (
    whyNotThisStep(plan, command) ?? whyNotThisPerson(plan, command, person, ctx) ?? whyNotYet(plan, command)
  );
}

function whyNotThisStep(plan: Plan, command: SignCommand): Refused | undefined {
  if (command.for === 'activation' && plan.state !== 'draft') {
    return refuse('plan_not_draft', `Plan ${plan.number} is active already.`);
  }
  if (command.for === 'closure' && plan.state !== 'active') {
    return refuse('plan_not_active', `Plan ${plan.number} is a draft: it is activated first.`);
  }
  return undefined;
}

/** The owner signs as owner; any approver who is not the owner may as approver, so that no absence blocks. */
function whyNotThisPerson(
  plan: Plan,
  command: SignCommand,
  person: string,
  ctx: Pick<PlanContext, 'people'>,
): Refused | undefined {
  if (!ctx.people.has(person)) {
    return refuse('unknown_person', `${person} is not in people.yaml any more.`, { kind: 'forbidden' });
  }
  const given = plan.signatures.filter((signature) => signature.for === command.for);
  if (given.some((signature) => signature.as === command.as)) {
    return refuse('already_signed', `Plan ${plan.number} is signed by the ${command.as} already.`);
  }
  if (command.as === 'owner' && person !== plan.owner) {
    return refuse('not_the_owner', `Plan ${plan.number} is owned by ${plan.owner}, not ${person}.`);
  }
  if (command.as === 'approver' && ctx.people.get(person)?.approver !== true) {
    return refuse('not_an_approver', `${person} is no approver in people.yaml.`);
  }
  if (
    (command.as === 'approver' && person === plan.owner) ||
    given.some((signature) => signature.person === person)
  ) {
    return refuse('two_people_needed', 'Owner and approver must be two different people.');
  }
  return undefined;
}

function whyNotYet(plan: Plan, command: SignCommand): Refused | undefined {
  const blocks = command.for === 'activation' ? whatBlocksActivation(plan) : whatBlocksClosure(plan);
  const missing = besidesSignatures(blocks);
  if (missing.length === 0) return undefined;
  const code = command.for === 'activation' ? 'activation_blocked' : 'closure_blocked';
  const detail = `Plan ${plan.number} cannot be signed for ${command.for}: ${missing.map(({ code }) => code).join(', ')}.`;
  return refuse(code, detail, { missing });
}
