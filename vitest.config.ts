import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestKindFirst } from './tests/support/sequencer.ts';
import { summaryReporter } from './tests/support/summary.ts';

/**
 * `x.test.ts` is pure and runs in `npm run check`; `x.sql.test.ts` and the scenarios need real databases; `x.live.test.ts` starts real
 * processes, browsers and peers. `--project pure | sql | live` runs one kind.
 */
const live = ['tests/**/*.live.test.ts'];
const sql = ['tests/**/*.sql.test.ts', 'tests/scenario/**/*.test.ts'];
const every = ['tests/**/*.test.{ts,tsx}'];
const servers = 'tests/support/servers.ts';
const build = 'tests/support/build.ts';

const kinds = [
  kind('pure', { include: every, exclude: [...configDefaults.exclude, ...live, ...sql] }),
  kind('sql', { include: sql, exclude: [...configDefaults.exclude, ...live], globalSetup: [servers] }),
  kind('live', { include: live, globalSetup: [servers, build] }),
];

/** All kinds as one, so that a worker loads the house once and not once a kind. */
const all = kind('all', { include: every, globalSetup: [servers, build] });

type Settings = NonNullable<TestProjectInlineConfiguration['test']>;

function kind(name: string, settings: Settings): TestProjectInlineConfiguration {
  const isPatient = name === 'live' || name === 'all';
  return {
    extends: true,
    test: {
      name,
      testTimeout: isPatient ? 120_000 : 20_000,
      hookTimeout: isPatient ? 120_000 : 60_000,
      // Nothing in a file can be left behind for the next; loading the house anew for each would take longer than most files.
      isolate: false,
      ...settings,
    },
  };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    // For two cores: the third fills the time in which processes, browsers and databases are waited for.
    maxWorkers: 3,
    sequence: { sequencer: LongestKindFirst },
    reporters: ['default', summaryReporter()],
    projects: process.argv.some((argument) => argument.startsWith('--project')) ? kinds : [all],
  },
});
