/** The roles at a desk, each with all of those before it: who enters, who checks, who decides. */
export const deskRoles = ['agent', 'referent', 'lead'] as const;
export type DeskRole = (typeof deskRoles)[number];

/** Whether somebody of this role at the desk may do what is kept for `needed`. */
export function reachesRole(held: DeskRole | undefined, needed: DeskRole): boolean {
  return held !== undefined && deskRoles.indexOf(held) >= deskRoles.indexOf(needed);
}
