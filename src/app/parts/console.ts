import type { MiddlewareHandler } from 'hono';
import { type Console, createConsole } from '../../console/console.ts';
import { stateOf } from '../../thread/evaluator/memory.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { ReadinessReads } from '../reach/readiness.ts';
import type { Access } from './access.ts';
import type { Cases } from './cases.ts';
import type { Desk } from './desk.ts';
import type { Intake, MetricStore } from './intake.ts';
import type { Notices } from './notices.ts';
import type { Rules } from './rules.ts';

/** The parts that pages show and command. */
export type ConsoleParts = {
  readonly store: MetricStore;
  readonly intake: Intake;
  readonly rules: Rules;
  readonly cases: Cases;
  readonly desk: Desk;
  readonly notices: Notices;
  readonly access: Access;
  readonly readiness: ReadinessReads;
  readonly handOn: MiddlewareHandler;
};

/** The console over the parts of the process. */
export function consoleOf(ground: Ground, core: Core, parts: ConsoleParts): Console {
  const { settings, ports, opened } = ground;
  const { thread, reads } = core;
  const { access, cases, rules } = parts;
  const { workshop } = rules;
  return createConsole({
    ...{ now: ports.clock.now, logger: ports.logger, publicUrl: settings.publicUrl },
    ...{ database: opened.database, storeCells: parts.store.storeCells, rules: opened.book.reloaded },
    ...{ ruleSet: thread.ruleSet, flushCells: thread.flushCells, handOn: parts.handOn },
    ...{ commands: core.commands, silences: thread.silences, prove: thread.prove },
    ...{ isEvaluator: core.isEvaluator, canStop: core.canStop, isKept: core.kept.has },
    ...{ read: reads.memory, previewResume: reads.previewResume },
    ...{ hasAsked: reads.hasAsked, outOfReach: reads.outOfReach, readersOf: core.reach.readers },
    attemptOf: async (agent) => stateOf(await reads.memory(), agent).attempt,
    ...{ readiness: parts.readiness.of, notTaken: parts.intake.notTaken, notices: parts.notices.desk },
    ...{ backtest: workshop.prepare, proposals: workshop.proposals, learn: workshop.learn },
    ...{ cases: cases.reads, dossiers: cases.dossiers, issues: cases.issues },
    ...{ calendars: cases.calendars, weekly: cases.weekly, printer: cases.printer, desk: parts.desk.ports },
    keys: { ...access.keyCommands, resolve: access.keys.resolve },
    signIn: {
      signIn: access.signIn,
      endStreams: access.sessionStreams.end,
      maxMs: settings.signIn.maxMs,
    },
    onChange: (listener) => {
      const stops = [core.changed(listener), cases.dossiers.changed(listener), parts.desk.changed(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  });
}
