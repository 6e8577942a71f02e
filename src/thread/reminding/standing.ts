import type { Notice } from '../../notices/notice.ts';
import { stillReminds } from '../../plans/reminders/notice.ts';
import { getPlan } from '../../plans/store/store.ts';
import type { Db } from '../../platform/database/database.ts';
import { noAgent } from '../../rules/ruleset.ts';
import { findPlan, type Memory } from '../evaluator/memory.ts';
import type { ThreadPorts } from '../ports.ts';
import { lookOf } from './reminding.ts';
import { tellingsOf } from './subjects.ts';
import { tellingKey } from './unanswered.ts';

type StandingPorts = Pick<ThreadPorts, 'reachOf'> & {
  readonly db: Db;
  readonly now: () => number;
  /** Where this process evaluates. */
  readonly memory: () => Memory | undefined;
};

/**
 * Tells of a notice that waits to be sent whether what it says still is so: a reminder of what was done
 * meanwhile, or given to somebody else, is sent to nobody. All other notices say what has happened.
 */
export function createStanding(ports: StandingPorts): (notice: Notice) => Promise<boolean> {
  return async (notice) => {
    const memory = ports.memory();
    if (memory === undefined) return true;
    switch (notice.kind) {
      case 'action_reminder':
      case 'review_reminder':
      case 'reminder_escalated': {
        const { plan } = notice;
        return stillReminds(notice, findPlan(memory, plan) ?? (await getPlan(ports.db, plan)));
      }
      default: {
        const base = tellingKey(notice.key);
        if (base === undefined) return true;
        const look = lookOf(ports, memory, notice.agent ?? noAgent, ports.now());
        return tellingsOf(look).some(({ notice: { key } }) => key === base);
      }
    }
  };
}
