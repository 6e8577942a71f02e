/** A fault of a text in one of the small languages (conditions, criteria, series), with its place. */
export type Fault = {
  /** Of the wrong word, in UTF-16 code units from the start of the text. */
  readonly offset: number;
  readonly length: number;
  /** Stable and snake_case, e.g. `unknown_metric`. */
  readonly code: string;
  readonly found: string;
  readonly expected: string;
  readonly didYouMean?: string | undefined;
};

/** A word of a text, or several with what is between them. */
export type Piece = { readonly text: string; readonly offset: number };

/** The words of a text with their places; comparison signs are words even without spaces around. */
export function wordsOf(text: string): Piece[] {
  return [...text.matchAll(/[<>=!≤≥]+|[^\s<>=!≤≥]+/g)].map((match) => ({
    text: match[0],
    offset: match.index,
  }));
}

/** The piece of `text` from the first to the last of `words`; empty, at the end, when there are none. */
export function pieceOf(text: string, words: readonly Piece[]): Piece {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return endOf(text);
  return { text: text.slice(first.offset, last.offset + last.text.length), offset: first.offset };
}

/** Where something is missing at the end of a text. */
export function endOf(text: string): Piece {
  return { text: '', offset: text.trimEnd().length };
}

/** A fault of a piece: `found` is the piece itself, or that there is nothing. */
export function faultAt(piece: Piece, code: string, expected: string, didYouMean?: string): Fault {
  return {
    offset: piece.offset,
    length: piece.text.length,
    code,
    found: piece.text === '' ? 'nothing' : piece.text,
    expected,
    didYouMean,
  };
}

/** A text that is being read, and the faults that were met in it so far. */
export type Reading = { readonly text: string; readonly faults: Fault[] };

/** Notes a fault of a piece, or of the end where there is none. There is no value then. */
export function fail(
  { text, faults }: Reading,
  piece: Piece | undefined,
  code: string,
  expected: string,
  didYouMean?: string,
): undefined {
  faults.push(faultAt(piece ?? endOf(text), code, expected, didYouMean));
  return undefined;
}

/** The same faults in a text that has `by` more characters in front. */
export function shiftFaults(faults: readonly Fault[], by: number): Fault[] {
  return faults.map((fault) => ({ ...fault, offset: fault.offset + by }));
}

/** A text with single spaces and none around it. */
export function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
