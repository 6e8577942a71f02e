import { z } from 'zod';
import { Failure } from './failure.ts';
import type { Crew, End, Running } from './processes.ts';

/** The demo's filrouge: when it is killed, it is started again, on the same folder and port. */
export type Server = {
  readonly url: () => string;
  readonly pid: () => number;
  /** Milliseconds from the start of the process to its first answer. */
  readonly startedIn: number;
  /** Lets it end as it should. */
  readonly stop: () => Promise<void>;
};

export type ServerHooks = {
  readonly onLost: (end: End) => void;
  readonly onBack: (pid: number, afterMs: number) => void;
  /** It cannot be started again. */
  readonly onFailure: (failure: Failure) => void;
};

const Listening = z.object({ msg: z.literal('listening'), url: z.url() });

/** Starts filrouge and waits until it serves. Throws `Failure`, or the signal's reason when aborted. */
export async function startServer(
  crew: Crew,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
  hooks: ServerHooks,
): Promise<Server> {
  let url = '';
  let running: Running | undefined;

  const launch = (onListening: (afterMs: number) => void, onFailure: (failure: Failure) => void): void => {
    const startedAt = performance.now();
    let isUp = false;
    running = crew.start({
      args: ['serve'],
      env: { ...env, FILROUGE_PORT: url === '' ? '0' : new URL(url).port },
      onLine: (line) => {
        const found = listeningOf(line);
        if (found === undefined) return;
        url = found;
        isUp = true;
        onListening(performance.now() - startedAt);
      },
      onEnd: (end) => {
        if (!isUp) return onFailure(new Failure('filrouge to start', `${end.why}\n${end.lastWords}`));
        hooks.onLost(end);
        launch((afterMs) => hooks.onBack(running?.pid ?? 0, afterMs), hooks.onFailure);
      },
    });
  };

  const startedIn = await new Promise<number>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    launch(resolve, reject);
  });
  return {
    url: () => url,
    pid: () => running?.pid ?? 0,
    startedIn,
    stop: async () => running?.stop(),
  };
}

function listeningOf(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  const parsed = Listening.safeParse(JSON.parse(line));
  return parsed.success ? parsed.data.url : undefined;
}
