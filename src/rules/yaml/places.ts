import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Scalar } from 'yaml';
import type { Path, Source, Span } from '../source.ts';

/** The lines of a text. */
export type Places = { readonly lines: LineCounter; readonly span: (start: number, end: number) => Span };

/** Turns offsets into places that are always inside the text. */
export function placesOf(text: string): Places {
  const lines = new LineCounter();
  const span = (start: number, end: number): Span => {
    const offset = Math.max(0, Math.min(start, text.length - 1));
    const lineEnd = text.indexOf('\n', offset);
    const last = Math.min(end, lineEnd === -1 ? text.length : lineEnd);
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), length: Math.max(1, last - offset) };
  };
  return { lines, span };
}

/** The contents of a document with the places of their nodes. */
export function sourceOf(
  file: string,
  text: string,
  parsed: Document.Parsed,
  places: Places,
  value: unknown,
): Source {
  const found = (path: Path) => findNode(parsed, path);
  return {
    file,
    value,
    valueSpan: (path) => {
      const { key, node, whole } = found(path);
      if (whole && isScalar(node)) return nodeSpan(node, places);
      if (whole && key !== undefined) return nodeSpan(key, places);
      return node === undefined ? places.span(0, 1) : firstWordSpan(key ?? node, places);
    },
    keySpan: (path) => {
      const { key, node } = found(path);
      return nodeSpan(key ?? node ?? parsed.contents, places);
    },
    wordSpan: (path, offset, length) => {
      const { node } = found(path);
      const start = isScalar(node) ? wordStart(text, node, offset, length) : undefined;
      return start === undefined ? nodeSpan(node, places) : places.span(start, start + length);
    },
  };
}

type Found = {
  readonly node?: Node;
  /** The key the node stands under; absent in a list. */
  readonly key?: Node;
  /** Whether the path led to its end; else `node` is the last one on the way. */
  readonly whole: boolean;
};

function findNode(parsed: Document.Parsed, path: Path): Found {
  let found: Found = { ...(parsed.contents === null ? {} : { node: parsed.contents }), whole: true };
  for (const step of path) {
    const node = isAlias(found.node) ? found.node.resolve(parsed) : found.node;
    if (isMap<Node, Node | null>(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === String(step));
      if (pair === undefined) return { ...found, whole: false };
      found = { key: pair.key, ...(pair.value === null ? {} : { node: pair.value }), whole: true };
    } else if (isSeq<Node>(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) return { ...found, whole: false };
      found = { node: item, whole: true };
    } else return { ...found, whole: false };
  }
  return found;
}

/** Where a node's value stands; the beginning of the file for none. */
export function nodeSpan(node: Node | null | undefined, places: Places): Span {
  const range = node?.range;
  return range ? places.span(range[0], range[1]) : places.span(0, 1);
}

/** Of a collection only its beginning: a whole map is no place to point at. */
function firstWordSpan(node: Node, places: Places): Span {
  const first = isMap<Node>(node) ? node.items[0]?.key : isSeq<Node>(node) ? node.items[0] : node;
  return nodeSpan(first ?? node, places);
}

/**
 * Where a piece of a scalar's value begins in the file. In a scalar that is written as it reads this is exact; in one with
 * escapes or folded lines the same word is looked for, as many times as it occurs before.
 */
function wordStart(text: string, node: Scalar, offset: number, length: number): number | undefined {
  if (!node.range || typeof node.value !== 'string') return undefined;
  const [start, end] = node.range;
  const raw = text.slice(start, end);
  const verbatim = raw.indexOf(node.value);
  if (verbatim !== -1) return start + verbatim + offset;
  const word = node.value.slice(offset, offset + length);
  if (word === '') return undefined;
  let place = -1;
  const before = node.value.slice(0, offset).split(word).length - 1;
  for (let count = 0; count <= before; count++) place = raw.indexOf(word, place + 1);
  return place === -1 ? undefined : start + place;
}
