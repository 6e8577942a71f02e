/** The counts that RE2 repeats at most: a larger one makes a pattern of a size that nobody means. */
const mostRepeats = 1_000;

/**
 * Why a text is no regular expression of RE2 (github.com/google/re2/wiki/Syntax), as far as it can be seen
 * without compiling it: what is expected in its place. Its matching takes time in proportion to the text,
 * whatever the pattern, so what looks around and what refers back is not in it.
 */
export function patternFault(pattern: string): string | undefined {
  if (/\(\?<?[=!]/.test(pattern)) return 'a pattern without (?=…), (?!…), (?<=…) and (?<!…)';
  if (/(?:^|[^\\])(?:\\\\)*\\(?:[1-9]|k<)/.test(pattern)) return 'a pattern without references such as \\1';
  const counts = [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [least, most]);
  if (counts.some((count) => Number(count ?? 0) > mostRepeats))
    return `a pattern that repeats nothing more than ${mostRepeats} times`;
  try {
    // Flags inside of a pattern are written (?i) there, which this engine does not read.
    new RegExp(pattern.replace(/^\(\?[imsU]+\)/, ''));
    return undefined;
  } catch {
    return 'a regular expression, such as \\bin stock\\b';
  }
}
