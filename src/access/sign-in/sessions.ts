import type { Logger } from 'pino';
import type { Db } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import type { Caller } from '../roles.ts';
import { type PersonRole, roleInPeople, roleOfGroups, type SignInPeople } from './provider.ts';
import type { Grant, ProviderClient } from './provider-client.ts';
import { seal, unseal } from './seal.ts';
import {
  claimAsking,
  endSession,
  endSessionsOf,
  findSession,
  insertSession,
  newToken,
  noteVouched,
  type SessionOf,
  type StoredSession,
  spendConfirmation,
  touchSession,
} from './session-store.ts';

/** How long sessions last: at most, and while nobody asks for a page. */
export type SessionLimits = {
  readonly maxMs: number;
  /** Absent: a day; of a key, for as long as it lasts, because screens on walls are signed in with keys. */
  readonly idleMs?: number;
};

/** The world around the sessions. */
export type SessionPorts = {
  readonly db: Db;
  readonly now: () => number;
  readonly limits: SessionLimits;
  /** The caller that the secret hash of a key stands for. */
  readonly resolveKey: (hash: string) => Promise<Caller | undefined>;
  readonly people: () => SignInPeople;
  readonly providers: ReadonlyMap<string, ProviderClient>;
  readonly logger: Logger;
};

/** A browser that is signed in, and whose request it is. */
export type SignedIn = {
  readonly caller: Caller;
  /** Known to others, unlike the token. */
  readonly id: string;
  readonly of: SessionOf;
  readonly begunAt: number;
  readonly expiresAt: number;
};

/** Browsers that are signed in. A session is known by the token in its cookie. */
export type Sessions = {
  /** Begins a session and gives its token. One of a provider keeps what that gave out. */
  readonly begin: (of: SessionOf, grant?: Grant) => Promise<string>;
  /**
   * The caller who is signed in with this token, by the people, groups and keys of now; nothing once it is
   * over. Reading an open page (`uses: false`) keeps no session alive.
   */
  readonly find: (token: string, how?: { readonly uses: boolean }) => Promise<SignedIn | undefined>;
  /** Ends a session, and answers where its person signs out at their provider. */
  readonly end: (token: string, back: string | undefined) => Promise<string | undefined>;
  /** Ends all sessions of somebody, wherever they are signed in. */
  readonly endAll: (signedIn: SignedIn) => Promise<number>;
  /** Uses up the new proof of who they are, once they have given a signature. */
  readonly signed: (id: string) => Promise<void>;
};

/** How often a provider is asked again about those it vouched for: who is gone there is then gone here. */
const askEveryMs = 40_000;
/** How long a session goes on while its provider gives no answer: an agent must be stoppable meanwhile. */
const unansweredMs = 3_600_000;
/** A session whose groups cannot be asked for again lasts so long. */
const unaskedMs = 3_600_000;
const dayMs = 86_400_000;
const linkMs = 8 * 3_600_000;
const touchEveryMs = 60_000;
/** A signature is given within this time of the proof of who gives it. */
export const confirmedMs = 5 * 60_000;

/** Sessions in this database; several processes share them. */
export function createSessions(ports: SessionPorts): Sessions {
  const { db, now } = ports;
  return {
    begin: async (of, grant) => {
      const token = newToken();
      const expiresAt = now() + lifeMs(of, grant, ports.limits);
      const sealed = grant === undefined ? undefined : seal(JSON.stringify(grant), token);
      await insertSession(db, token, { of, expiresAt, ...defined({ sealed }) }, now());
      return token;
    },
    find: async (token, { uses } = { uses: true }) => {
      const stored = await findSession(db, token);
      if (stored === undefined) return undefined;
      const at = now();
      const isOver = at >= stored.expiresAt || at - stored.seenAt >= idleMs(stored.of, ports.limits);
      const caller = isOver ? undefined : await callerOf(ports, token, stored);
      if (caller === undefined) {
        // That of a key may count again: its database may just not have answered.
        if (isOver || stored.of.kind !== 'key') await endSession(db, token);
        return undefined;
      }
      if (uses && at - stored.seenAt >= touchEveryMs) await touchSession(db, token, at);
      const { id, of, begunAt, expiresAt } = stored;
      return { caller, id, of, begunAt, expiresAt };
    },
    end: async (token, back) => {
      const stored = await findSession(db, token);
      await endSession(db, token);
      const grant = stored === undefined ? undefined : grantOf(stored, token);
      const client = stored?.of.kind === 'provider' ? ports.providers.get(stored.of.provider) : undefined;
      if (grant === undefined || client === undefined || back === undefined) return undefined;
      return client.signOutUrl(grant, back);
    },
    endAll: ({ caller, of }) =>
      endSessionsOf(db, { person: caller.person, key: of.kind === 'key' ? of.key : undefined }),
    signed: (id) => spendConfirmation(db, id),
  };
}

