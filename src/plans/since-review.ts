import type { RegisterEntry } from '../register/chain.ts';
import type { VerdictEntry } from './criteria/follow.ts';
import {
  type Action,
  type ActionStatus,
  actionStatuses,
  allCriteria,
  type Criterion,
  type Plan,
} from './plan.ts';
import { lastLook } from './review.ts';

/** The changes since the last review, which people look at first in the next one. */
export type SinceReview = {
  /** When the plan was last looked at as a whole. */
  readonly since: number;
  readonly statuses: readonly { readonly action: Action; readonly from: ActionStatus }[];
  /** Actions that were given another due date. */
  readonly moved: readonly Action[];
  readonly criteria: readonly {
    readonly criterion: Criterion;
    readonly from: Pick<VerdictEntry, 'verdict' | 'value'>;
  }[];
  /** How many messages went to people about the plan. */
  readonly told: number;
};

/** Where the changes are found: how criteria came to their verdicts, the plan's entries, what was sent. */
export type SinceSources = {
  readonly plan: Plan;
  /** Oldest first. */
  readonly history: ReadonlyMap<string, readonly VerdictEntry[]>;
  /** Of the register, since the last review at least, oldest first. */
  readonly entries: readonly Pick<RegisterEntry, 'kind' | 'at' | 'data'>[];
  readonly told: readonly { readonly at: number }[];
};

const unmeasured: Pick<VerdictEntry, 'verdict' | 'value'> = { verdict: 'pending' };

/**
 * The changes of the plan since it was last reviewed, or else since it began. What changed and changed
 * back is no news; a value is compared with the last that was noted before.
 */
export function changedSinceReview({ plan, history, entries, told }: SinceSources): SinceReview {
  const since = lastLook(plan);
  const later = entries.filter(({ at }) => at > since);
  const about = ({ id }: Action) => later.filter(({ data }) => data['action'] === id);
  const statuses = plan.actions.flatMap((action) => {
    const from = firstStatus(about(action));
    return from === undefined || from === action.status ? [] : [{ action, from }];
  });
  const criteria = allCriteria(plan).flatMap((criterion) => {
    const from = history.get(criterion.id)?.findLast(({ at }) => at <= since) ?? unmeasured;
    const isAsBefore = from.verdict === criterion.state.verdict && !isOtherValue(from, criterion);
    return isAsBefore ? [] : [{ criterion, from }];
  });
  return {
    since,
    statuses,
    moved: plan.actions.filter((action) => about(action).some(isMove)),
    criteria,
    told: told.filter(({ at }) => at > since).length,
  };
}

type Entry = SinceSources['entries'][number];

/** The status that an action had before the first of these entries changed it. */
function firstStatus(entries: readonly Entry[]): ActionStatus | undefined {
  for (const { kind, data } of entries) {
    if (kind === 'actionRegressed') return 'done';
    if (kind === 'actionStatusSet') return actionStatuses.find((status) => status === data['from']);
  }
  return undefined;
}

function isMove({ kind, data }: Entry): boolean {
  const { fields } = data;
  return kind === 'actionEdited' && Array.isArray(fields) && fields.includes('dueAt');
}

/** Without a value then there is nothing to compare. */
function isOtherValue(from: Pick<VerdictEntry, 'value'>, { value }: Criterion): boolean {
  return from.value !== undefined && value !== undefined && from.value !== value;
}
