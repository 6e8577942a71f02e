import { describe, expect, test } from 'vitest';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { parse, problemMarks, shippedFiles, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const path = 'agents/support-desk.yaml';

function desk(rule: string, more = 'switch: none') {
  const head =
    'agent: support-desk\nname: Support\nscope: { fr: Support, en: Support }\nowner: lea\napprover: camille';
  return withFile(
    shipped,
    path,
    `${head}\n${more}\nrules:\n  - { id: late, when: error_rate > 2% over 5m, ${rule} }\n`,
  );
}

describe('an agent whose work people do', () => {
  test.each(['then: alert, playbook: stale-answers', 'then: observe', 'then: alert, on_no_data: alert'])(
    'is alerted on and gets its plan: %s',
    (rule) => {
      const read = parse(desk(rule));
      expect(read.ok && read.set.agents.get('support-desk')?.switch).toBe('none');
    },
  );

  test.each([
    ['then: suspend, playbook: stale-answers', ['no_switch suspend']],
    ['then: degrade, share: 20%', ['no_switch degrade']],
    ['then: alert, on_no_data: suspend', ['no_switch suspend']],
    [
      'then: suspend, on_no_data: suspend, playbook: stale-answers',
      ['no_switch suspend', 'no_switch suspend'],
    ],
  ])('is held back by no rule: %s', (rule, wanted) => {
    const marks = problemMarks(desk(rule));
    expect(marks.map((mark) => mark.replace(/^\S+ /, ''))).toEqual(wanted);
    expect(marks[0]).toMatch(/^agents\/support-desk\.yaml:8:/);
    expect(problemMarks(desk(rule, 'tags: [people]'))).toEqual([]);
  });

  test('is not suspended by a rule over all agents either, which says whom it must leave out', () => {
    const files = withFile(
      desk('then: observe'),
      'shared.yaml',
      'rules:\n  - { id: all, agents: "*", when: error_rate > 9% over 5m, then: suspend, playbook: stale-answers }\n',
    );
    const parsed = parse(files);
    const [problem] = parsed.ok ? [] : parsed.problems;
    expect(problem).toMatchObject({ file: 'shared.yaml', code: 'no_switch', found: 'suspend' });
    expect(problem?.expected).toContain('support-desk');
  });

  test.each(['lease: 30s', 'on_unreachable: run', 'ack_within: 1m', 'resume: [10% for 5m]'])(
    'has no %s, which a switch alone could keep',
    (key) => {
      const [mark, ...more] = problemMarks(desk('then: alert', `switch: none\n${key}`));
      expect(more).toEqual([]);
      expect(mark).toContain('key_without_switch');
    },
  );

  test('is nothing but none', () => {
    expect(problemMarks(desk('then: alert', 'switch: off'))).toHaveLength(1);
  });

  test('is told of where rules differ', () => {
    const [before, after] = [
      parse(desk('then: alert', 'tags: [a]')),
      parse(desk('then: alert', 'tags: [a]\nswitch: none')),
    ];
    if (!before.ok || !after.ok) throw new Error('the rules do not load');
    expect(diffRuleSets(before.set, after.set).lines).toEqual([
      'agent support-desk: switch none → no kill switch',
    ]);
  });
});
