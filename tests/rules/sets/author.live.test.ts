import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '../../../src/rules/ruleset.ts';
import { authorOf } from '../../../src/rules/sets/author-files.ts';

const lea: Person = {
  name: 'Léa Fontaine',
  id: 'lea',
  language: 'fr',
  email: 'Lea@example.org',
  approver: false,
};
const set = { hash: 'h', rules: [], people: new Map([['lea', lea]]) };

describe('who is behind a folder of rules', () => {
  let root: string;
  let rules: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'filrouge-author-'));
    rules = join(root, 'rules');
    await mkdir(rules);
    await writeFile(join(rules, 'metrics.yaml'), '{}\n');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=Somebody', ...args], { encoding: 'utf8' }).trim();
  const commit = (address: string) => {
    git('add', '.');
    git('-c', `user.email=${address}`, 'commit', '-q', '--allow-empty', '-m', 'x');
    return git('rev-parse', 'HEAD');
  };

  test('is a file where there is no git', async () => {
    expect(await authorOf(rules, set)).toEqual({ by: 'file' });
  });

  test('is the author of the last commit to it, by id, whatever else was committed since', async () => {
    git('init', '-q');
    expect(await authorOf(rules, set)).toEqual({ by: 'file' });
    const hash = commit('lea@example.org');
    await writeFile(join(root, 'README.md'), 'x');
    commit('somebody@example.org');
    expect(await authorOf(rules, set)).toEqual({ by: 'git', commit: hash, person: 'lea' });
  });

  test('is a commit alone where people.yaml does not know its author: no name and no address is kept', async () => {
    git('init', '-q');
    const hash = commit('somebody@example.org');
    expect(await authorOf(rules, set)).toEqual({ by: 'git', commit: hash });
  });

  test('is a file where it was changed since, until that is committed', async () => {
    git('init', '-q');
    commit('lea@example.org');
    await writeFile(join(rules, 'metrics.yaml'), '{ }\n');
    expect(await authorOf(rules, set)).toEqual({ by: 'file' });
    const hash = commit('lea@example.org');
    await writeFile(join(rules, 'new.yaml'), 'rules: []\n');
    expect(await authorOf(rules, set)).toEqual({ by: 'file' });
    await rm(join(rules, 'new.yaml'));
    expect(await authorOf(rules, set)).toMatchObject({ by: 'git', commit: hash });
  });

  test('is a file where git cannot say: nothing fails for it', async () => {
    await writeFile(join(root, '.git'), 'gitdir: /nowhere\n');
    expect(await authorOf(rules, set)).toEqual({ by: 'file' });
  });
});
