import { execFileSync } from 'node:child_process';

/** From the commit after this one on, a subject holds at most 72 characters. */
const since = '1c486a9';
const mostCharacters = 72;

/** Commits with a longer subject. Undefined where the history does not reach back so far: a shallow clone, an archive. */
export function longSubjects(root: string): string[] | undefined {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return git('log', '--format=%h %s', `${since}..HEAD`)
      .split('\n')
      .filter((line) => [...line.slice(line.indexOf(' ') + 1)].length > mostCharacters);
  } catch {
    return undefined;
  }
}
