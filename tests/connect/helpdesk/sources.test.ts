import { describe, expect, test } from 'vitest';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { problemMarks, setOf, shippedFiles, withFile } from '../../rules/folder.ts';

const shipped = await shippedFiles();
const written = (entry: string) => withFile(shipped, 'sources.yaml', `helpdesks:\n  ${entry}\n`);

describe('helpdesks of sources.yaml', () => {
  test('are of the kind of their name, or of the one that they say, and are shown in what has changed', () => {
    const entry = `hotline: { kind: zammad, agent: margaux, url: 'https://desk.example/{id}', fields: { error: { from: tags, is: [wrong] } } }`;
    const set = setOf(written(`zammad: { agent: { from: group, values: { IA: margaux } } }\n  ${entry}`));
    expect(set.helpdesks?.map(({ name, kind }) => [name, kind])).toEqual([
      ['zammad', 'zammad'],
      ['hotline', 'zammad'],
    ]);
    const before = setOf(written('zammad: { agent: margaux }'));
    expect(diffRuleSets(before, set).lines).toEqual([
      'source zammad (zammad): agent margaux → group: IA → margaux',
      'source hotline (zammad): added',
    ]);
  });

  test.each([
    ['no kind', 'desk: { agent: margaux }', '2:3 missing_key no kind under desk'],
    ['an unknown kind', 'desk: { kind: zamad, agent: margaux }', '2:17 bad_value zamad → zammad'],
    ['an unknown agent', 'zammad: { agent: margau }', '2:20 unknown_agent margau → margaux'],
    [
      'an unknown agent of a value',
      'zammad: { agent: { from: group, values: { IA: margau } } }',
      '2:49 unknown_agent margau → margaux',
    ],
    ['no agent', 'zammad: {}', '2:3 missing_key nothing'],
    ['a name of another form', 'Zammad: { agent: margaux, kind: zammad }', '2:3 bad_name Zammad'],
    [
      'prose for a code',
      'zammad: { agent: margaux, fields: { reason: { from: tags, values: { x: Trop long } } } }',
      '2:74 bad_value Trop long',
    ],
    [
      'an unknown field',
      'zammad: { agent: margaux, fields: { note: { from: tags } } }',
      '2:39 unknown_key note',
    ],
  ])('are refused with %s', (_, entry, mark) => {
    expect(problemMarks(written(entry))).toEqual([`sources.yaml:${mark}`]);
  });
});
