import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type FeedOrder, News } from './messages.ts';

/** One of the demo's processes: this program, with arguments and an environment of its own. */
export type Part = {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly onNews?: (news: News) => void;
  readonly onLine?: (line: string) => void;
  readonly onEnd?: (end: End) => void;
};

/** How a process ended, and the last that it had to say. */
export type End = { readonly why: string; readonly lastWords: string };

export type Running = {
  readonly pid: number;
  readonly order: (order: FeedOrder) => void;
  /** Ends it and waits for that; `onEnd` is not called. */
  readonly stop: () => Promise<void>;
};

/** Starts processes, and ends all of them. */
export type Crew = {
  readonly start: (part: Part) => Running;
  readonly stop: () => Promise<void>;
};

/** A process of the demo ends with the one that started it, however that one ends. */
const leash = `data:text/javascript,process.once('disconnect',()=>process.kill(process.pid,'SIGTERM'))`;
const graceMs = 3_000;
const mostLastWords = 2_000;

/** No process yet. They get `env` alone as environment; once `signal` is aborted, their ends are expected. */
export function createCrew(env: Readonly<Record<string, string>>, signal: AbortSignal): Crew {
  const running = new Set<Running>();
  return {
    start: (part) => {
      const one = startPart(part, env, signal, () => running.delete(one));
      running.add(one);
      return one;
    },
    stop: async () => {
      await Promise.all([...running].map((one) => one.stop()));
    },
  };
}

function startPart(
  part: Part,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onGone: () => void,
): Running {
  const program = process.argv[1] ?? '';
  const child = spawn(process.execPath, [...process.execArgv, '--import', leash, program, ...part.args], {
    env: { ...env, ...part.env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let isWanted = true;
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    lastWords = `${lastWords}${chunk.toString()}`.slice(-mostLastWords);
  });
  if (child.stdout !== null)
    createInterface({ input: child.stdout }).on('line', (line) => part.onLine?.(line));
  child.on('message', (message) => part.onNews?.(News.parse(message)));
  child.once('close', (code, cause) => {
    onGone();
    if (isWanted && !signal.aborted)
      part.onEnd?.({ why: cause ?? `exit code ${code ?? 'unknown'}`, lastWords: lastWords.trim() });
  });
  return {
    pid: child.pid ?? 0,
    order: (order) => void child.send(order),
    stop: () => {
      isWanted = false;
      return stopChild(child);
    },
  };
}

/** Asks it to end; what has not done so in time is ended. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await ended;
  clearTimeout(timer);
}
