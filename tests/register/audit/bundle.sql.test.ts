import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fc, test } from '@fast-check/vitest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { zipOf } from '../../../src/platform/archive/zip.ts';
import { sha256Hex } from '../../../src/platform/canonical.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import { addLeaf, addSubtree, emptyRange, growing, rootOf } from '../../../src/platform/tlog/merkle.ts';
import { newNoteSigner, signerText, verifierText } from '../../../src/platform/tlog/note.ts';
import { bundleOf } from '../../../src/register/audit/bundle-store.ts';
import { createFolding } from '../../../src/register/audit/others.ts';
import type { Selection } from '../../../src/register/audit/selection.ts';
import {
  keepCheckpoint,
  lastCheckpoint,
  nextState,
  signedState,
} from '../../../src/register/checkpoint/checkpoint-store.ts';
import { appendEntries } from '../../../src/register/store.ts';
import { eachEngine, onPostgres } from '../../support/database.ts';
import { openHouse } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';

const python = 'python3';
const t0 = Date.UTC(2026, 5, 5, 6);
const minute = 60_000;
const signer = newNoteSigner('filrouge.example.org/register');
const verifier = verifierText(signer);
const verifyProgram = resolve(import.meta.dirname, '../../../src/register/audit/verify.py');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-audit-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a program said, and how it ended. */
function runPython(...args: string[]): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    execFile('python3', args, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      done({ code, said: `${stdout}${stderr}`.trim() });
    });
  });
}

test('the verifier has 100 lines at most and imports the standard library alone', async () => {
  const text = await readFile(verifyProgram, 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(100);
  expect(text.match(/^(?:import|from) .*/gm)).toEqual([
    'import base64, hashlib, json, pathlib, sys, zipfile',
  ]);
});

describe('what is left out of a bundle', () => {
  const hashes = Array.from({ length: 200 }, (_, place) => sha256Hex(String(place)));

  test.prop([
    fc.integer({ min: 1, max: 200 }),
    fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 20 }),
    fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 5 }),
  ])('is folded so that the tree is the same, and known at every cut', (size, chosen, cuts) => {
    const folding = createFolding(new Set(cuts));
    const leaves = hashes
      .slice(0, size)
      .map((hash, place) => ({ seq: place + 1, hash, chosen: chosen.includes(place + 1) }));
    const left = [...leaves.flatMap(folding.take), ...folding.end()];
    const [whole, folded] = [growing(emptyRange), growing(emptyRange)];
    const roots = leaves.map(({ hash }) => {
      addLeaf(whole, hash);
      return rootOf(whole);
    });
    const known = new Map<number, string>();
    for (const { seq, hash, chosen: isShown } of leaves) {
      if (isShown) addLeaf(folded, hash);
      for (const { from, leaves: count, hash: node } of left)
        if (from === seq) addSubtree(folded, count, node);
      known.set(folded.size, rootOf(folded));
    }
    expect(folded.size).toBe(size);
    for (const [at, root] of known) expect(root).toBe(roots[at - 1]);
    for (const cut of cuts) if (cut <= size) expect(known.has(cut)).toBe(true);
  });
});

