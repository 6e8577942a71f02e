/** A page of ours to go to next, whatever was asked for: read as a browser would, and written anew. */
export function safePath(path: string | undefined): string {
  const nowhere = 'http://nowhere.invalid';
  if (path === undefined || !path.startsWith('/') || !URL.canParse(path, nowhere)) return '/';
  const { origin, pathname, search } = new URL(path, nowhere);
  const isOurs = origin === nowhere && pages.test(pathname);
  return isOurs ? pathname + search : '/';
}

/** The pages that somebody may have been on the way to. */
const pages =
  /^\/(?:work|agents|incidents|plans|dossier|notices|register|rules|access|session|reports|stop|glossary)(?:\/[^/\\]+)*$/;
