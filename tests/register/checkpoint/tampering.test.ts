import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import { newNoteSigner, signNote } from '../../../src/platform/tlog/note.ts';
import {
  canonicalEntry,
  chainEntries,
  emptyRegister,
  type NewEntry,
  type RegisterEntry,
  type RegisterHead,
} from '../../../src/register/chain.ts';
import { checkpointText } from '../../../src/register/checkpoint/checkpoint.ts';
import { readClaims } from '../../../src/register/checkpoint/claims.ts';
import { judge, verifyWithStates } from '../../../src/register/checkpoint/judge.ts';

const at = Date.UTC(2026, 5, 5, 6, 2);
const signer = newNoteSigner('filrouge.example.org/register');

/** A register that was tampered with: its entries, and the head row as whoever did it left it. */
type Register = { readonly entries: readonly RegisterEntry[]; readonly head: RegisterHead };

const headOf = (entries: readonly RegisterEntry[]): RegisterHead => {
  const last = entries.at(-1);
  return last === undefined ? emptyRegister : { seq: last.seq, hash: last.hash };
};
const registerOf = (entries: readonly RegisterEntry[]): Register => ({ entries, head: headOf(entries) });
const rewrittenFrom = (entries: readonly RegisterEntry[], place: number, rest: readonly NewEntry[]) =>
  registerOf([
    ...entries.slice(0, place),
    ...chainEntries(
      headOf(entries.slice(0, place)),
      rest.map(({ kind, actor, agent, data }) => ({ kind, actor, agent, data })),
      at,
    ),
  ]);

/** Read as the database reads it: by number. */
function sourceOf({ entries, head }: Register) {
  const byNumber = [...entries].sort((a, b) => a.seq - b.seq);
  return {
    page: async (after: number | undefined) =>
      byNumber.filter(({ seq }) => after === undefined || seq > after).slice(0, 7),
    end: async (after: number) => ({ ...head, grown: byNumber.some(({ seq }) => seq > after) }),
  };
}

async function checkpointsOf(register: Register, sizes: readonly number[]): Promise<string> {
  const { states } = await verifyWithStates(sourceOf(register), sizes);
  return states
    .map((state) => `${signNote(checkpointText({ origin: signer.name, at, ...state }), [signer])}\n`)
    .join('');
}

/** Whether a register passes by itself, and with notes of what it was. */
async function pass(register: Register, notes: string) {
  const { claims, faults } = readClaims(notes, [signer]);
  expect(faults).toEqual([]);
  const found = await verifyWithStates(
    sourceOf(register),
    claims.map(({ checkpoint }) => checkpoint.size),
  );
  return { alone: found.verdict.ok, signed: found.verdict.ok && judge(claims, found).faults.length === 0 };
}

const entryOf = (value: number): NewEntry => ({
  kind: value % 2 === 0 ? 'agentTripped' : 'agentResumed',
  actor: 'engine',
  agent: `agent-${value % 3}`,
  data: { value },
});
const sized = fc.integer({ min: 2, max: 16 });
const whole = sized.map((size) =>
  chainEntries(
    emptyRegister,
    Array.from({ length: size }, (_, n) => entryOf(n)),
    at,
  ),
);

type Tampering = {
  /** Whether the chain alone shows it, with its head row left as it was. */
  readonly alone: 'shown' | 'hidden';
  readonly of: (entries: readonly RegisterEntry[], place: number, other: number) => Register;
};

