import type { Refusal } from '../platform/refusal.ts';
import { type DeskRole, reachesRole } from './desk-roles.ts';
import {
  type Caller,
  may,
  mayTouch,
  type Permission,
  type Reaching,
  type Role,
  reach,
  rolesFor,
} from './roles.ts';

/** The permission that each command needs: two where the command says in which capacity it is given. */
export const commandPermission = {
  suspendAgent: 'agents.suspend',
  suspendFleet: 'agents.suspend',
  resumeAgent: 'agents.resume',
  resumeFleet: 'agents.resume',
  acknowledgeSwitch: 'switch.acknowledge',
  silenceRules: 'silences.set',
  endSilence: 'silences.set',
  noteMark: 'marks.write',
  openIncident: 'incidents.open',
  acknowledgeIncident: 'incidents.edit',
  resolveIncident: 'incidents.edit',
  closeIncident: 'incidents.edit',
  noteIncident: 'incidents.edit',
  classifyIncident: 'incidents.edit',
  recordReport: 'incidents.edit',
  declassifyIncident: 'incidents.declassify',
  proveRule: 'plans.edit',
  proposeRule: 'rules.propose',
  withdrawProposal: 'rules.propose',
  draftPlan: 'plans.edit',
  editPlan: 'plans.edit',
  addAction: 'plans.edit',
  editAction: 'plans.edit',
  dropAction: 'plans.edit',
  noteLink: 'plans.edit',
  tickItem: 'plans.edit',
  addCases: 'plans.edit',
  noteCase: 'plans.edit',
  replayAction: 'plans.edit',
  attestCriterion: 'plans.edit',
  addImprovement: 'plans.edit',
  editImprovement: 'plans.edit',
  addRisk: 'plans.edit',
  editRisk: 'plans.edit',
  dropRisk: 'plans.edit',
  editTask: 'plans.edit',
  dropImprovement: 'plans.edit',
  holdReview: 'plans.edit',
  logResult: 'plans.edit',
  acceptRisk: 'plans.sign_as_approver',
  closePlan: 'plans.close',
  attachFile: 'dossier.write',
  attachLink: 'dossier.write',
  withdrawEvidence: 'dossier.write',
  eraseEvidence: 'dossier.erase',
  addComment: 'dossier.write',
  eraseComment: 'dossier.erase',
  receiveRequest: 'requests.receive',
  noteCall: 'requests.receive',
  noteContact: 'requests.enter',
  sendRelance: 'requests.enter',
  editRequest: 'requests.enter',
  handOverRequest: 'requests.enter',
  escalateRequest: 'requests.enter',
  takeUpRequest: 'requests.enter',
  resolveRequest: 'requests.enter',
  closeRequest: 'requests.enter',
  reopenRequest: 'requests.enter',
  mergeRequests: 'requests.correct',
  validateRequest: 'requests.correct',
  receivePrivacyRequest: 'privacy.enter',
  confirmIdentity: 'privacy.enter',
  extendPrivacyRequest: 'privacy.decide',
  carryOutPrivacyRequest: 'privacy.decide',
  refusePrivacyRequest: 'privacy.decide',
  liftPrivacyRequest: 'privacy.decide',
  holdData: 'privacy.decide',
  releaseData: 'privacy.decide',
  reportAnomaly: 'requests.enter',
  answerAnomaly: 'requests.correct',
  mergeCustomers: 'requests.correct',
  importDesk: 'requests.correct',
  exportDesk: 'requests.correct',
  openCalendar: 'read',
  closeCalendar: 'read',
  createKey: 'keys.manage',
  rotateKey: 'keys.manage',
  makeLink: 'keys.manage',
  revokeKey: 'keys.manage',
  signPlan: { owner: 'plans.sign_as_owner', approver: 'plans.sign_as_approver' },
} as const satisfies Readonly<
  Record<string, Permission | Readonly<Record<'owner' | 'approver', Permission>>>
>;
/** The kind of any command that a permission is kept for. */
export type CommandKind = keyof typeof commandPermission;

