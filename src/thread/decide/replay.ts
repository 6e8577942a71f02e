import { dueScope, leftToAsk } from '../../plans/cases/due.ts';
import type { ReplayAction } from '../../plans/cases/replay-command.ts';
import {
  isRunning,
  neverReplayed,
  questionsOf,
  type ReplayAnswer,
  type ReplayEnd,
  type ReplayRun,
  type ReplayStanding,
  withReplay,
} from '../../plans/cases/standing.ts';
import { whyNoChange } from '../../plans/commands/change.ts';
import { type PlanEvent, planEvent } from '../../plans/events.ts';
import type { Action, Plan } from '../../plans/plan.ts';
import { findAction, refuse } from '../../plans/refusals.ts';
import { type Actor, actorText, engineActor } from '../../platform/actor.ts';
import { defined } from '../../platform/defined.ts';
import { noSuch } from '../../platform/no-such.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { Change } from '../change.ts';
import type { CasesReplayed, ReplayDue } from '../events.ts';
import type { World } from '../world.ts';
import { planEntry } from './entries.ts';

/** A person has all cases of an action asked again. */
export function decideReplay(
  world: World,
  { plan: number, action: id, version, by }: ReplayAction & { readonly by: Actor },
  now: number,
): Result<Change> {
  const plan = world.plans.get(number);
  if (plan === undefined) return refused(noSuch('plan', number));
  const action = whyNoChange(plan, { version }) ?? findAction(plan, id);
  if ('ok' in action) return action;
  if (action.replay === undefined)
    return refuse('no_replay', `Action ${id} has no replay that says how its cases are asked.`);
  if (questionsOf(action).length === 0) return refuse('no_cases', `Action ${id} has no case to replay.`);
  const standing = standingOf(world, id);
  if (isRunning(standing))
    return refuse('replay_running', `Replay ${standing.run?.no} of action ${id} is under way.`);
  return done(begun(world, { plan, action, standing }, { scope: 'all', by, now }));
}

/** The time for a pass has come: begun by filrouge itself, unless something has changed meanwhile. */
export function decideReplayDue(world: World, { plan: number, action: id }: ReplayDue, now: number): Change {
  const { agent } = world;
  const plan = world.plans.get(number);
  const action = plan?.actions.find((one) => one.id === id);
  if (plan === undefined || action === undefined) return { agent };
  const standing = standingOf(world, id);
  const scope = dueScope(plan, action, standing, now);
  return scope === undefined
    ? { agent }
    : begun(world, { plan, action, standing }, { scope, by: engineActor, now });
}

type About = { readonly plan: Plan; readonly action: Action; readonly standing: ReplayStanding };

function begun(
  { agent }: World,
  { plan, action, standing }: About,
  { scope, by, now }: { readonly scope: ReplayRun['scope']; readonly by: Actor; readonly now: number },
): Change {
  const no = (standing.run?.no ?? 0) + 1;
  const run: ReplayRun = { no, begunAt: now, by: actorText(by), scope };
  const cases = leftToAsk(plan, action, { ...standing, run }).length;
  const event = planEvent(
    'replayBegun',
    plan,
    { actor: by, now },
    { action: action.id, run: no, cases, scope },
  );
  return changeOf(agent, plan, action.id, { run, answers: [] }, event);
}

/**
 * Answers of a pass are in. Each question counts once in it, and only while the pass is under way: what comes
 * late, or a second time after a restart, changes nothing.
 */
export function decideReplayed(world: World, event: CasesReplayed, now: number): Change {
  const { agent } = world;
  const plan = world.plans.get(event.plan);
  const standing = standingOf(world, event.action);
  const { run, questions } = standing;
  if (plan === undefined || plan.state === 'closed' || run?.no !== event.run || !isRunning(standing))
    return { agent };
  const answers = event.answers.filter(({ key }) => questions.get(key)?.run !== run.no);
  const action = plan.actions.find(({ id }) => id === event.action);
  const after = withReplay(standing, { run, answers });
  const isThrough = action === undefined || leftToAsk(plan, action, after).length === 0;
  const how: ReplayEnd | undefined =
    event.end ?? (action?.replay === undefined ? 'stopped' : isThrough ? 'complete' : undefined);
  if (answers.length === 0 && how === undefined) return { agent };
  const reached: ReplayRun = how === undefined ? run : { ...run, end: { at: now, how } };
  const told = planEvent(
    'casesReplayed',
    plan,
    { actor: engineActor, now },
    {
      ...{ action: event.action, run: run.no, ...countOf(answers), answers: answers.map(evidenceOf) },
      ...defined({ end: how }),
    },
  );
  return changeOf(agent, plan, event.action, { run: reached, answers }, told);
}

function changeOf(
  agent: string,
  plan: Plan,
  action: string,
  move: { readonly run: ReplayRun; readonly answers: readonly ReplayAnswer[] },
  event: PlanEvent,
): Change {
  return { agent, replay: { plan: plan.number, action, ...move }, entries: [planEntry(event)] };
}

function standingOf({ replays }: World, action: string): ReplayStanding {
  return replays.get(action) ?? neverReplayed;
}

function countOf(answers: readonly ReplayAnswer[]) {
  const many = (outcome: ReplayAnswer['judgement']['outcome']) =>
    answers.filter(({ judgement }) => judgement.outcome === outcome).length;
  return { passed: many('passed'), failed: many('failed'), unmeasured: many('unmeasured') };
}

/** An answer in the register: which question, what came of it, and the hash that proves what was said. */
function evidenceOf({ key, judgement, hash }: ReplayAnswer): string {
  const outcome = judgement.outcome === 'unmeasured' ? judgement.reason : judgement.outcome;
  return hash === undefined ? `${key} ${outcome}` : `${key} ${outcome} ${hash}`;
}
