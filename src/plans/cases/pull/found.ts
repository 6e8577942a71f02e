import { RE2JS } from 're2js';

/** Patterns stand in rule files: few, and asked of many answers. */
const compiled = new Map<string, RE2JS | undefined>();
const mostCompiled = 200;

/**
 * Whether a pattern of RE2 is found in a text, in a time that grows with the text and the pattern alone;
 * `undefined` where the pattern is none.
 */
export function isFound(pattern: string, text: string): boolean | undefined {
  if (!compiled.has(pattern)) {
    if (compiled.size >= mostCompiled) compiled.clear();
    compiled.set(pattern, compile(pattern));
  }
  return compiled.get(pattern)?.matcher(text).find();
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(pattern);
  } catch {
    return undefined;
  }
}
