import type { Caller } from '../../access/roles.ts';
import type { PlanCommand } from '../../plans/commands/command.ts';
import type { Plan } from '../../plans/plan.ts';
import type { Result } from '../../platform/refusal.ts';
import type { LiveHub } from '../live/live.ts';
import type { Shell } from '../shell/context.ts';
import type { PlanReads } from './plan-reads.ts';

/** The reads and the one command behind the pages about plans. */
export type PlanPorts = Shell &
  Pick<PlanReads, 'plans' | 'plan' | 'planSources'> & {
    readonly live: LiveHub;
    readonly now: () => number;
    readonly commandPlan: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
  };
