import { type Question, runTests } from './lib/tested.ts';

/** Questions that tests of the suite answer in full: each is a script that runs them alone, at the size of its aim. */
const questions: readonly Question[] = [
  // Days ahead and back, both nights of the clock change, a leap day, a sleep, months away.
  { name: 'clock', files: ['tests/thread/clock.live.test.ts', 'tests/rules/engine'], atLeast: 10 },
  // Ten channels, each broken in a way of its own.
  {
    name: 'proofs',
    files: ['tests/app/proofs.sql.test.ts'],
    named: 'finds every channel that is broken',
    atLeast: 10,
  },
  // A thousand of ten kinds, each with a signed state of the end.
  { name: 'tamper', files: ['tests/register/checkpoint/tampering.test.ts'], atLeast: 3 },
  { name: 'targets', files: ['tests/platform/http/private-targets.test.ts'], atLeast: 60 },
  { name: 'rights', files: ['tests/access'], atLeast: 60 },
  { name: 'upgrades', files: ['tests/upgrade'], atLeast: 30, env: { FILROUGE_UPGRADES: 'all' } },
];

/** By name, as `npm run reliability` knows scripts. */
export const testedScripts = Object.fromEntries(
  questions.map((question) => [question.name, async () => ({ run: () => runTests(question) })]),
);
