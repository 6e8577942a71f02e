import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventType } from '../../src/notices/cloud-event.ts';
import { noticeKinds, noticeSeverities } from '../../src/notices/notice.ts';
import { isForChat } from '../../src/notices/routing.ts';

test('docs/notices.md names every kind of notice, from when on the chat hears of it, and its event', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/notices.md'), 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll(/^`|`$/g, '')));
  const said = rows.map(([, kind = '', , , chat, type]) => [kind, chat, type]);
  const known = noticeKinds.map((kind) => {
    const first = noticeSeverities.find((severity) => isForChat(kind, severity));
    const chat = first === undefined ? 'never' : first === 'info' ? 'always' : `from \`${first}\` on`;
    return [kind, chat.replaceAll(/^`|`$/g, ''), eventType(kind)];
  });
  expect(said.toSorted()).toEqual(known.toSorted());
});
