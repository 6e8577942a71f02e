import type { Texts } from '../../src/console/words/texts.fr.ts';
import { i18nIn } from '../../src/console/words/texts.ts';
import type { House } from '../support/house.ts';

/** Somebody with a browser that is signed in: answers as the browser gets them, redirects not followed. */
export type Visitor = {
  readonly secret: string;
  readonly keyId: string;
  readonly cookie: string;
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Page>;
  readonly post: (
    path: string,
    form?: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Page>;
};
export type Page = { readonly status: number; readonly text: string; readonly headers: Headers };

/** Makes a key, and signs in with it. */
export async function visitorOf(house: House, key: Record<string, string>): Promise<Visitor> {
  const made = await house.as('admin').post('/v1/keys', { name: 'visitor', ...key });
  const secret: string = made.body.secret;
  const signedIn = await pageOf(house, 'POST', '/sign-in', { key: secret });
  const cookie = cookieOf(signedIn);
  const send =
    (method: string) =>
    (path: string, form?: Record<string, string>, headers = {}) =>
      pageOf(house, method, path, form, { Cookie: cookie, ...headers });
  return {
    secret,
    keyId: made.body.id,
    cookie,
    get: (path, headers = {}) => send('GET')(path, undefined, headers),
    post: (path, form = {}, headers = {}) => send('POST')(path, form, headers),
  };
}

/** One request as a browser makes it: forms are posted from a page of the house itself unless `headers` say otherwise. */
export async function pageOf(
  house: House,
  method: string,
  path: string,
  form?: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Page> {
  const response = await fetch(house.url + path, {
    method,
    redirect: 'manual',
    headers: {
      'Accept-Language': 'fr',
      ...(form === undefined
        ? {}
        : { Origin: house.url, 'Content-Type': 'application/x-www-form-urlencoded' }),
      ...headers,
    },
    ...(form === undefined ? {} : { body: new URLSearchParams(form).toString() }),
  });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** The session's cookie as the browser would send it back; empty when none was set. */
export function cookieOf(page: Page): string {
  const set = page.headers.getSetCookie().find((line) => line.startsWith('filrouge_session='));
  return set?.split(';')[0] ?? '';
}

/** Every fixed text that one language says and the other does not: a page that shows one is half translated. */
export function foreignTexts(language: 'fr' | 'en'): string[] {
  const own = new Set(fixedTexts(i18nIn(language, 'UTC').t));
  const other = fixedTexts(i18nIn(language === 'fr' ? 'en' : 'fr', 'UTC').t);
  return other.filter((text) => text.length >= 7 && !own.has(text));
}

function fixedTexts(texts: Texts | object): string[] {
  return Object.values(texts).flatMap((value) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? fixedTexts(value) : [];
  });
}

/** A page's words without its markup, and without what programs read or wrote. */
export function wordsOf(html: string): string {
  return html
    .replace(/<(script|pre|code)\b[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Everything a page says as a piece of its own: texts between tags, and those that screen readers or hovering say. */
export function piecesOf(html: string): ReadonlySet<string> {
  const said = [...html.matchAll(/ (?:aria-label|title|placeholder|data-label)="([^"]*)"/g)];
  const texts = html.replace(/<(script|pre|code)\b[\s\S]*?<\/\1>/g, ' ').split(/<[^>]+>/);
  return new Set([...texts, ...said.map(([, text = '']) => text)].map((text) => wordsOf(text).trim()));
}
