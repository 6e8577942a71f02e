import { type Console, createConsole } from '../console/console.ts';
import type { ConsoleKeys, ConsolePorts } from '../console/ports.ts';
import type { CalendarCommands } from '../plans/calendar/address-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Thread } from '../thread/thread.ts';
import { caseReads } from './cases.ts';
import type { Rulebook } from './rulebook.ts';
import type { WorkshopPorts } from './workshop.ts';

/** The console is made of these. */
export type ConsoleParts = Pick<
  ConsolePorts,
  | 'publicUrl'
  | 'logger'
  | 'database'
  | 'read'
  | 'isEvaluator'
  | 'canStop'
  | 'handOn'
  | 'outOfReach'
  | 'hasAsked'
  | 'readersOf'
  | 'readiness'
  | 'attemptOf'
  | 'previewResume'
  | 'isKept'
  | 'notTaken'
  | 'issues'
  | 'storeCells'
  | 'notices'
  | 'weekly'
  | 'printer'
> & {
  readonly clock: Clock;
  readonly thread: Thread;
  readonly book: Rulebook;
  readonly workshop: WorkshopPorts;
  readonly changed: ConsolePorts['onChange'];
  readonly keys: ConsoleKeys;
  readonly signIn: ConsolePorts['signIn'];
  readonly calendars: CalendarCommands;
  readonly dossiers: ConsolePorts['dossiers'] & { readonly changed: ConsolePorts['onChange'] };
};

/** The console over the app's parts. */
export function consoleOf(parts: ConsoleParts): Console {
  const { clock, thread, book, workshop, changed, ...ports } = parts;
  const { ruleSet, flushCells } = thread;
  return createConsole({
    ...ports,
    now: clock.now,
    ruleSet,
    flushCells,
    rules: book.reloaded,
    backtest: workshop.prepare,
    proposals: workshop.proposals,
    learn: workshop.learn,
    commands: thread,
    silences: thread.silences,
    prove: thread.prove,
    cases: caseReads(clock, ports.database, ruleSet),
    onChange: (listener) => {
      const stops = [changed(listener), ports.dossiers.changed(listener)];
      return () => {
        for (const stop of stops) stop();
      };
    },
  });
}