const tamperings: Readonly<Record<string, Tampering>> = {
  'a field of an entry edited': {
    alone: 'shown',
    of: (entries, place) => ({
      entries: entries.map((entry, n) => (n === place ? { ...entry, actor: 'person:nobody' } : entry)),
      head: headOf(entries),
    }),
  },
  'a field edited, and its hash with it': {
    alone: 'shown',
    of: (entries, place) => ({
      entries: entries.map((entry, n) => {
        const edited = { ...entry, data: { value: -1 } };
        return n === place ? { ...edited, hash: sha256Hex(canonicalEntry(edited)) } : entry;
      }),
      head: headOf(entries),
    }),
  },
  'an entry deleted': {
    alone: 'shown',
    of: (entries, place) => ({ entries: entries.toSpliced(place, 1), head: headOf(entries) }),
  },
  'two entries swapped': {
    alone: 'shown',
    of: (entries, place, other) => {
      const [one, two] = [entries[place], entries[other === place ? (place + 1) % entries.length : other]];
      if (one === undefined || two === undefined) throw new Error('no such entries');
      return {
        entries: entries.map((entry) =>
          entry === one ? { ...two, seq: one.seq } : entry === two ? { ...one, seq: two.seq } : entry,
        ),
        head: headOf(entries),
      };
    },
  },
  'an entry inserted': {
    alone: 'shown',
    of: (entries, place) => {
      const before = headOf(entries.slice(0, place));
      const [forged] = chainEntries(before, [entryOf(99)], at);
      if (forged === undefined) throw new Error('no entry');
      const behind = entries.slice(place).map((entry) => ({ ...entry, seq: entry.seq + 1 }));
      return { entries: [...entries.slice(0, place), forged, ...behind], head: headOf(entries) };
    },
  },
  'the end cut off, the head left': {
    alone: 'shown',
    of: (entries, place) => ({ entries: entries.slice(0, place), head: headOf(entries) }),
  },
  'the end cut off, the head set back': {
    alone: 'hidden',
    of: (entries, place) => registerOf(entries.slice(0, place)),
  },
  'rewritten from an entry on, and chained anew': {
    alone: 'hidden',
    of: (entries, place) =>
      rewrittenFrom(
        entries,
        place,
        entries.slice(place).map((entry, n) => (n === 0 ? { ...entry, actor: 'person:nobody' } : entry)),
      ),
  },
  'an entry left out, and the rest chained anew': {
    alone: 'hidden',
    of: (entries, place) => rewrittenFrom(entries, place, entries.slice(place + 1)),
  },
  'an entry slipped in, and the rest chained anew': {
    alone: 'hidden',
    of: (entries, place) => rewrittenFrom(entries, place, [entryOf(99), ...entries.slice(place)]),
  },
};
const kinds = Object.keys(tamperings);

describe('a register that was tampered with', () => {
  test.prop([whole, fc.nat(), fc.nat(), fc.constantFrom(...kinds), fc.array(fc.nat(), { maxLength: 1 })], {
    numRuns: 1_000,
  })(
    'never passes with a checkpoint of its end: 1 000 tamperings',
    async (entries, one, two, kind, earlier) => {
      const { of, alone } = tamperings[kind] as Tampering;
      const { length } = entries;
      const notes = await checkpointsOf(registerOf(entries), [...earlier.map((n) => n % length), length]);
      const passed = await pass(of(entries, one % length, two % length), notes);
      expect(passed).toEqual({ alone: alone === 'hidden', signed: false });
    },
    60_000,
  );

  test.prop([whole])('passes as it was written, and as it goes on', async (entries) => {
    const notes = await checkpointsOf(registerOf(entries), [0, 1, entries.length]);
    expect(await pass(registerOf(entries), notes)).toEqual({ alone: true, signed: true });
    const longer = rewrittenFrom(entries, entries.length, [entryOf(7), entryOf(8)]);
    expect(await pass(longer, notes)).toEqual({ alone: true, signed: true });
  });

  test('is told apart: cut off, and rewritten behind the last state that agrees', async () => {
    const entries = chainEntries(
      emptyRegister,
      Array.from({ length: 9 }, (_, n) => entryOf(n)),
      at,
    );
    const notes = await checkpointsOf(registerOf(entries), [3, 6, 9]);
    const { claims } = readClaims(notes, [signer]);
    const sizes = [3, 6, 9];
    const cut = judge(claims, await verifyWithStates(sourceOf(registerOf(entries.slice(0, 7))), sizes));
    expect(cut.faults).toMatchObject([{ why: 'cut_off', entries: 7, claim: { checkpoint: { size: 9 } } }]);
    const forged = rewrittenFrom(entries, 4, [entryOf(99), ...entries.slice(5)]);
    const rewritten = judge(claims, await verifyWithStates(sourceOf(forged), sizes));
    expect(rewritten.borneOut.map(({ checkpoint }) => checkpoint.size)).toEqual([3]);
    expect(rewritten.faults).toMatchObject([
      { why: 'rewritten', agreesUpTo: 3, claim: { checkpoint: { size: 6 } } },
      { why: 'rewritten', agreesUpTo: 3, claim: { checkpoint: { size: 9 } } },
    ]);
  });
});
