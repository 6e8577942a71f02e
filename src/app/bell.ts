/** Rings whenever something that pages show has changed; whoever has a page open listens. */
export type Bell = {
  readonly ring: () => void;
  /** Calls `listener` at every ring; returns how to stop it. */
  readonly listen: (listener: () => void) => () => void;
};

/** A bell that nobody listens to yet. */
export function createBell(): Bell {
  const listeners = new Set<() => void>();
  return {
    ring: () => {
      for (const listener of listeners) listener();
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
