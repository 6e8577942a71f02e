import { readFileSync } from 'node:fs';
import { and, asc, eq, gt, gte, lte, type SQL, sql } from 'drizzle-orm';
import { csvLines, csvText } from '../../language/csv.ts';
import type { ZipFile } from '../../platform/archive/zip.ts';
import type { Db } from '../../platform/database/database.ts';
import { iso } from '../../platform/iso.ts';
import { canonicalEntry, type ReadEntry } from '../chain.ts';
import {
  firstCovering,
  lastCheckpoint,
  readCheckpoints,
  type StoredCheckpoint,
} from '../checkpoint/checkpoint-store.ts';
import { readRegisterHead } from '../store.ts';
import { register } from '../tables.ts';
import { createFolding } from './others.ts';
import { readme } from './readme.ts';
import { isWhole, type Selection } from './selection.ts';

const pageSize = 2_000;

/** The facts that a bundle is made of besides the register. */
export type BundleFacts = {
  /** Verifier keys as texts. */
  readonly keys: readonly string[];
  readonly now: number;
};

/** The verifier that comes with every bundle. */
export function verifierProgram(): string {
  return readFileSync(new URL('./verify.py', import.meta.url), 'utf8');
}

/**
 * The files of a bundle: the entries that are chosen, and what proves that they stand in the register that
 * was signed. They are read page by page as they are asked for, up to where the register ends now.
 */
export async function bundleOf(
  db: Db,
  selection: Selection,
  { keys, now }: BundleFacts,
): Promise<readonly ZipFile[]> {
  const { seq: upTo } = await readRegisterHead(db);
  const latest = await lastCheckpoint(db);
  const tree = latest === undefined ? 0 : Math.min(latest.size, upTo);
  const chosen = chosenBy(selection);
  const states = (): AsyncIterable<StoredCheckpoint> => statesOf(db, selection, tree, latest);
  const entries = () => entriesOf(db, chosen, upTo);
  const summary = createSummary();
  return [
    { name: 'README.md', content: () => [readme] },
    { name: 'verify.py', content: () => [verifierProgram()] },
    { name: 'keys.txt', content: () => keys.map((key) => `${key}\n`) },
    { name: 'checkpoints.txt', content: () => mapped(states(), ({ note }) => `${note}\n`) },
    {
      name: 'entries.jsonl',
      content: () =>
        mapped(entries(), (entry) => {
          summary.see(entry);
          return `${canonicalEntry(entry)}\n`;
        }),
    },
    { name: 'others.jsonl', content: () => othersOf(db, chosen, tree, states()) },
    { name: 'entries.csv', content: () => csvOf(entries()) },
    { name: 'evidence.sha256', content: () => evidenceOf(db, chosen, upTo) },
    { name: 'summary.md', content: () => [summary.text(selection, latest, now)] },
  ];
}

function chosenBy({ from, to, incident }: Selection): SQL {
  const all = [
    from === undefined ? undefined : gte(register.at, from),
    to === undefined ? undefined : lte(register.at, to),
    incident === undefined ? undefined : eq(register.incident, incident),
  ];
  return and(...all) ?? sql`true`;
}

async function* mapped<T>(rows: AsyncIterable<T>, textOf: (row: T) => string): AsyncGenerator<string> {
  for await (const row of rows) yield textOf(row);
}

async function* entriesOf(db: Db, chosen: SQL, upTo: number): AsyncGenerator<ReadEntry> {
  let after = 0;
  for (;;) {
    const page = await db
      .select()
      .from(register)
      .where(and(gt(register.seq, after), lte(register.seq, upTo), chosen))
      .orderBy(asc(register.seq))
      .limit(pageSize);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return;
    after = last.seq;
  }
}

/**
 * The signed states of a bundle: of the whole register all of them; of a part the last one, and for each
 * entry the first one after it, which shows since when it stands there.
 */
