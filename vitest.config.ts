import { defineConfig } from 'vitest/config';
import { summaryReporter } from './tests/support/summary.ts';

/**
 * `x.test.ts` is pure and runs in `npm run check`; `x.sql.test.ts` and the scenarios need real databases; `x.live.test.ts` starts real
 * processes, browsers and peers.
 */
const shared = { testTimeout: 20_000, hookTimeout: 60_000 };
const outside = ['tests/**/*.sql.test.ts', 'tests/**/*.live.test.ts', 'tests/scenario/**'];

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // For two cores: the third fills the time in which processes, browsers and databases are waited for.
    maxWorkers: 3,
    reporters: ['default', summaryReporter()],
    projects: [
      {
        extends: true,
        // Pure tests share their modules: nothing in them can be left behind for the next.
        test: {
          ...shared,
          name: 'pure',
          include: ['tests/**/*.test.{ts,tsx}'],
          exclude: outside,
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'sql',
          // As above: loading the house anew for each file would take longer than most files.
          isolate: false,
          include: ['tests/**/*.sql.test.ts', 'tests/scenario/**/*.test.ts'],
          exclude: ['tests/**/*.live.test.ts'],
          globalSetup: ['tests/support/servers.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          name: 'live',
          isolate: false,
          include: ['tests/**/*.live.test.ts'],
          globalSetup: ['tests/support/servers.ts', 'tests/support/build.ts'],
        },
      },
    ],
  },
});
