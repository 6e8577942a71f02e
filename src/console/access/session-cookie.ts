import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';

/**
 * Cookies of the console. Over https their names begin with `__Host-`: browsers then take them from this host
 * alone, whatever stands on others of the same domain.
 */
type CookieName = 'filrouge_session' | 'filrouge_flow';

/** Behind a proxy that ends TLS, the browser's own connection is what counts. */
function isHttps(c: Context): boolean {
  return new URL(c.req.url).protocol === 'https:' || c.req.header('x-forwarded-proto') === 'https';
}

function readCookie(c: Context, name: CookieName): string | undefined {
  return isHttps(c) ? getCookie(c, name, 'host') : getCookie(c, name);
}

type Kept = Pick<CookieOptions, 'sameSite' | 'maxAge'>;

function writeCookie(c: Context, name: CookieName, value: string, kept: Kept): void {
  const own = { httpOnly: true, path: '/', ...kept } as const;
  if (isHttps(c)) setCookie(c, name, value, { ...own, secure: true, prefix: 'host' });
  else setCookie(c, name, value, { ...own, secure: false });
}

function dropCookie(c: Context, name: CookieName): void {
  if (isHttps(c)) deleteCookie(c, name, { path: '/', secure: true, prefix: 'host' });
  else deleteCookie(c, name, { path: '/', secure: false });
}

/** The token of this browser's session, never to be kept or shown. */
export function sessionOf(c: Context): string | undefined {
  return readCookie(c, 'filrouge_session');
}

/** Gives the browser its session: strict about where a request begins, and no script reads it. */
export function writeSession(c: Context, token: string, maxMs: number): void {
  writeCookie(c, 'filrouge_session', token, { sameSite: 'Strict', maxAge: Math.floor(maxMs / 1_000) });
}

/** Takes the session away from the browser. */
export function dropSession(c: Context): void {
  dropCookie(c, 'filrouge_session');
}

/** The sign-in that this browser has begun, as a text. */
export function flowOf(c: Context): string | undefined {
  return readCookie(c, 'filrouge_flow');
}

/** Lets the browser keep a sign-in on its way. It comes back from elsewhere, hence no more than `Lax`. */
export function writeFlowCookie(c: Context, text: string, maxMs: number): void {
  writeCookie(c, 'filrouge_flow', text, { sameSite: 'Lax', maxAge: Math.floor(maxMs / 1_000) });
}

/** A sign-in came back, or came to nothing. */
export function dropFlow(c: Context): void {
  dropCookie(c, 'filrouge_flow');
}
