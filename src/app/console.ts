import { type Console, createConsole } from '../console/console.ts';
import type { ConsoleKeys } from '../console/ports.ts';
import { defined } from '../platform/defined.ts';
import type { RouteSources } from './routes.ts';
import { workshopPorts } from './workshop.ts';

/** The console over the app's sources. */
export function consoleOf(sources: RouteSources, keys: ConsoleKeys): Console {
  const { settings, clock, logger, database, pipeline, read, book, lease, bell } = sources;
  return createConsole({
    now: clock.now,
    logger,
    publicUrl: settings.publicUrl,
    database,
    ruleSet: pipeline.ruleSet,
    read,
    bringCells: pipeline.bringCells,
    rules: () => {
      const error = book.error();
      return { loadedAt: book.loadedAt(), ...defined({ error }) };
    },
    backtest: workshopPorts(sources).prepare,
    isEvaluator: lease.isHolder,
    commands: pipeline,
    onChange: bell.listen,
    keys,
  });
}
