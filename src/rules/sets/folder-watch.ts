import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { listRuleFolder } from '../files/folder-files.ts';

/** The listeners of a watched folder. */
export type FolderEvents = {
  readonly onChange: () => void;
  readonly onError: (error: unknown) => void;
};

/** A folder, watched as far as it was there at the last `settle`: call it before the folder is read. */
export type WatchedFolder = { readonly settle: () => void; readonly close: () => void };

/**
 * Watches a rules folder and those in it: a folder tells of all the files that stand in it, so that ten
 * thousand need no watch each. Links to files and folders are watched by themselves, since their targets
 * change elsewhere. The folder itself is watched from its parent: a watch ends with the folder that it was
 * set on, and does not notice that another has taken its place. Own code, because chokidar watches every file
 * and misses swapped folders.
 */
export function watchFolder(dir: string, { onChange, onError }: FolderEvents): WatchedFolder {
  const root = resolve(dir);
  let replaced = false;
  const report = (isReplaced: boolean): void => {
    replaced ||= isReplaced;
    onChange();
  };
  const places = watchedPlaces(root, report, onError);
  const around = watch(dirname(root), (_, name) => {
    if (name === basename(root)) report(true);
  }).on('error', onError);

  return {
    settle: () => {
      if (replaced) places.close();
      replaced = false;
      try {
        places.watchAll();
      } catch (error) {
        onError(error);
      }
    },
    close: () => {
      around.close();
      places.close();
    },
  };
}

/** The watches inside the folder. `report` hears whether another may now stand at a watched place. */
function watchedPlaces(
  root: string,
  report: (isReplaced: boolean) => void,
  onError: (error: unknown) => void,
): { readonly watchAll: () => void; readonly close: () => void } {
  const watched = new Map<string, FSWatcher>();
  // A link may lead over another that is swapped (`..data` of a ConfigMap).
  let hasLinks = false;

  const isWatched = (place: string, name: string | null): boolean =>
    hasLinks || name === null || name === basename(place) || watched.has(join(place, name));

  const watchPlace = (place: string, isLink: boolean): void => {
    hasLinks ||= isLink;
    try {
      // A watch on a file or folder that was renamed or replaced hears nothing of its successor.
      const watcher = watch(place, (event, name) =>
        report(isLink || (event === 'rename' && isWatched(place, name))),
      );
      watched.set(place, watcher.on('error', onError));
    } catch (error) {
      // What has gone since it was listed is told of by the folder that it was in.
      if (!isMissing(error)) onError(error);
    }
  };

  return {
    watchAll: () => {
      let before = -1;
      // What came into a folder before it was watched is found by looking once more.
      while (watched.size > before) {
        before = watched.size;
        for (const [place, isLink] of placesIn(root)) if (!watched.has(place)) watchPlace(place, isLink);
      }
    },
    close: () => {
      for (const watcher of watched.values()) watcher.close();
      watched.clear();
      hasLinks = false;
    },
  };
}

/** The folders and the links to be watched; true for the links. */
function placesIn(root: string): [string, boolean][] {
  const listed = listRuleFolder(root);
  if (listed === undefined) return [];
  const { folders, files } = listed;
  return [...folders, ...files.filter(({ isLink }) => isLink)].map(({ path, isLink }) => [
    join(root, path),
    isLink,
  ]);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
