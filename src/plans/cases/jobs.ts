import type { Logger } from 'pino';
import { replayPrefix } from '../../metrics/interaction.ts';
import type { Action, Plan } from '../plan.ts';
import { dueScope, leftToAsk } from './due.ts';
import type { UnmeasuredReason } from './judge.ts';
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

/** So many questions in a row without an answer end a pass: it is tried again later. */
const mostInVain = 5;

/**
 * An agent that cannot be reached is asked no further; what says something of one case alone is not among
 * them.
 */
const inVain: ReadonlySet<UnmeasuredReason> = new Set<UnmeasuredReason>([
  'timeout',
  'unreachable',
  'redirect',
  'http_error',
  'judge_unreachable',
]);

/** Reasons that no further question would change. */
const hopeless: ReadonlySet<UnmeasuredReason> = new Set<UnmeasuredReason>([
  'private_target',
  'bad_pattern',
  'header_not_set',
  'header_elsewhere',
]);

/** A pass under way, as this process drives it. What is not written is in memory alone, and asked again. */
type Pass = {
  readonly run: number;
  readonly asking: Set<string>;
  answers: ReplayAnswer[];
  inVain: number;
  isGivenUp: boolean;
  isTelling: boolean;
};

/** Drives the replays of all actions: begins what is due, asks case by case, tells what came of it. */
export function createReplays(ports: ReplayPorts): Replays {
  const { now, actions, ask, begin, tell, count, logger } = ports;
  const passes = new Map<string, Pass>();
  const beginning = new Set<string>();
  const working = new Set<Promise<void>>();
  const stopped = new AbortController();

  const work = (doing: Promise<unknown>, what: string): void => {
    const one: Promise<void> = doing
      .then(() => {})
      .catch((error: unknown) => logger.warn({ err: error }, what))
      .finally(() => working.delete(one));
    working.add(one);
  };

  const beginIfDue = ({ agent, plan, action, standing }: Replayable): void => {
    if (beginning.has(action.id) || dueScope(plan, action, standing, now()) === undefined) return;
    beginning.add(action.id);
    const doing = begin({ agent, plan: plan.number, action: action.id });
    work(
      doing.finally(() => beginning.delete(action.id)),
      'a replay could not be begun; it is due again',
    );
  };

  const askOne = async (
    pass: Pass,
    { action }: Replayable,
    key: string,
    one: Action['checklists'][number]['items'][number],
  ) => {
    const { replay } = action;
    if (replay === undefined) return;
    pass.asking.add(key);
    const drill = `${replayPrefix}${action.id}-${pass.run}-${key}`;
    const answer = await ask({ replay, one, drill, stopped: stopped.signal });
    pass.asking.delete(key);
    if (stopped.signal.aborted || passes.get(action.id) !== pass) return;
    const { judgement } = answer;
    pass.answers.push({ key, ...answer });
    count(judgement.outcome);
    const isVain = judgement.outcome === 'unmeasured' && inVain.has(judgement.reason);
    pass.inVain = isVain ? pass.inVain + 1 : 0;
    pass.isGivenUp ||= pass.inVain >= mostInVain;
    pass.isGivenUp ||= judgement.outcome === 'unmeasured' && hopeless.has(judgement.reason);
  };

  const tellAll = ({ agent, plan, action }: Replayable, pass: Pass, left: number): void => {
    const isOver = pass.asking.size === 0 && (left === 0 || pass.isGivenUp);
    if (pass.isTelling || (pass.answers.length === 0 && !isOver)) return;
    const told = [...pass.answers];
    pass.isTelling = true;
    const end = isOver && pass.isGivenUp ? { end: 'given_up' as const } : {};
    const doing = tell({ agent, plan: plan.number, action: action.id, run: pass.run, answers: told, ...end })
      .then(() => {
        pass.answers = pass.answers.filter((answer) => !told.includes(answer));
      })
      .finally(() => {
        pass.isTelling = false;
      });
    work(doing, 'answers of a replay could not be written; they are told again');
  };

  const goOn = (one: Replayable, room: number): number => {
    const { plan, action, standing } = one;
    const run = standing.run?.no ?? 0;
    const known = passes.get(action.id);
    const pass: Pass =
      known?.run === run
        ? known
        : { run, asking: new Set(), answers: [], inVain: 0, isGivenUp: false, isTelling: false };
    passes.set(action.id, pass);
    const answered = new Set(pass.answers.map(({ key }) => key));
    const left = leftToAsk(plan, action, standing).filter(({ key }) => !answered.has(key));
    const next = pass.isGivenUp ? [] : left.filter(({ key }) => !pass.asking.has(key)).slice(0, room);
    for (const { key, one: asked } of next) work(askOne(pass, one, key, asked), 'a case could not be asked');
    tellAll(one, pass, left.length);
    return next.length;
  };

  return {
    tick: () => {
      if (stopped.signal.aborted) return;
      const all = actions();
      const running = all.filter(({ standing }) => isRunning(standing));
      const under = new Set(running.map(({ action }) => action.id));
      for (const id of passes.keys()) if (!under.has(id)) passes.delete(id);
      for (const one of all) if (!under.has(one.action.id)) beginIfDue(one);
      const waiting = [...passes.values()].reduce((sum, { asking }) => sum + asking.size, 0);
      let room = Math.min(perTick, Math.max(0, atOnce - waiting));
      for (const one of running) room -= goOn(one, room);
    },
    idle: async () => {
      while (working.size > 0) await Promise.all(working);
    },
    stop: async () => {
      stopped.abort();
      await Promise.all(working);
    },
  };
}
