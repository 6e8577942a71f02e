import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OpenFeature as Server } from '@openfeature/server-sdk';
import { OpenFeature as Web } from '@openfeature/web-sdk';
import { EventSource } from 'eventsource';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { askSwitch } from '../../../examples/openfeature/server.ts';
import { type FollowedSwitch, followSwitch } from '../../../examples/openfeature/web.ts';
import { eventually } from '../../support/eventually.ts';
import { adminKey, type Filrouge, startFilrouge } from '../../support/filrouge.ts';
import { freePort } from '../../support/free-port.ts';
import { ok, shippedRules } from '../../support/house.ts';
import { missingPeer } from '../../support/peer.ts';

const missing = missingPeer('nginx') ?? missingPeer('haproxy');
const leaseMs = 3_000;

let [folder, filrouge, keys]: [string, Filrouge | undefined, Record<string, string>] = ['', undefined, {}];
const proxies: ChildProcess[] = [];
const followed: FollowedSwitch[] = [];

beforeAll(async () => {
  Object.assign(globalThis, { EventSource });
  folder = await mkdtemp(join(tmpdir(), 'filrouge-ofrep-'));
  const rules = join(folder, 'rules');
  await cp(shippedRules, rules, { recursive: true });
  const margaux = join(rules, 'agents', 'margaux.yaml');
  const text = await readFile(margaux, 'utf8');
  await writeFile(margaux, text.replace('lease: 30s', `lease: ${leaseMs}ms`));
  filrouge = await startFilrouge({ FILROUGE_DATA: join(folder, 'data'), FILROUGE_RULES: rules });
  const admin = filrouge.as(adminKey);
  const make = async (key: object) => (await ok(admin.post('/v1/keys', { name: 'one', ...key }), 201)).secret;
  keys = {
    margaux: await make({ role: 'agent', agent: 'margaux' }),
    camille: await make({ role: 'approver', person: 'camille' }),
  };
});

afterAll(async () => {
  for (const one of followed) one.stop();
  await Promise.all([Server.clearProviders(), Web.clearProviders()]);
  Reflect.deleteProperty(globalThis, 'EventSource');
  for (const proxy of proxies) proxy.kill('SIGKILL');
  await filrouge?.kill();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a proxy with a configuration file of its own, and waits until it passes something on. */
async function startProxy(program: string, args: readonly string[], text: string, port: number) {
  const file = join(folder, `${program}-${port}.conf`);
  await writeFile(file, text);
  const child = spawn(program, [...args, file], { stdio: ['ignore', 'ignore', 'inherit'] });
  proxies.push(child);
  await eventually(async () => expect((await fetch(`http://127.0.0.1:${port}/healthz`)).ok).toBe(true));
  return child;
}

/** nginx that compresses streams, so that it keeps them until they are long or over, and one that ends what is silent for half a second. */
async function startNginx(target: string) {
  const [holding, cutting] = [await freePort(), await freePort()];
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  const text = `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; events {}
http {
  access_log off;
  ${paths}
  server {
    listen 127.0.0.1:${holding};
    gzip on; gzip_types text/event-stream; gzip_min_length 0; gzip_http_version 1.1;
    location / { proxy_pass ${target}; proxy_http_version 1.1; proxy_buffering on; proxy_ignore_headers X-Accel-Buffering; }
  }
  server {
    listen 127.0.0.1:${cutting};
    location / { proxy_pass ${target}; proxy_http_version 1.1; proxy_read_timeout 500ms; }
  }
}`;
  await startProxy('nginx', ['-c'], text, holding);
  return { holding, cutting };
}

async function startHaproxy(target: string, silenceMs: number) {
  const port = await freePort();
  const text = `defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server ${silenceMs}ms
listen all
  bind 127.0.0.1:${port}
  server filrouge ${new URL(target).host}
`;
  return { port, child: await startProxy('haproxy', ['-db', '-f'], text, port) };
}

/** What comes first on the stream of changes by this way, and whether it is ended within a second. */
async function streamBy(way: string): Promise<{ readonly first: boolean; readonly ended: boolean }> {
  const body = await filrouge?.as(keys['margaux'] ?? '').post('/ofrep/v1/evaluate/flags', {});
  const gone = AbortSignal.timeout(900);
  const seen = { first: false, ended: false };
  const stream = fetch(way + body?.body.eventStreams[0].endpoint.requestUri, { signal: gone });
  const read = async () => {
    const reader = (await stream).body?.getReader();
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      seen.first = true;
  };
  // A stream that is torn ends in an error; one that is held or lives on is given up.
  await read().catch(() => {});
  seen.ended = !gone.aborted;
  return seen;
}

test.skipIf(missing !== undefined)(
  `behind proxies that hold back, cut and swallow, the agents of the guide know of a stop within the lease and five seconds, or that they do not know${missing === undefined ? '' : ` (${missing})`}`,
  async () => {
    const target = filrouge?.url ?? '';
    const nginx = await startNginx(target);
    const cutting = await startHaproxy(target, 500);
    const swallowing = await startHaproxy(target, 30_000);
    const ports = [nginx.holding, nginx.cutting, cutting.port, swallowing.port];
    const ways = [target, ...ports.map((port) => `http://127.0.0.1:${port}`)];
    const who = { agent: 'margaux', key: keys['margaux'] ?? '' };
    const asking = await Promise.all(ways.map((way) => askSwitch({ filrouge: way, ...who })));
    followed.push(...ways.map((way) => followSwitch({ filrouge: way, ...who, leaseMs })));
    const says = async () => [
      ...(await Promise.all(asking.map((mayAnswer) => mayAnswer()))),
      ...followed.map(({ mayAnswer }) => mayAnswer()),
    ];
    const all = (value: boolean) => Array.from({ length: 2 * ways.length }, () => value);
    const until = async (value: boolean, timeout: number) =>
      vi.waitFor(async () => expect(await says()).toEqual(all(value)), { timeout, interval: 25 });

    expect(await Promise.all(ways.map(streamBy))).toEqual([
      ...[
        { first: true, ended: false },
        { first: false, ended: false },
        { first: true, ended: true },
      ],
      ...[
        { first: true, ended: true },
        { first: true, ended: false },
      ],
    ]);
    await until(true, 20_000);
    // The first lease is over by now: each way has it renewed.
    await new Promise((resolve) => setTimeout(resolve, leaseMs));
    await until(true, 5_000);

    swallowing.child.kill('SIGSTOP');
    const camille = filrouge?.as(keys['camille'] ?? '');
    const stopped = Date.now();
    await camille?.post('/v1/agents/margaux/suspend', { reason: 'odd answers' });
    // What is not behind a proxy is told at once.
    await vi.waitFor(() => expect(followed[0]?.mayAnswer()).toBe(false), { timeout: 1_000, interval: 5 });
    await until(false, leaseMs + 5_000 - (Date.now() - stopped));
    const agent = async () => (await camille?.get('/v1/agents/margaux'))?.body.switch;
    await eventually(async () =>
      expect(await agent()).toMatchObject({ mayRun: false, acknowledged: true, acknowledgedEpoch: 1 }),
    );

    swallowing.child.kill('SIGCONT');
    await camille?.post('/v1/agents/margaux/resume', { reason: 'mended' });
    await until(true, 20_000);

    // Nobody can say anything while filrouge itself stands still: the lease runs out.
    filrouge?.signal('SIGSTOP');
    const silent = Date.now();
    await until(false, leaseMs + 5_000 - (Date.now() - silent));
    filrouge?.signal('SIGCONT');
    await until(true, 20_000);
  },
);