async function* statesOf(
  db: Db,
  selection: Selection,
  tree: number,
  latest: StoredCheckpoint | undefined,
): AsyncGenerator<StoredCheckpoint> {
  if (latest === undefined) return;
  if (isWhole(selection)) {
    for (let after = 0; ; ) {
      const page = await readCheckpoints(db, { after, limit: pageSize });
      yield* page.filter(({ number }) => number <= latest.number);
      after = page.at(-1)?.number ?? after;
      if (page.length < pageSize) return;
    }
  }
  let covered = 0;
  const chosen = chosenBy(selection);
  while (covered < tree) {
    const [next] = await db
      .select({ seq: register.seq })
      .from(register)
      .where(and(gt(register.seq, covered), lte(register.seq, tree), chosen))
      .orderBy(asc(register.seq))
      .limit(1);
    const state = next && (await firstCovering(db, next.seq, tree));
    if (state === undefined || state.number === latest.number) break;
    if (state.size === tree) break;
    yield state;
    covered = state.size;
  }
  yield latest;
}

async function* othersOf(
  db: Db,
  chosen: SQL,
  tree: number,
  states: AsyncIterable<StoredCheckpoint>,
): AsyncGenerator<string> {
  const cuts = new Set<number>();
  for await (const { size } of states) cuts.add(size);
  const folding = createFolding(cuts);
  const lines = (left: ReturnType<typeof folding.end>) =>
    left.map((one) => `${JSON.stringify(one)}\n`).join('');
  for (let after = 0; after < tree; ) {
    const page = await db
      .select({ seq: register.seq, hash: register.hash, chosen: sql<boolean>`coalesce(${chosen}, false)` })
      .from(register)
      .where(and(gt(register.seq, after), lte(register.seq, tree)))
      .orderBy(asc(register.seq))
      .limit(pageSize);
    yield page.map((leaf) => lines(folding.take(leaf))).join('');
    after = page.at(-1)?.seq ?? tree;
  }
  yield lines(folding.end());
}

async function* csvOf(entries: AsyncIterable<ReadEntry>): AsyncGenerator<string> {
  yield csvText([['seq', 'at', 'kind', 'actor', 'agent', 'incident', 'plan', 'data', 'hash']], 'fr');
  for await (const { seq, at, kind, actor, agent, incident, plan, data, hash } of entries) {
    const about = [agent ?? '', incident ?? '', plan ?? ''];
    yield csvLines([[seq, iso(at), kind, actor, ...about, JSON.stringify(data), hash]], 'fr');
  }
}

/** Lines that `sha256sum --check` reads, where files are called by the ids of their evidence. */
async function* evidenceOf(db: Db, chosen: SQL, upTo: number): AsyncGenerator<string> {
  const attached = and(chosen, eq(register.kind, 'evidenceAttached')) ?? chosen;
  for await (const { data } of entriesOf(db, attached, upTo)) {
    const { sha256, evidence, form } = data;
    if (form === 'file' && typeof sha256 === 'string' && typeof evidence === 'string')
      yield `${sha256}  ${evidence}\n`;
  }
}

/** Counts entries as they go by. */
function createSummary() {
  const kinds = new Map<string, number>();
  const actors = new Map<string, number>();
  let [count, first, last] = [0, Number.POSITIVE_INFINITY, 0];
  const more = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    see: ({ kind, actor, at }: ReadEntry): void => {
      more(kinds, kind);
      more(actors, actor);
      count += 1;
      first = Math.min(first, at);
      last = Math.max(last, at);
    },
    text: (selection: Selection, latest: StoredCheckpoint | undefined, now: number): string => {
      const rows = (counts: Map<string, number>) =>
        [...counts]
          .sort(([, a], [, b]) => b - a)
          .map(([name, number]) => `| \`${name}\` | ${number} |`)
          .join('\n');
      const span = count === 0 ? '–' : `${iso(first)} – ${iso(last)}`;
      const signed = latest === undefined ? '–' : `${latest.size} (${iso(latest.at)})`;
      const of = isWhole(selection)
        ? '*'
        : JSON.stringify({ ...selection, from: iso(selection.from), to: iso(selection.to) });
      return `# filrouge

| | |
|---|---|
| exporté le / exported on | ${iso(now)} |
| choix / selection | ${of} |
| entrées / entries | ${count} |
| période / span | ${span} |
| dernier état signé / last signed state | ${signed} |

| événement / event | |
|---|---|
${rows(kinds)}

| auteur / author | |
|---|---|
${rows(actors)}
`;
    },
  };
}
