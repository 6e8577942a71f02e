import type { RuleProblem, RuleSet } from '../ruleset.ts';
import type { RuleTest } from './testfile.ts';

/** A warning for each rule whose alert no test looks at: nobody wrote down when it must fire and when not. */
export function untestedRules(set: RuleSet, tests: readonly RuleTest[]): RuleProblem[] {
  const tested = new Set(
    tests.flatMap(({ agent, expectations }) =>
      expectations.flatMap(({ alerts }) => [...alerts.keys()].map((rule) => `${agent} ${rule}`)),
    ),
  );
  return set.rules
    .filter(({ id, agents }) => !agents.some((agent) => tested.has(`${agent} ${id}`)))
    .map(({ id, source }) => ({
      ...source,
      column: 1,
      severity: 'warning',
      code: 'rule_without_test',
      found: `${id} without a test`,
      expected: `alerts: { ${id}: … } in a test, such as ${source.file.replace(/\.ya?ml$/, '.test.yaml')}`,
    }));
}
