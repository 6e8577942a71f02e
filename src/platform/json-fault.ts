/** Where a text stops being JSON, counted from 1; what stands there, and what could have stood there. */
export type JsonFault = {
  readonly line: number;
  readonly column: number;
  readonly found: string;
  readonly expected: string;
};

/**
 * The tokens that may come next. Only the first value or name may be left out: lists and objects may be
 * empty.
 */
type Awaited = 'value' | 'first value' | 'name' | 'first name' | 'colon' | 'end';

const openingBracket = 0x5b;
const space = /[ \t\r\n]*/y;
const scalar = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)?/y;
const escapeSequence = /(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them in a text
const special = /["\\\u0000-\u001f]/g;
const word = /[\p{L}\p{N}_$]{1,20}|\\.|./suy;

/**
 * The first fault of a text that `JSON.parse` refuses; `undefined` of a good one. Own code, because the
 * messages of `JSON.parse` differ from one Node to the next, and many of them name no place.
 */
export function jsonFault(text: string): JsonFault | undefined {
  const open = openBrackets();
  let awaited: Awaited = 'value';
  for (let at = 0; ; ) {
    // A million brackets are not to be a million turns of all that follows.
    while (isValue(awaited) && text.charCodeAt(at) === openingBracket) {
      open.push('[');
      awaited = 'first value';
      at += 1;
    }
    if (isSpace(text.charCodeAt(at))) at = endOf(space, text, at);
    const char = text[at];
    const inside = open.last();
    const close = closing(awaited, inside);
    if (char === undefined && awaited === 'end' && inside === undefined) return undefined;
    if (char !== undefined && char === close) {
      open.pop();
      awaited = 'end';
    } else if (char === ',' && awaited === 'end' && inside !== undefined) {
      awaited = inside === '[' ? 'value' : 'name';
    } else if (char === ':' && awaited === 'colon') {
      awaited = 'value';
    } else if ((char === '[' || char === '{') && isValue(awaited)) {
      open.push(char);
      awaited = char === '[' ? 'first value' : 'first name';
    } else {
      const end = endOfToken(text, at, awaited);
      if (end === undefined) return faultAt(text, at, expected(awaited, close));
      if (typeof end === 'object') return end;
      awaited = isValue(awaited) ? 'end' : 'colon';
      at = end - 1;
    }
    at += 1;
  }
}

type Bracket = '[' | '{';

/** The open brackets, those of a kind that stand within each other as one: a million cost no memory. */
function openBrackets() {
  const runs: { readonly bracket: Bracket; count: number }[] = [];
  let top: (typeof runs)[number] | undefined;
  return {
    last: (): Bracket | undefined => top?.bracket,
    push: (bracket: Bracket): void => {
      if (top?.bracket === bracket) {
        top.count += 1;
        return;
      }
      top = { bracket, count: 1 };
      runs.push(top);
    },
    pop: (): void => {
      if (top === undefined) return;
      top.count -= 1;
      if (top.count > 0) return;
      runs.pop();
      top = runs.at(-1);
    },
  };
}

/** Nearly always there is none: a million brackets are not to be a million searches. */
function isSpace(code: number): boolean {
  return code === 0x20 || (code <= 0x0d && code >= 0x09);
}

/** A fault as the middle of a sentence: `line 2, column 5: found }, expected a value`. */
export function jsonFaultText({ line, column, found, expected }: JsonFault): string {
  return `line ${line}, column ${column}: found ${found}, expected ${expected}`;
}

function isValue(awaited: Awaited): boolean {
  return awaited === 'value' || awaited === 'first value';
}

/** The bracket that may stand here, where one may. */
function closing(awaited: Awaited, inside: '[' | '{' | undefined): string | undefined {
  const mayClose = awaited === 'end' || awaited === 'first value' || awaited === 'first name';
  if (!mayClose || inside === undefined) return undefined;
  return inside === '[' ? ']' : '}';
}

function expected(awaited: Awaited, close: string | undefined): string {
  const or = close === undefined ? '' : ` or ${close}`;
  switch (awaited) {
    case 'value':
    case 'first value':
      return `a value${or}`;
    case 'name':
    case 'first name':
      return `a name in double quotes${or}`;
    case 'colon':
      return 'a colon';
    case 'end':
      return close === undefined ? 'the end of the text' : `a comma${or}`;
    default:
      return awaited satisfies never;
  }
}

/** Where the text, number or word ends that stands here; nothing where none may; a fault within a text. */
function endOfToken(text: string, at: number, awaited: Awaited): number | JsonFault | undefined {
  if (awaited === 'colon' || awaited === 'end') return undefined;
  if (text[at] === '"') return endOfString(text, at);
  const end = isValue(awaited) ? endOf(scalar, text, at) : at;
  return end === at ? undefined : end;
}

function endOfString(text: string, from: number): number | JsonFault {
  for (let at = from + 1; ; ) {
    special.lastIndex = at;
    const found = special.exec(text)?.index ?? text.length;
    if (text[found] === '"') return found + 1;
    if (text[found] !== '\\') return faultAt(text, found, 'double quotes at the end of the text');
    at = endOf(escapeSequence, text, found);
    if (at === found) return faultAt(text, found, String.raw`an escape such as \n, \" or \u00e9`);
  }
}

function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function faultAt(text: string, at: number, expected: string): JsonFault {
  const lineStart = at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(0, lineStart).split('\n').length;
  return { line, column: at - lineStart + 1, found: foundAt(text, at), expected };
}

function foundAt(text: string, at: number): string {
  const found = text.slice(at, endOf(word, text, at));
  if (found === '') return 'the end';
  if (found === '\n' || found === '\r') return 'the end of the line';
  const code = found.codePointAt(0) ?? 0;
  return code < 0x20 ? `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}` : found;
}
