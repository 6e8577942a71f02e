import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Logger, pino } from 'pino';
import { expect } from 'vitest';
import type { App } from '../../src/app/life.ts';
import type { StandbyTiming } from '../../src/app/standby.ts';
import { createApp } from '../../src/app/start.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { defined } from '../../src/platform/defined.ts';
import type { LeaseTiming } from '../../src/platform/lease/lease.ts';
import { readSettings, type Settings } from '../../src/settings.ts';
import { type ManualCalendar, manualCalendar } from './calendar.ts';
import { type ManualClock, manualClock } from './clock.ts';
import { eventually } from './eventually.ts';

/** The rules that the project ships. */
export const shippedRules = resolve(import.meta.dirname, '../../rules');

/** A running app on a clock that a test moves, with keys for the people and programs of the shipped rules. */
export type House = {
  readonly app: App;
  readonly clock: ManualClock;
  /** The jobs of the app: they run when the test says so. */
  readonly calendar: ManualCalendar;
  readonly url: string;
  /** A copy of the rules that may be edited. */
  readonly rulesDir: string;
  readonly as: (who: Who) => Client;
  /** Moves the clock and lets the app do what the passing of time brings about. */
  readonly pass: (ms: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Whose key a request carries: see `keysOf`. */
export type Who = 'admin' | 'ingest' | 'margaux' | 'lea' | 'camille' | 'ops' | 'viewer';

/** Requests with one key. Bodies and answers are JSON; nothing is asserted about the status. */
export type Client = {
  readonly get: (path: string) => Promise<Answer>;
  readonly post: (path: string, body?: unknown) => Promise<Answer>;
  readonly patch: (path: string, body: unknown) => Promise<Answer>;
  readonly del: (path: string) => Promise<Answer>;
  /** Whatever `fetch` sends, with the key. */
  readonly raw: (path: string, init?: RequestInit & { readonly duplex?: 'half' }) => Promise<Response>;
};
// biome-ignore lint/suspicious/noExplicitAny: a test reads answers as the JSON they are
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

/** A busy machine must not cost a test its lease: that is tested where leases are. */
const patientLease = { ttlMs: 60_000, askMs: 500 };

const adminKey = `fr_${'a'.repeat(43)}`;
const vaultKey = Buffer.alloc(32, 'v').toString('base64');

/** Starts an app on `database`, which it does not migrate again for nothing. Ticks come from the test alone. */
export async function openHouse(
  database: Database,
  options: {
    readonly start?: string;
    readonly rules?: string;
    readonly env?: Record<string, string>;
    readonly clock?: ManualClock;
    readonly rulesDir?: string;
    /** Where samples are logged before the database has them; nowhere by default. */
    readonly cellLogDir?: string;
    /** Where stops are kept that the database cannot take; nowhere by default. */
    readonly stopLogFile?: string;
    /** Where files of evidence are kept; nowhere by default. */
    readonly evidenceDir?: string;
    /** For tests about another process that stands by: else nobody is believed to. */
    readonly standbyTiming?: StandbyTiming;
    /** For tests about losing the lease. */
    readonly lease?: LeaseTiming;
    /** It stands by, where nobody can make keys: whoever asks it is the admin. */
    readonly standsBy?: true;
    /** For tests about time that nobody measured: else all time that passes is measured. */
    readonly unwatchedAfterMs?: number;
    /** The times of jobs, by their names, where a test need not live through all of their own. */
    readonly patterns?: Readonly<Record<string, string>>;
    /** How long the notice of a proof test may take; as usual unless a test is about channels that take nothing. */
    readonly drillWithinMs?: number;
    /** How long a stop may take until it is kept; as usual unless a test stops so many that it takes its time. */
    readonly stopPatienceMs?: number;
    /** How long a channel may take to answer; as usual unless a test is about one that does not. */
    readonly channelTimeoutMs?: number;
    /** For tests about what is said aloud. */
    readonly logger?: Logger;
  } = {},
): Promise<House> {
  const clock = options.clock ?? manualClock(options.start ?? '2026-06-05T05:00:00Z');
  const rulesDir = options.rulesDir ?? (await copyOf(options.rules ?? shippedRules));
  const calendar = manualCalendar(clock, options.patterns);
  const settings = settingsOf({ FILROUGE_RULES: rulesDir, ...options.env });
  const app = await createApp(settings, {
    clock,
    leaseTiming: options.lease ?? patientLease,
    ticksByHand: true,
    schedule: calendar.schedule,
    standbyTiming: options.standbyTiming ?? { sayEveryMs: 1_000, believedMs: 0 },
    unwatchedAfterMs: options.unwatchedAfterMs ?? Number.POSITIVE_INFINITY,
    logger: options.logger ?? pino({ level: 'silent' }),
    database,
    ...defined({
      drillWithinMs: options.drillWithinMs,
      channelTimeoutMs: options.channelTimeoutMs,
      stopPatienceMs: options.stopPatienceMs,
      cellLogDir: options.cellLogDir,
      stopLogFile: options.stopLogFile,
      evidenceDir: options.evidenceDir,
    }),
  });
  const { url } = await app.start();
  const keys = options.standsBy ? undefined : await keysOf(url);
  return {
    app,
    clock,
    calendar,
    url,
    rulesDir,
    as: (who) => clientOf(url, keys?.[who] ?? adminKey),
    pass: async (ms) => {
      clock.advance(ms);
      await app.tick();
      await app.settled();
    },
    stop: async () => {
      await app.stop();
      if (options.rulesDir === undefined) await rm(rulesDir, { recursive: true, force: true });
    },
  };
}

function settingsOf(env: Record<string, string>): Settings {
  const read = readSettings({
    FILROUGE_PORT: '0',
    FILROUGE_ADMIN_KEY: adminKey,
    FILROUGE_VAULT_KEY: vaultKey,
    ...env,
  });
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.settings;
}

async function copyOf(rules: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'filrouge-rules-'));
  await cp(rules, dir, { recursive: true });
  return dir;
}

async function keysOf(url: string): Promise<Record<Who, string>> {
  const admin = clientOf(url, adminKey);
  // A busy machine may let it stand by for a moment.
  const make = (body: object): Promise<string> =>
    eventually(async () => {
      const { status, body: made } = await admin.post('/v1/keys', body);
      if (status !== 201) throw new Error(`no key was made: ${JSON.stringify(made)}`);
      return made.secret;
    });
  return {
    admin: adminKey,
    ingest: await make({ role: 'ingest', name: 'intake' }),
    margaux: await make({ role: 'agent', agent: 'margaux', name: 'margaux' }),
    lea: await make({ role: 'operator', person: 'lea', name: 'lea' }),
    camille: await make({ role: 'approver', person: 'camille', name: 'camille' }),
    ops: await make({ role: 'operator', person: 'it-ops', name: 'it-ops' }),
    viewer: await make({ role: 'viewer', name: 'viewer' }),
  };
}

/** Requests to an address with one key. */
export function clientOf(url: string, key: string): Client {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      body: isJson && text !== '' ? JSON.parse(text) : text,
      headers: response.headers,
    };
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    del: (path) => send('DELETE', path),
    raw: (path, init = {}) =>
      fetch(url + path, {
        ...init,
        headers: { ...(init.headers as Record<string, string>), Authorization: `Bearer ${key}` },
      }),
  };
}

/** The answer's body, after its status was what was expected. */
export async function ok(answer: Promise<Answer>, status = 200) {
  const { status: found, body } = await answer;
  expect({ status: found, ...(found === status ? {} : { body }) }).toEqual({ status });
  return body;
}
