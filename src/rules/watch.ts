import { watch } from 'chokidar';
import type { Logger } from 'pino';
import { loadRules } from './files.ts';
import type { RuleProblem, RuleSet } from './ruleset.ts';

/** What watching the rules folder needs. */
export type WatchOptions = {
  readonly dir: string;
  readonly stepMs: number;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** A good set was read; called once at a time, also for a set that is in force already. */
  readonly onGood: (set: RuleSet) => Promise<void> | void;
  /** The files are wrong: whatever is in force stays in force. */
  readonly onBad: (problems: readonly RuleProblem[]) => void;
};

/** Editors write, rename and remove in quick succession; this long after the last of it the folder is read. */
const quietMs = 100;

/** Reads the folder again whenever something in it changes. Resolves once every change will be seen. */
export async function watchRules(options: WatchOptions): Promise<{ readonly close: () => Promise<void> }> {
  const { dir, stepMs, logger, onGood, onBad } = options;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();

  const read = async (): Promise<void> => {
    const loaded = await loadRules(dir, { stepMs });
    if (loaded.ok) return onGood(loaded.set);
    for (const { file, line, column, found, expected } of loaded.problems) {
      logger.error(
        { file, line, column, found, expected },
        'a rule file is wrong; the last good set stays in force',
      );
    }
    onBad(loaded.problems);
  };

  const changed = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      reading = reading
        .then(read)
        .catch((error) =>
          logger.error({ err: error }, 'the rules could not be read again; the last good set stays in force'),
        );
    }, quietMs);
  };

  const watcher = watch(dir, { ignoreInitial: true });
  watcher.on('all', changed);
  watcher.on('error', (error) => logger.error({ err: error }, 'watching the rules folder failed'));
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return {
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
      await reading;
    },
  };
}
