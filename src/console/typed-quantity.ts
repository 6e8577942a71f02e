/**
 * Quantities and durations as people type them, in French or English, made into what the rule grammar reads:
 * `1,5 %` → `1.5%`, `4,2 / 5` → `4.2/5`, `1 h 30` → `1h30m`, `7 jours` → `7d`.
 */

const units: readonly (readonly [RegExp, string])[] = [
  [/^ms$/, 'ms'],
  [/^(?:s|sec|secs?|secondes?|seconds?)$/, 's'],
  [/^(?:m|min|mins|minutes?)$/, 'm'],
  [/^(?:h|heures?|hours?|hrs?)$/, 'h'],
  [/^(?:j|jours?|d|days?)$/, 'd'],
  [/^(?:w|sem|semaines?|weeks?)$/, 'w'],
];

/** The text without the spaces and the decimal comma that only people need. */
export function typedNumber(text: string): string {
  return text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
}

/** A duration for the grammar, or the text as it was when it is none: the grammar then says what is wrong. */
export function typedDuration(text: string): string {
  const plain = text
    .replace(/[\u00a0\u202f]/g, ' ')
    .trim()
    .toLowerCase();
  const parts = [...plain.matchAll(/(\d+(?:[.,]\d+)?)\s*([a-zé]*)/g)];
  const covered = parts
    .map((part) => part[0])
    .join('')
    .replace(/\s/g, '');
  if (parts.length === 0 || covered !== plain.replace(/\s|et|and/g, '')) return text.trim();
  let before = '';
  let made = '';
  for (const [, count = '', word = ''] of parts) {
    // "1 h 30" leaves the minutes unsaid.
    const unit = word === '' && before === 'h' ? 'm' : units.find(([pattern]) => pattern.test(word))?.[1];
    if (unit === undefined) return text.trim();
    made += `${count.replace(',', '.')}${unit}`;
    before = unit;
  }
  return made;
}
