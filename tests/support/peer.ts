import { accessSync, constants } from 'node:fs';
import { delimiter, resolve } from 'node:path';

/**
 * Why the tests that need a program of this name cannot run here: `skipped: prometheus not found`, or `undefined` when it
 * is on PATH. In CI a missing program is a fault of the set-up, not a reason to skip.
 */
export function missingPeer(program: string): string | undefined {
  if (pathOf(program) !== undefined) return undefined;
  if ((process.env['CI'] ?? '') !== '')
    throw new Error(`${program} not found on PATH, and nothing is skipped in CI`);
  return `skipped: ${program} not found`;
}

function pathOf(program: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => resolve(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
