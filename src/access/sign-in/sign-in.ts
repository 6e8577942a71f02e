import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Database } from '../../platform/database/database.ts';
import { defined } from '../../platform/defined.ts';
import { type Flow, flowMs, markOf } from './flow.ts';
import { findIdentity, mailMark, rememberIdentity, useFlow } from './identity-store.ts';
import { takeLink } from './link-store.ts';
import { matchPerson, type NotLetIn, type Provider, roleOfGroups, type SignInPeople } from './provider.ts';
import type { ProviderClient, Vouched } from './provider-client.ts';
import type { SignInFault } from './provider-faults.ts';
import { confirmSession } from './session-store.ts';
import type { Sessions } from './sessions.ts';

/** Why somebody is not signed in: what went wrong on the way, or that nobody of people.yaml may be meant. */
export type WhyNot = SignInFault | NotLetIn | 'no_link' | 'somebody_else';

/** The ways in, beside keys. */
export type SignIn = {
  readonly sessions: Sessions;
  /** In the order in which they are offered. */
  readonly providers: readonly Provider[];
  /** Begins a sign-in: where the browser goes, and what it keeps until it comes back. */
  readonly start: (
    provider: string,
    page: { readonly to: string; readonly again?: string | undefined },
  ) => Promise<{ readonly flow: Flow; readonly url: string } | { readonly why: WhyNot }>;
  /** Takes what came back; `search` is the query of the address. A flow is taken once. */
  readonly finish: (flow: Flow, search: string) => Promise<Finished>;
  /** The token of a session that a one-time link has begun. */
  readonly byLink: (secret: string) => Promise<string | undefined>;
};

/** The token of the session that begins; or that somebody proved anew who they are; or why nothing of it. */
export type Finished =
  | { readonly kind: 'signed_in'; readonly token: string }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'not'; readonly why: WhyNot };

/** The world around the ways in. */
export type SignInPorts = {
  readonly database: Pick<Database, 'db' | 'transaction'>;
  readonly now: () => number;
  readonly people: () => SignInPeople;
  readonly sessions: Sessions;
  readonly clients: ReadonlyMap<string, ProviderClient>;
  /** Where browsers find this service: the way back begins with it. Without it nobody signs in elsewhere. */
  readonly publicUrl: string | undefined;
  readonly logger: Logger;
};

/** The ways in. */
export function createSignIn(ports: SignInPorts): SignIn {
  const { now, clients, sessions, database } = ports;
  return {
    sessions,
    providers: [...clients.values()].map(({ provider }) => provider),
    start: async (name, { to, again }) => {
      const client = clients.get(name);
      if (client === undefined) return { why: 'start_again' };
      const secret = randomBytes(32).toString('base64url');
      const flow: Flow = { secret, provider: name, at: now(), to, ...defined({ again }) };
      const url = await client.authorizationUrl(flow, callbackOf(ports, name));
      if (url instanceof URL) return { flow, url: url.href };
      told(ports, name, url.fault, url.error);
      return { why: url.fault };
    },
    finish: async (flow, search) => {
      const client = clients.get(flow.provider);
      if (client === undefined) return { kind: 'not', why: 'start_again' };
      const vouched = await client.exchange(flow, callbackOf(ports, flow.provider), search);
      if ('fault' in vouched) {
        told(ports, flow.provider, vouched.fault, vouched.error);
        return { kind: 'not', why: vouched.fault };
      }
      const isFirst = await useFlow(database.db, markOf(flow), now() + 2 * flowMs, now());
      if (!isFirst) return { kind: 'not', why: 'start_again' };
      return flow.again === undefined
        ? admit(ports, client.provider, vouched)
        : confirm(ports, flow.again, vouched);
    },
    byLink: async (secret) => {
      const link = await database.transaction((tx) => takeLink(tx, secret, now()));
      return link && sessions.begin({ kind: 'link', ...link });
    },
  };
}

function callbackOf({ publicUrl = '' }: SignInPorts, provider: string): string {
  return `${publicUrl}/sign-in/${provider}/callback`;
}

function told({ logger }: SignInPorts, provider: string, fault: SignInFault, error: unknown): void {
  if (fault === 'said_no') return;
  logger.warn({ err: error, provider, fault }, 'a sign-in came to nothing');
}

/** Lets in whom the provider vouches for, if people.yaml and their groups do. */
async function admit(ports: SignInPorts, provider: Provider, vouched: Vouched): Promise<Finished> {
  const { db } = ports.database;
  const { claims, grant } = vouched;
  const people = ports.people();
  const before = await findIdentity(db, claims);
  const known = before === undefined ? undefined : people.get(before.person);
  // What an address once proved counts as long as people.yaml has that address.
  const remembered = known !== undefined && mailMark(known) === before?.mail ? known.id : undefined;
  const found = matchPerson(claims, provider.name, people, remembered);
  if ('refusal' in found) {
    const facts = { provider: provider.name, subject: claims.subject, why: found.refusal };
    ports.logger.warn(facts, 'somebody was not let in');
    return { kind: 'not', why: found.refusal };
  }
  const { groups } = provider;
  const role = groups === undefined ? undefined : roleOfGroups(claims.groups, groups.roles);
  if (groups !== undefined && role === undefined) {
    const facts = { provider: provider.name, person: found.person.id, groups: claims.groups };
    ports.logger.warn(facts, 'somebody was not let in: none of their groups gives a role');
    return { kind: 'not', why: 'no_group' };
  }
  const { id, email } = found.person;
  if (email !== undefined && claims.verifiedMail === email.toLowerCase())
    await rememberIdentity(db, claims, found.person, ports.now());
  const { issuer, subject } = claims;
  const of = { kind: 'provider', provider: provider.name, issuer, subject, person: id } as const;
  ports.logger.info({ provider: provider.name, person: id }, 'somebody signed in');
  return { kind: 'signed_in', token: await ports.sessions.begin({ ...of, ...defined({ role }) }, grant) };
}

/** Takes a new proof of who somebody is; it is none where it is not of the person who is signed in. */
async function confirm(ports: SignInPorts, session: string, { claims }: Vouched): Promise<Finished> {
  const isSame = await confirmSession(ports.database.db, session, claims, ports.now());
  return isSame ? { kind: 'confirmed' } : { kind: 'not', why: 'somebody_else' };
}
