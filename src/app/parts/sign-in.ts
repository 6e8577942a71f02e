import { createKeyStreams, type KeyStreams } from '../../access/key-streams.ts';
import type { Caller } from '../../access/roles.ts';
import { createProviderClient } from '../../access/sign-in/provider-client.ts';
import { createSessions } from '../../access/sign-in/sessions.ts';
import { createSignIn, type SignIn } from '../../access/sign-in/sign-in.ts';
import { defined } from '../../platform/defined.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { Ground } from '../ground.ts';

/** The ways in beside keys, and the streams that end with the sessions that they were opened in. */
export function signInOf(
  { settings: { signIn, publicUrl }, ports: { clock, logger }, opened: { database } }: Ground,
  parts: {
    readonly ruleSet: () => RuleSet;
    readonly resolveKey: (hash: string) => Promise<Caller | undefined>;
  },
): { readonly signIn: SignIn; readonly sessionStreams: KeyStreams } {
  const { allowLoopback, maxMs, idleMs } = signIn;
  const { now } = clock;
  const clients = new Map(
    signIn.providers.map((one) => [one.name, createProviderClient(one, { now, allowLoopback })]),
  );
  const people = () => parts.ruleSet().people;
  const sessions = createSessions({
    ...{ db: database.db, now, people, logger, resolveKey: parts.resolveKey },
    ...{ providers: clients, limits: { maxMs, ...defined({ idleMs }) } },
  });
  const sessionStreams = createKeyStreams({
    idOf: (c) => c.get('session')?.token,
    overAmong: async (tokens) => {
      const found = await Promise.all(tokens.map((token) => sessions.find(token, { uses: false })));
      return tokens.filter((_, place) => found[place] === undefined);
    },
    onError: (error) =>
      logger.warn({ err: error }, 'it could not be looked whether open pages may stay open'),
  });
  return {
    sessionStreams,
    signIn: createSignIn({ database, now, people, sessions, clients, publicUrl, logger }),
  };
}
