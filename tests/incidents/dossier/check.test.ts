import { fc, test as property } from '@fast-check/vitest';
import { expect, test } from 'vitest';
import { commentFault, exhibitFault, goneFaults, recordedIn } from '../../../src/incidents/dossier/check.ts';
import type { DossierCommand } from '../../../src/incidents/dossier/commands.ts';
import { decideDossier } from '../../../src/incidents/dossier/decide.ts';
import type { Comment, Exhibit } from '../../../src/incidents/dossier/exhibit.ts';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import { chainEntries, emptyRegister, type NewEntry } from '../../../src/register/chain.ts';

const place = {
  on: { kind: 'action', id: '4-2' },
  agent: 'margaux',
  incident: 4,
  plan: 4,
  title: 'A',
} as const;
const people = new Map([['lea', { name: 'Léa' }]]);
const limits = { maxBytes: 100, mostFiles: 1_000 };

type Step =
  | { readonly do: 'file' | 'link' | 'comment'; readonly text: string }
  | { readonly do: 'withdraw' | 'erase'; readonly which: number };
const step = fc.oneof(
  fc.record({ do: fc.constantFrom('file', 'link', 'comment'), text: fc.stringMatching(/^[a-z]{1,6}$/) }),
  fc.record({ do: fc.constantFrom('withdraw', 'erase'), which: fc.nat(20) }),
) as fc.Arbitrary<Step>;

/** Plays steps: what stands then, the files that are kept, and what the register says. */
function play(steps: readonly Step[]) {
  const exhibits = new Map<string, Exhibit>();
  const comments = new Map<string, Comment>();
  const files = new Map<string, string>();
  const entries: NewEntry[] = [];
  steps.forEach((one, now) => {
    const id = `${now}`.padStart(22, 'x');
    const command = commandOf(one, [...exhibits.keys(), ...comments.keys()], comments);
    if (command === undefined) return;
    const dossier = { exhibits: [...exhibits.values()], comments: [...comments.values()] };
    const decided = decideDossier(
      { place, dossier, people, limits, id, by: 'person:lea' },
      command,
      now * 100_000,
    );
    if (!decided.ok || decided.value.entry === undefined) return;
    const { exhibit, comment, entry } = decided.value;
    if (exhibit !== undefined) exhibits.set(exhibit.id, exhibit);
    if (comment !== undefined) comments.set(comment.id, comment);
    if (command.kind === 'attachFile' && 'text' in one) files.set(id, one.text);
    if (command.kind === 'eraseEvidence') files.delete(command.evidence);
    entries.push(entry);
  });
  return { exhibits, comments, files, entries: chainEntries(emptyRegister, entries, 0) };
}

function commandOf(
  one: Step,
  ids: readonly string[],
  comments: ReadonlyMap<string, Comment>,
): DossierCommand | undefined {
  const { on } = place;
  if ('text' in one) {
    const { text } = one;
    if (one.do === 'comment') return { kind: 'addComment', on, text };
    if (one.do === 'link') return { kind: 'attachLink', on, url: `https://e.org/${text}`, title: text };
    const file = { type: 'text/plain', bytes: text.length, sha256: sha256Hex(text) };
    return { kind: 'attachFile', on, name: `${text}.txt`, file };
  }
  const id = ids[one.which % Math.max(1, ids.length)];
  if (id === undefined) return undefined;
  const reason = 'wrong';
  if (comments.has(id)) return { kind: 'eraseComment', comment: id, reason };
  return one.do === 'erase'
    ? { kind: 'eraseEvidence', evidence: id, reason }
    : { kind: 'withdrawEvidence', evidence: id, reason };
}

async function faultsOf({ exhibits, comments, files, entries }: ReturnType<typeof play>): Promise<string[]> {
  const recorded = recordedIn(entries);
  const hashOf = async (id: string) => {
    const content = files.get(id);
    return content === undefined ? ('missing' as const) : sha256Hex(content);
  };
  const faults: string[] = goneFaults(recorded, new Set([...exhibits.keys(), ...comments.keys()])).map(
    ({ id }) => id,
  );
  for (const exhibit of exhibits.values())
    if ((await exhibitFault(exhibit, recorded, hashOf)) !== undefined) faults.push(exhibit.id);
  for (const comment of comments.values())
    if (commentFault(comment, recorded) !== undefined) faults.push(comment.id);
  return faults;
}

property.prop([fc.array(step, { maxLength: 25 })])(
  'whatever was added, withdrawn and erased is as the register says',
  async (steps) => {
    expect(await faultsOf(play(steps))).toEqual([]);
  },
);

property.prop([fc.array(step, { minLength: 3, maxLength: 25 }), fc.nat(), fc.nat(4)])(
  'one thing that is changed behind its back is found, and nothing else',
  async (steps, where, how) => {
    const world = play(steps);
    const { exhibits, comments, files } = world;
    const all = [...exhibits.keys(), ...comments.keys()];
    const id = all[where % Math.max(1, all.length)];
    if (id === undefined) return;
    const [exhibit, comment] = [exhibits.get(id), comments.get(id)];
    if (how === 0) {
      exhibits.delete(id);
      comments.delete(id);
    } else if (exhibit?.content.form === 'file') {
      const isErased = exhibit.withdrawn?.isErased === true;
      if (how === 1 && !isErased) files.set(id, `${files.get(id)}!`);
      else if (how === 2 && !isErased) files.delete(id);
      else exhibits.set(id, { ...exhibit, content: { ...exhibit.content, sha256: '0'.repeat(64) } });
    } else if (exhibit?.content.form === 'link') {
      const { url, title } = exhibit.content;
      const change = url === undefined || how === 3 ? { sha256: '0'.repeat(64) } : { url: `${url}!` };
      exhibits.set(id, { ...exhibit, content: { ...exhibit.content, title, ...change } });
    } else if (comment !== undefined)
      comments.set(
        id,
        comment.text === undefined ? { ...comment, text: 'x' } : { ...comment, text: undefined },
      );
    expect(await faultsOf(world)).toEqual([id]);
  },
);

test('an erased comment whose very words are back is found', async () => {
  const world = play([
    { do: 'comment', text: 'x' },
    { do: 'erase', which: 0 },
  ]);
  expect(await faultsOf(world)).toEqual([]);
  const [[id, comment] = []] = [...world.comments];
  if (id === undefined || comment === undefined) throw new Error('no comment');
  expect(comment.text).toBeUndefined();
  world.comments.set(id, { ...comment, text: 'x' });
  expect(await faultsOf(world)).toEqual([id]);
});
