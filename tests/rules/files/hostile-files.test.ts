import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { checkRuleFiles } from '../../../src/rules/files/files.ts';
import { edited, problemMarks, shippedFiles, warningMarks, withFile } from '../folder.ts';
import { stepMs } from '../metrics.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';

describe('hostile files', () => {
  const alone = (text: string) => problemMarks(withFile(shipped, 'shared.yaml', text));

  test('cannot unfold aliases into an avalanche', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`,
    );
    expect(alone(`l0: &l0 [lol]\n${levels.join('\n')}\n`)).toEqual([
      expect.stringMatching(/^shared.yaml:2:10 bad_alias aliases that cannot be unfolded/),
    ]);
    expect(alone(`a: &a [1]\nb: [${Array(101).fill('*a').join(', ')}]\n`)).toEqual([
      expect.stringMatching(/^shared.yaml:2:\d+ too_many_aliases/),
    ]);
    expect(alone('rules: &a [*a]\n')).toEqual(['shared.yaml:1:12 bad_value a list']);
    expect(alone('rules: *nowhere\n')).toEqual([expect.stringMatching(/^shared.yaml:1:8 ba/)]);
  });

  test('cannot nest without end', () => {
    expect(alone(`${'['.repeat(200_000)}\n`)[0]).toMatch(/^shared.yaml:1:\d+ /);
  });

  test('cannot take quadratic time with many keys', () => {
    const keys = Array.from({ length: 60_000 }, (_, place) => `k${place}: 1`).join('\n');
    expect(alone(`${keys}\n`).length).toBeGreaterThan(0);
  });

  test('cannot bring in tags, several documents or keys that are not names', () => {
    expect(alone('rules: !evil []\n')).toEqual([expect.stringMatching(/^shared.yaml:1:8 unknown_tag/)]);
    expect(alone('rules: []\n---\nrules: []\n')).toEqual([
      expect.stringMatching(/^shared.yaml:2:1 several_documents/),
    ]);
    expect(alone('? [a, b]\n: 1\n')).toEqual([expect.stringMatching(/^shared.yaml:1:3 bad_name/)]);
    expect(alone('__proto__: { polluted: true }\nrules: []\n')).toEqual([
      'shared.yaml:1:1 unknown_key __proto__',
    ]);
  });

  test('may use a few aliases', () => {
    const text =
      'rules:\n  - &slow { id: slow, agents: "*", when: response_time > 30s over 15m, then: observe }\n  - { id: lame, agents: [&who margaux], when: response_time > 40s over 15m, then: observe }\n  - { id: late, agents: [*who], when: response_time > 50s over 15m, then: observe }\n';
    expect(alone(text)).toEqual([]);
  });
});

describe('positions', () => {
  test('are right in quoted and folded texts', () => {
    const when = (text: string) =>
      problemMarks(edited(shipped, margaux, 'when: csat < 4.2/5 over 1h', `when: ${text}`));
    expect(when('"csat < 4.2/5 over soon"')).toEqual([`${margaux}:32:30 bad_window soon`]);
    expect(when("'csat < lots over 1h'")).toEqual([`${margaux}:32:19 bad_quantity lots`]);
    expect(when('>-\n      csat < 4.2/5\n      over soon')).toEqual([`${margaux}:34:12 bad_window soon`]);
    expect(when('[csat < 4.2/5 over 1h, scat < 4/5 over 1h]')).toEqual([
      `${margaux}:32:34 unknown_metric scat → csat`,
    ]);
  });

  test('of what stands in windows line ends are the same', () => {
    const files = shipped.map(({ path, text }) => ({ path, text: text.replaceAll('\n', '\r\n') }));
    expect(warningMarks(files)).toEqual([]);
    expect(problemMarks(edited(files, margaux, 'owner: lea', 'owner: leah'))).toEqual([
      `${margaux}:11:8 unknown_person leah → lea`,
    ]);
  });

  const corruptions = fc.oneof(
    fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
    fc.record({
      kind: fc.constant('change' as const),
      at: fc.nat(),
      to: fc.oneof(
        fc.constantFrom(...'\n\t :-#"\'&*!|>{}[]%@`,?0\u0000\ud800'),
        fc.string({ minLength: 1, maxLength: 1 }),
      ),
    }),
    fc.record({ kind: fc.constant('drop' as const), at: fc.nat(), count: fc.integer({ min: 1, max: 200 }) }),
  );

  test.prop([fc.constantFrom(...shipped), corruptions], { numRuns: 100 })(
    'are inside the file whatever happens to it, or the set is a good one',
    (file, corruption) => {
      const at = corruption.at % file.text.length;
      const before = file.text.slice(0, at);
      const text =
        corruption.kind === 'cut'
          ? before
          : corruption.kind === 'change'
            ? before + corruption.to + file.text.slice(at + 1)
            : before + file.text.slice(at + corruption.count);
      const files = withFile(shipped, file.path, text);
      const { set, problems } = checkRuleFiles(files, { stepMs });
      if (set === undefined) expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
      else expect(set.hash).toMatch(/^[0-9a-f]{64}$/);
      for (const problem of problems) {
        const lines = (files.find(({ path }) => path === problem.file)?.text ?? '').split('\n');
        expect(problem.line).toBeLessThanOrEqual(lines.length);
        expect(problem.line).toBeGreaterThan(0);
        expect(problem.column).toBeGreaterThan(0);
        expect(problem.column).toBeLessThanOrEqual((lines[problem.line - 1]?.length ?? 0) + 1);
      }
    },
  );
});
