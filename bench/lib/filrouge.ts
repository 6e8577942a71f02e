import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort, start, until } from './processes.ts';

const root = resolve(import.meta.dirname, '../..');
let built: string | undefined;

/** Compiles the product as `npm run build` does, into a folder of the benches' own, and answers that folder. */
export function build(): string {
  if (built !== undefined) return built;
  const out = join(root, 'node_modules/.cache/filrouge-bench/dist');
  if (newestUnder(join(root, 'src')) < newestUnder(join(out, 'main.js'))) {
    built = out;
    return out;
  }
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const compiled = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', out], {
    cwd: root,
    encoding: 'utf8',
  });
  if (compiled.status !== 0) process.stderr.write(compiled.stdout);
  spawnSync('npx', ['tsx', 'scripts/assets.ts', out], { cwd: root, stdio: 'inherit' });
  cpSync(join(root, 'package.json'), join(out, '../package.json'));
  built = out;
  return out;
}

/** When a file, or the newest file of a folder, was last changed; 0 when there is none. */
function newestUnder(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 0;
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestUnder(join(path, name))));
}

/** A running filrouge. */
export type Launched = {
  readonly url: string;
  readonly pid: number;
  /** When it was first seen to evaluate, or to be ready to stand by, by `performance.now()`. */
  readonly readyAt: number;
  /** How long it took to read everything from the database, as the process logs it. */
  readonly restoredMs: () => number | undefined;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
};

/** A running filrouge with keys. */
export type Filrouge = Launched & { readonly ingestKey: string; readonly viewerKey: string };

export type FilrougeOptions = {
  readonly rulesDir: string;
  readonly databaseUrl?: string;
  readonly core?: number;
  readonly port?: number;
  readonly nodeArgs?: readonly string[];
  /** A command that runs the service's own: one that becomes it, or has it as its parent's child. */
  readonly under?: readonly string[];
  /** A data folder that outlives the process; one of its own that goes with it when absent. */
  readonly dataDir?: string;
  /** Settings beside those that every bench has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it may stand by for another process once it is ready. */
  readonly mayStandBy?: boolean;
  /** Every line that it logs. */
  readonly onLine?: (line: string) => void;
};

/** The admin key of every process that is started here. */
export const adminKey = `fr_${'b'.repeat(43)}`;

/** Starts the compiled service and waits until it evaluates. */
export async function startFilrouge(options: FilrougeOptions): Promise<Filrouge> {
  const launched = await launchFilrouge(options);
  const key = async (role: string): Promise<string> => {
    let secret: string | undefined;
    await until(async () => {
      const answer = await fetch(`${launched.url}/v1/keys`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${adminKey}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ role, name: `bench ${role}` }),
      });
      ({ secret } = (await answer.json()) as { secret?: string });
      return secret !== undefined;
    }, `a key with the role ${role}`);
    return secret ?? '';
  };
  return { ...launched, ingestKey: await key('ingest'), viewerKey: await key('viewer') };
}

/** As `startFilrouge`, but makes no keys. */
export async function launchFilrouge(options: FilrougeOptions): Promise<Launched> {
  const { rulesDir, databaseUrl, core } = options;
  const main = join(build(), 'main.js');
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const data = options.dataDir ?? mkdtempSync(join(tmpdir(), 'filrouge-bench-data-'));
  let restoredMs: number | undefined;
  const [command = '', ...args] = [
    ...(options.under ?? []),
    process.execPath,
    ...(options.nodeArgs ?? []),
    main,
    'serve',
  ];
  const server = start(command, args, {
    ...(core === undefined ? {} : { core }),
    env: {
      FILROUGE_PORT: String(port),
      FILROUGE_RULES: rulesDir,
      FILROUGE_DATA: data,
      FILROUGE_ADMIN_KEY: adminKey,
      FILROUGE_LOG: 'info',
      DATABASE_URL: databaseUrl ?? '',
      ...options.env,
    },
    onLine: (line) => {
      options.onLine?.(line);
      if (line.includes('read windows, clocks and switches'))
        restoredMs = Number(/"ms":(\d+)/.exec(line)?.[1]);
    },
  });
  const isReady = options.mayStandBy === true ? async () => (await fetch(`${url}/readyz`)).ok : isEvaluating;
  await until(async () => server.child.exitCode !== null || (await isReady(url)), 'filrouge', 120_000, 5);
  if (server.child.exitCode !== null) throw new Error(`filrouge ended with ${server.child.exitCode}`);
  return {
    url,
    pid: server.pid,
    readyAt: performance.now(),
    restoredMs: () => restoredMs,
    stop: async (signal) => {
      await server.stop(signal);
      if (options.dataDir === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Whether the service at an address is ready and holds the lease. */
export async function isEvaluating(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/readyz`);
  return answer.ok && (await answer.text()).includes('evaluating');
}
