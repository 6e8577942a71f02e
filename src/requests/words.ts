import { plain } from './matching/normalise.ts';

/** Words of one letter, and more than so many words of one text, find nothing for anybody. */
const shortestWord = 2;
const mostWords = 30;
const longestWord = 60;

/** Words that stand in every text. */
const common: ReadonlySet<string> = new Set(
  'de la le les du des un une et en au aux est je il mon ma mes pour par pas ne que qui sur the of to and is in on my for not it'.split(
    ' ',
  ),
);

/** The words of a text, as they are compared: small letters, without accents and signs, each once. */
export function wordsOf(text: string): string[] {
  const found = plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];
  const words = found
    .filter((word) => word.length >= shortestWord && !common.has(word))
    .map((word) => word.slice(0, longestWord));
  return [...new Set(words)].slice(0, mostWords);
}

/** The kind that is guessed from the words of a subject: the one with the most of its words in it. */
export function guessKind(
  kinds: readonly { readonly id: string; readonly words: readonly string[] }[],
  subject: string,
): string | undefined {
  const said = wordsOf(subject);
  const scores = kinds.map(({ id, words }) => ({
    id,
    score: words.filter((word) => isSaid(said, word)).length,
  }));
  const [best] = scores.filter(({ score }) => score > 0).toSorted((one, other) => other.score - one.score);
  return best?.id;
}

/** `rembours` is said by "remboursement" and "rembourser": whoever lists words need not list their forms. */
function isSaid(said: readonly string[], wanted: string): boolean {
  const parts = wordsOf(wanted);
  return parts.length > 0 && parts.every((part) => said.some((word) => word.startsWith(part)));
}
