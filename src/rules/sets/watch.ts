import type { Logger } from 'pino';
import { type LoadOptions, loadChangedRules } from '../files/files.ts';
import { problemText } from '../files/source.ts';
import type { RuleProblem, RuleSet } from '../ruleset.ts';
import { watchFolder } from './folder-watch.ts';

export type WatchOptions = LoadOptions & {
  readonly dir: string;
  /** Of the files that the caller has read; as long as they are the same there is nothing to say. */
  readonly digest: string;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** A good set was read; called once at a time, also for a set that says the same as the one in force. */
  readonly onGood: (set: RuleSet) => Promise<void> | void;
  /** The files are wrong: whatever is in force stays in force. */
  readonly onBad: (problems: readonly RuleProblem[]) => void;
};

/** Editors write, rename and remove in quick succession; this long after that the folder is read. */
const quietMs = 100;

/**
 * Reads the folder again whenever something in it changes, or when it is put in the place of another. Reads
 * it once more before it resolves, so that no edit is lost that was made since the caller read it; from then
 * on every change is seen.
 */
export async function watchRules(options: WatchOptions): Promise<{ readonly close: () => Promise<void> }> {
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> = Promise.resolve();
  let closed = false;
  let { digest } = options;

  const folder = watchFolder(options.dir, {
    onChange: () => {
      clearTimeout(timer);
      timer = setTimeout(readAgain, quietMs);
    },
    onError: (error) => options.logger.error({ err: error }, 'watching the rules folder failed'),
  });
  const readAgain = (): Promise<void> => {
    reading = reading.then(async () => {
      if (closed) return;
      folder.settle();
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
      folder.close();
    },
  };
}

/**
 * Answers the digest of what was read and told. Never rejects: the watch must outlive a folder that cannot be
 * read and a set that cannot be put in force, which is tried again at the next change.
 */
async function read(options: WatchOptions, unless: string): Promise<string> {
  const { dir, logger, onGood, onBad } = options;
  try {
    const loaded = await loadChangedRules(dir, { ...options, unless });
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
