import { expect, test } from 'vitest';
import { loadRules, openFile } from '../../../src/rules/files/files.ts';
import { readRuleFolder } from '../../../src/rules/files/folder-files.ts';
import { readTests } from '../../../src/rules/files/testfile.ts';
import type { RuleSet } from '../../../src/rules/ruleset.ts';
import { runRuleTest } from '../../../src/workshop/rule-test.ts';

const demo = new URL('../../../rules/demo', import.meta.url).pathname;
const shipped = new URL('../../../rules', import.meta.url).pathname;

async function goodRules(dir: string, stepMs: number): Promise<RuleSet> {
  const loaded = await loadRules(dir, { stepMs });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return loaded.set;
}

test('all that the rules of the demo leave open is the owner whom the story adds', async () => {
  const loaded = await loadRules(demo, { stepMs: 200 });
  expect(loaded.ok && loaded.warnings.map(({ code }) => code)).toEqual(['action_without_owner']);
});

test('they are the shipped example on another scale: the same rules with the same thresholds', async () => {
  const gist = ({ rules }: RuleSet) =>
    rules.map(({ id, effect, when: [condition], playbook }) => ({
      ...{ id, effect, playbook },
      metric: condition?.metric,
      limit: condition?.metric === 'catalogue_freshness' ? undefined : condition?.threshold,
    }));
  expect(gist(await goodRules(demo, 200))).toEqual(gist(await goodRules(shipped, 10_000)));
});

test('they pass their own tests', async () => {
  const set = await goodRules(demo, 200);
  const files = (await readRuleFolder(demo)) ?? [];
  const outcomes = files
    .filter(({ path }) => path.endsWith('.test.yaml'))
    .map(openFile)
    .flatMap((read) =>
      'source' in read ? readTests(read.source, set, (problem) => outOfReach(problem)) : [],
    )
    .map((one) => runRuleTest(set, one));
  expect(outcomes).toHaveLength(4);
  expect(outcomes.flatMap(({ mismatches }) => mismatches)).toEqual([]);
});

function outOfReach(problem: unknown): never {
  throw new Error(JSON.stringify(problem));
}
