import type { Source } from './sources.ts';

/** Composition may reach into every room; the faces are what rooms show to each other. */
const composition = new Set(['app', 'main', 'cli', 'settings']);

/** The files of each room that other rooms import, by room, relative to it and in order. */
export function facesOf(sources: readonly Pick<Source, 'path' | 'imports'>[]): Record<string, string[]> {
  const faces = new Map<string, Set<string>>();
  for (const { path, imports } of sources) {
    const own = placeOf(path);
    if (own === undefined || composition.has(own.room)) continue;
    for (const { to } of imports) {
      const other = to === undefined ? undefined : placeOf(to);
      if (other === undefined || other.room === own.room || composition.has(other.room)) continue;
      faces.set(other.room, (faces.get(other.room) ?? new Set()).add(other.file));
    }
  }
  return Object.fromEntries([...faces].sort().map(([room, files]) => [room, [...files].sort()]));
}

function placeOf(path: string): { readonly room: string; readonly file: string } | undefined {
  const { room, file } = /^src\/(?<room>[^/.]+)(?:\.tsx?$|\/(?<file>.+)$)/.exec(path)?.groups ?? {};
  return room === undefined ? undefined : { room, file: file ?? '' };
}
