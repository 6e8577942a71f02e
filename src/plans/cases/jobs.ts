import type { Logger } from 'pino';
import { replayPrefix } from '../../metrics/interaction.ts';
import { defined } from '../../platform/defined.ts';
import type { Action, Plan } from '../plan.ts';
import { dueScope, leftToAsk } from './due.ts';
import { newPass, type Pass, withAnswer, withoutAnswers } from './pass.ts';
import type { AskCase } from './pull/asking.ts';
import { isRunning, type ReplayAnswer, type ReplayStanding } from './standing.ts';

/** An action of an open plan with a replay, and how that stands. */
export type Replayable = {
  readonly agent: string;
  readonly plan: Plan;
  readonly action: Action;
  readonly standing: ReplayStanding;
};

type About = { readonly agent: string; readonly plan: number; readonly action: string };

/**
 * The surroundings of replays. `begin` and `tell` resolve when it is written, and throw when it cannot be.
 */
export type ReplayPorts = {
  readonly now: () => number;
  /** As they are now; none while another process evaluates. */
  readonly actions: () => readonly Replayable[];
  readonly ask: AskCase;
  readonly begin: (about: About) => Promise<unknown>;
  readonly tell: (
    about: About & {
      readonly run: number;
      readonly answers: readonly ReplayAnswer[];
      readonly end?: 'given_up';
    },
  ) => Promise<unknown>;
  readonly count: (outcome: ReplayAnswer['judgement']['outcome']) => void;
  readonly logger: Logger;
};

/** Replays as the passing of time moves them on. */
export type Replays = {
  readonly tick: () => void;
  readonly idle: () => Promise<void>;
  /** Asks nothing more; what is under way is asked again by whoever evaluates next. */
  readonly stop: () => Promise<void>;
};

/**
 * So many questions a tick are begun, and so many wait for their answers at once, of all actions together.
 */
const [perTick, atOnce] = [4, 4];

/** A pass, with the keys of the cases that it waits for, and whether its answers are being written. */
type Driven = { pass: Pass; readonly asking: Set<string>; isTelling: boolean };

/** Drives the replays of all actions: begins what is due, asks case by case, tells what came of it. */
export function createReplays(ports: ReplayPorts): Replays {
  const passes = new Map<string, Driven>();
  const beginning = new Set<string>();
  const stopped = new AbortController();
  const { work, idle } = workOf(ports.logger);

  const beginIfDue = ({ agent, plan, action, standing }: Replayable): void => {
    if (beginning.has(action.id) || dueScope(plan, action, standing, ports.now()) === undefined) return;
    beginning.add(action.id);
    const doing = ports.begin({ agent, plan: plan.number, action: action.id });
    work(
      doing.finally(() => beginning.delete(action.id)),
      'a replay could not be begun; it is due again',
    );
  };

  const goOn = (one: Replayable, room: number): number => {
    const driven = drivenOf(passes, one);
    const { pass, asking } = driven;
    const answered = new Set(pass.answers.map(({ key }) => key));
    const left = leftToAsk(one.plan, one.action, one.standing).filter(({ key }) => !answered.has(key));
    const next = pass.isGivenUp ? [] : left.filter(({ key }) => !asking.has(key)).slice(0, room);
    const isCurrent = () => !stopped.signal.aborted && passes.get(one.action.id) === driven;
    for (const { key, one: item } of next)
      work(
        askOne(ports, driven, one, { key, item, isCurrent, stopped: stopped.signal }),
        'a case could not be asked',
      );
    const telling = tellAll(ports, one, driven, left.length);
    if (telling !== undefined) work(telling, 'answers of a replay could not be written; they are told again');
    return next.length;
  };

  return {
    tick: () => {
      if (stopped.signal.aborted) return;
      const all = ports.actions();
      const running = all.filter(({ standing }) => isRunning(standing));
      const under = new Set(running.map(({ action }) => action.id));
      for (const id of passes.keys()) if (!under.has(id)) passes.delete(id);
      for (const one of all) if (!under.has(one.action.id)) beginIfDue(one);
      const waiting = [...passes.values()].reduce((sum, { asking }) => sum + asking.size, 0);
      let room = Math.min(perTick, Math.max(0, atOnce - waiting));
      for (const one of running) room -= goOn(one, room);
    },
    idle,
    stop: async () => {
      stopped.abort();
      await idle();
    },
  };
}

/** The pass of an action's run, which begins where another run went on before. */
function drivenOf(passes: Map<string, Driven>, { action, standing }: Replayable): Driven {
  const run = standing.run?.no ?? 0;
  const known = passes.get(action.id);
  if (known?.pass.run === run) return known;
  const driven = { pass: newPass(run), asking: new Set<string>(), isTelling: false };
  passes.set(action.id, driven);
  return driven;
}

/** Work that goes on in the background: a failure is logged with what it was about, and never more. */
function workOf(logger: Logger) {
  const working = new Set<Promise<void>>();
  const work = (doing: Promise<unknown>, failure: string): void => {
    const one: Promise<void> = doing
      .then(() => {})
      .catch((error: unknown) => logger.warn({ err: error }, failure))
      .finally(() => working.delete(one));
    working.add(one);
  };
  const idle = async (): Promise<void> => {
    while (working.size > 0) await Promise.all(working);
  };
  return { work, idle };
}

type Asked = {
  readonly key: string;
  readonly item: Action['checklists'][number]['items'][number];
  /** Whether its pass still goes on in this process. */
  readonly isCurrent: () => boolean;
  readonly stopped: AbortSignal;
};

async function askOne(
  { ask, count }: ReplayPorts,
  driven: Driven,
  { action }: Replayable,
  { key, item, isCurrent, stopped }: Asked,
): Promise<void> {
  const { replay } = action;
  if (replay === undefined) return;
  driven.asking.add(key);
  const drill = `${replayPrefix}${action.id}-${driven.pass.run}-${key}`;
  const answer = await ask({ replay, one: item, drill, stopped });
  driven.asking.delete(key);
  if (!isCurrent()) return;
  driven.pass = withAnswer(driven.pass, { key, ...answer });
  count(answer.judgement.outcome);
}

/** Writes the answers of a pass, and its end, unless there are none or they are being written. */
function tellAll(
  { tell }: ReplayPorts,
  { agent, plan, action }: Replayable,
  driven: Driven,
  left: number,
): Promise<void> | undefined {
  const { run, answers, isGivenUp } = driven.pass;
  const isOver = driven.asking.size === 0 && (left === 0 || isGivenUp);
  if (driven.isTelling || (answers.length === 0 && !isOver)) return undefined;
  driven.isTelling = true;
  const end = isOver && isGivenUp ? ('given_up' as const) : undefined;
  return tell(defined({ agent, plan: plan.number, action: action.id, run, answers, end }))
    .then(() => {
      driven.pass = withoutAnswers(driven.pass, answers);
    })
    .finally(() => {
      driven.isTelling = false;
    });
}
