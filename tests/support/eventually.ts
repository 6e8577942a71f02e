import { vi } from 'vitest';

/** On a busy machine what takes milliseconds may take seconds: nothing is held by how soon it is. */
const patienceMs = 20_000;

/** Asks again and again until the check holds, and gives its answer; fails with its last error after 20 s. */
export function eventually<T>(check: () => T | Promise<T>, everyMs = 20): Promise<T> {
  return vi.waitFor(check, { timeout: patienceMs, interval: everyMs });
}
