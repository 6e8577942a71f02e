import type { Logger } from 'pino';
import type { Clock } from '../platform/clock.ts';
import { defined } from '../platform/defined.ts';
import { StartupError } from '../platform/startup-error.ts';
import { loadRules } from '../rules/files/files.ts';
import type { ParsedStore } from '../rules/files/parsed-store.ts';
import type { RuleProblem, RuleSet } from '../rules/ruleset.ts';
import { authorOf, type RuleSetAuthor } from '../rules/sets/author-files.ts';
import { watchRules } from '../rules/sets/watch.ts';
import type { Settings } from '../settings.ts';

/** A reload that failed: the last good set stays in force. */
export type FailedReload = { readonly at: number; readonly problems: readonly RuleProblem[] };

/** The rules folder, read and watched. */
export type Rulebook = {
  readonly set: () => RuleSet;
  readonly loadedAt: () => number;
  readonly error: () => FailedReload | undefined;
  /** The last good reload, and the failed one since. */
  readonly reloaded: () => { readonly loadedAt: number; readonly error?: FailedReload };
  /** From now on, good edits are given to `onGood`; resolves once the folder is watched. */
  readonly watch: (onGood: (set: RuleSet) => Promise<void>) => Promise<void>;
  /** The author of a set: asked once, when it was read. */
  readonly authorOf: (set: RuleSet) => Promise<RuleSetAuthor>;
  readonly close: () => Promise<void>;
};

/**
 * Reads the folder. Throws `StartupError` when it is missing or wrong: there is no last good set to fall back
 * on.
 */
export async function openRulebook(
  { rulesDir, stepMs }: Pick<Settings, 'rulesDir' | 'stepMs'>,
  clock: Clock,
  logger: Logger,
  store?: ParsedStore,
): Promise<Rulebook> {
  const reading = { stepMs, ...defined({ store }) };
  const loaded = await loadRules(rulesDir, reading);
  if (!loaded.ok) throw unusable(rulesDir, loaded.problems);
  let [set, loadedAt] = [loaded.set, clock.now()];
  let error: FailedReload | undefined;
  let close = async (): Promise<void> => {};
  let asked: { readonly hash: string; readonly author: Promise<RuleSetAuthor> } | undefined;
  const author = (of: RuleSet): Promise<RuleSetAuthor> => {
    if (asked?.hash !== of.hash) asked = { hash: of.hash, author: authorOf(rulesDir, of) };
    return asked.author;
  };
  return {
    set: () => set,
    loadedAt: () => loadedAt,
    error: () => error,
    reloaded: () => ({ loadedAt, ...defined({ error }) }),
    watch: async (onGood) => {
      const watching = await watchRules({
        ...reading,
        dir: rulesDir,
        digest: loaded.digest,
        logger,
        onGood: async (next) => {
          error = undefined;
          loadedAt = clock.now();
          if (next.hash === set.hash) return;
          // Before commands have to wait for the new set: git is another program.
          await author(next);
          await onGood(next);
          set = next;
        },
        onBad: (problems) => {
          error = { at: clock.now(), problems };
        },
      });
      close = watching.close;
    },
    authorOf: author,
    close: () => close(),
  };
}

function unusable(dir: string, problems: readonly RuleProblem[]): StartupError {
  const lines = problems.map(
    ({ file, line, column, found, expected }) =>
      `  ${file}:${line}:${column}: found ${found}, expected ${expected}`,
  );
  const missing = problems.some(({ code }) => code === 'missing_folder');
  return new StartupError(
    missing ? 'rules_missing' : 'rules_invalid',
    missing
      ? `There is no rules folder at ${dir}.`
      : `The rules in ${dir} cannot be used:\n${lines.join('\n')}`,
    missing
      ? 'Set FILROUGE_RULES to the folder that holds metrics.yaml.'
      : 'Mend them; `filrouge rules check` shows each place.',
  );
}
