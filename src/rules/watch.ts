import { once } from 'node:events';
import { watch as watchPlace } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Logger } from 'pino';
import { loadChangedRules } from './files.ts';
import type { RuleProblem, RuleSet } from './ruleset.ts';
import { problemText } from './source.ts';

/** What watching the rules folder needs. */
export type WatchOptions = {
  readonly dir: string;
  readonly stepMs: number;
  /** Of the files that the caller has read; as long as they are the same there is nothing to say. */
  readonly digest: string;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** A good set was read; called once at a time, also for a set that says the same as the one in force. */
  readonly onGood: (set: RuleSet) => Promise<void> | void;
  /** The files are wrong: whatever is in force stays in force. */
  readonly onBad: (problems: readonly RuleProblem[]) => void;
};

/** Editors write, rename and remove in quick succession; this long after the last of it the folder is read. */
const quietMs = 100;

/**
 * Reads the folder again whenever something in it changes, or when it is put in the place of another. Reads it once more
 * before it resolves, so that no edit is lost that was made since the caller read it; from then on every change is seen.
 */
export async function watchRules(options: WatchOptions): Promise<{ readonly close: () => Promise<void> }> {
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();
  let closed = false;
  let { digest } = options;

  const folder = watchFolder(options, () => {
    clearTimeout(timer);
    timer = setTimeout(readAgain, quietMs);
  });
  const readAgain = (): Promise<void> => {
    reading = reading.then(async () => {
      if (closed) return;
      await folder.settle();
      digest = await read(options, digest);
    });
    return reading;
  };
  await readAgain();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await reading;
      await folder.close();
    },
  };
}

/**
 * Watches what is in the folder, and from its parent the folder itself: a watch ends with the folder that it was set on,
 * and does not notice that another has taken its place. `settle` sets the watch anew where that has happened.
 */
function watchFolder({ dir, logger }: WatchOptions, onChange: () => void) {
  const root = resolve(dir);
  let replaced = true;
  let inside: FSWatcher | undefined;
  const onError = (error: unknown) => logger.error({ err: error }, 'watching the rules folder failed');
  const around = watchPlace(dirname(root), (_, name) => {
    if (name !== basename(root)) return;
    replaced = true;
    onChange();
  });
  around.on('error', onError);
  return {
    settle: async () => {
      while (replaced) {
        replaced = false;
        await inside?.close();
        inside = watch(root, { ignoreInitial: true }).on('all', onChange).on('error', onError);
        await once(inside, 'ready');
      }
    },
    close: async () => {
      around.close();
      await inside?.close();
    },
  };
}

/**
 * Answers the digest of what was read and told. Never rejects: the watch must outlive a folder that cannot be read and a
 * set that cannot be put in force, which is tried again at the next change.
 */
async function read({ dir, stepMs, logger, onGood, onBad }: WatchOptions, unless: string): Promise<string> {
  try {
    const loaded = await loadChangedRules(dir, { stepMs, unless });
    if (loaded === undefined) return unless;
    if (loaded.ok) {
      await onGood(loaded.set);
      return loaded.digest;
    }
    for (const problem of loaded.problems) {
      const { file, line, column, code } = problem;
      const text = `${problemText(problem)}; the last good set stays in force`;
      logger.error({ file, line, column, code }, text);
    }
    onBad(loaded.problems);
    return loaded.digest;
  } catch (error) {
    logger.error({ err: error }, 'the rules could not be read again; the last good set stays in force');
    return '';
  }
}
