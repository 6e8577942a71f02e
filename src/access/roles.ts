import type { Actor } from '../platform/actor.ts';

/** The roles of keys. `ingest` and `agent` are for programs; the other four are a ladder for people. */
export const roles = ['ingest', 'agent', 'viewer', 'operator', 'approver', 'admin'] as const;
/** A role of `roles`. */
export type Role = (typeof roles)[number];

/** The sender of a request, once the guard knows. */
export type Caller = {
  readonly actor: Actor;
  readonly role: Role;
  /** Person id of people.yaml: a key without one can do things, but never sign them. */
  readonly person?: string;
  /** The agents that its key is bound to: it reaches no other. Absent: all, where its role reaches all. */
  readonly agents?: readonly string[];
  /**
   * How they have proved for this very request who they are, where what came with it is no proof: a session
   * may be somebody else's open window. `ask_…`: they have not, and that is what to ask for. Absent: by the
   * key that came with the request.
   */
  readonly proof?: 'key' | 'provider' | 'ask_key' | 'ask_provider';
};

/** The part of a caller that says how far it reaches, and whether it is proved. */
export type Reaching = Pick<Caller, 'role' | 'agents' | 'proof'>;

/**
 * The permissions of each role; on the people's ladder, on top of those of the roles below it. The plan's
 * owner signs with an operator's key, because an approver's key would also let the agent run again.
 */
const granted = {
  ingest: ['samples.write', 'interactions.write', 'marks.write', 'requests.receive'],
  agent: ['interactions.write', 'switch.read', 'switch.acknowledge', 'marks.write'],
  viewer: ['read', 'switch.read'],
  operator: [
    'agents.suspend',
    'silences.set',
    'marks.write',
    'incidents.open',
    'incidents.edit',
    'plans.edit',
    'plans.sign_as_owner',
    'rules.propose',
    'notices.test',
    'dossier.write',
    'requests.receive',
    'requests.read',
    'requests.enter',
    'privacy.enter',
  ],
  approver: [
    'agents.resume',
    'silences.set_over_stops',
    'plans.sign_as_approver',
    'plans.close',
    'incidents.declassify',
    'dossier.erase',
    'requests.correct',
    'privacy.decide',
  ],
  admin: ['keys.manage'],
} as const satisfies Readonly<Record<Role, readonly string[]>>;
const grantedTo = (role: Role): readonly Permission[] => granted[role];

/** Everything that a request may want to do. */
export const permissions = [...new Set(Object.values(granted).flat())];
export type Permission = (typeof permissions)[number];

/** How far a permission reaches: every agent, those that the key is bound to, or none. */
export type Reach = 'all' | 'own' | 'none';

const ladder: readonly Role[] = ['viewer', 'operator', 'approver', 'admin'];

/** How far a key of this role, bound to these agents or to none, may use `permission`. */
export function reach({ role, agents }: Reaching, permission: Permission): Reach {
  const isGranted = roles.some((each) => includesRole(role, each) && grantedTo(each).includes(permission));
  if (!isGranted) return 'none';
  return role === 'agent' || agents !== undefined ? 'own' : 'all';
}

/** Whether `role` may use `permission` at all, be it on its own agents only (see `mayTouch`). */
export function may(role: Role, permission: Permission): boolean {
  return reach({ role }, permission) !== 'none';
}

/** Whether this caller may use `permission` on this agent. */
export function mayTouch(caller: Reaching, permission: Permission, agent: string): boolean {
  const far = reach(caller, permission);
  return far === 'all' || (far === 'own' && caller.agents?.includes(agent) === true);
}

/** Whether role `held` does where `needed` is asked for: itself, or above it on the ladder; admin always. */
export function includesRole(held: Role, needed: Role): boolean {
  if (held === needed || held === 'admin') return true;
  const [has, wants] = [rung(held), rung(needed)];
  return has >= 0 && wants >= 0 && has >= wants;
}

/** The roles that may use `permission`, the least one first: what a refusal tells the caller. */
export function rolesFor(permission: Permission): readonly Role[] {
  return roles.filter((role) => may(role, permission));
}

function rung(role: Role): number {
  return ladder.indexOf(role);
}
