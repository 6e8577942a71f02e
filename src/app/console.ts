import type { KeyCache } from '../access/key-cache.ts';
import { recordOf } from '../access/routes.ts';
import { createKey, revokeKey } from '../access/store.ts';
import type { KeyDesk } from '../console/shell/ports.ts';
import { type Console, createConsole } from '../console/shell/routes.ts';
import { actorText } from '../platform/actor.ts';
import { done, refused } from '../platform/refusal.ts';
import { appendEntries } from '../register/store.ts';
import type { RouteSources } from './routes.ts';
import { workshopPorts } from './workshop.ts';

/** The console over the app's sources. */
export function consoleOf(sources: RouteSources, keys: KeyCache): Console {
  const { settings, clock, logger, database, pipeline, read, book, lease, bell } = sources;
  return createConsole({
    now: clock.now,
    logger,
    ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
    database,
    ruleSet: pipeline.ruleSet,
    read,
    bringCells: pipeline.bringCells,
    rules: () => {
      const error = book.error();
      return { loadedAt: book.loadedAt(), ...(error === undefined ? {} : { error }) };
    },
    backtest: workshopPorts(sources).prepare,
    isEvaluator: lease.isHolder,
    commands: pipeline,
    onChange: bell.listen,
    keys: keyDesk(sources, keys),
  });
}

/** Keys are made and revoked together with their register entries, as over the API. */
function keyDesk({ clock, database, pipeline }: RouteSources, keys: KeyCache): KeyDesk {
  return {
    resolve: keys.resolve,
    create: async (key, caller) => {
      const set = pipeline.ruleSet();
      if (key.role === 'agent' && !set.agents.has(key.agent)) return unknown('unknown_agent', key.agent);
      const person = key.role === 'agent' || key.role === 'ingest' ? undefined : key.person;
      if (person !== undefined && !set.people.has(person)) return unknown('unknown_person', person);
      const made = await database.transaction(async (tx) => {
        const now = clock.now();
        const created = await createKey(tx, key, now);
        const data = recordOf({ ...key, id: created.id });
        await appendEntries(tx, [{ kind: 'keyCreated', actor: actorText(caller.actor), data }], now);
        return created;
      });
      return done(made);
    },
    revoke: async (id, caller) => {
      const revoked = await database.transaction(async (tx) => {
        const now = clock.now();
        const result = await revokeKey(tx, id, now);
        if (!result.ok || !result.value.changed) return result;
        const data = recordOf(result.value.key);
        await appendEntries(tx, [{ kind: 'keyRevoked', actor: actorText(caller.actor), data }], now);
        return result;
      });
      if (revoked.ok) keys.forget(id);
      return revoked;
    },
  };
}

function unknown(code: string, id: string) {
  return refused({ kind: 'invalid', code, detail: `There is nothing called ${id} in the rules in force.` });
}
