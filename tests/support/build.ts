import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The built entry of the product, as `npm run build` makes it: it starts in half the time of the sources. */
    readonly builtMain: string;
  }
}

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Compiles the product once for all processes that tests start; types are checked by `npm run lint`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'filrouge-test-'));
  const out = join(folder, 'dist');
  await run('npx', ['tsc', '-p', 'tsconfig.build.json', '--noCheck', '--outDir', out], { cwd: root });
  await run('npx', ['tsx', 'scripts/assets.ts', out], { cwd: root });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await cp(join(root, 'rules'), join(folder, 'rules'), { recursive: true });
  project.provide('builtMain', join(out, 'main.js'));
  return () => rm(folder, { recursive: true, force: true });
}
