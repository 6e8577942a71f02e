/** Tells everybody who listens. */
export type Signal<T> = {
  readonly emit: (value: T) => void;
  /** Calls `listener` each time; returns how to stop it. */
  readonly listen: (listener: (value: T) => void) => () => void;
};

/** A signal that nobody listens to yet. */
export function createSignal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>();
  return {
    emit: (value) => {
      for (const listener of listeners) listener(value);
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
