import { describe, expect, test } from 'vitest';
import type { RuleFile } from '../../../src/rules/files/folder-files.ts';
import { diffRuleSets } from '../../../src/rules/sets/diff.ts';
import { edited, parse, problemMarks, setOf, shippedFiles, warningMarks, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const margaux = 'agents/margaux.yaml';
const playbook = 'playbooks/stale-answers.yaml';

describe('a rule', () => {
  const minimal = (extra = '') =>
    edited(
      shipped,
      margaux,
      /rules:\n[\s\S]*/,
      `rules:\n  - id: slow\n    when: response_time > 30s over 15m\n    then: observe\n${extra}`,
    );

  test('needs an id, a condition and an effect; the rest has defaults', () => {
    const files = edited(withFile(shipped, playbook, ''), margaux, /rules:[\s\S]*/, 'rules: []\n');
    expect(problemMarks(files)).toEqual([`${playbook}:1:1 empty_file nothing`]);
    const [rule] = setOf(withoutPlaybook(minimal())).rules;
    expect(rule).toEqual({
      id: 'slow',
      when: [expect.objectContaining({ metric: 'response_time', threshold: 30 })],
      minSamples: 1,
      forMs: 0,
      keepFiringForMs: 0,
      onNoData: 'keep',
      noDataAfterMs: 900_000,
      effect: 'observe',
      severity: 'info',
      agents: ['margaux'],
      source: { file: margaux, line: expect.any(Number) },
    });
  });

  test('takes silence for no data after its window, and never before ten minutes, unless it says otherwise', () => {
    const afterMs = (window: string, extra = '') =>
      setOf(withoutPlaybook(edited(minimal(extra), margaux, '30s over 15m', `31s over ${window}`))).rules[0]
        ?.noDataAfterMs;
    expect(afterMs('15m')).toBe(900_000);
    expect(afterMs('5m')).toBe(600_000);
    expect(afterMs('5m', '    no_data_after: 2m\n')).toBe(120_000);
  });

  test('may need several conditions, all of them', () => {
    const files = edited(
      shipped,
      margaux,
      'when: csat < 4.2/5 over 1h',
      'when: [csat < 4.2/5 over 1h, error_rate > 1% over 1h]',
    );
    expect(
      setOf(files)
        .rules.find(({ id }) => id === 'csat')
        ?.when.map(({ metric }) => metric),
    ).toEqual(['csat', 'error_rate']);
  });

  test('may stand over several agents, by name or over all', () => {
    const leo =
      shipped
        .find(({ path }) => path === margaux)
        ?.text.replace('agent: margaux', 'agent: leo')
        .replace('name: Margaux', 'name: Leo') ?? '';
    const files = withFile(shipped, 'agents/leo.yaml', leo);
    const shared = (agents: string) =>
      withFile(
        files,
        'shared.yaml',
        `rules:\n  - { id: slow, agents: ${agents}, when: response_time > 30s over 15m, then: observe }\n`,
      );
    const agentsOf = (text: string) => setOf(shared(text)).rules.find(({ id }) => id === 'slow')?.agents;
    expect(agentsOf('"*"')).toEqual(['leo', 'margaux']);
    expect(agentsOf('[margaux]')).toEqual(['margaux']);
    expect(problemMarks(shared('[margaux, lea]'))).toEqual(['shared.yaml:2:35 unknown_agent lea → leo']);
    expect(problemMarks(shared('[]'))[0]).toMatch(/^shared.yaml:2:17 bad_value/);
  });

  test('has an id of its own on each agent', () => {
    const files = withFile(
      shipped,
      'shared.yaml',
      'rules:\n  - id: csat\n    agents: "*"\n    when: csat < 4/5 over 1d\n    then: alert\n',
    );
    expect(problemMarks(files)).toEqual(['shared.yaml:2:9 duplicate_rule csat a second time']);
  });

  test('cannot be cleared while it is still in breach', () => {
    const clear = (text: string) =>
      problemMarks(edited(shipped, margaux, 'clear: error_rate < 1.5% over 5m', `clear: ${text}`));
    expect(clear('error_rate < 2% over 5m')).toEqual([]);
    expect(clear('error_rate <= 2% over 5m')).toEqual([]);
    expect(clear('error_rate < 2.1% over 5m')).toEqual([
      `${margaux}:25:12 clear_overlaps_when error_rate < 2.1% over 5m`,
    ]);
    expect(clear('error_rate < 2.1% over 1h')).toEqual([]);
    expect(clear('[error_rate < 2.1% over 5m, csat > 4.5/5 over 1h]')).toEqual([]);
  });
});

function withoutPlaybook(files: readonly RuleFile[]): RuleFile[] {
  return files.filter(({ path }) => path !== playbook);
}

describe('warnings', () => {
  test('are given for actions that nobody owns or that never end', () => {
    expect(warningMarks(edited(shipped, playbook, '    owner: it-ops\n    due: 1d\n', ''))).toEqual([
      `${playbook}:37:9 action_without_owner resync-feed without owner`,
      `${playbook}:37:9 action_without_due resync-feed without due`,
    ]);
    expect(warningMarks(edited(shipped, playbook, '    recurrence: weekly\n', ''))).toEqual([
      expect.stringMatching(/improvement_without_due register-review without due or recurrence$/),
    ]);
  });

  test('are given for people whom nobody reaches and for suspensions without a plan', () => {
    expect(warningMarks(edited(shipped, 'people.yaml', / {4}email: it-ops.*\n/, ''))).toEqual([
      'people.yaml:20:3 person_without_mail it-ops without an e-mail address',
    ]);
    expect(warningMarks(edited(shipped, margaux, '    playbook: stale-answers\n', ''))).toEqual([
      `${margaux}:27:11 suspend_without_playbook suspend without a playbook`,
    ]);
  });
});

describe('how somebody is reached', () => {
  const lea = 'title: Responsable du support\n';
  const written = (keys: string) => edited(shipped, 'people.yaml', lea, `${lea}    ${keys}\n`);

  test('is by channels for each severity, by a deputy while they are away, in a zone of their own', () => {
    const keys =
      'channels: { info: [], critical: [mail, apprise] }, deputy: camille, timezone: Indian/Reunion';
    const away = 'away: [{ from: 2026-08-03, to: 2026-08-21 }]';
    const set = setOf(written([...keys.split(/, (?=deputy|timezone)/), away].join('\n    ')));
    expect(set.people.get('lea')).toMatchObject({
      channels: { info: [], critical: ['mail', 'apprise'] },
      deputy: 'camille',
      timezone: 'Indian/Reunion',
      away: [{ from: '2026-08-03', to: '2026-08-21' }],
    });
    // An absence is nobody's business but of those who read the file.
    expect(diffRuleSets(setOf(shipped), set).lines.join()).not.toMatch(/2026-08-03|Reunion/);
  });

  test.each([
    ['deputy: noah', 'unknown_person'],
    ['deputy: lea', 'own_deputy'],
    ['timezone: Europe/Pariss', 'bad_value'],
    ['country: 33', 'bad_value'],
    ['country: ZZZ', 'unknown_country'],
    ['country: FR-GES', 'unknown_country'],
    ['country: FR-57-1', 'unknown_country'],
    ['away: [{ from: 2026-08-21, to: 2026-08-03 }]', 'bad_value'],
    ['away: [{ from: 2026-02-29, to: 2026-03-01 }]', 'bad_value'],
    ['channels: { critical: [] }', 'bad_value'],
    ['quiet: { from: "20:00", to: "20:00" }', 'bad_value'],
    ['quiet: { from: "24:00", to: "07:00" }', 'bad_value'],
    ['quiet: { from: 8h, to: "07:00" }', 'bad_value'],
    ['escalate: [{ after: 2h, to: noah }]', 'unknown_person'],
    ['escalate: [{ after: 2h, to: lea }]', 'own_escalation'],
    ['escalate: [{ after: 0s, to: camille }]', 'bad_value'],
    ['escalate: [{ after: 2h, to: camille }, { after: 2h, to: it-ops }]', 'escalation_out_of_order'],
    ['channels: { critical: [pigeon] }', 'bad_value'],
    ['channels: { urgent: [mail] }', 'unknown_key'],
  ])('%s is refused where it stands', (keys, code) => {
    expect(problemMarks(written(keys))).toEqual([expect.stringMatching(`^people.yaml:10:\\d+ ${code} `)]);
  });

  test('in quiet hours, and by a chain of who is told next', () => {
    const keys = 'quiet: { from: "20:00", to: "07:30" }\n    escalate: [{ after: 2h, to: camille }]';
    expect(setOf(written(keys)).people.get('lea')).toMatchObject({
      quiet: { fromMinutes: 1_200, toMinutes: 450 },
      escalate: [{ afterMs: 7_200_000, to: 'camille' }],
    });
  });

  test('a part of a country that there is not is answered with those that there are', () => {
    expect(parse(written('country: FR-75'))).toMatchObject({
      problems: [{ expected: expect.stringContaining('FR, FR-57, FR-67, FR-68, ') }],
    });
    expect(parse(written('country: GB-SCO'))).toMatchObject({ problems: [{ didYouMean: 'GB-SCT' }] });
    const known = setOf(written('country: GB-SCT')).people.get('lea');
    expect(known?.country).toBe('GB-SCT');
    expect(diffRuleSets(setOf(shipped), setOf(written('country: FR-57'))).lines.join()).not.toContain(
      'FR-57',
    );
  });

  test('away without a deputy is warned of, because it waits for them meanwhile', () => {
    expect(warningMarks(written('away: [{ from: 2026-08-03, to: 2026-08-21 }]'))).toEqual([
      'people.yaml:10:5 away_without_deputy lea away without a deputy',
    ]);
  });
});

describe('where the helpdesk has an interaction', () => {
  const written = (address: string) =>
    edited(shipped, margaux, 'language: fr\n', `language: fr\ninteraction_url: ${address}\n`);

  test('is an address with the id in it, recorded as a change of the mandate', () => {
    const set = setOf(written('https://desk.example/t/{id}?from=filrouge'));
    expect(set.agents.get('margaux')?.interactionUrl).toBe('https://desk.example/t/{id}?from=filrouge');
    expect(diffRuleSets(setOf(shipped), set).lines).toEqual([
      'agent margaux: interaction_url none → https://desk.example/t/{id}?from=filrouge',
    ]);
  });

  test.each(['javascript:alert({id})', 'https://desk.example/t', 'https://{id}.example/', '{id}'])(
    'is refused when it is none: %s',
    (address) => {
      expect(problemMarks(written(`'${address}'`))).toEqual([expect.stringContaining(`${margaux}:`)]);
    },
  );
});
