import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { inject } from 'vitest';
import { root } from './markdown.ts';

/** What the addresses and keys of the pages stand for. */
export type House = { readonly url: string; readonly key: string };

/** A folder where somebody reads the pages and does as they say, and the service that they started there. */
export type Workplace = {
  readonly folder: string;
  readonly house: () => House;
  /** Runs a block as it is printed, but for address and key; ends with what it wrote. */
  readonly run: (script: string) => Promise<{ readonly code: number | null; readonly output: string }>;
  readonly write: (path: string, text: string) => Promise<void>;
  /** Leaves the folder without rules. */
  readonly clear: () => Promise<void>;
  /** Lays out in the folder what a checkout has. */
  readonly layOutCheckout: () => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Commands that go on until they are ended, and what they have written once they do their work. */
const endless: readonly (readonly [command: RegExp, works: RegExp])[] = [
  [/^filrouge serve$/m, /"listening"/],
  [/^curl -N /m, /event: switch/],
];

/** Programs of the pages, as they are on a machine where everything was installed. */
const programs = (main: string) => ({
  filrouge: `exec "${process.execPath}" "${main}" "$@"`,
  // npm run filrouge -- x is filrouge x; npm start is the service, which runs already; tests/examples play the demo.
  npm: `case "$1 $2" in
    "run filrouge") shift 3; exec filrouge "$@";;
    "ci "|"run build"|"link "|"start "|"run demo") exit 0;;
    *) echo "npm $* is not known here" >&2; exit 127;;
  esac`,
  // The file itself is checked by tests/compose.test.ts.
  docker: '[ "$*" = "compose up" ] && [ -f docker-compose.yml ] && [ -f .env ]',
});

/** An empty folder, and the programs. `env` and `peers`: the machine's settings, and where printed addresses really are. */
export async function openWorkplace(
  env: Readonly<Record<string, string>>,
  peers: Readonly<Record<string, string>>,
): Promise<Workplace> {
  const parent = await mkdtemp(join(tmpdir(), 'filrouge-docs-'));
  const [folder, bin] = [join(parent, 'here'), join(parent, 'bin')];
  await mkdir(folder);
  await mkdir(bin);
  for (const [name, script] of Object.entries(programs(inject('builtMain')))) {
    await writeFile(join(bin, name), `#!/usr/bin/env bash\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  let house: House = { url: '', key: '' };
  const stops: (() => Promise<unknown>)[] = [() => rm(parent, { recursive: true, force: true })];

  const run = async (script: string) => {
    const known = { 'http://127.0.0.1:4090': house.url, 'FILROUGE_KEY=fr_…': `FILROUGE_KEY=${house.key}` };
    const asHere = Object.entries({ ...known, ...peers })
      .reduce((text, [printed, real]) => text.replaceAll(printed, real), script)
      // The service that runs already takes the rules of another folder as it takes an edit.
      .replace(/^(?:\w+=\S+ )*filrouge serve$/m, house.url === '' ? '$&' : 'true');
    const works = endless.find(([command]) => command.test(asHere))?.[1];
    const child = spawn('bash', ['-euo', 'pipefail', '-c', asHere], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${bin}${delimiter}${process.env['PATH']}`,
        FILROUGE_PORT: '0',
        ...env,
        ...(house.url === '' ? {} : { FILROUGE_URL: house.url, FILROUGE_KEY: house.key }),
      },
    });
    let output = '';
    const ended = once(child, 'close').then(([code]) => (typeof code === 'number' ? code : null));
    const stop = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      return ended;
    };
    const working = new Promise<undefined>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
          if (works?.test(output)) resolve(undefined);
        });
    });
    const code = await Promise.race([ended, working]);
    if (code !== undefined) return { code, output };
    const [url, key] = [/"url":"([^"]+)"/.exec(output)?.[1], /fr_\w+/.exec(output)?.[0]];
    if (url === undefined || key === undefined) await stop();
    else {
      house = { url, key };
      stops.unshift(stop);
    }
    return { code: 0, output };
  };
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const clear = () => rm(join(folder, 'rules'), { recursive: true });
  const layOutCheckout = async () => {
    await clear();
    for (const name of ['rules', '.env.example', 'docker-compose.yml'])
      await cp(join(root, name), join(folder, name), { recursive: true });
  };
  const close = async () => {
    for (const stop of stops) await stop();
  };
  return { folder, house: () => house, run, write, clear, layOutCheckout, close };
}
