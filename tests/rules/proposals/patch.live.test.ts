import { execFileSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRuleFolder } from '../../../src/rules/files/folder-files.ts';
import { openProposalDesk } from '../../../src/rules/proposals/desk-files.ts';
import { shippedRules } from '../../support/house.ts';

const viewer = { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' } as const;

test.each(['rules', 'deux mots/règles "x"'])(
  'git takes a patch of what was proposed in %s',
  async (place) => {
    const root = await mkdtemp(join(tmpdir(), 'filrouge-patch-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const dir = join(root, place);
    await cp(shippedRules, dir, { recursive: true });
    const git = (...args: string[]) => execFileSync('git', ['-C', root, ...args]);
    git('init', '-q');
    const desk = openProposalDesk(dir, {
      now: () => 0,
      files: async () => (await readRuleFolder(dir)) ?? [],
    });
    const order = {
      why: 'why\n--- a/people.yaml\n+++ b/people.yaml\n@@ -1,1 +1,1 @@\n-x\n+y',
      rule: 'error-rate',
      changes: [{ key: 'when', value: 'error_rate > 1.5% over 5m' }],
    };
    const patch = await desk.patch(order, viewer);
    if (!patch.ok) throw new Error(patch.refusal.detail);
    const before = await readFile(join(dir, 'agents/margaux.yaml'), 'utf8');
    await writeFile(join(root, 'x.patch'), patch.value);
    git('apply', 'x.patch');
    expect(await readFile(join(dir, 'agents/margaux.yaml'), 'utf8')).toBe(
      before.replace('error_rate > 2% over 5m', 'error_rate > 1.5% over 5m'),
    );
  },
);
