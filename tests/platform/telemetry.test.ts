import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { exposition } from '../../src/platform/exposition.ts';
import { createHttp } from '../../src/platform/http/http.ts';
import { documentApi } from '../../src/platform/http/openapi-routes.ts';
import { telemetryRoutes } from '../../src/platform/http/telemetry-routes.ts';
import { createLogger, createRegistry, liveGauge } from '../../src/platform/telemetry.ts';

function appWith({ ready = true, writes = true, mayRead = false } = {}) {
  const registry = createRegistry();
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  const readiness = () => ({ ready, writes, reasons: ready ? [] : ['the rules are not loaded'] });
  app.route('/', telemetryRoutes({ registry, readiness, mayRead: () => mayRead }));
  documentApi(app, '0.1.0');
  return app;
}

const fromElsewhere = { headers: { 'x-forwarded-for': '203.0.113.9' } };

describe('a process', () => {
  test('says that it is alive, whatever else', async () => {
    expect((await appWith({ ready: false }).request('/healthz')).status).toBe(200);
  });

  test('says whether it can work, and why not', async () => {
    expect((await appWith().request('/readyz')).status).toBe(200);
    const answer = await appWith({ ready: false }).request('/readyz');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ ready: false, reasons: ['the rules are not loaded'] });
  });

  test('that stands by is ready to be read, and not to be written to', async () => {
    const statusOf = async (query: string) =>
      (await appWith({ writes: false }).request(`/readyz${query}`)).status;
    expect(await Promise.all(['', '?for=reads', '?for=writes'].map(statusOf))).toEqual([200, 200, 503]);
    expect((await appWith().request('/readyz?for=writes')).status).toBe(200);
  });

  test('shows its metrics to this machine, and to others with a key only', async () => {
    const answer = await appWith().request('/metrics');
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await answer.text()).toContain('process_cpu_seconds_total');
    expect((await appWith().request('/metrics', fromElsewhere)).status).toBe(401);
    expect((await appWith({ mayRead: true }).request('/metrics', fromElsewhere)).status).toBe(200);
  });

  test('describes its API, and serves the pages to read it without any other host', async () => {
    const app = appWith();
    const document = await (await app.request('/openapi.json')).json();
    expect(document).toMatchObject({ openapi: '3.1.0', paths: { '/healthz': { get: {} }, '/metrics': {} } });
    const page = await (await app.request('/docs')).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses.length).toBe(3);
    for (const address of addresses) expect((await app.request(address)).status, address).toBe(200);
  });
});

test('every counter ends in _total, the only name that all readers of /metrics give it', async () => {
  const src = resolve(import.meta.dirname, '../../src');
  const files = (await readdir(src, { recursive: true })).filter((file) => file.endsWith('telemetry.ts'));
  const texts = await Promise.all(files.map((file) => readFile(join(src, file), 'utf8')));
  const made = texts.join('').match(/new Counter\(/g) ?? [];
  const names = [...texts.join('').matchAll(/new Counter\(\{\s*name: '([^']*)'/g)].map(([, name]) => name);
  expect(names.length).toBe(made.length);
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => name?.endsWith('_total') !== true)).toEqual([]);
});

describe('a live gauge', () => {
  test('shows what is read at the moment, and no more what is gone', async () => {
    const registry = new Registry();
    let readings = [{ labels: { agent: 'margaux' }, value: 1 }];
    liveGauge(registry, { name: 'probe', help: 'h' }, () => readings);
    expect(await exposition(registry)).toContain('probe{agent="margaux"} 1');
    readings = [{ labels: { agent: 'leo' }, value: 2 }];
    const text = await exposition(registry);
    expect(text).toContain('probe{agent="leo"} 2');
    expect(text).not.toContain('margaux');
  });
});

test('a log line never holds credentials', () => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line: string) => lines.push(line) });
  logger.info(
    { headers: { authorization: 'Bearer fr_x' }, secret: 'fr_x', key: { secret: 'fr_x' } },
    'hello',
  );
  expect(lines.join()).toContain('hello');
  expect(lines.join()).not.toContain('fr_x');
});
