import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { canonicalJson, sha256Hex } from '../../src/platform/canonical.ts';
import {
  type ChainVerdict,
  canonicalEntry,
  chainEntries,
  emptyRegister,
  type NewEntry,
  type RegisterEntry,
  type RegisterHead,
  verifyChain,
} from '../../src/register/chain.ts';

const at = Date.UTC(2026, 5, 5, 6, 2);

const anyEntry: fc.Arbitrary<NewEntry> = fc.record(
  {
    kind: fc.constantFrom('agentTripped', 'incidentOpened', 'agentResumed'),
    actor: fc.constantFrom('engine', 'person:lea', 'key:3f2a'),
    agent: fc.constantFrom('margaux', 'leo'),
    incident: fc.integer({ min: 1, max: 9 }),
    plan: fc.integer({ min: 1, max: 9 }),
    data: fc.dictionary(
      fc.string(),
      fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string()),
    ),
  },
  { requiredKeys: ['kind', 'actor', 'data'] },
);

const anyChain = fc.array(anyEntry, { minLength: 1, maxLength: 20 }).map((entries) => {
  const chain = chainEntries(emptyRegister, entries, at);
  return { chain, head: headOf(chain) };
});

function headOf(chain: readonly RegisterEntry[]): RegisterHead {
  const last = chain.at(-1);
  return last === undefined ? emptyRegister : { seq: last.seq, hash: last.hash };
}

/** The verdict on a chain that is read three entries at a time. */
function verify(chain: readonly RegisterEntry[], head: RegisterHead): Promise<ChainVerdict> {
  // The database reads by number, here the order of the chain is part of what is tampered with: the place counts.
  let read = 0;
  return verifyChain({
    page: async () => {
      read += 3;
      return chain.slice(read - 3, read);
    },
    end: async () => ({ ...head, grown: false }),
  });
}

/** Every way to change one field of an entry. */
const tamperings: readonly ((entry: RegisterEntry) => RegisterEntry)[] = [
  (entry) => ({ ...entry, at: entry.at + 1 }),
  (entry) => ({ ...entry, kind: `${entry.kind}!` }),
  (entry) => ({ ...entry, actor: 'person:nobody' }),
  (entry) => ({ ...entry, agent: `${entry.agent ?? ''}x` }),
  (entry) => ({ ...entry, incident: (entry.incident ?? 0) + 1 }),
  (entry) => ({ ...entry, plan: (entry.plan ?? 0) + 1 }),
  (entry) => ({ ...entry, data: { was: entry.data } }),
  (entry) => ({ ...entry, data: { broken: Number.NaN } }),
  (entry) => ({ ...entry, hash: entry.hash.replace(/^./, (digit) => (digit === '0' ? '1' : '0')) }),
  (entry) => ({ ...entry, previous: entry.previous.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }),
];

