import type { Database } from '../../platform/database/database.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { loadMemory } from './load-memory.ts';
import type { Memory } from './memory.ts';

/** How old the picture may be that a process that stands by answers from. */
const freshMs = 1_000;

/**
 * The memory to answer reads from: the evaluator's own, else a picture read from the database and kept for a
 * second, so that a process that stands by gives the same answers by the same code.
 */
export function createReader(ports: {
  readonly database: Database;
  readonly now: () => number;
  readonly memory: () => Memory | undefined;
  readonly ruleSet: () => RuleSet;
}): () => Promise<Memory> {
  let picture: { readonly at: number; readonly memory: Promise<Memory> } | undefined;
  return async () => {
    const own = ports.memory();
    if (own !== undefined) {
      picture = undefined;
      return own;
    }
    const now = ports.now();
    if (picture === undefined || now - picture.at > freshMs) {
      picture = { at: now, memory: loadPicture(ports.database, ports.ruleSet(), now) };
      picture.memory.catch(() => {
        picture = undefined;
      });
    }
    return picture.memory;
  };
}

async function loadPicture(database: Database, set: RuleSet, now: number): Promise<Memory> {
  return (await loadMemory(database, set, now)).memory;
}
