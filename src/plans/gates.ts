import type { Missing } from '../platform/refusal.ts';
import { type Action, answersFault, type Plan, type Signature, signerRoles } from './plan.ts';

/** Everything that can stand between a plan and its next step. */
export const gateCodes = [
  'plan_not_draft',
  'plan_not_active',
  'root_cause_missing',
  'objective_missing',
  'no_corrective_action',
  'action_without_owner',
  'action_without_due_date',
  'action_without_criterion',
  'action_not_done',
  'action_not_verified',
  'action_regressed',
  'indicator_not_holding',
  'signature_missing',
] as const;
export type GateCode = (typeof gateCodes)[number];

/** One thing that is missing: `at` is an action id, a criterion id or a field of the plan. */
export type GateMissing = Missing & { readonly code: GateCode };

/** All that leaves a plan incomplete, signatures aside: cause or objective, owners, dates, criteria. */
export function whatLeavesPlanIncomplete(plan: Plan): readonly GateMissing[] {
  return [
    ...whatLeavesPlanAimless(plan),
    ...(plan.actions.length === 0 ? [{ code: 'no_corrective_action', at: 'actions' } as const] : []),
    ...plan.actions.flatMap(whatLeavesActionDead),
  ];
}

/** Everything that keeps a draft from being activated, all of it at once. */
export function whatBlocksActivation(plan: Plan): readonly GateMissing[] {
  return [
    ...(plan.state === 'draft' ? [] : [{ code: 'plan_not_draft', at: 'state' } as const]),
    ...whatLeavesPlanIncomplete(plan),
    ...missingSignatures(plan, 'activation'),
  ];
}

/** Everything that keeps an active plan from being closed, all of it at once. */
export function whatBlocksClosure(plan: Plan): readonly GateMissing[] {
  const accepted = new Set(plan.acceptedRisks.map((risk) => risk.action));
  return [
    ...(plan.state === 'active' ? [] : [{ code: 'plan_not_active', at: 'state' } as const]),
    ...plan.actions.filter((action) => !accepted.has(action.id)).flatMap(whatKeepsActionOpen),
    ...plan.indicators
      .filter((indicator) => indicator.state.verdict !== 'met')
      .map(({ id, state }) => ({
        code: 'indicator_not_holding' as const,
        at: id,
        params: { verdict: state.verdict },
      })),
    ...missingSignatures(plan, 'closure'),
  ];
}

/** Everything missing but signatures: nobody signs a step that cannot be taken. */
export function besidesSignatures(missing: readonly GateMissing[]): readonly GateMissing[] {
  return missing.filter(({ code }) => code !== 'signature_missing');
}

/** The step that comes next and what blocks it; a closed plan has none. */
export function nextStep(
  plan: Plan,
): { readonly step: Signature['for']; readonly missing: readonly GateMissing[] } | undefined {
  switch (plan.state) {
    case 'draft':
      return { step: 'activation', missing: whatBlocksActivation(plan) };
    case 'active':
      return { step: 'closure', missing: whatBlocksClosure(plan) };
    case 'closed':
      return undefined;
    default:
      return plan.state satisfies never;
  }
}

/** A signature that the plan waits for, and nothing else: the owner's first. */
type SignatureDue = Pick<Signature, 'as' | 'for'> & {
  /** The person asked; another approver may sign as well. */
  readonly person: string;
  /** The other one's, where it was given. */
  readonly given?: Signature | undefined;
};

/** The people whose signature is due for the next step, once nothing but signatures is missing. */
export function signatureDue(plan: Plan): SignatureDue | undefined {
  const next = nextStep(plan);
  if (next === undefined || besidesSignatures(next.missing).length > 0) return undefined;
  const given = plan.signatures.filter((signature) => signature.for === next.step);
  const as = signerRoles.find((role) => !given.some((signature) => signature.as === role));
  return as && { as, for: next.step, person: plan[as], given: given[0] };
}

function whatLeavesPlanAimless(plan: Plan): readonly GateMissing[] {
  if (answersFault(plan))
    return plan.rootCause?.trim() ? [] : [{ code: 'root_cause_missing', at: 'rootCause' }];
  return plan.objective?.trim() ? [] : [{ code: 'objective_missing', at: 'objective' }];
}

function whatLeavesActionDead(action: Action): readonly GateMissing[] {
  const at = action.id;
  return [
    ...(action.owner === undefined ? [{ code: 'action_without_owner', at } as const] : []),
    ...(action.dueAt === undefined ? [{ code: 'action_without_due_date', at } as const] : []),
    ...(action.criteria.length === 0 ? [{ code: 'action_without_criterion', at } as const] : []),
  ];
}

/** One reason at most: a regressed action is not done, and one that is not done is not verified. */
function whatKeepsActionOpen(action: Action): readonly GateMissing[] {
  const at = action.id;
  if (action.verification === 'regressed') return [{ code: 'action_regressed', at }];
  if (action.status !== 'done') return [{ code: 'action_not_done', at, params: { status: action.status } }];
  return action.verification === 'verified' ? [] : [{ code: 'action_not_verified', at }];
}

function missingSignatures(plan: Plan, purpose: Signature['for']): readonly GateMissing[] {
  return signerRoles
    .filter((as) => !plan.signatures.some((signature) => signature.as === as && signature.for === purpose))
    .map((as) => ({ code: 'signature_missing', at: `signatures.${as}`, params: { as, for: purpose } }));
}
