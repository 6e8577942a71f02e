import { chmod, cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { blankPglite } from './pglite-blank.ts';

/**
 * Completes what the compiler leaves in dist, or in the folder that is named: every file of src that is no source
 * (migrations, pages' assets), the packed database that a new one begins as, and the entry.
 */
const root = join(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? join(root, 'dist'));
await cp(join(root, 'src'), join(out, 'src'), {
  recursive: true,
  filter: (path) => !/\.tsx?$/.test(path),
});
await cp(await blankPglite(), join(out, 'src/platform/database/pglite-blank.tar.gz'));
await cp(join(root, 'scripts/entry.mjs'), join(out, 'main.js'));
await chmod(join(out, 'main.js'), 0o755);
