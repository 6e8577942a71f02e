import { describe, expect, test } from 'vitest';
import { classesOf, classesOver } from '../../../src/rules/clocks/classes.ts';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { ruleSetFromJson, ruleSetToJson } from '../../../src/rules/sets/ruleset-json.ts';
import { edited, problemMarks, setOf, shippedFiles, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';

const outage = `classes:
  outage:
    name: { fr: Interruption de service, en: Service outage }
    source: { fr: Contrat-cadre, en: Framework contract }
    facets:
      total: { fr: Tout est arrêté, en: All is down }
    clocks:
      - id: notice
        name: { fr: Avis au client, en: Notice to the customer }
        source: { fr: Contrat-cadre 12.3, en: Framework contract 12.3 }
        within: 48h
        first_incomplete: false
      - id: report
        name: { fr: Rapport, en: Report }
        within: 5d
        from: opened
        when: total
`;
const withOutage = withFile(shipped, 'clocks.yaml', outage);

const named = (files: typeof shipped, classes: string) =>
  edited(files, margaux, 'timezone:', `clocks: ${classes}\ntimezone:`);

describe('clocks.yaml', () => {
  test('may be left out: two classes are built in', () => {
    expect(classesOf(setOf(shipped)).map(({ id }) => id)).toEqual(['gdpr_breach', 'ai_act_serious']);
  });

  test('adds classes of the house', () => {
    expect(classesOf(setOf(withOutage)).at(-1)).toEqual({
      id: 'outage',
      name: { fr: 'Interruption de service', en: 'Service outage' },
      source: { fr: 'Contrat-cadre', en: 'Framework contract' },
      facets: [{ id: 'total', name: { fr: 'Tout est arrêté', en: 'All is down' } }],
      clocks: [
        {
          id: 'notice',
          name: { fr: 'Avis au client', en: 'Notice to the customer' },
          source: { fr: 'Contrat-cadre 12.3', en: 'Framework contract 12.3' },
          within: { unit: 'hours', count: 48 },
          from: 'awareness',
          firstIncomplete: false,
        },
        {
          id: 'report',
          name: { fr: 'Rapport', en: 'Report' },
          source: { fr: 'Contrat-cadre', en: 'Framework contract' },
          within: { unit: 'days', count: 5 },
          from: 'opened',
          when: 'total',
          firstIncomplete: true,
        },
      ],
    });
  });

  test('is a part of the set: another time is another set, and is told as a difference', () => {
    const [before, after] = [
      setOf(withOutage),
      setOf(edited(withOutage, 'clocks.yaml', 'within: 48h', 'within: 24h')),
    ];
    expect(after.hash).not.toBe(before.hash);
    expect(diffRuleSets(before, after).lines).toEqual([
      'class outage: clocks.notice 48h from awareness → 24h from awareness',
    ]);
    expect(ruleSetFromJson(ruleSetToJson(before))).toEqual(before);
  });

  test.each([
    ['within: 48h', 'within: 2w', '11:17 bad_value 2w'],
    ['within: 48h', 'within: 0h', '11:17 bad_value 0h'],
    ['when: total', 'when: totl', '17:15 unknown_facet totl → total'],
    ['id: report', 'id: notice', '13:13 duplicate_clock notice a second time'],
    ['  outage:', '  gdpr_breach:', '2:3 built_in_class gdpr_breach'],
    ['from: opened', 'from: opening', '16:15 bad_value opening'],
    ['        name: { fr: Rapport, en: Report }', '        name: { fr: Rapport }', '14:9 missing_language'],
    ['    source: { fr: Contrat-cadre, en: Framework contract }\n', '', '2:3 missing_key nothing'],
  ])('says where %s cannot be %s', (piece, by, mark) => {
    const [first] = problemMarks(edited(withOutage, 'clocks.yaml', piece, by));
    expect(first).toContain(`clocks.yaml:${mark}`);
  });

  test('a circumstance that starts no clock is a fault', () => {
    const idle = edited(withOutage, 'clocks.yaml', '        when: total\n', '');
    // With a clock that always runs, a circumstance may be there to be told alone.
    expect(problemMarks(idle)).toEqual([]);
    const strict = outage.replace('        first_incomplete: false', '        when: partial');
    const both = strict.replace('      total:', '      partial: { fr: Partiel, en: Partly }\n      total:');
    const files = withFile(
      shipped,
      'clocks.yaml',
      both.replace('        when: total\n', '        when: partial\n'),
    );
    expect(problemMarks(files)).toEqual(['clocks.yaml:7:7 idle_facet total, which starts no clock']);
  });
});

describe('the classes that a mandate names', () => {
  test('are the only ones that its incidents may be given', () => {
    const set = setOf(named(withOutage, '[gdpr_breach, outage]'));
    expect(classesOver(set, set.agents.get('margaux')).map(({ id }) => id)).toEqual([
      'gdpr_breach',
      'outage',
    ]);
  });

  test('are all there are where it names none', () => {
    const set = setOf(withOutage);
    expect(classesOver(set, set.agents.get('margaux'))).toHaveLength(3);
    expect(classesOver(set, undefined)).toHaveLength(3);
  });

  test('are none where it says so', () => {
    const set = setOf(named(shipped, '[]'));
    expect(classesOver(set, set.agents.get('margaux'))).toEqual([]);
  });

  test('must be known', () => {
    expect(problemMarks(named(withOutage, '[gdpr_breech]'))).toEqual([
      expect.stringMatching(/margaux\.yaml:\d+:10 unknown_class gdpr_breech → gdpr_breach/),
    ]);
  });

  test('are not blamed while clocks.yaml is no YAML', () => {
    const broken = named(withFile(shipped, 'clocks.yaml', 'classes: ['), '[outage]');
    expect(problemMarks(broken).filter((mark) => mark.includes('margaux'))).toEqual([]);
  });
});