function idleMs({ kind }: SessionOf, limits: SessionLimits): number {
  return limits.idleMs ?? (kind === 'key' ? Number.POSITIVE_INFINITY : dayMs);
}

function lifeMs(of: SessionOf, grant: Grant | undefined, { maxMs }: SessionLimits): number {
  if (of.kind === 'link') return Math.min(maxMs, linkMs);
  const isUnasked = of.kind === 'provider' && of.role !== undefined && grant?.refreshToken === undefined;
  return isUnasked ? Math.min(maxMs, unaskedMs) : maxMs;
}

async function callerOf(
  ports: SessionPorts,
  token: string,
  stored: StoredSession,
): Promise<Caller | undefined> {
  const { of, id } = stored;
  switch (of.kind) {
    case 'key': {
      const caller = stored.hash === undefined ? undefined : await ports.resolveKey(stored.hash);
      return caller && { ...caller, proof: 'ask_key' };
    }
    case 'link': {
      if (of.person === undefined)
        return { actor: { kind: 'session', session: id }, role: of.role, proof: 'ask_key' };
      return ports.people().has(of.person) ? personCaller(stored, of.person, of.role, ports) : undefined;
    }
    case 'provider': {
      const vouched = await vouchedFor(ports, token, stored, of);
      const person = ports.people().get(of.person);
      if (vouched === undefined || person === undefined) return undefined;
      const client = ports.providers.get(of.provider);
      const role = client?.provider.groups === undefined ? roleInPeople(person) : vouched.role;
      return role && personCaller(stored, of.person, role, ports);
    }
    default:
      return of satisfies never;
  }
}

function personCaller(
  { id, of, confirmedAt }: StoredSession,
  person: string,
  role: PersonRole,
  { now }: Pick<SessionPorts, 'now'>,
): Caller {
  const isConfirmed = confirmedAt !== undefined && now() - confirmedAt < confirmedMs;
  const asks = of.kind === 'provider' ? 'ask_provider' : 'ask_key';
  const proof = isConfirmed ? 'provider' : asks;
  const how = isConfirmed ? { proof: 'provider' as const } : {};
  return { actor: { kind: 'person', person, session: id, ...how }, role, person, proof };
}

type OfProvider = Extract<SessionOf, { kind: 'provider' }>;

/**
 * The role that somebody's groups give them now; nothing once the provider vouches for them no more. It is
 * asked again where it gave out a refresh token; where it did not, what it said at the sign-in counts until
 * the end.
 */
async function vouchedFor(
  ports: SessionPorts,
  token: string,
  stored: StoredSession,
  of: OfProvider,
): Promise<{ readonly role: PersonRole | undefined } | undefined> {
  const client = ports.providers.get(of.provider);
  if (client === undefined) return undefined;
  const known = { role: of.role };
  const grant = grantOf(stored, token);
  const now = ports.now();
  if (grant?.refreshToken === undefined || now - stored.checkedAt < askEveryMs) return known;
  const isTooOld = now - stored.checkedAt >= unansweredMs;
  const unanswered = isTooOld ? undefined : known;
  if (!(await claimAsking(ports.db, token, now - askEveryMs, now))) return unanswered;
  const answer = await client.ask(grant, of.subject);
  if (answer === 'over') return undefined;
  if ('fault' in answer) {
    const facts = { err: answer.error, provider: of.provider, person: of.person };
    ports.logger.warn(facts, 'a provider could not be asked whether somebody may stay signed in');
    return unanswered;
  }
  const { groups } = client.provider;
  if (answer.claims.issuer !== of.issuer) return undefined;
  const role = groups === undefined ? undefined : roleOfGroups(answer.claims.groups, groups.roles);
  if (groups !== undefined && role === undefined) return undefined;
  const sealed = seal(JSON.stringify(answer.grant), token);
  await noteVouched(ports.db, token, { role, sealed }, ports.now());
  return { role };
}

function grantOf({ sealed }: StoredSession, token: string): Grant | undefined {
  const text = sealed === undefined ? undefined : unseal(sealed, token);
  return text === undefined ? undefined : JSON.parse(text);
}
