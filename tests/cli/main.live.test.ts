import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { lockFolder } from '../../src/platform/lease/folder-lock.ts';

const rules = join(import.meta.dirname, '../../rules');
let folder = '';
/** A data folder that those who really start share: to make one takes longer than all else here. */
let used = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'filrouge-main-'));
  used = await mkdtemp(join(folder, 'used-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Starts filrouge as a process in an empty folder, with nothing in its environment but what is given. */
function start(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [inject('builtMain'), ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', FILROUGE_RULES: rules, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, errors }));
  return { child, ended, lines: createInterface({ input: child.stdout }) };
}

describe('what keeps filrouge from starting is one clear sentence with its remedy, and exit code 1', () => {
  test('settings', async () => {
    const { code, errors } = await start(['serve'], { FILROUGE_PORT: 'http' }).ended;
    expect(code).toBe(1);
    expect(errors).toBe(
      'FILROUGE_PORT is "http", expected a port from 0 (any free one) to 65535.\n' +
        'Correct the environment; .env.example names every setting.\n',
    );
  });

  test('a setting that does not exist and a key that is none, together, before anything is opened', async () => {
    const env = {
      FILROUGE_DATAA: 'x',
      FILROUGE_ADMIN_KEY: 'hunter2',
      DATABASE_URL: 'postgres://127.0.0.1:1/b',
    };
    const { code, errors } = await start(['serve'], env).ended;
    expect(code).toBe(1);
    expect(errors).toBe(
      'FILROUGE_ADMIN_KEY is a text of 7 characters, expected fr_ followed by 32 to 128 letters and digits.\n' +
        'FILROUGE_DATAA is not a setting of filrouge. Did you mean FILROUGE_DATA?\n' +
        'Correct the environment; .env.example names every setting.\n',
    );
  });

  test('a data folder in use', async () => {
    const data = await mkdtemp(join(folder, 'data-'));
    const lock = await lockFolder(data);
    const { code, errors } = await start(['serve'], { FILROUGE_DATA: data, FILROUGE_LOG: 'warn' }).ended;
    await lock.release();
    expect(code).toBe(1);
    expect(errors).toContain(`The data folder ${data} is in use by process ${process.pid}.\n`);
    expect(errors).not.toMatch(/^ +at /m);
  });

  test('an unreachable database', async () => {
    const { code, errors } = await start(['serve'], { DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/b' })
      .ended;
    expect(code).toBe(1);
    expect(errors).toMatch(/^PostgreSQL at 127\.0\.0\.1:1\/b does not answer/);
    expect(errors).not.toContain('secret');
  });

  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, errors } = await start(['serve'], { FILROUGE_DATA: used, FILROUGE_PORT: port }).ended;
    other.close();
    expect(code).toBe(1);
    expect(errors).toContain(`Port ${port} on 127.0.0.1 is in use by another program.\n`);
  });

  test('a rules folder that is not there', async () => {
    const data = await mkdtemp(join(folder, 'data-'));
    const env = { FILROUGE_DATA: data, FILROUGE_RULES: join(folder, 'nowhere') };
    const { code, errors } = await start(['serve'], env).ended;
    expect(code).toBe(1);
    expect(errors).toContain(join(folder, 'nowhere'));
  });

  test('an unknown command', async () => {
    const { code, errors } = await start(['sevre'], {}).ended;
    expect(code).toBe(1);
    expect(errors).toContain("unknown command 'sevre'");
  });
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s lets the service drain and ends it with 0', async (signal) => {
  const { child, ended, lines } = start(['serve'], { FILROUGE_DATA: used, FILROUGE_PORT: '0' });
  for await (const line of lines) if (line.includes('"listening"')) break;
  child.kill(signal);
  const { code, errors } = await ended;
  expect(errors).toBe('');
  expect(code).toBe(0);
});
