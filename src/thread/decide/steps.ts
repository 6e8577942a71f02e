import type { Trigger } from '../../incidents/incident.ts';
import type { NewNotice } from '../../notices/notice.ts';
import { defined } from '../../platform/defined.ts';
import { type Rule, ruleText } from '../../rules/rule.ts';
import { advanceStep, fallBack, runningSteps, stepOf, withHeld } from '../../switches/steps.ts';
import { type StagedResume, type SwitchChange, shareOf } from '../../switches/switch.ts';
import type { Change } from '../change.ts';
import type { StepBroken, StepHeld, StepMeasured } from '../events.ts';
import { ruleIncidentOf, switchOf, type World } from '../world.ts';
import { othersGiven } from './held-back.ts';
import { fallNotice, stepNotice } from './notices-of-steps.ts';
import { nextCell } from './resume.ts';
import { tripChange } from './trip.ts';

/**
 * The way back of an agent in steps: it goes on, or one step back. Of another epoch than the switch's, what
 * was measured says nothing any more.
 */

/** A step has been measured for longer. The register hears of its end. */
export function decideHeld(world: World, { epoch, heldMs }: StepMeasured, now: number): Change {
  const { agent } = world;
  const before = switchOf(world, now);
  const after = withHeld(before, epoch, heldMs);
  return after === before ? { agent } : { agent, killSwitch: { kind: 'measured', after } };
}

/** A step is over: what had tripped was measured to be clear for its time, or not to be. */
export function decideStepEnd(world: World, event: StepHeld | StepBroken, now: number): Change {
  const { agent, set } = world;
  const before = switchOf(world, now);
  const steps = runningSteps(before);
  if (steps === undefined || before.epoch !== event.epoch) return { agent };
  const freshFrom = nextCell(set.stepMs, now);
  if (event.kind === 'stepHeld') {
    const advanced = advanceStep(before, freshFrom, now);
    return advanced === undefined
      ? { agent }
      : stepChange(world, advanced, [stepNotice(world, advanced)], now);
  }
  const rule = world.rules.get(event.rule)?.rule;
  if (rule === undefined) return { agent };
  const trigger = triggerAt(steps, rule, event, now);
  const back = fallBack(before, event.rule, freshFrom, now);
  if (back === undefined) return tripChange(world, { rule, trigger, kind: 'resumeFellBack' }, now);
  return stepChange(world, back, [fallNotice(world, back, trigger)], now);
}

function stepChange(
  world: World,
  { state, event }: SwitchChange,
  notices: readonly NewNotice[],
  now: number,
): Change {
  const { agent } = world;
  const before = switchOf(world, now);
  const [main, ...beside] = othersGiven(world, shareOf(state), now);
  const incident = (main?.after ?? ruleIncidentOf(world))?.number;
  const about = { agent, ...defined({ incident }) };
  const facts = 'step' in event ? event.step : undefined;
  const rule = 'rule' in event ? { rule: event.rule } : {};
  const data = { epoch: state.epoch, ...facts, ...rule };
  return {
    agent,
    killSwitch: { kind: 'changed', before, after: state, event },
    ...defined({ incident: main }),
    beside,
    entries: [{ ...about, kind: event.kind, actor: 'engine', data }],
    notices: notices.map((notice) => ({ ...notice, ...defined({ incident }) })),
  };
}

/** Falling back as its incident keeps it: the rule did not fire, it was measured not to be clear. */
function triggerAt(steps: StagedResume, rule: Rule, { value, threshold }: StepBroken, now: number): Trigger {
  const [condition] = rule.clear ?? rule.when;
  return {
    rule: rule.id,
    cause: 'fired',
    firedAt: now,
    breachedAt: now,
    metric: condition?.metric ?? '',
    condition: rule.clear === undefined ? ruleText(rule.when) : `not ${ruleText(rule.clear)}`,
    threshold: condition?.threshold ?? threshold,
    severity: rule.severity,
    suspended: steps.from === 0,
    step: stepOf(steps).step,
    ...defined({ value, share: steps.from === 0 ? undefined : steps.from }),
  };
}
