// @ts-check
import fs from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/**
 * The parts of emscripten's files that are used here.
 *
 * @typedef {{ nfd: number, node: { mode: number } }} Stream
 * @typedef {{ NODEFS: { stream_ops: { fsync?: (stream: Stream) => number } }, FS: { isDir: (mode: number) => boolean } }} Files
 */

/** PGlite starts PostgreSQL with `-F`, and its `fdatasync` does nothing: its `fsync` asks the files. */
export const syncedParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
];

/**
 * A folder whose files are on the disk when PostgreSQL has asked for it: after each commit, and before a
 * checkpoint counts. Without it a power cut takes what was committed, or the whole database.
 */
export class SyncedFolder extends NodeFS {
  /**
   * @param {PGlite} pglite
   * @param {Parameters<NodeFS['init']>[1]} options
   */
  init(pglite, options) {
    const { preRun = [] } = options;
    return super.init(pglite, {
      ...options,
      preRun: [...preRun, /** @param {any} files */ (files) => letSync(files)],
    });
  }
}

/**
 * Lets the files of emscripten be synced.
 *
 * @param {Files} files
 */
export function letSync({ NODEFS, FS }) {
  NODEFS.stream_ops.fsync = ({ nfd, node }) => {
    if (FS.isDir(node.mode)) fs.fsyncSync(nfd);
    else fs.fdatasyncSync(nfd);
    return 0;
  };
}
