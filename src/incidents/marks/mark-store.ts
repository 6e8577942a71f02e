import { and, desc, eq, gte, lte } from 'drizzle-orm';
import { mayCommand } from '../../access/commands.ts';
import type { Caller } from '../../access/roles.ts';
import { actorText } from '../../platform/actor.ts';
import { sha256Hex } from '../../platform/canonical.ts';
import type { Database, Db } from '../../platform/database/database.ts';
import { iso } from '../../platform/iso.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import { appendEntries } from '../../register/store.ts';
import { type Mark, markTimeFault, type NewMark } from './mark.ts';
import { marksTable } from './tables.ts';

/** Marks of an agent within a span, the latest first. */
export async function readMarks(
  db: Db,
  agent: string,
  span: { readonly from: number; readonly to: number; readonly limit: number },
): Promise<readonly Mark[]> {
  const { kind, label, at } = marksTable;
  return db
    .select({ kind, label, at })
    .from(marksTable)
    .where(and(eq(marksTable.agent, agent), gte(at, span.from), lte(at, span.to)))
    .orderBy(desc(at), kind, label)
    .limit(span.limit);
}

/** Notes a change, together with its register entry; told once more, it changes nothing. */
export type NoteMark = (agent: string, mark: NewMark, caller: Caller) => Promise<Result<Mark>>;

/** The command, in a process that evaluates. */
export function createNoteMark(ports: {
  readonly database: Pick<Database, 'transaction'>;
  readonly now: () => number;
  readonly isAgent: (agent: string) => boolean;
}): NoteMark {
  return async (agent, { kind, label, at: told }, caller) => {
    const forbidden = mayCommand(caller, { kind: 'noteMark', agent });
    if (forbidden !== undefined) return refused(forbidden);
    if (!ports.isAgent(agent)) return refused(noSuch('agent', agent));
    const now = ports.now();
    const at = told ?? now;
    const fault = markTimeFault(at, now);
    if (fault !== undefined) {
      const errors = [{ pointer: '/at', detail: `${fault}, found ${iso(at)}` }];
      return refused({ kind: 'invalid', code: 'mark_time', detail: `at: ${fault}.`, errors });
    }
    const mark: Mark = { kind, label, at };
    const notedBy = actorText(caller.actor);
    await ports.database.transaction(async (tx) => {
      const noted = await tx
        .insert(marksTable)
        .values({ agent, ...mark, notedBy })
        .onConflictDoNothing()
        .returning({ at: marksTable.at });
      if (noted.length === 0) return;
      const data = { kind, at, digest: sha256Hex(label) };
      await appendEntries(tx, [{ kind: 'agentChanged', actor: notedBy, agent, data }], now);
    });
    return done(mark);
  };
}
