import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(resolve(root, path), 'utf8');

/** The instructions of the Dockerfile, `\` at the end of a line joined, comments left out. */
const instructions = read('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    return { name, rest };
  });
const lastFrom = instructions.findLastIndex(({ name }) => name === 'FROM');
const final = instructions.slice(lastFrom);

describe('the image', () => {
  test('stands on one pinned Node 24 that the smoke runs too, in both stages', () => {
    const bases = instructions.filter(({ name }) => name === 'FROM').map(({ rest }) => rest.split(' ')[0]);
    expect(bases).toHaveLength(2);
    expect(new Set(bases).size).toBe(1);
    const version = /^node:(24\.\d+\.\d+)-\w+-slim$/.exec(bases[0] ?? '')?.[1];
    expect(/^versions=\((.+)\)$/m.exec(read('.ci/smoke'))?.[1]?.split(' ')).toContain(version);
  });

  test('holds no development packages, and runs nobody’s install script', () => {
    const installs = final.filter(({ name, rest }) => name === 'RUN' && rest.includes('npm ci'));
    expect(installs.map(({ rest }) => rest.split(' && ')[0])).toEqual(['npm ci --omit=dev --ignore-scripts']);
  });

  test('runs as a user without rights of its own', () => {
    const users = final.filter(({ name }) => name === 'USER').map(({ rest }) => rest);
    expect(users).toEqual(['node']);
    const userAt = final.findIndex(({ name }) => name === 'USER');
    expect(final.slice(userAt).filter(({ name }) => name === 'RUN' || name === 'COPY')).toEqual([]);
  });

  test('asks its own health over HTTP', () => {
    expect(final.find(({ name }) => name === 'HEALTHCHECK')?.rest).toContain('/healthz');
  });

  test('copies only what exists and what .dockerignore lets through', () => {
    const sources = instructions
      .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from='))
      .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));
    const let_through = read('.dockerignore').match(/(?<=^!).+/gm) ?? [];
    expect(sources.filter((source) => !existsSync(resolve(root, source)))).toEqual([]);
    expect(new Set(sources)).toEqual(new Set(let_through));
  });
});

describe('the key that Prometheus reads /metrics with', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'filrouge-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const secret = `fr_${'a1B2'.repeat(10)}`;

  /** Runs the script with a `node` that says what the command line would say. */
  function makeKey(says: string) {
    writeFileSync(join(folder, 'node'), `#!/bin/sh\necho "$@" >>'${folder}/called'\nprintf '%b' '${says}'\n`);
    chmodSync(join(folder, 'node'), 0o755);
    return spawnSync('sh', [resolve(root, 'docker/metrics-key.sh'), join(folder, 'metrics.key')], {
      env: { PATH: `${folder}${delimiter}${process.env['PATH']}` },
      encoding: 'utf8',
    });
  }

  test('is the secret alone, whatever else is printed with it', () => {
    expect(makeKey(`Key prometheus made. It is shown once:\\n\\n  ${secret}\\n`).status).toBe(0);
    expect(readFileSync(join(folder, 'metrics.key'), 'utf8')).toBe(`${secret}\n`);
    expect(readFileSync(join(folder, 'called'), 'utf8')).toBe(
      'dist/main.js keys create --role viewer --name prometheus\n',
    );
  });

  test('is made once and kept', () => {
    makeKey(secret);
    expect(makeKey(`fr_${'z'.repeat(40)}`).status).toBe(0);
    expect(readFileSync(join(folder, 'metrics.key'), 'utf8')).toBe(`${secret}\n`);
  });

  test('stops the start of Prometheus when none was made', () => {
    const { status, stderr } = makeKey('the database does not answer');
    expect(status).toBe(1);
    expect(stderr).toContain('no key was made');
    expect(existsSync(join(folder, 'metrics.key'))).toBe(false);
  });
});
