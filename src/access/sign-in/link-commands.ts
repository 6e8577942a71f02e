import type { Database } from '../../platform/database/database.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { mayCommand } from '../commands.ts';
import { type KeyManager, managerText } from '../key-commands.ts';
import { makeLink, type NewLink } from './link-store.ts';

/** Makes links that sign in once, within an hour. The secret is in this answer and nowhere else. */
export type MakeLink = (
  link: NewLink,
  by: KeyManager,
) => Promise<Result<{ readonly secret: string; readonly expiresAt: number }>>;

/** The command about links, for API and command line alike. */
export function createMakeLink(ports: {
  readonly database: Pick<Database, 'transaction'>;
  readonly now: () => number;
  readonly isPerson: (id: string) => boolean;
}): MakeLink {
  return async (link, by) => {
    const refusal = mayCommand(by, { kind: 'makeLink' });
    if (refusal !== undefined) return refused(refusal);
    if (link.person !== undefined && !ports.isPerson(link.person))
      return refused({ ...noSuch('person', link.person), kind: 'invalid' });
    const made = await ports.database.transaction((tx) => makeLink(tx, link, managerText(by), ports.now()));
    return done(made);
  };
}
