import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A program that runs for a bench; `stop` ends it and waits. */
export type Running = {
  readonly pid: number;
  readonly child: ChildProcess;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
};

const running = new Set<ChildProcess>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program, on one core when `core` is given. What it says on stderr comes with the error when it ends early. */
export function start(
  command: string,
  args: readonly string[],
  options: {
    readonly core?: number;
    readonly env?: Record<string, string>;
    readonly onLine?: (line: string) => void;
  } = {},
): Running {
  const pinned =
    options.core === undefined
      ? [command, ...args]
      : ['taskset', '-c', String(options.core), command, ...args];
  const child = spawn(pinned[0] ?? command, pinned.slice(1), {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) options.onLine?.(line);
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.push(text);
    if (said.length > 50) said.shift();
  });
  child.once('exit', (code) => {
    running.delete(child);
    if (code !== 0 && code !== null)
      process.stderr.write(`${command} ended with ${code}:\n${said.join('')}\n`);
  });
  return {
    pid: child.pid ?? 0,
    child,
    stop: async (signal = 'SIGTERM') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill(signal);
      await gone;
    },
  };
}

/** Waits until these processes have come to rest after their start, at most half a minute. */
export async function settled(pids: readonly number[]): Promise<void> {
  for (let second = 0; second < 30; second++) {
    const before = cpuSeconds(pids);
    await pause(1_000);
    if (cpuSeconds(pids) - before < 0.15) return;
  }
}

/** CPU seconds that processes and their children have used so far, with those that have ended and were waited for. */
export function cpuSeconds(pids: readonly number[]): number {
  const all = new Set(pids.flatMap(withChildren));
  let ticks = 0;
  for (const pid of all) {
    const fields = statOf(pid);
    for (const place of [11, 12, 13, 14]) ticks += Number(fields[place] ?? 0);
  }
  return ticks / 100;
}

/** Resident memory of a process, in bytes. */
export function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
}

function withChildren(pid: number): number[] {
  const children = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    return Number(statOf(Number(name))[1]) === pid ? [Number(name)] : [];
  });
  return [pid, ...children.flatMap(withChildren)];
}

/** The fields of /proc/PID/stat from the state on: [0] state, [1] parent, [11] utime, [12] stime, [13] and [14] those of ended children. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Asks until the answer is good; throws after `timeoutMs`. */
export async function until(
  check: () => Promise<boolean>,
  what: string,
  timeoutMs = 60_000,
  everyMs = 20,
): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (!(await check().catch(() => false))) {
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await pause(everyMs);
  }
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
