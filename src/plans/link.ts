/** An issue or task elsewhere, and how it was last seen. */
export type ActionLink = {
  readonly url: string;
  /** When the status here was last set, since it was linked. */
  readonly setAt?: number;
  /** The status there, and when it was noted. */
  readonly there?: StatusThere;
  readonly notedAt?: number;
  /** Why the two are not the same, if something is wrong. */
  readonly fault?: LinkFault;
};

/** The statuses that an issue may have in its own tracker. */
export const statusesThere = ['todo', 'open', 'in_progress', 'waiting', 'done', 'cancelled'] as const;
/** A status elsewhere; `open`: anything but done, where nobody says more. */
export type StatusThere = (typeof statusesThere)[number];

/** The faults that a link may have. */
export const linkFaults = ['gone', 'refused', 'unreachable'] as const;
/** It is not there (any more), a change was refused there, or nobody answers. */
export type LinkFault = (typeof linkFaults)[number];
