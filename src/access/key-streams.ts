import type { ServerResponse } from 'node:http';
import type { Context, MiddlewareHandler } from 'hono';

/** The outside of the streams. */
export type KeyStreamPorts = {
  /** The id of the key, or the token of the session, that a stream was opened with. */
  readonly idOf: (c: Context) => string | undefined;
  /** Those of these keys that have ended, or that whatever process has revoked; or of these sessions. */
  readonly overAmong: (ids: readonly string[]) => Promise<readonly string[]>;
  readonly onError: (error: unknown) => void;
};

/** Event streams by the keys or sessions that they were opened with: they end when these do. */
export type KeyStreams = {
  /** Notes every stream that is opened behind it. */
  readonly watch: MiddlewareHandler;
  /** Ends the streams of a key. */
  readonly end: (id: string) => void;
};

/** How soon a revocation, or the end of a session, in another process ends the streams here. */
const lookMs = 5_000;

/** No stream is open. Nothing is asked while that is so. */
export function createKeyStreams({ idOf, overAmong, onError }: KeyStreamPorts): KeyStreams {
  const byKey = new Map<string, Set<ServerResponse>>();
  let timer: NodeJS.Timeout | undefined;

  const end = (id: string): void => {
    for (const outgoing of byKey.get(id) ?? []) outgoing.end();
  };
  const look = (): void => {
    overAmong([...byKey.keys()]).then((ids) => ids.forEach(end), onError);
  };
  const add = (id: string, outgoing: ServerResponse): void => {
    const streams = byKey.get(id) ?? new Set();
    byKey.set(id, streams.add(outgoing));
    timer ??= setInterval(look, lookMs).unref();
    outgoing.once('close', () => {
      streams.delete(outgoing);
      if (streams.size === 0 && byKey.get(id) === streams) byKey.delete(id);
      if (byKey.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    });
  };

  return {
    end,
    watch: async (c, next) => {
      await next();
      if (c.res.headers.get('content-type')?.startsWith('text/event-stream') !== true) return;
      const outgoing: ServerResponse | undefined = c.env?.outgoing;
      const id = idOf(c);
      if (outgoing !== undefined && id !== undefined) add(id, outgoing);
    },
  };
}

/** The id of the key that a request came with. */
export function keyIdOf(c: Context): string | undefined {
  const actor = c.get('caller')?.actor;
  return actor === undefined || !('key' in actor) ? undefined : actor.key;
}
