import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fileKind } from '../../../src/rules/files/file-kind.ts';
import { patchText } from '../../../src/rules/proposals/patch.ts';
import { isProposalId } from '../../../src/rules/proposals/proposal.ts';
import { proposedChanges, proposedFile } from '../../../src/rules/proposals/proposed-files.ts';
import { edited, shippedFiles } from '../folder.ts';

const files = await shippedFiles();
const wanted = [
  { key: 'clear', value: 'error_rate < 1.2% over 5m' },
  { key: 'when', value: 'error_rate > 1.5% over 5m' },
];
const found = proposedChanges(files, 'error-rate', wanted);
if (!found.ok) throw new Error(found.refusal.detail);
const proposal = { rule: 'error-rate', ...found.value };
const rulesFile = z.object({ rules: z.array(z.record(z.string(), z.unknown())) });

describe('a proposal', () => {
  test('notes what stands in the file, and puts its values in their places alone', () => {
    expect(proposal).toEqual({
      rule: 'error-rate',
      file: 'agents/margaux.yaml',
      changes: [
        { key: 'clear', from: 'error_rate < 1.5% over 5m', to: 'error_rate < 1.2% over 5m' },
        { key: 'when', from: 'error_rate > 2% over 5m', to: 'error_rate > 1.5% over 5m' },
      ],
    });
    const applied = proposedFile(files, proposal);
    if (!applied.ok) throw new Error(applied.refusal.detail);
    const { before, text } = applied.value;
    expect(text).toBe(
      before
        .replace('when: error_rate > 2% over 5m', 'when: error_rate > 1.5% over 5m')
        .replace('clear: error_rate < 1.5% over 5m', 'clear: error_rate < 1.2% over 5m'),
    );
  });

  test('of a key that the rule does not have adds it', () => {
    const added = proposedChanges(files, 'error-rate', [{ key: 'for', value: '30s' }]);
    if (!added.ok) throw new Error(added.refusal.detail);
    expect(added.value.changes).toEqual([{ key: 'for', to: '30s' }]);
    const applied = proposedFile(files, { rule: 'error-rate', ...added.value });
    expect(applied.ok && applied.value.text).toContain('    for: 30s\n');
  });

  test('is refused where the rule has changed since, with what was found and expected', () => {
    const since = edited(files, 'agents/margaux.yaml', 'error_rate > 2% over', 'error_rate > 1.8% over');
    const refusal = proposedFile(since, proposal);
    expect(refusal.ok ? '' : refusal.refusal.detail).toContain(
      'found "error_rate > 1.8% over 5m", expected "error_rate > 2% over 5m"',
    );
    const moved = proposedFile(files, { ...proposal, file: 'agents/leo.yaml' });
    expect(moved.ok ? '' : moved.refusal.code).toBe('proposal_outdated');
  });

  test.each([
    ['min_samples', '50\n    for: 24h'],
    ['min_samples', '50 #'],
    ['when', 'error_rate > 3% over 5m\n    for: 24h'],
    ['for', '30s\n    observe: x'],
    ['when', 'error_rate > 3% over 5m, csat < 3 over 1h'],
    ['clear', '] }'],
  ])('puts one value in the place of %s, whatever is in it', (key, value) => {
    for (const flow of [false, true]) {
      const within = flow
        ? edited(
            files,
            'agents/margaux.yaml',
            'when: error_rate > 2% over 5m',
            'when: [error_rate > 2% over 5m]',
          )
        : files;
      const name = key === 'when' && flow ? 'when.0' : key;
      const asked = proposedChanges(within, 'error-rate', [{ key: name, value }]);
      const applied = asked.ok ? proposedFile(within, { rule: 'error-rate', ...asked.value }) : undefined;
      if (!applied?.ok) throw new Error('not applied');
      const rulesIn = (text: string) => rulesFile.parse(parse(text)).rules;
      const { text, before } = applied.value;
      const wanted = key === 'when' && flow ? [value] : value;
      expect(rulesIn(text)).toEqual(
        rulesIn(before).map((rule) => (rule['id'] === 'error-rate' ? { ...rule, [key]: wanted } : rule)),
      );
    }
  });

  test('is not hindered by a change elsewhere in the file', () => {
    const since = edited(files, 'agents/margaux.yaml', 'name: Margaux', 'name: Margaux II');
    expect(proposedFile(since, proposal).ok).toBe(true);
  });

  test('is no rule to the loader, wherever under proposals/ it lies', () => {
    for (const path of ['proposals/a.yaml', 'proposals/done/a.yaml', 'proposals/a.test.yaml'])
      expect(fileKind(path)).toBeUndefined();
    expect(fileKind('proposals.yaml')).toBe('shared');
  });

  test.prop([fc.string()])('has no name that leads to another folder', (name) => {
    if (isProposalId(name)) expect(name).toMatch(/^[a-z0-9][a-z0-9_-]*$/);
  });

  test.each(['../people', 'a/b', '..', '', '.x', 'a.yaml', 'A', 'a\0'])('%o is no name of one', (name) => {
    expect(isProposalId(name)).toBe(false);
  });
});

describe('a patch', () => {
  /** The old and the new lines that a hunk speaks of. */
  const sides = (patch: string) => {
    const lines = patch.slice(patch.indexOf('\n@@')).split('\n').slice(2);
    return {
      old: lines.filter((line) => /^[ -]/.test(line)).map((line) => line.slice(1)),
      now: lines.filter((line) => /^[ +]/.test(line)).map((line) => line.slice(1)),
    };
  };
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 });

  test.prop([lines, lines])(
    'holds every line that differs, and its counts are those of its lines',
    (one, other) => {
      fc.pre(one.join() !== other.join());
      const file = { path: 'x.yaml', before: `${one.join('\n')}\n`, text: `${other.join('\n')}\n` };
      const patch = patchText(file, 'rules', []);
      const [, from, old, , now] = /@@ -(\d+),(\d+) \+(\d+),(\d+) @@/.exec(patch)?.map(Number) ?? [];
      const { old: before, now: after } = sides(patch);
      expect([before.length, after.length]).toEqual([old, now]);
      const start = (from ?? 1) - 1;
      const applied = [...one.slice(0, start), ...after, ...one.slice(start + before.length)];
      expect(one.slice(start, start + before.length)).toEqual(before);
      expect(applied).toEqual(other);
    },
  );

  test.prop([fc.string({ unit: 'binary' })])(
    'takes no line of what people wrote for a part of itself',
    (why) => {
      const patch = patchText({ path: 'x.yaml', before: 'a\n', text: 'b\n' }, '', [why]);
      const [comments = ''] = patch.split('--- a/x.yaml\n+++ b/x.yaml\n@@ -1,1 +1,1 @@\n-a\n+b\n');
      expect(comments.split('\n').every((line) => line === '' || line.startsWith('# '))).toBe(true);
    },
  );
});