onPostgres('a bundle', (open) => {
  let database: Database;
  beforeEach(async () => {
    database = await open();
  });

  async function append(count: number, from = 0): Promise<void> {
    for (let place = from; place < from + count; place++) {
      const entry = {
        kind: place % 5 === 0 ? 'evidenceAttached' : 'agentTripped',
        actor: 'person:lea',
        agent: 'margaux',
        incident: (place % 3) + 1,
        data:
          place % 5 === 0
            ? { evidence: `ev${place}`, form: 'file', sha256: sha256Hex('x') }
            : { é: '« 2 % »\u2028😀', value: 0.1 + place },
      };
      await database.transaction((tx) => appendEntries(tx, [entry], t0 + place * minute));
    }
  }

  async function sign(): Promise<string> {
    const last = await lastCheckpoint(database.db);
    const state = await nextState(database.db, last, [signer]);
    if (!state.ok) throw new Error(state.doubt.why);
    const made = signedState(state, [signer], { number: (last?.number ?? 0) + 1, at: t0, cause: 'hourly' });
    await keepCheckpoint(database.db, made);
    return made.note;
  }

  async function bundle(name: string, selection: Selection = {}): Promise<string> {
    const path = join(folder, `${name}.zip`);
    const pieces: Uint8Array[] = [];
    const files = await bundleOf(database.db, selection, { keys: [verifier], now: t0 });
    for await (const piece of zipOf(files, t0)) pieces.push(piece);
    await writeFile(path, Buffer.concat(pieces));
    return path;
  }

  async function unpacked(zip: string): Promise<string> {
    const to = zip.replace(/\.zip$/, '');
    await rm(to, { recursive: true, force: true });
    await mkdir(to);
    expect(await runPython('-m', 'zipfile', '-e', zip, to)).toEqual({ code: 0, said: '' });
    return to;
  }

  const verify = (path: string, ...more: string[]) => runPython(verifyProgram, path, ...more);

  test.skipIf(missingPeer(python) !== undefined)(
    'of all is verified by Python alone, zipped or not',
    async () => {
      await append(7);
      await sign();
      await append(6, 7);
      const note = await sign();
      await append(2, 13);
      const zip = await bundle('all');
      const said =
        'OK: 15 entries of a register that is what was signed: 13 entries, 2 signed states compared.\nEntries behind 13 are not signed yet.';
      expect(await verify(zip, verifier)).toEqual({ code: 0, said });
      const dir = await unpacked(zip);
      expect(await verify(dir, verifier)).toEqual({ code: 0, said });
      expect((await verify(dir)).said).toContain('is it the one you were given?');
      const kept = join(folder, 'kept.txt');
      await writeFile(kept, note);
      expect((await verify(dir, verifier, kept)).said).toContain('3 signed states compared');
      expect(await readFile(join(dir, 'evidence.sha256'), 'utf8')).toContain(`${sha256Hex('x')}  ev5\n`);
      expect(await readFile(join(dir, 'summary.md'), 'utf8')).toContain('| `agentTripped` | 12 |');
      expect(await readFile(join(dir, 'verify.py'), 'utf8')).toBe(await readFile(verifyProgram, 'utf8'));
    },
  );

  test.skipIf(missingPeer(python) !== undefined)(
    'of one incident proves its entries without the others',
    async () => {
      await append(40);
      await sign();
      await append(30, 40);
      await sign();
      const zip = await bundle('incident', { incident: 2 });
      const { code, said } = await verify(zip, verifier);
      expect(said).toMatch(
        /^OK: 23 entries of a register that is what was signed: 70 entries, 2 signed states/,
      );
      expect(code).toBe(0);
      const dir = await unpacked(zip);
      const others = await readFile(join(dir, 'others.jsonl'), 'utf8');
      expect(others).not.toContain('margaux');
      const lines = (await readFile(join(dir, 'entries.jsonl'), 'utf8')).trim().split('\n');
      expect(lines.every((line) => JSON.parse(line).incident === 2)).toBe(true);
      const span = await bundle('span', { from: t0 + 10 * minute, to: t0 + 19 * minute });
      expect((await verify(span, verifier)).said).toMatch(/^OK: 10 entries/);
      expect((await verify(await bundle('none', { incident: 99 }), verifier)).said).toMatch(/^OK: 0 entries/);
    },
  );

  test.skipIf(missingPeer(python) !== undefined)('that was tampered with does not pass', async () => {
    await append(20);
    await sign();
    await append(20, 20);
    const note = await sign();
    const whole = await unpacked(await bundle('whole'));
    const part = await unpacked(await bundle('part', { incident: 1 }));
    const change = async (dir: string, file: string, edit: (lines: string[]) => string[]) => {
      const path = join(dir, file);
      const text = await readFile(path, 'utf8');
      await writeFile(path, `${edit(text.trimEnd().split('\n')).join('\n')}\n`);
      const found = await verify(dir, verifier);
      await writeFile(path, text);
      return found;
    };
    for (const dir of [whole, part]) {
      const edited = (lines: string[]) => lines.with(3, (lines[3] ?? '').replace('person:lea', 'person:leo'));
      expect((await change(dir, 'entries.jsonl', edited)).said).toMatch(/^(?:BROKEN|REWRITTEN)/);
      expect((await change(dir, 'entries.jsonl', (lines) => lines.toSpliced(3, 1))).said).toMatch(/^MISSING/);
      expect((await change(dir, 'entries.jsonl', (lines) => lines.slice(0, -1))).said).toMatch(
        /^CUT OFF|^MISSING/,
      );
      const last = (lines: string[]) => [...lines, lines.at(-1) ?? ''];
      expect((await change(dir, 'entries.jsonl', last)).said).toMatch(/^MISSING/);
      const resigned = (lines: string[]) => lines.map((line) => line.replace(/^time 2026/, 'time 2025'));
      expect((await change(dir, 'checkpoints.txt', resigned)).said).toMatch(/^NOT SIGNED/);
      const stranger = await verify(dir, verifierText(newNoteSigner(signer.name)));
      expect(stranger).toMatchObject({ code: 1, said: expect.stringMatching(/^NOT SIGNED by a key/) });
    }
    const forged = (lines: string[]) => lines.with(2, (lines[2] ?? '').replace(/"hash":"./, '"hash":"f'));
    expect((await change(part, 'others.jsonl', forged)).code).toBe(1);
    const none = await change(whole, 'checkpoints.txt', () => ['']);
    expect(none.said).toMatch(/^NOTHING IS SIGNED/);
    const kept = join(folder, 'newer.txt');
    await writeFile(kept, note);
    await rm(join(folder, 'early'), { recursive: true, force: true });
    const early = await unpacked(await bundle('early', { incident: 1 }));
    expect((await verify(early, verifier, kept)).code).toBe(0);
    await append(1, 40);
    await writeFile(kept, await sign());
    expect((await verify(early, verifier, kept)).said).toMatch(/^CUT OFF, or exported before: 41 entries/);
  });
});

eachEngine('the export for auditors', (open) => {
  let stop = async () => {};
  afterEach(() => stop());

  test('comes from the service, signed up to the moment, for whoever may read', async () => {
    const house = await openHouse(await open(), { env: { FILROUGE_CHECKPOINT_KEY: signerText(signer) } });
    stop = house.stop;
    const answer = await house.as('viewer').raw('/v1/audit/export');
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toMatch(/filrouge-audit-2026-06-05\.zip/);
    const zip = join(folder, 'service.zip');
    await writeFile(zip, Buffer.from(await answer.arrayBuffer()));
    if (missingPeer(python) === undefined)
      expect(await runPython(verifyProgram, zip, verifier)).toMatchObject({
        code: 0,
        said: expect.stringMatching(/^OK: \d+ entries of a register that is what was signed/),
      });
    for (const who of ['margaux', 'ingest'] as const)
      expect((await house.as(who).get('/v1/audit/export')).status).toBe(403);
    expect((await house.as('viewer').get('/v1/audit/export?incident=0')).status).toBe(400);
    expect(
      (await house.as('viewer').get('/v1/audit/export?from=2026-06-06T00:00:00Z&to=2026-06-05T00:00:00Z'))
        .status,
    ).toBe(400);
  });
});
