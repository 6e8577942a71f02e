import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { listRuleFolder } from '../files/folder-files.ts';

/** The listeners of a watched folder. */
export type FolderEvents = {
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
};

/** A folder that is watched as far as it was there when `settle` was called last: call it before the folder is read. */
export type WatchedFolder = { readonly settle: () => void; readonly close: () => void };

/**
 * Watches a rules folder and those in it: a folder tells of all the files that stand in it, so that ten thousand need no
 * watch each. Files that are links are watched by themselves, since what they lead to changes elsewhere. From its parent
 * the folder itself is watched: a watch ends with the folder that it was set on, and does not notice that another has
 * taken its place.
 */
export function watchFolder(dir: string, { onChange, onError }: FolderEvents): WatchedFolder {
  const root = resolve(dir);
  const watched = new Map<string, FSWatcher>();
  let replaced = false;

  const begin = (place: string, onEvent: (event: string, name: string | null) => void): FSWatcher =>
    watch(place, onEvent).on('error', onError);

  const around = begin(dirname(root), (_, name) => {
    if (name !== basename(root)) return;
    replaced = true;
    onChange();
  });

  const onEvent = (place: string, isLink: boolean) => (event: string, name: string | null) => {
    // What was at this place, or just below, may be another now, and the watch on that one is blind.
    if (isLink || (event === 'rename' && isWatched(place, name))) replaced = true;
    onChange();
  };

  const isWatched = (place: string, name: string | null): boolean =>
    name === null || name === basename(place) || watched.has(join(place, name));

  const watchPlace = (place: string, isLink: boolean): void => {
    try {
      watched.set(place, begin(place, onEvent(place, isLink)));
    } catch (error) {
      // What has gone since it was listed is told of by the folder that it was in.
      if (!isMissing(error)) onError(error);
    }
  };

  const watchAll = (): void => {
    let before = -1;
    // What came into a folder before it was watched is found by looking once more.
    while (watched.size > before) {
      before = watched.size;
      for (const [place, isLink] of placesIn(root)) if (!watched.has(place)) watchPlace(place, isLink);
    }
  };

  const end = (): void => {
    for (const watcher of watched.values()) watcher.close();
    watched.clear();
  };

  return {
    settle: () => {
      if (replaced) end();
      replaced = false;
      try {
        watchAll();
      } catch (error) {
        onError(error);
      }
    },
    close: () => {
      around.close();
      end();
    },
  };
}

/** The folders and the links to be watched; true for the links. */
function placesIn(root: string): [string, boolean][] {
  const listed = listRuleFolder(root);
  if (listed === undefined) return [];
  return [
    ...listed.folders.map((path): [string, boolean] => [join(root, path), false]),
    ...listed.files.flatMap(({ path, isLink }): [string, boolean][] =>
      isLink ? [[join(root, path), true]] : [],
    ),
  ];
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
