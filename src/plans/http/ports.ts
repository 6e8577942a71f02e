import type { Caller } from '../../access/roles.ts';
import type { Result } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import type { AuditReading } from '../audit/reading.ts';
import type { PlanCommand } from '../commands/command.ts';
import type { DraftPlan } from '../commands/draft.ts';
import type { VerdictEntry } from '../criteria/follow.ts';
import type { Plan, PlanState } from '../plan.ts';

/** One page of plans, the newest first; `before` is the number that the page before ended with. */
export type PlanQuery = {
  readonly state?: PlanState;
  readonly agent?: string;
  /** Of these agents, or with this number. */
  readonly among?: { readonly agents: readonly string[]; readonly number?: number | undefined };
  readonly before?: number;
  readonly limit: number;
};
/** A page of plans, and the number before which the next one goes on. */
export type PlanPage = { readonly items: readonly Plan[]; readonly nextBefore?: number };

/** Part of a criterion's history, the oldest first. */
export type HistorySpan = { readonly from?: number; readonly to?: number; readonly limit: number };

/** The reads of the plan routes, which any process has, and the commands, which the evaluator has. */
export type PlanPorts = {
  readonly now: () => number;
  readonly plan: (number: number) => Promise<Plan | undefined>;
  /** Whether an incident is not resolved. */
  readonly isIncidentOpen: (incident: number | undefined) => Promise<boolean>;
  /** By the id of an action, an improvement, a criterion or a task. */
  readonly planOfPart: (id: string) => Promise<Plan | undefined>;
  readonly list: (query: PlanQuery) => Promise<PlanPage>;
  readonly history: (criterion: string, span: HistorySpan) => Promise<readonly VerdictEntry[]>;
  /** Decides the command on the plan as it is in its turn, and keeps what comes of it. */
  readonly command: (command: PlanCommand, caller: Caller) => Promise<Result<Plan>>;
};

/** The things behind the routes that begin a plan. */
export type NewPlanPorts = {
  readonly now: () => number;
  readonly begin: (command: DraftPlan, caller: Caller) => Promise<Result<Plan>>;
  readonly readAudit: (bytes: Uint8Array<ArrayBuffer>) => Promise<Result<AuditReading>>;
  /** Everybody of people.yaml, for the owners that an audit names. */
  readonly people: () => RuleSet['people'];
};
