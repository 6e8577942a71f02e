import { type RuleSet, rulesOver } from '../ruleset.ts';
import { allKnown, checkKnown, checkKnownKeys, type Known } from './known.ts';
import type { TestEntry } from './schemas/test-file.ts';
import type { Path, Report, Source } from './source.ts';

const aRule = { code: 'unknown_rule', expected: 'the id of a rule that stands over the agent' };
const aPerson = { code: 'unknown_person', expected: 'a person of people.yaml' };
const aMetric = { code: 'unknown_metric', expected: 'the name of a metric of metrics.yaml' };
const aPlaybook = { code: 'unknown_playbook', expected: 'a playbook of a file of playbooks/' };
const anAction = { code: 'unknown_action', expected: 'the id of an action of the playbook' };

/** Reports every name in a test that the rule set under test does not have: no test waits in vain. */
export function checkTestNames(
  source: Source,
  path: Path,
  tested: { readonly agent: string; readonly set: RuleSet; readonly entry: TestEntry },
  report: Report,
): boolean {
  const { agent, set, entry } = tested;
  const rules = allKnown(rulesOver(set, agent).map(({ id }) => id));
  const people = allKnown(set.people.keys());
  const value = (known: Known<unknown>, at: Path, wanted: typeof aRule) =>
    checkKnown(known, source, [...path, ...at], wanted, report);
  const keys = (known: Known<unknown>, at: Path, wanted: typeof aRule) =>
    checkKnownKeys(known, source, [...path, ...at], wanted, report);
  const each = (
    known: Known<unknown>,
    at: Path,
    names: readonly string[] | undefined,
    wanted: typeof aRule,
  ) => (names ?? []).map((_, place) => value(known, [...at, place], wanted));

  const checks = [
    keys(allKnown(set.metrics.keys()), ['series'], aMetric),
    ...entry.do.map((_, place) => value(people, ['do', place, 'by'], aPerson)),
    ...entry.expect.flatMap(({ tripped_by: trippedBy, incident, plan }, place) => {
      const at = ['expect', place];
      const triggers = incident === undefined || incident === 'none' ? [] : incident.triggers;
      const drafted = plan === undefined || plan === 'none' ? {} : plan;
      return [
        keys(rules, [...at, 'alerts'], aRule),
        ...each(rules, [...at, 'tripped_by'], trippedBy, aRule),
        ...each(rules, [...at, 'incident', 'triggers'], triggers, aRule),
        value(people, [...at, 'plan', 'owner'], aPerson),
        value(people, [...at, 'plan', 'approver'], aPerson),
        value(allKnown(set.playbooks.keys()), [...at, 'plan', 'playbook'], aPlaybook),
        ...each(actionsOf(set, drafted.playbook), [...at, 'plan', 'actions'], drafted.actions, anAction),
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
