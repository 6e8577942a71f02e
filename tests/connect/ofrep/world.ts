import type { ServerResponse } from 'node:http';
import type { MiddlewareHandler } from 'hono';
import { pino } from 'pino';
import { hashSecret } from '../../../src/access/keys.ts';
import type { Caller } from '../../../src/access/roles.ts';
import { ofrepRoutes } from '../../../src/connect/ofrep/routes.ts';
import { createHttp } from '../../../src/platform/http/http.ts';
import { refused } from '../../../src/platform/refusal.ts';
import { readSwitch } from '../../../src/switches/lease.ts';
import { createSwitchHub } from '../../../src/switches/stream.ts';
import { suspendAgent, untouchedSwitch } from '../../../src/switches/switch.ts';
import { manualClock } from '../../support/clock.ts';
import { expectOfrep } from './contract.ts';

const one = '/ofrep/v1/evaluate/flags/{key}';
export const all = '/ofrep/v1/evaluate/flags';
export const proven = { isKnown: true, isProven: true, proofAgeMs: 0 };

const callers = {
  margaux: { actor: { kind: 'key', key: 'ag01' }, role: 'agent', agents: ['margaux'] },
  gone: { actor: { kind: 'key', key: 'ag02' }, role: 'agent', agents: ['gone'] },
  intake: { actor: { kind: 'key', key: 'in01' }, role: 'ingest' },
  viewer: { actor: { kind: 'key', key: 'vi01' }, role: 'viewer' },
} as const satisfies Record<string, Caller>;
type Name = keyof typeof callers;

/** The routes over two switches in memory. The secret of a key is the name of its caller. */
export function serve({ under = '', leaseMs = 30_000 } = {}) {
  const mandate = { leaseMs, onUnreachable: 'suspend' } as const;
  const clock = manualClock(Date.UTC(2026, 5, 5, 6, 2));
  const world = {
    states: new Map(['margaux', 'leo'].map((id) => [id, untouchedSwitch(id, clock.now())])),
    knowledge: proven,
    revoked: new Set<Name>(),
    broken: false,
    heard: [] as string[],
    counts: [] as string[],
    errors: [] as unknown[],
  };
  const hub = createSwitchHub();
  const answer = (agent: string) => {
    if (world.broken) throw new Error('nobody expected this');
    const state = world.states.get(agent);
    return state === undefined
      ? refused({ kind: 'not_found', code: 'unknown_agent', detail: `No agent ${agent}.` })
      : readSwitch(state, mandate, world.knowledge, clock.now());
  };
  const callerOf = (name: string) =>
    name in callers && !world.revoked.has(name as Name) ? callers[name as Name] : undefined;
  const app = createHttp({ logger: pino({ level: 'silent' }) });
  const streams = new Set<ServerResponse>();
  const noteStreams: MiddlewareHandler = async (c, next) => {
    await next();
    const outgoing: ServerResponse | undefined = c.env?.outgoing;
    if (outgoing !== undefined && c.req.path.includes('/events/')) streams.add(outgoing);
  };
  app.use(noteStreams);
  app.route(
    '/',
    ofrepRoutes({
      ...{ hub, answer, now: clock.now, under },
      agents: () => [...world.states.keys()],
      heardFrom: (agent, { isAgent }) => isAgent && world.heard.push(agent),
      bearer: async (c) => {
        const header = c.req.header('authorization');
        if (header === 'Bearer spam') return { kind: 'too_many', retryAfterMs: 5_000 };
        if (header === 'Bearer away') throw new Error('the database is away');
        const caller = callerOf(header?.replace('Bearer ', '') ?? '');
        return caller === undefined ? undefined : { kind: 'caller', caller };
      },
      keyOfId: async (id) => {
        const [name] = Object.entries(callers).find(([, { actor }]) => actor.key === id) ?? [];
        const caller = callerOf(name ?? '');
        return caller && { hash: hashSecret(name ?? ''), caller };
      },
      count: (call, outcome) => world.counts.push(`${call} ${outcome}`),
      onError: (error) => world.errors.push(error),
    }),
  );
  /** Asks as somebody; whatever comes back has to be an answer of OFREP. */
  const ask = async (as: string, path: string, body: unknown = { context: {} }, headers = {}) => {
    const response = await app.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const read = text === '' ? undefined : JSON.parse(text);
    expectOfrep(path.split('?')[0] === all ? all : one, response.status, read);
    return { status: response.status, body: read, headers: response.headers };
  };
  const flag = (as: string, key: string) => ask(as, `${all}/${key}`);
  const stop = (agent: string) => {
    const change = suspendAgent(
      world.states.get(agent) ?? untouchedSwitch(agent, 0),
      { by: { kind: 'key', key: 'op01' }, reason: 'odd' },
      clock.now(),
    );
    if (change !== undefined) world.states.set(agent, change.state);
    const told = answer(agent);
    if (told.ok) hub.publish(told.value);
  };
  /** Tears every stream that is open. */
  const cut = () => {
    for (const outgoing of streams) outgoing.destroy();
    streams.clear();
  };
  return { app, clock, world, hub, ask, flag, stop, cut };
}
