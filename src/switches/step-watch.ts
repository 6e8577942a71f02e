import { defined } from '../platform/defined.ts';
import { clearingOf } from '../rules/engine/clearing.ts';
import type { Engine } from '../rules/engine/engine.ts';
import { runningSteps } from './steps.ts';
import type { KillSwitch } from './switch.ts';

/**
 * The looks at a step so far: `at` is of the last look that found everything clear; absent after one that did
 * not, since nobody knows what lay between. `freshFrom`: the clock was set back behind the beginning of the
 * step, so that cells count from the first look after that.
 */
export type StepSeen = {
  readonly epoch: number;
  readonly heldMs: number;
  readonly at?: number;
  readonly freshFrom?: number;
};

/** A look at a step: what is known then, and what comes of it. */
export type StepLook = {
  readonly seen: StepSeen;
  readonly outcome:
    | { readonly kind: 'goes_on' | 'held' }
    | {
        readonly kind: 'broken';
        readonly rule: string;
        readonly value?: number;
        readonly threshold: number;
      };
};

/**
 * Looks at the step of an agent on its way back; nothing where it is on none, or waits for a person. Its
 * clock counts from one look that finds all of its rules measured to be clear to the next one; `watchedFrom`:
 * since when somebody was there without a break. Without data the clock stands.
 */
export function lookAtStep(
  engine: Engine,
  state: KillSwitch,
  before: StepSeen | undefined,
  watchedFrom: number,
  now: number,
): StepLook | undefined {
  const staged = runningSteps(state);
  if (staged === undefined) return undefined;
  const { epoch } = state;
  const known: StepSeen = before?.epoch === epoch ? before : { epoch, heldMs: staged.heldMs };
  const setBackAt = staged.freshFrom > now + engine.set.stepMs ? (known.freshFrom ?? now) : undefined;
  const base = { epoch, ...defined({ freshFrom: setBackAt }) };
  const standing = staged.rules.flatMap((rule) => {
    const clearing = clearingOf(engine, state.agent, rule, setBackAt ?? staged.freshFrom, now);
    return clearing === undefined ? [] : [{ rule, clearing }];
  });
  for (const { rule, clearing } of standing)
    if (clearing.kind === 'not_clear') {
      const outcome = { ...clearing, kind: 'broken' as const, rule };
      return { seen: { ...base, heldMs: known.heldMs }, outcome };
    }
  // With all of its rules gone nothing is measured any more.
  const isClear = standing.length > 0 && standing.every(({ clearing }) => clearing.kind === 'clear');
  if (!isClear) return { seen: { ...base, heldMs: known.heldMs }, outcome: { kind: 'goes_on' } };
  const counted = known.at === undefined ? 0 : Math.max(0, now - Math.max(known.at, watchedFrom));
  const heldMs = known.heldMs + counted;
  const forMs = staged.steps[staged.at]?.forMs ?? Number.POSITIVE_INFINITY;
  return { seen: { ...base, heldMs, at: now }, outcome: { kind: heldMs >= forMs ? 'held' : 'goes_on' } };
}
