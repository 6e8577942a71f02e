import { expect, test } from 'vitest';
import { RuleProof } from '../../../src/console/rules/proof.page.tsx';
import { i18nIn } from '../../../src/console/words/texts.ts';
import { day, ruleSetOf } from '../rule-world.ts';
import { wordsOf } from '../visitor.ts';

const i18n = i18nIn('en', 'Europe/Paris');

function drawn(agents: number, rule: 'error-rate' | 'catalogue-freshness', mayProve = true): string {
  const set = ruleSetOf(agents);
  const found = set.rules.find(({ id }) => id === rule);
  if (found === undefined) throw new Error(`no rule ${rule}`);
  const provedAt = (agent: string) => (agent === 'margaux' ? 7 * day : undefined);
  const view = { set, now: 10 * day, provedAt, mayProve };
  return String(<RuleProof rule={found} view={view} i18n={i18n} />);
}

test('a rule over one agent says how old its proof is, and proves it on that agent', () => {
  const html = drawn(5, 'catalogue-freshness');
  expect(wordsOf(html)).toContain('proved 3 days ago');
  expect(html).toContain('<input type="hidden" name="agent" value="margaux"/>');
  expect(drawn(5, 'catalogue-freshness', false)).not.toContain('<form');
});

test('a rule over several says on how many it is proved, and offers first one on which it is not', () => {
  const html = drawn(20, 'error-rate');
  expect(wordsOf(html)).toContain('proved on 1 of 20 agents');
  expect(html.match(/<option /g)).toHaveLength(20);
  expect(html).toMatch(/<option value="leo" selected/);
});

test('a rule over more than a list can hold is proved on each agent’s page', () => {
  const html = drawn(21, 'error-rate');
  expect(html).not.toContain('<form');
  expect(wordsOf(html)).toContain('on the page of each agent');
});
