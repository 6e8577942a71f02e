import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { houses, sourceNames } from '../../../src/cli/init/answers.ts';
import { registerInit } from '../../../src/cli/init/init.ts';
import { registerRulesTest } from '../../../src/cli/rules-test.ts';
import { checkRuleFiles } from '../../../src/rules/files/files.ts';
import { readRuleFolder } from '../../../src/rules/files/folder-files.ts';
import { environment, filrouge, only } from '../run.ts';

/** Without a terminal: what was not given is not asked for. */

let parent = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'filrouge-init-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));
const rules = () => join(parent, 'rules');

const people = ['--owner', 'Sam Carter <sam@example.org>', '--approver', 'Inès Moreau <ines@example.org>'];
const init = (...args: string[]) =>
  filrouge(environment(rules()), ['init', rules(), ...args], only(registerInit));
const written = async () => (await readRuleFolder(rules())) ?? [];

describe.each(sourceNames)('for %s', (source) => {
  test.each(houses)('what is written in a house that speaks %s passes check and test', async (language) => {
    const { failures, printed } = await init(
      ...['--agent', 'nova', ...people, '--source', source, '--language', language],
    );
    expect(failures).toEqual([]);
    expect(printed).toMatch(
      /^Written to .*people\.yaml.*\n[\s\S]*\(docs\/[\w-]+\.md\)[\s\S]*filrouge doctor$/,
    );
    expect(checkRuleFiles(await written(), { stepMs: 10_000 }).problems).toEqual([]);
    const tested = await filrouge(environment(rules()), ['test'], only(registerRulesTest));
    expect(tested).toMatchObject({ failures: [], printed: expect.stringContaining('1 test passed.') });
  });
});

test.each(['0.1%', '50%', '99.999%'])('a threshold of %s passes check and test', async (threshold) => {
  expect((await init('--agent', 'nova', ...people, '--threshold', threshold)).failures).toEqual([]);
  const tested = await filrouge(environment(rules()), ['test'], only(registerRulesTest));
  expect(tested.failures).toEqual([]);
});

test('somebody whom nothing would reach is told at once', async () => {
  const { printed, failures } = await init('--agent', 'nova', '--owner', 'Sam', '--approver', 'Ines');
  expect(failures).toEqual([]);
  expect(printed).toContain('! found sam without an e-mail address');
});

test('a file that is there is never overwritten, and then nothing is written', async () => {
  expect((await init('--agent', 'nova', ...people)).failures).toEqual([]);
  const own = 'languages: [en]\npeople: {}\n';
  await writeFile(join(rules(), 'people.yaml'), own);
  const again = await init('--agent', 'other', ...people);
  expect(again.failures).toEqual([
    expect.stringMatching(/^Nothing was written: .*people\.yaml is there already/),
  ]);
  expect(await readFile(join(rules(), 'people.yaml'), 'utf8')).toBe(own);
  expect((await written()).map(({ path }) => path)).not.toContain('agents/other.yaml');
});

test.each([
  ['an agent that is a path', ['--agent', '../../etc', ...people]],
  ['an agent that is YAML', ['--agent', 'a: {b}', ...people]],
  ['a name of two lines', ['--agent', 'nova', ...people, '--name', 'Nova\nowner: mallory']],
  ['a name that turns the direction of writing', ['--agent', 'nova', ...people, '--name', 'Nova\u202e']],
  ['a person without a letter', ['--agent', 'nova', '--owner', '***', '--approver', 'Ines']],
  ['a person with half an address', ['--agent', 'nova', '--owner', 'Sam <sam', '--approver', 'Ines']],
  ['one person for both', ['--agent', 'nova', '--owner', 'Inès', '--approver', 'Ines']],
  ['a threshold of nothing', ['--agent', 'nova', ...people, '--threshold', '0%']],
  ['a threshold of everything', ['--agent', 'nova', ...people, '--threshold', '100%']],
  ['a threshold that is no percentage', ['--agent', 'nova', ...people, '--threshold', '5% over 1m']],
  ['no agent', people],
])('%s is refused, and nothing is written', async (_, args) => {
  const { failures, printed } = await init(...args);
  expect(failures).toEqual([expect.stringMatching(/^Nothing was written\.\n--\w+/)]);
  expect(printed).toBe('');
  expect(await written()).toEqual([]);
});

test.each(['Nova: "the # one"', "L'agent {n} \\ & *x", '- yes', '🙂'])(
  'a name such as %s is a name, whatever it means in YAML',
  async (name) => {
    expect((await init('--agent', 'nova', ...people, '--name', name)).failures).toEqual([]);
    const { set } = checkRuleFiles(await written(), { stepMs: 10_000 });
    expect(set?.agents.get('nova')?.name).toBe(name);
  },
);
