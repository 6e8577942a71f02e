import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';
import { type Client, clientOf } from './house.ts';

/** filrouge in a process of its own. */
export type Filrouge = {
  readonly url: string;
  readonly as: (key: string) => Client;
  readonly signal: (name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM') => void;
  /** Its exit code once it has ended; `null` after a kill. */
  readonly ended: Promise<number | null>;
  /** Ends it at once, unless it has ended. */
  readonly kill: () => Promise<void>;
};

/** The admin key of every process that is started here. */
export const adminKey = `fr_${'a'.repeat(43)}`;

/** Starts `filrouge serve` on a free port with these settings, and waits until it listens. Its errors go to ours. */
export async function startFilrouge(env: Readonly<Record<string, string>>): Promise<Filrouge> {
  const child = spawn(process.execPath, [inject('builtMain'), 'serve'], {
    env: {
      PATH: process.env['PATH'] ?? '',
      FILROUGE_PORT: '0',
      FILROUGE_ADMIN_KEY: adminKey,
      FILROUGE_LOG: 'info',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null));
  const url = await Promise.race([listening(child, said), ended.then(() => undefined)]);
  if (url === undefined) throw new Error(`filrouge ended before it listened:\n${said.join('')}`);
  return {
    url,
    as: (key) => clientOf(url, key),
    signal: (name) => child.kill(name),
    ended,
    kill: async () => {
      // A process that is stopped dies of this, too.
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function listening(child: ChildProcess, said: string[]): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      said.push(`${line}\n`);
      if (said.length > 200) said.shift();
      if (!line.includes('"listening"')) return;
      const { url }: { url?: string } = JSON.parse(line);
      if (url !== undefined) resolve(url);
    });
  });
}
