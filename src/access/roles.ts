import type { Actor } from '../platform/actor.ts';

/** The roles of keys. `ingest` and `agent` are for programs; the other four are a ladder for people. */
export const roles = ['ingest', 'agent', 'viewer', 'operator', 'approver', 'admin'] as const;
export type Role = (typeof roles)[number];

/** The sender of a request, once the guard knows. `agent` is the one that an `agent` key is bound to. */
export type Caller = {
  readonly actor: Actor;
  readonly role: Role;
  /** Person id of people.yaml: a key without one can do things, but never sign them. */
  readonly person?: string;
  readonly agent?: string;
};

/** Everything that a request may want to do. */
export const permissions = [
  'samples.write',
  'interactions.write',
  'switch.read',
  'switch.acknowledge',
  'read',
  'agents.suspend',
  'agents.resume',
  'incidents.open',
  'incidents.edit',
  'plans.edit',
  'plans.sign_as_owner',
  'plans.sign_as_approver',
  'plans.close',
  'keys.manage',
] as const;
export type Permission = (typeof permissions)[number];

/** How far a permission reaches: every agent, the one the key is bound to, or none. */
export type Reach = 'all' | 'own' | 'none';

/**
 * The people's ladder: the least role that has a permission. The plan's owner signs with an operator's key,
 * because an approver's key would also let the agent run again.
 */
const leastRole: Readonly<Record<Permission, Role>> = {
  'samples.write': 'admin',
  'interactions.write': 'admin',
  'switch.read': 'viewer',
  'switch.acknowledge': 'admin',
  read: 'viewer',
  'agents.suspend': 'operator',
  'agents.resume': 'approver',
  'incidents.open': 'operator',
  'incidents.edit': 'operator',
  'plans.edit': 'operator',
  'plans.sign_as_owner': 'operator',
  'plans.sign_as_approver': 'approver',
  'plans.close': 'approver',
  'keys.manage': 'admin',
};

const ladder: readonly Role[] = ['viewer', 'operator', 'approver', 'admin'];

/** How far `role` may use `permission`. */
export function reach(role: Role, permission: Permission): Reach {
  switch (role) {
    case 'ingest':
      return permission === 'samples.write' || permission === 'interactions.write' ? 'all' : 'none';
    case 'agent':
      return permission === 'switch.read' ||
        permission === 'switch.acknowledge' ||
        permission === 'interactions.write'
        ? 'own'
        : 'none';
    case 'viewer':
    case 'operator':
    case 'approver':
    case 'admin':
      return includesRole(role, leastRole[permission]) ? 'all' : 'none';
    default:
      return role satisfies never;
  }
}

/** Whether `role` may use `permission` at all, be it on its own agent only (see `mayTouch`). */
export function may(role: Role, permission: Permission): boolean {
  return reach(role, permission) !== 'none';
}

/** Whether this caller may use `permission` on this agent. */
export function mayTouch(
  caller: Pick<Caller, 'role' | 'agent'>,
  permission: Permission,
  agent: string,
): boolean {
  const far = reach(caller.role, permission);
  return far === 'all' || (far === 'own' && caller.agent === agent);
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
