/** The character that databases do not store in a text. */
const nul = '\0';

/** Whether a text holds the NUL character, which databases do not store. */
export function hasNul(text: string): boolean {
  return text.includes(nul);
}

/** The beginning of a text, without the half of a character that it would end with: no database keeps one. */
export function beginningOf(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/**
 * Makes the texts in a value well-formed, in place: half a surrogate pair, which a program leaves where it
 * cuts a text, becomes the mark for an unreadable character. Answers the paths of texts and keys that hold
 * NUL, which no database keeps.
 */
export function settleTexts(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value === 'string') return hasNul(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (typeof each === 'string' && !each.isWellFormed())
      Object.defineProperty(value, key, { value: each.toWellFormed() });
    return hasNul(key) ? [[...path, key]] : settleTexts(each, [...path, key]);
  });
}
