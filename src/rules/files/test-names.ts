import { isKeptApart, variantSeries } from '../../metrics/variant.ts';
import { type RuleSet, rulesOver } from '../ruleset.ts';
import {
  allKnown,
  aMetric,
  aPerson,
  aPlaybook,
  checkKnown,
  checkKnownKeys,
  type Known,
  type Wanted,
} from './known.ts';
import type { TestEntry } from './schemas/test-file.ts';
import { itemsOf, type Place, under } from './source.ts';

const aRule = { code: 'unknown_rule', expected: 'the id of a rule that stands over the agent' };
const anAction = { code: 'unknown_action', expected: 'the id of an action of the playbook' };

/** Reports every name in a test that the rule set under test does not have: no test waits in vain. */
export function checkTestNames(place: Place, agent: string, set: RuleSet, entry: TestEntry): boolean {
  const rules = allKnown(rulesOver(set, agent).map(({ id }) => id));
  const orAll = allKnown([...rulesOver(set, agent).map(({ id }) => id), 'all']);
  const people = allKnown(set.people.keys());
  const each = (known: Known<unknown>, names: Place, wanted: Wanted) =>
    itemsOf(names).map((name) => checkKnown(known, name, wanted));

  const apart = [...set.metrics.values()].filter(isKeptApart).map(({ name }) => name);
  const variants = set.agents.get(agent)?.variants ?? [];
  const ofVariants = apart.flatMap((metric) => variants.map((variant) => variantSeries(metric, variant)));
  const series = allKnown([...set.metrics.keys(), ...ofVariants]);

  const checks = [
    checkKnownKeys(series, under(place, 'series'), aMetric),
    ...itemsOf(under(place, 'do')).map((command) => checkKnown(people, under(command, 'by'), aPerson)),
    ...itemsOf(under(place, 'do')).map((command) => checkKnown(orAll, under(command, 'silence'), aRule)),
    ...itemsOf(under(place, 'maintenance')).flatMap((work) => each(rules, under(work, 'rules'), aRule)),
    ...entry.expect.flatMap(({ plan }, number) => {
      const expected = under(place, 'expect', number);
      const drafted = plan === undefined || plan === 'none' ? {} : plan;
      return [
        checkKnownKeys(rules, under(expected, 'alerts'), aRule),
        ...each(rules, under(expected, 'tripped_by'), aRule),
        ...each(rules, under(expected, 'incident', 'triggers'), aRule),
        checkKnown(people, under(expected, 'plan', 'owner'), aPerson),
        checkKnown(people, under(expected, 'plan', 'approver'), aPerson),
        checkKnown(allKnown(set.playbooks.keys()), under(expected, 'plan', 'playbook'), aPlaybook),
        ...each(actionsOf(set, drafted.playbook), under(expected, 'plan', 'actions'), anAction),
      ];
    }),
  ];
  return !checks.includes(false);
}

/** The actions of one playbook, or of all when the test does not say which one that there is. */
function actionsOf(set: RuleSet, playbook: string | undefined): Known<true> {
  const named = playbook === undefined ? undefined : set.playbooks.get(playbook);
  const playbooks = named === undefined ? [...set.playbooks.values()] : [named];
  return allKnown(playbooks.flatMap(({ actions }) => actions.map(({ id }) => id)));
}
