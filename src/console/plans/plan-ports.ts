import type { Dispatch } from '../../thread/dispatch.ts';
import type { LiveHub } from '../live/live.ts';
import type { Shell } from '../shell/context.ts';
import type { PlanReads } from './plan-reads.ts';

/** The reads and the one command behind the pages about plans. */
export type PlanPorts = Shell &
  Pick<PlanReads, 'plans' | 'plan' | 'planSources'> &
  Pick<Dispatch, 'toPlan'> & {
    readonly live: LiveHub;
    readonly now: () => number;
  };
