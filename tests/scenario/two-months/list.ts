import { listNotices, type NoticeTrace } from '../../../src/notices/store.ts';
import type { Db } from '../../../src/platform/database/database.ts';
import type { Letter } from './post.ts';

const format = new Intl.DateTimeFormat('fr-FR', {
  ...{ timeZone: 'Europe/Paris', weekday: 'short', day: '2-digit', month: '2-digit' },
  ...{ hour: '2-digit', minute: '2-digit' },
});

/**
 * All that came, in order, one line each: when in Paris, by which way, to whom, of which kind, what it says
 * first. What happened stands between, after a dash.
 */
export async function listOf(letters: readonly Letter[], db: Db): Promise<string> {
  const traces: NoticeTrace[] = [];
  for (let more = await listNotices(db, { limit: 100 }); more.length > 0; ) {
    traces.push(...more);
    more = await listNotices(db, { limit: 100, before: more.at(-1)?.seq ?? 0 });
  }
  const kinds = new Map(
    traces.flatMap(({ kind, deliveries }) => deliveries.map(({ id }) => [id, kind] as const)),
  );
  const seen = new Set<string>();
  const lines = byInstant(letters).map((letter) => {
    const time = format.format(letter.at).replace(',', '');
    if (letter.channel === 'story') return `\n${time} — ${letter.subject}`;
    const isAgain = letter.id !== undefined && seen.has(letter.id);
    if (letter.id !== undefined) seen.add(letter.id);
    const kind = letter.channel === 'mail' ? (kinds.get(letter.id ?? '') ?? 'several') : '';
    const subject = `${isAgain ? '(again) ' : ''}${letter.subject}`;
    return [time, letter.channel.padEnd(7), (letter.to ?? '').padEnd(7), kind.padEnd(27), subject]
      .join(' ')
      .trimEnd();
  });
  return `${lines.join('\n')}\n`;
}

const order = ['mail', 'chat', 'webhook', 'story'];

/** What came at one instant came in any order. */
function byInstant(letters: readonly Letter[]): readonly Letter[] {
  const runs: Letter[][] = [];
  for (const letter of letters) {
    const last = runs.at(-1);
    if (last?.[0]?.at === letter.at && letter.channel !== 'story' && last[0].channel !== 'story')
      last.push(letter);
    else runs.push([letter]);
  }
  const key = ({ channel, to, subject }: Letter) => `${order.indexOf(channel)} ${to} ${subject}`;
  return runs.flatMap((run) => run.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)));
}
