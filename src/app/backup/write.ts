import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { padding, tarEnd, tarHeader } from '../../platform/archive/tar-header.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import { StartupError } from '../../platform/startup-error.ts';
import { version } from '../../platform/version.ts';
import { createRowDigest } from './digest.ts';
import { bytesOf, cellLogSources, piecesOf, ruleSources, type Source, sourceAt } from './files.ts';
import { backupFormat, type Manifest, named } from './manifest.ts';
import { rowsOf, shapeOf, speakPlainly } from './tables.ts';

/** Where everything is that goes into a backup. */
export type BackupSources = {
  readonly database: Database;
  readonly dataDir: string;
  readonly rulesDir: string;
  /** Where the files of evidence are. */
  readonly evidence: 'disk' | 's3';
  /** Names of settings that are set and go into no backup. */
  readonly apart: readonly string[];
  /** Epoch milliseconds. */
  readonly now: number;
  /**
   * The log of samples goes along where nobody writes to it; a running service writes all of it to the
   * database instead, and one that is not asked to leaves the backup without its last second.
   */
  readonly samples: 'with_log' | 'flushed' | 'without_last_second';
};

type Parts = Manifest['parts'];

const partBytes = 1_000_000;
const zip = promisify(gzip);

/** Takes the bytes of a backup, one piece after the other. */
export type Sink = (piece: Uint8Array) => Promise<void>;

/**
 * Writes everything into one tar file, and answers what it holds. Throws when something cannot be read or
 * taken; what was taken by then is half a backup, and is refused as such.
 */
export function writeBackup(from: BackupSources, sink: Sink): Promise<Manifest> {
  return from.database.snapshot(async (view) => {
    await speakPlainly(view);
    return writeView(view, from, sink);
  });
}

async function writeView(view: Db, from: BackupSources, sink: Sink): Promise<Manifest> {
  const madeAt = new Date(from.now).toISOString();
  const parts: Parts = [];
  const write = writerOf(parts, from.now / 1_000, sink);
  const shape = await shapeOf(view);
  if (shape.migrations.length === 0) throw nothingThere;
  await write(named.beginning, textBytes(json({ format: backupFormat, filrouge: version, madeAt })));
  const tables: Manifest['tables'] = {};
  for (const table of shape.tables) tables[table] = await writeTable(view, table, write);
  const log = from.samples === 'with_log' ? await cellLogSources(from.dataDir) : [];
  for (const source of log) await write(`cell-log/${source.name}`, source);
  const keptStops = await bytesOf(join(from.dataDir, 'kept-stops.jsonl'));
  if (keptStops !== undefined) await write('kept-stops.jsonl', keptStops);
  const evidence = await writeEvidence(view, from, shape.tables, write);
  const rules = await ruleSources(from.rulesDir);
  for (const source of rules) await write(`rules/${source.name}`, source);
  const manifest: Manifest = {
    format: backupFormat,
    filrouge: version,
    madeAt,
    engine: from.database.engine,
    isComplete: from.samples !== 'without_last_second',
    migrations: shape.migrations,
    tables,
    sequences: shape.sequences,
    ...(shape.register === undefined ? {} : { register: shape.register }),
    evidence,
    files: { rules: rules.length, keptStops: keptStops === undefined ? 0 : 1, cellLog: log.length },
    apart: [...from.apart],
    parts: [...parts],
  };
  const text = textBytes(json(manifest));
  await write(named.manifest, text);
  const manifestSha256 = createHash('sha256').update(text).digest('hex');
  await write(named.ending, textBytes(json({ manifestSha256 })));
  await sink(tarEnd);
  return manifest;
}

const nothingThere = new StartupError(
  'nothing_to_back_up',
  'There is nothing to back up: filrouge has made no tables in this database.',
  'Check DATABASE_URL or FILROUGE_DATA.',
);

type Write = (name: string, content: Uint8Array | Source) => Promise<void>;

/** Writes files of a tar, and notes each of them among the parts. */
function writerOf(parts: Parts, seconds: number, sink: Sink): Write {
  return async (name, content) => {
    const size = content instanceof Uint8Array ? content.byteLength : content.size;
    await sink(tarHeader({ name, size }, seconds));
    const hash = createHash('sha256');
    for await (const piece of content instanceof Uint8Array ? [content] : piecesOf(content)) {
      hash.update(piece);
      await sink(piece);
    }
    await sink(padding(size));
    parts.push({ name, size, sha256: hash.digest('hex') });
  };
}

async function writeTable(view: Db, table: string, write: Write): Promise<Manifest['tables'][string]> {
  const digest = createRowDigest();
  let lines: string[] = [];
  let [bytes, number] = [0, 0];
  const part = async (): Promise<void> => {
    number += 1;
    await write(`database/${table}.${number}.jsonl.gz`, await zip(`${lines.join('\n')}\n`));
    [lines, bytes] = [[], 0];
  };
  for await (const some of rowsOf(view, table))
    for (const line of some) {
      digest.add(line);
      lines.push(line);
      bytes += line.length;
      if (bytes >= partBytes) await part();
    }
  if (lines.length > 0) await part();
  return digest.told();
}

/** The files that the table of evidence names: what lies beside them belongs to nothing. */
async function writeEvidence(
  view: Db,
  { dataDir, evidence: kept }: BackupSources,
  tables: readonly string[],
  write: Write,
): Promise<Manifest['evidence']> {
  const found: Manifest['evidence'] = { kept, files: 0, bytes: 0, missing: [] };
  if (!tables.includes('exhibits')) return found;
  const { rows } = await view.execute<{ id: string; bytes: number | null }>(
    sql`SELECT id, bytes FROM exhibits WHERE form = 'file' AND NOT is_erased ORDER BY id COLLATE "C"`,
  );
  if (kept === 's3') {
    const bytes = rows.reduce((sum, row) => sum + Number(row.bytes ?? 0), 0);
    return { ...found, files: rows.length, bytes };
  }
  for (const { id } of rows) {
    const source = await sourceAt(id, join(dataDir, 'evidence', id));
    if (source === undefined) {
      found.missing.push(id);
      continue;
    }
    await write(`evidence/${id}`, source);
    found.files += 1;
    found.bytes += source.size;
  }
  return found;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

function textBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
