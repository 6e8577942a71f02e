import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';

/** Completes what the compiler leaves in dist: every file of src that is no source (migrations, pages' assets), and the entry. */
const root = join(import.meta.dirname, '..');
await cp(join(root, 'src'), join(root, 'dist/src'), {
  recursive: true,
  filter: (path) => !/\.tsx?$/.test(path),
});
await cp(join(root, 'scripts/entry.mjs'), join(root, 'dist/main.js'));
await chmod(join(root, 'dist/main.js'), 0o755);
