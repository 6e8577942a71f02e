import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticeKinds, noticeSeverities } from '../../src/notices/notice.ts';
import { channelsFor } from '../../src/notices/routing.ts';

test('docs/notices.md names every kind of notice, and from when on the chat hears of it', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/notices.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const said = rows.map(([, kind = '', , , chat]) => [kind.replaceAll('`', ''), chat]);
  const inChat = noticeKinds.map((kind) => {
    const first = noticeSeverities.find((severity) => channelsFor(kind, severity).includes('chat'));
    return [kind, first === undefined ? 'never' : first === 'info' ? 'always' : `from \`${first}\` on`];
  });
  expect(said.toSorted()).toEqual(inChat.toSorted());
});
