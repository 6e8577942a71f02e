import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { CliContext } from '../../src/cli/context.ts';
import { registerRulesApply } from '../../src/cli/rules-apply.ts';
import { loadRules } from '../../src/rules/files/files.ts';
import { readRuleFolder } from '../../src/rules/files/folder-files.ts';
import { openProposalDesk } from '../../src/rules/proposals/desk-files.ts';
import { authorOf } from '../../src/rules/sets/author-files.ts';
import { environment, filrouge, ownRules } from './run.ts';

const dir = ownRules();
const file = () => join(dir(), 'agents/margaux.yaml');
const apply = (...args: string[]) =>
  filrouge(environment(dir()), ['rules', 'apply', ...args, '--rules', dir()]);
const lea = { actor: { kind: 'person', person: 'lea', key: 'k1' }, role: 'operator', person: 'lea' } as const;
const desk = () =>
  openProposalDesk(dir(), { now: () => Date.now(), files: async () => (await readRuleFolder(dir())) ?? [] });

/** Proposes a value of error-rate as Léa; the proposal's name. */
async function propose(value = 'error_rate > 2.01% over 5m', why = 'Le 5 juin, 1,95 %.'): Promise<string> {
  const made = await desk().propose({ why, rule: 'error-rate', changes: [{ key: 'when', value }] }, lea);
  if (!made.ok) throw new Error(made.refusal.detail);
  return made.value;
}

