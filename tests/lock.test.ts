import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';

const Names = z.record(z.string(), z.string()).default({});
const { packages } = z
  .looseObject({ packages: z.record(z.string(), z.looseObject({ optionalDependencies: Names })) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8')));

/** `npm ci` refuses a lock file that leaves out a package of another platform, as npm writes it when it could not get it. */
test('package-lock.json names the packages of every platform, so that `npm ci` works on each', () => {
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
    Object.keys(optionalDependencies).filter((name) => !isNamed(path, name)),
  );
  expect(missing).toEqual([]);
});

/** Looks a package up as Node does: in the folder of the one that asks, then in those around it. */
function isNamed(path: string, name: string): boolean {
  if (packages[join(path, 'node_modules', name)] !== undefined) return true;
  const outer = path.lastIndexOf('node_modules/');
  return outer >= 0 && isNamed(path.slice(0, outer).replace(/\/$/, ''), name);
}
