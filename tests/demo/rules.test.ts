import { expect, test } from 'vitest';
import { loadRules } from '../../src/rules/files.ts';

const demo = new URL('../../rules/demo', import.meta.url).pathname;
const shipped = new URL('../../rules', import.meta.url).pathname;

test('the rules of the demo are good; all that they leave open is the owner whom the story adds', async () => {
  const loaded = await loadRules(demo, { stepMs: 200 });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  expect(loaded.warnings.map(({ code }) => code)).toEqual(['action_without_owner']);
});

test('they are the shipped example on another scale: the same thresholds, and rules of the same kind', async () => {
  const [small, large] = [
    await loadRules(demo, { stepMs: 200 }),
    await loadRules(shipped, { stepMs: 10_000 }),
  ];
  if (!small.ok || !large.ok) throw new Error('rules that cannot be read');
  const gist = ({ set }: typeof small) =>
    set.rules.map(({ id, effect, when, playbook }) => ({
      id,
      effect,
      playbook,
      metric: when[0]?.metric,
      limit: when[0]?.metric === 'catalogue_freshness' ? undefined : when[0]?.threshold,
    }));
  expect(gist(small)).toEqual(gist(large));
});