describe('filrouge rules apply', () => {
  test('puts what was proposed in force, keeps comments, and names author and reviewer', async () => {
    const before = await readFile(file(), 'utf8');
    const id = await propose();
    expect(await readFile(file(), 'utf8')).toBe(before);
    expect((await apply()).printed).toContain(`${id} by lea\n  error-rate.when: error_rate > 2% over 5m →`);

    const { printed, failures } = await apply(id, '--reviewer', 'camille', '--yes');
    expect(failures).toEqual([]);
    expect(printed).toContain(
      'margaux/error-rate: when error_rate > 2% over 5m → error_rate > 2.01% over 5m',
    );
    expect(await readFile(file(), 'utf8')).toBe(
      before.replace('error_rate > 2% over 5m', 'error_rate > 2.01% over 5m'),
    );
    expect((await apply()).printed).toBe('No proposal waits.');
    const done = parse(await readFile(join(dir(), `proposals/done/${id}.yaml`), 'utf8'));
    expect(done).toMatchObject({ proposed_by: 'lea', outcome: { kind: 'applied', by: 'camille' } });

    const loaded = await loadRules(dir(), { stepMs: 10_000 });
    if (!loaded.ok) throw new Error('the rules do not load');
    expect(await authorOf(dir(), loaded.set)).toEqual({
      by: 'proposal',
      proposal: id,
      person: 'lea',
      reviewer: 'camille',
    });
    // An edit by hand that leads to the same rules later is nobody's proposal.
    expect(await authorOf(dir(), { ...loaded.set, hash: 'another' })).toEqual({ by: 'file' });
  });

  test.each([
    ['when who proposed it reviews it', {}, ['--reviewer', 'lea'], /^lea proposed it/],
    ['without a reviewer of people.yaml', {}, ['--reviewer', 'nobody'], /^Who reviewed it\?/],
    [
      'when there is no such proposal',
      { id: 'nothing' },
      ['--reviewer', 'camille'],
      /^There is no proposal "nothing"/,
    ],
    [
      'of a name that leads elsewhere',
      { id: '../people' },
      ['--reviewer', 'camille'],
      /^There is no proposal/,
    ],
    ['when nobody agrees', { yes: false }, ['--reviewer', 'camille'], /^Nothing was changed/],
    [
      'when the rules would not pass rules test',
      { value: 'error_rate > 1.2% over 5m', clear: 'error_rate < 1% over 5m' },
      ['--reviewer', 'camille'],
      /do not pass rules (?:test|check)/,
    ],
    [
      'when the rules would not load',
      { value: 'error_rate > 101% over' },
      ['--reviewer', 'camille'],
      /do not pass rules check/,
    ],
  ] as const)('is refused %s, and changes nothing', async (_, asked, args, said) => {
    const before = await readFile(file(), 'utf8');
    const id = await propose('value' in asked ? asked.value : undefined);
    const answer = await apply('id' in asked ? asked.id : id, ...args, ...('yes' in asked ? [] : ['--yes']));
    expect(answer.failures).toEqual([expect.stringMatching(said)]);
    expect(await readFile(file(), 'utf8')).toBe(before);
    expect(await readdir(join(dir(), 'proposals'))).toContain(`${id}.yaml`);
  });

  test('is refused when the rule has changed since, with what was found', async () => {
    const id = await propose();
    await writeFile(
      file(),
      (await readFile(file(), 'utf8')).replace('error_rate > 2% over', 'error_rate > 3% over'),
    );
    const { failures } = await apply(id, '--reviewer', 'camille', '--yes');
    expect(failures[0]).toContain('found "error_rate > 3% over 5m", expected "error_rate > 2% over 5m"');
  });

  test('keeps two proposals of a moment apart, and hostile texts as they are', async () => {
    const why = '"]}\n---\nrules: &a [*a]\n\u202e # !!js/function \u2028 ☃ «\u00a0»';
    const [one, other] = await Promise.all([propose(undefined, why), propose()]);
    expect(one).not.toBe(other);
    const read = (await desk().list()).find(({ id }) => id === one);
    expect(read && 'proposal' in read && read.proposal.why).toBe(why);
    const loaded = await loadRules(dir(), { stepMs: 10_000 });
    expect(loaded.ok && loaded.set.rules.some(({ source }) => source.file.startsWith('proposals'))).toBe(
      false,
    );
  });

  test('says of a file that is no proposal why, and reads no other file', async () => {
    await mkdir(join(dir(), 'proposals'));
    await writeFile(join(dir(), 'proposals/odd.yaml'), 'rule: 3\n');
    await writeFile(join(dir(), 'proposals/Not A Name.yaml'), 'rule: 3\n');
    await writeFile(join(dir(), 'proposals/large.yaml'), 'x'.repeat(70_000));
    const { printed } = await apply();
    expect(printed).toContain('odd: no proposal (found');
    expect(printed).toContain('large: no proposal (found 70000 bytes');
    expect(printed).not.toContain('Not A Name');
  });

  test('what was withdrawn cannot be applied', async () => {
    const id = await propose();
    expect(await desk().withdraw(id, { ...lea, role: 'viewer' })).toMatchObject({ ok: false });
    expect(await desk().withdraw('../people', lea)).toMatchObject({ ok: false });
    expect(await desk().withdraw(id, lea)).toEqual({ ok: true, value: id });
    expect((await apply(id, '--reviewer', 'camille', '--yes')).failures).toEqual([
      expect.stringContaining('There is no proposal'),
    ]);
  });

  test('what is withdrawn while the reviewer thinks is not applied, and the other way round', async () => {
    const id = await propose();
    const before = await readFile(file(), 'utf8');
    const make = (context: CliContext) => {
      const program = new Command('filrouge');
      registerRulesApply(program, context, async () => {
        await desk().withdraw(id, lea);
        return 'yes';
      });
      return program;
    };
    const { failures } = await filrouge(
      environment(dir()),
      ['apply', id, '--reviewer', 'camille', '--rules', dir()],
      make,
    );
    expect(failures).toEqual([expect.stringContaining('applied or withdrawn meanwhile')]);
    expect(await readFile(file(), 'utf8')).toBe(before);
    const done = parse(await readFile(join(dir(), `proposals/done/${id}.yaml`), 'utf8'));
    expect(done.outcome.kind).toBe('withdrawn');
    const [first, second] = [await propose(), await propose()];
    const ends = await Promise.all([
      desk().withdraw(first, lea),
      desk().withdraw(first, lea),
      desk().withdraw(second, lea),
    ]);
    expect(ends.map(({ ok }) => ok).filter(Boolean)).toHaveLength(2);
  });

  test('shows a reviewer what was written so that it hides nothing', async () => {
    const id = await propose(undefined, 'fine\u001b[8m\0\ud800\rfine\u202e\nmargaux/error-rate: as before');
    const { printed } = await apply(id, '--reviewer', 'camille', '--yes');
    expect(printed).toContain(
      'Proposed by lea: fine[8m\\u{d}fine\\u{202e}\n  | margaux/error-rate: as before',
    );
  });
});
