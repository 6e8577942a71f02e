import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { edited, parse, problemMarks, shippedFiles, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';
const playbook = 'playbooks/stale-answers.yaml';

describe('what is wrong with rule files', () => {
  test('comes back for all files at once, each fault at its word', () => {
    let files = edited(shipped, margaux, 'when: error_rate > 2% over 5m', 'when: eror_rate > 2% over 5m');
    files = edited(files, margaux, 'when: csat < 4.2/5 over 1h', 'when: csat > 4.2/5 over an hour');
    files = edited(files, margaux, 'owner: lea', 'owner: leah');
    files = edited(files, margaux, 'playbook: stale-answers', 'playbook: stale-answer');
    files = edited(files, 'metrics.yaml', 'better: lower', 'better: smaller');
    files = edited(files, playbook, 'owner: camille', 'owner: camile');
    files = edited(
      files,
      playbook,
      'criteria: error_rate < 1% over 1h for 24h',
      'criteria: csat < 4/5 over 1h for 24h',
    );
    expect(problemMarks(files)).toEqual([
      `${margaux}:11:8 unknown_person leah → lea`,
      `${margaux}:23:11 unknown_metric eror_rate`,
      `${margaux}:29:15 unknown_playbook stale-answer → stale-answers`,
      `${margaux}:32:16 contradicts_direction > → <`,
      `${margaux}:32:29 bad_window an hour`,
      'metrics.yaml:17:13 bad_value smaller',
      `${playbook}:69:12 unknown_person camile → camille`,
      `${playbook}:74:20 contradicts_direction < → >`,
    ]);
  });

  test('says what was expected', () => {
    const parsed = parse(edited(shipped, margaux, 'then: alert', 'then: allert'));
    expect(parsed).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'bad_value',
          found: 'allert',
          expected: 'one of suspend, degrade, alert, observe',
          didYouMean: 'alert',
          length: 6,
        },
      ],
    });
  });

  test('a comparison says from how many samples on it counts, or has a fixed floor beside it', () => {
    const when = 'when: error_rate > 2% over 5m\n    min_samples: 50';
    const compared = 'error_rate > 2 × error_rate over 7d ending 1h ago';
    const marks = (text: string) => problemMarks(edited(shipped, margaux, when, text));
    expect(marks(`when: ${compared}`)).toEqual([`${margaux}:23:11 comparison_without_floor ${compared}`]);
    expect(marks(`when: ${compared}\n    min_samples: 50`)).toEqual([]);
    expect(marks(`when: ['${compared}', error_rate > 1.6% over 5m]`)).toEqual([]);
    expect(marks(`when: ['${compared}', csat < 4/5 over 1h]`)).toEqual([
      `${margaux}:23:12 comparison_without_floor ${compared}`,
    ]);
  });

  test('names unknown and missing keys where they stand or should stand', () => {
    expect(problemMarks(edited(shipped, margaux, 'min_samples: 50', 'min_sample: 50'))).toEqual([
      `${margaux}:24:5 unknown_key min_sample → min_samples`,
    ]);
    expect(parse(edited(shipped, margaux, 'agent: ', '$schema: x\nagent: '))).toMatchObject({
      problems: [
        { code: 'unknown_key', expected: expect.stringContaining('# yaml-language-server: $schema=') },
      ],
    });
    expect(problemMarks(edited(shipped, margaux, /\n {4}then: suspend/, ''))).toEqual([
      `${margaux}:22:5 missing_key nothing`,
    ]);
    expect(problemMarks(edited(shipped, margaux, / {2}en: First.*\n/, ''))).toEqual([
      `${margaux}:8:1 missing_language no English text`,
    ]);
    expect(problemMarks(edited(shipped, 'people.yaml', 'approver: true', 'approver: yes'))).toEqual([
      'people.yaml:18:15 bad_value yes',
    ]);
  });

  test('does not blame the users of a broken name', () => {
    expect(problemMarks(edited(shipped, 'metrics.yaml', 'aggregate: mean', 'aggregate: average'))).toEqual([
      'metrics.yaml:18:16 bad_value average',
    ]);
    expect(problemMarks(edited(shipped, margaux, 'error_rate > 2% over 5m', 'error_rate > 2%'))).toHaveLength(
      1,
    );
    expect(problemMarks(shipped.filter(({ path }) => path !== 'metrics.yaml'))).toEqual([
      'metrics.yaml:1:1 missing_file nothing',
    ]);
    expect(
      problemMarks(edited(shipped, 'people.yaml', 'people:', 'people: [')).every((mark) =>
        mark.startsWith('people.yaml'),
      ),
    ).toBe(true);
  });

  test('includes people who may not sign', () => {
    expect(problemMarks(edited(shipped, margaux, 'approver: camille', 'approver: it-ops'))).toEqual([
      `${margaux}:12:11 not_an_approver it-ops`,
    ]);
    // All in one round: whoever mends the one must not meet the other afterwards.
    expect(
      problemMarks(
        edited(
          edited(shipped, margaux, 'approver: camille', 'approver: it-ops'),
          margaux,
          'owner: lea',
          'owner: nobody',
        ),
      ).map((mark) => mark.split(' ')[1]),
    ).toEqual(['unknown_person', 'not_an_approver']);
    expect(problemMarks(edited(shipped, margaux, 'owner: lea', 'owner: camille'))).toEqual([
      `${margaux}:12:11 owner_is_approver camille`,
    ]);
  });

  test('includes metrics that go against themselves', () => {
    const metric = (piece: string, by: string) => problemMarks(edited(shipped, 'metrics.yaml', piece, by));
    expect(metric('    scale: 5\n', '')).toEqual(['metrics.yaml:22:3 missing_key nothing']);
    expect(
      metric(
        'unit: seconds\n    better: lower\n    aggregate: age',
        'unit: ratio\n    better: lower\n    aggregate: age',
      )[0],
    ).toMatch(/age_in_seconds ratio → seconds$/);
    const nps = (unit: string) =>
      metric('unit: number\n    better: higher', `unit: ${unit}\n    better: higher`);
    expect(nps('currency')).toEqual([]);
    expect(nps('currency\n    currency: USD')).toEqual([]);
    expect(nps('number\n    currency: USD')[0]).toContain('currency_without_money a currency of a number');
    expect(nps('currency\n    currency: EUX')[0]).toContain('unknown_currency EUX');
    expect(nps('currency\n    currency: usd')).toHaveLength(1);
    expect(metric('  nps:', '  over:')).toEqual(['metrics.yaml:30:3 reserved_name over']);
    expect(metric('  nps:', '  NPS:')).toEqual(['metrics.yaml:30:3 bad_name NPS']);
    expect(metric('from_interactions: csat', 'own_traffic: false\n    from_interactions: csat')).toHaveLength(
      1,
    );
  });

  test('includes names that are taken', () => {
    const copy = shipped.find(({ path }) => path === margaux)?.text ?? '';
    expect(problemMarks(withFile(shipped, 'agents/margaux-copy.yaml', copy))).toContain(
      `${margaux}:6:8 duplicate_agent margaux a second time`,
    );
    expect(problemMarks(edited(shipped, playbook, 'id: contact-customers', 'id: resync-feed'))).toEqual([
      `${playbook}:48:9 duplicate_id resync-feed a second time`,
    ]);
    expect(problemMarks(edited(shipped, margaux, 'lease: 30s', 'lease: 30s\nlease: 40s'))).toEqual([
      `${margaux}:18:1 repeated_key lease a second time`,
    ]);
  });

  test('includes files that are not where they are read', () => {
    expect(problemMarks(withFile(shipped, 'agnets/leo.yaml', 'agent: leo\n'))).toEqual([
      'agnets/leo.yaml:1:1 misplaced_file a file in a folder that is never read',
    ]);
  });

  test('includes a folder without agents: an empty set is never meant', () => {
    expect(problemMarks(shipped.filter(({ path }) => path !== margaux))).toContain(
      'agents:1:1 no_agents no file',
    );
    expect(problemMarks([])).toHaveLength(3);
  });
});

describe('a file cut short while it is saved', () => {
  test('is refused when it is empty, or lacks keys', () => {
    expect(problemMarks(withFile(shipped, margaux, ''))).toEqual([`${margaux}:1:1 empty_file nothing`]);
    expect(problemMarks(withFile(shipped, margaux, '# only a comment\n'))).toEqual([
      `${margaux}:1:1 empty_file nothing`,
    ]);
    expect(problemMarks(withFile(shipped, margaux, 'agent: margaux\n'))).toContain(
      `${margaux}:1:1 missing_key nothing`,
    );
    expect(problemMarks(withFile(shipped, 'people.yaml', 'people:\n'))).toEqual([
      'people.yaml:1:8 missing_value nothing',
    ]);
  });

  test.prop([fc.constantFrom(...shipped.filter(({ path }) => !path.includes('.test.'))), fc.nat()])(
    'is refused wherever it is cut inside a line',
    (file, place) => {
      const length = place % file.text.length;
      const text = file.text.slice(0, length);
      fc.pre(!text.endsWith('\n'));
      expect(parse(withFile(shipped, file.path, text)).ok).toBe(false);
    },
  );
});
