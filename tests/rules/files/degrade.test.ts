import { describe, expect, test } from 'vitest';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { edited, parse, problemMarks, shippedFiles } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';
const alerts = '    min_samples: 20\n    then: alert';

function with_(then: string) {
  return edited(shipped, margaux, alerts, `    min_samples: 20\n    ${then}`);
}
function resuming(steps: string) {
  return edited(shipped, margaux, 'lease: 30s', `resume: ${steps}\nlease: 30s`);
}

describe('a rule that degrades', () => {
  test.each(['20%', '0.2', '"20 %"'])('leaves the agent %s of its traffic', (share) => {
    const read = parse(with_(`then: degrade\n    share: ${share}`));
    const rule = read.ok ? read.set.rules.find(({ id }) => id === 'csat') : undefined;
    expect(rule).toMatchObject({ effect: 'degrade', share: 0.2, severity: 'warning' });
  });

  test.each([
    ['then: degrade', 'degrade_without_share degrade without a share'],
    ['then: alert\n    share: 20%', 'share_without_degrade 20%'],
    ['then: degrade\n    share: 0%', 'bad_value 0%'],
    ['then: degrade\n    share: 100%', 'bad_value 100%'],
    ['then: degrade\n    share: 20', 'bad_value 20'],
    ['then: degrade\n    share: [20%]', 'bad_value a list'],
  ])('%j is refused where it stands', (then, mark) => {
    const marks = problemMarks(with_(then));
    expect(marks).toHaveLength(1);
    expect(marks[0]).toContain(mark);
  });

  test('is told of where rules differ', () => {
    const [before, after] = [parse(shipped), parse(with_('then: degrade\n    share: 12.5%'))];
    if (!before.ok || !after.ok) throw new Error('the rules do not load');
    expect(diffRuleSets(before.set, after.set).lines).toEqual([
      'margaux/csat: then alert → degrade',
      'margaux/csat: share none → 12.5%',
    ]);
    expect(before.set.hash).not.toBe(after.set.hash);
  });
});

describe('the steps of a mandate', () => {
  test('are shares that rise, with the time of each', () => {
    const read = parse(resuming('[10% for 15m, 50% for 30m]'));
    expect(read.ok && read.set.agents.get('margaux')?.resume).toEqual([
      { share: 0.1, forMs: 900_000 },
      { share: 0.5, forMs: 1_800_000 },
    ]);
  });

  test.each([
    '[]',
    '[10%]',
    '[50% for 5m, 50% for 5m]',
    '[50% for 5m, 10% for 5m]',
    '[100% for 5m]',
    '10% for 5m',
  ])('%s are none', (steps) => {
    expect(problemMarks(resuming(steps))).toHaveLength(1);
  });
});