/** The part of a command that decides who may give it. */
export type GuardedCommand = {
  readonly kind: CommandKind;
  /** The agent that it is about: some callers reach their own agent only. */
  readonly agent?: string | undefined;
  /** The capacity that a signature is given in. */
  readonly as?: 'owner' | 'approver' | undefined;
  /** Of a review: to drop an action is the approver's to sign. */
  readonly decisions?: readonly { readonly decision: string }[] | undefined;
  /** Of a silence: rules that stop an agent are an approver's to silence. */
  readonly stops?: boolean | undefined;
  /** Of a request: the part at the desk of whoever gives it. */
  readonly desk?: DeskRole | undefined;
};

/** Commands that somebody stands by with their name: a session is not enough for them. */
const asksAgain: ReadonlySet<CommandKind> = new Set(['signPlan', 'acceptRisk', 'resumeAgent']);

/** Whether a command asks anew who gives it. */
function asksWho({ kind, decisions = [] }: GuardedCommand): boolean {
  return asksAgain.has(kind) || decisions.some(({ decision }) => decision === 'drop');
}

const confirmFirst: Refusal = {
  kind: 'forbidden',
  code: 'confirm_first',
  detail: 'Prove again who you are: at your provider, or with your key.',
};

/** Whether somebody has to prove anew who they are before they sign. */
export function hasToProve({ proof }: Pick<Caller, 'proof'>): boolean {
  return proof === 'ask_key' || proof === 'ask_provider';
}

/** Why this caller may not give this command, if so. */
export function mayCommand(caller: Reaching, command: GuardedCommand): Refusal | undefined {
  return mayInRole(caller, command) ?? (asksWho(command) && hasToProve(caller) ? confirmFirst : undefined);
}

function mayInRole(caller: Reaching, command: GuardedCommand): Refusal | undefined {
  const needed = commandPermission[command.kind];
  if (typeof needed === 'string') {
    if (command.stops === true) {
      const refusal = permissionRefusal(caller, 'silences.set_over_stops', command.agent ?? '');
      if (refusal !== undefined) return refusal;
    }
    // A referent checks what others have entered, with an operator’s key as theirs.
    if (needed === 'requests.correct' && reachesRole(command.desk, 'referent'))
      return permissionRefusal(caller, 'requests.enter', command.agent ?? '');
    const drops = command.decisions?.some(({ decision }) => decision === 'drop') === true;
    return (
      permissionRefusal(caller, needed, command.agent ?? '') ??
      (drops ? permissionRefusal(caller, commandPermission.acceptRisk, command.agent ?? '') : undefined)
    );
  }
  const refusal = permissionRefusal(caller, needed.owner, command.agent ?? '');
  if (refusal !== undefined || command.as !== 'approver' || may(caller.role, needed.approver)) return refusal;
  return {
    kind: 'forbidden',
    code: 'role_missing',
    detail: `Signing as approver needs ${keyText(rolesFor(needed.approver))}; this key has the role ${caller.role}.`,
    facts: { role: caller.role },
  };
}

/** Why this caller may not use this permission, if so. Without `agent`, reaching any agent is enough. */
export function permissionRefusal(
  caller: Reaching,
  permission: Permission,
  agent?: string,
): Refusal | undefined {
  if (reach(caller, permission) === 'none') return roleMissing(caller.role, rolesFor(permission));
  return agent === undefined || mayTouch(caller, permission, agent) ? undefined : otherAgent(caller.agents);
}

function roleMissing(role: Role, needed: readonly Role[]): Refusal {
  return {
    kind: 'forbidden',
    code: 'role_missing',
    detail: `This needs ${keyText(needed)}; this key has the role ${role}.`,
    facts: { needed, role },
  };
}

function otherAgent(agents: readonly string[] = []): Refusal {
  const [agent = 'none', ...others] = agents;
  return {
    kind: 'forbidden',
    code: 'other_agent',
    detail: `This key belongs to the agent${others.length > 0 ? 's' : ''} ${[agent, ...others].join(', ')} and reaches no other.`,
    facts: { agent },
  };
}

function keyText(needed: readonly Role[]): string {
  return `a key with the role ${needed.join(' or ')}`;
}