describe('the register’s chain', () => {
  test('starts from zeros and hashes everything but the hash', async () => {
    const [entry] = chainEntries(
      emptyRegister,
      [{ kind: 'agentTripped', actor: 'engine', data: { b: 1, a: [] } }],
      at,
    );
    expect(entry && canonicalEntry(entry)).toBe(
      `{"actor":"engine","agent":null,"at":${at},"data":{"a":[],"b":1},"incident":null,"kind":"agentTripped","plan":null,"previous":"${'0'.repeat(64)}","seq":1}`,
    );
    expect(entry?.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test.prop([anyChain])('hashes the canonical JSON of an entry, whatever is in it', async ({ chain }) => {
    for (const { hash, ...entry } of chain) {
      const absent = { agent: null, incident: null, plan: null };
      const whole = canonicalJson({ ...absent, ...JSON.parse(JSON.stringify(entry)) });
      expect({ hash, text: canonicalEntry(entry) }).toEqual({ hash: sha256Hex(whole), text: whole });
    }
  });

  test('of no entries is whole', async () => {
    expect(await verify([], emptyRegister)).toEqual({ ok: true, entries: 0, head: emptyRegister });
  });

  test.prop([anyChain])('is whole as it was written', async ({ chain, head }) => {
    expect(await verify(chain, head)).toEqual({ ok: true, entries: chain.length, head });
  });

  test.prop([anyChain, fc.array(anyEntry, { maxLength: 5 })])(
    'goes on from its head',
    async ({ chain, head }, more) => {
      const longer = [...chain, ...chainEntries(head, more, at + 1)];
      expect(await verify(longer, headOf(longer))).toMatchObject({ ok: true });
    },
  );

  test('goes on with what is appended while it is verified', async () => {
    const entry: NewEntry = { kind: 'agentTripped', actor: 'engine', data: {} };
    const chain = chainEntries(emptyRegister, [entry, entry, entry], at);
    let stored = 1;
    const verdict = await verifyChain({
      page: async (after = 0) => chain.slice(after, stored),
      end: async (after) => {
        stored = Math.min(chain.length, stored + 1);
        return { ...headOf(chain.slice(0, stored)), grown: stored > after };
      },
    });
    expect(verdict).toEqual({ ok: true, entries: 3, head: headOf(chain) });
  });

  test('whose head is gone is broken behind its last entry', async () => {
    const chain = chainEntries(emptyRegister, [{ kind: 'agentTripped', actor: 'engine', data: {} }], at);
    const pages = [chain];
    const verdict = await verifyChain({ page: async () => pages.shift() ?? [], end: async () => undefined });
    expect(verdict).toEqual({ ok: false, brokenAt: 2, why: 'head' });
  });

  test.prop([anyChain, fc.nat(), fc.nat()])(
    'shows any single change, and where',
    async ({ chain, head }, where, how) => {
      const place = where % chain.length;
      const tamper = tamperings[how % tamperings.length] ?? ((entry) => entry);
      const changed = chain.map((entry, index) => (index === place ? tamper(entry) : entry));
      expect(await verify(changed, head)).toMatchObject({ ok: false, brokenAt: place + 1 });
    },
  );

  test.prop([anyChain, fc.nat()])(
    'shows an entry that is missing, and where',
    async ({ chain, head }, where) => {
      const place = where % chain.length;
      const cut = place === chain.length - 1;
      expect(await verify(chain.toSpliced(place, 1), head)).toEqual({
        ok: false,
        brokenAt: place + 1,
        why: cut ? 'head' : 'gap',
      });
    },
  );

  test.prop([anyChain, fc.nat(), fc.nat()])(
    'shows two entries that changed places',
    async ({ chain, head }, one, other) => {
      const [left, right] = [one % chain.length, other % chain.length].sort((a, b) => a - b);
      const [former, latter] = [chain[left ?? 0], chain[right ?? 0]];
      if (former === undefined || latter === undefined || former === latter) return;
      const swapped = chain.with(left ?? 0, latter).with(right ?? 0, former);
      expect(await verify(swapped, head)).toEqual({ ok: false, brokenAt: (left ?? 0) + 1, why: 'gap' });
      const renumbered = swapped.map((entry, index) => ({ ...entry, seq: index + 1 }));
      expect(await verify(renumbered, head)).toMatchObject({ ok: false, brokenAt: (left ?? 0) + 1 });
    },
  );

  test.prop([anyChain, fc.nat()])(
    'shows that its end was cut off, and where',
    async ({ chain, head }, where) => {
      const kept = chain.slice(0, where % chain.length);
      expect(await verify(kept, head)).toEqual({ ok: false, brokenAt: kept.length + 1, why: 'head' });
    },
  );

  test.prop([anyChain, anyEntry])(
    'shows entries that were added behind its back',
    async ({ chain, head }, entry) => {
      const added = [...chain, ...chainEntries(head, [entry], at)];
      expect(await verify(added, head)).toEqual({ ok: false, brokenAt: chain.length + 1, why: 'head' });
    },
  );

  test.prop([anyChain, anyEntry, fc.nat()])(
    'shows an entry that was rewritten with a fitting hash at the next one, or at the head',
    async ({ chain, head }, entry, where) => {
      const place = where % chain.length;
      const before = headOf(chain.slice(0, place));
      const [forged] = chainEntries(before, [{ ...entry, kind: 'forged' }], at);
      if (forged === undefined) return;
      expect(await verify(chain.with(place, forged), head)).toMatchObject({
        ok: false,
        brokenAt: Math.min(place + 2, chain.length),
      });
    },
  );
});
