import type { Context } from 'hono';

/** Whether the request names this entity tag, by the weak comparison (RFC 9110, 13.1.2). */
export function knowsTag(c: Context, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '');
  const named = c.req.header('if-none-match')?.split(',') ?? [];
  return named.some((tag) => bare(tag) === bare(etag) || tag.trim() === '*');
}
