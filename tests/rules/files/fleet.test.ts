import { describe, expect, test } from 'vitest';
import { rulesOver } from '../../../src/rules/ruleset.ts';
import { problemMarks, setOf, shippedFiles, withFile } from '../folder.ts';

const shipped = await shippedFiles();
const fleetFile = 'agents/bots.yaml';

/** A file of a fleet; `fleet` is what it says of its agents. */
function fleet(says: string, name = 'Bot {id}'): string {
  return `fleet: ${says}
name: ${name}
scope: { fr: Suivi des commandes, en: Order tracking }
owner: lea
approver: camille
language: fr
rules:
  - { id: errors, when: error_rate > 2% over 5m, then: suspend, playbook: stale-answers }
  - { id: slow, when: response_time > 30s over 15m, then: observe }
`;
}

describe('a file of a fleet', () => {
  test('gives each of its agents the mandate, a name of its own and all rules', () => {
    const set = setOf(withFile(shipped, fleetFile, fleet('{ ids: [bot-b, bot-a], tags: [orders] }')));
    expect([...set.agents.keys()]).toEqual(['bot-a', 'bot-b', 'margaux']);
    expect(set.agents.get('bot-a')).toMatchObject({
      ...{ agent: 'bot-a', name: 'Bot bot-a', owner: 'lea', tags: ['orders'], onUnreachable: 'suspend' },
    });
    expect(rulesOver(set, 'bot-b').map(({ id }) => id)).toEqual(['errors', 'slow']);
    expect(set.rules.filter(({ id }) => id === 'errors')).toMatchObject([{ agents: ['bot-a', 'bot-b'] }]);
    expect(rulesOver(set, 'margaux').map(({ id }) => id)).not.toContain('errors');
  });

  test('takes its ids from a list beside it, one a line', () => {
    const files = withFile(shipped, fleetFile, fleet('{ from: ids.txt }'));
    const set = setOf(withFile(files, 'agents/ids.txt', '# orders\nbot-a\n\n  bot-b\r\n'));
    expect([...set.agents.keys()]).toEqual(['bot-a', 'bot-b', 'margaux']);
  });

  test.each([
    ['{ ids: [bot-a], from: ids.txt }', `${fleetFile}:1:1 bad_value keys with values`],
    ['{ tags: [orders] }', `${fleetFile}:1:1 bad_value keys with values`],
    ['{ from: nowhere.txt }', `${fleetFile}:1:16 unknown_list nowhere.txt`],
    ['{ from: empty.txt }', `${fleetFile}:1:16 empty_list empty.txt`],
    ['{ ids: [bot-a, Bot B] }', `${fleetFile}:1:23 bad_value Bot B`],
    ['{ from: ids.txt }', 'agents/ids.txt:2:3 bad_value Bot B'],
    ['{ ids: [bot-a, margaux] }', 'agents/margaux.yaml:6:8 duplicate_agent margaux a second time'],
    ['{ ids: [bot-a, bot-a] }', `${fleetFile}:1:23 duplicate_agent bot-a a second time`],
  ])('%s is a fault at its place', (says, mark) => {
    const files = withFile(
      withFile(shipped, 'agents/empty.txt', '# none yet\n'),
      'agents/ids.txt',
      'bot-a\n  Bot B\n',
    );
    expect(problemMarks(withFile(files, fleetFile, fleet(says)))).toContainEqual(mark);
  });

  test('needs a name that tells its agents apart', () => {
    expect(problemMarks(withFile(shipped, fleetFile, fleet('{ ids: [bot-a] }', 'Bot')))).toEqual([
      `${fleetFile}:2:7 bad_value Bot`,
    ]);
  });
});
