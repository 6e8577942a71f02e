import { StartupError } from '../platform/startup-error.ts';
import { readSettings, type Settings, settingProblemText } from '../settings.ts';

/** The process, as far as a command may know it. */
export type CliContext = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes a line to stdout: what the command was asked for. */
  readonly print: (line: string) => void;
  /**
   * Writes a line to stderr and makes the process end with 1, or with this code unless it ends with 1: why
   * the command could not do it.
   */
  readonly fail: (line: string, code?: number) => void;
  /** Resolves when the process is asked to end (SIGTERM, SIGINT). */
  readonly asked: Promise<void>;
};

/** The settings of the environment. Throws one `StartupError` that names everything wrong with them. */
export function settingsOf({ env }: Pick<CliContext, 'env'>): Settings {
  const result = readSettings(env);
  if (result.ok) return result.settings;
  throw new StartupError(
    'settings_invalid',
    result.problems.map(settingProblemText).join('\n'),
    'Correct the environment; .env.example names every setting.',
  );
}
