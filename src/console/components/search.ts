/** The words of texts as a search compares them: without case and accents. */
export function wordsOf(texts: readonly string[]): readonly string[] {
  // `agent-12` is a word, and so is its `12`.
  return texts.flatMap((text) => {
    const plain = plainText(text);
    return [...plain.split(/\s+/), ...plain.split(/[^\p{L}\d]+/u)];
  });
}

/** Whether each word searched for begins one of these words. */
export function isFound(search: string, words: readonly string[]): boolean {
  const wanted = plainText(search).trim();
  return wanted === '' || wanted.split(/\s+/).every((one) => words.some((word) => word.startsWith(one)));
}

/** A text without case and accents. */
export function plainText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
