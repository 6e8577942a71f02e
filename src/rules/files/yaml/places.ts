import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Path, Source, Span } from '../source.ts';

/** The place of a range of offsets; always inside the text. */
export type Locate = (start: number, end: number) => Span;

/** Knows the lines of a text. The parser's own count of lines loses some after a fault. */
export function locateIn(text: string): Locate {
  const lines = new LineCounter();
  for (let start = 0; start !== -1; start = afterBreak(text, start)) lines.addNewLine(start);
  return (start, end) => {
    const offset = Math.max(0, Math.min(start, text.length - 1));
    const lineEnd = text.indexOf('\n', offset);
    const last = Math.min(end, lineEnd === -1 ? text.length : lineEnd);
    const { line, col } = lines.linePos(offset);
    return { line, column: col, length: Math.max(1, last - offset) };
  };
}

function afterBreak(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? -1 : end + 1;
}

/** The contents of a document with the places of their nodes. */
export function sourceOf(
  file: string,
  text: string,
  parsed: Document.Parsed,
  locate: Locate,
  value: unknown,
): Source {
  const keys: KeyIndex = new WeakMap();
  const found = (path: Path) => findNode(parsed, path, keys);
  return {
    file,
    value,
    valueSpan: (path) => {
      const { key, node, whole } = found(path);
      if (whole && isScalar(node)) return nodeSpan(node, locate);
      if (whole && key !== undefined) return nodeSpan(key, locate);
      return node ? firstWordSpan(key ?? node, locate) : locate(0, 1);
    },
    keySpan: (path) => {
      const { key, node } = found(path);
      return nodeSpan(key ?? node ?? parsed.contents, locate);
    },
    wordSpan: (path, offset, length) => {
      const { node } = found(path);
      const start = isScalar(node) ? wordStart(text, node, offset, length) : undefined;
      return start === undefined ? nodeSpan(node, locate) : locate(start, start + length);
    },
  };
}

type Found = {
  readonly node?: Node | null | undefined;
  /** The key the node stands under; absent in a list. */
  readonly key?: Node | undefined;
  /** Whether the path led to its end; else `node` is the last one on the way. */
  readonly whole: boolean;
};

/** The pairs of each map by key: a map is searched once, however many places in it are asked for. */
type KeyIndex = WeakMap<YAMLMap, Map<string, Pair<Node, Node | null>>>;

function findNode(parsed: Document.Parsed, path: Path, keys: KeyIndex): Found {
  let found: Found = { node: parsed.contents, whole: true };
  for (const step of path) {
    const node = isAlias(found.node) ? found.node.resolve(parsed) : found.node;
    if (isMap<Node, Node | null>(node)) {
      const pair = pairsOf(node, keys).get(String(step));
      if (pair === undefined) return { ...found, whole: false };
      found = { key: pair.key, node: pair.value, whole: true };
    } else if (isSeq<Node>(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) return { ...found, whole: false };
      found = { node: item, whole: true };
    } else return { ...found, whole: false };
  }
  return found;
}

function pairsOf(map: YAMLMap<Node, Node | null>, keys: KeyIndex): Map<string, Pair<Node, Node | null>> {
  const known = keys.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(
    map.items.flatMap((pair) => (isScalar(pair.key) ? [[String(pair.key.value), pair] as const] : [])),
  );
  keys.set(map, pairs);
  return pairs;
}

/** Where a node's value stands; the beginning of the file for none. */
export function nodeSpan(node: Node | null | undefined, locate: Locate): Span {
  const range = node?.range;
  return range ? locate(range[0], range[1]) : locate(0, 1);
}

/** Of a collection only its beginning: a whole map is no place to point at. */
function firstWordSpan(node: Node, locate: Locate): Span {
  const first = isMap<Node>(node) ? node.items[0]?.key : isSeq<Node>(node) ? node.items[0] : node;
  return nodeSpan(first ?? node, locate);
}

/**
 * Where a piece of a scalar's value begins in the file. In a scalar that is written as it reads this is
 * exact; in one with escapes or folded lines the same word is looked for, as many times as it occurs before.
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
