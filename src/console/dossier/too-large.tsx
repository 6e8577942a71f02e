import type { MiddlewareHandler } from 'hono';
import { type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { TooLargePage } from './dossier.page.tsx';

/**
 * Says in a page that what a browser sent is too large. It was refused before anybody knew who asks, and in
 * which language: `steps` find that out.
 */
export function inWordsOfPages(
  shell: Shell,
  steps: readonly MiddlewareHandler<ConsoleEnv>[],
): MiddlewareHandler<ConsoleEnv> {
  return async (c, next) => {
    await next();
    if (c.res.status !== 413 || !isForm(c)) return;
    for (const step of steps) await step(c, async () => {});
    const frame = shell.frame(c, i18nOf(c, shell.ruleSet()));
    const page = await c.html(<TooLargePage frame={frame} back={cameFrom(c)} />, 413);
    c.res = new Response(page.body, { status: 413, headers: page.headers });
  };
}

/** Whether a browser has sent a form, and shows what is answered. */
function isForm({ req }: ConsoleContext): boolean {
  const isPage = !/^\/(?:v1|api|ofrep)\//.test(req.path) && req.header('hx-request') === undefined;
  return isPage && (req.header('accept') ?? '').includes('text/html');
}

/** The page of ours that the form stood on. */
function cameFrom({ req }: ConsoleContext): string | undefined {
  const from = req.header('referer');
  if (from === undefined || !URL.canParse(from)) return undefined;
  const { host, pathname, search } = new URL(from);
  return host === new URL(req.url).host ? pathname + search : undefined;
}
