import { type Alias, type Document, isScalar, type LineCounter, parseDocument, visit } from 'yaml';
import type { RuleProblem } from '../ruleset.ts';
import { fileProblem, problemAt, type Source, shown } from '../source.ts';
import { nodeSpan, type Places, placesOf, sourceOf } from './places.ts';

export type ReadYaml =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** Aliases of one file. Real files have a handful; alias bombs need more, or are caught while they are unfolded. */
const mostAliases = 100;
/** Of one file: what follows the first errors of a broken file is mostly noise. */
const mostProblems = 20;

/**
 * A YAML 1.2 text as plain values with their places. Besides bad YAML it refuses empty files, files whose last line has
 * no end (as if cut short while being saved), repeated keys, unknown tags and alias bombs. Never throws.
 */
export function readYaml(file: string, text: string): ReadYaml {
  const places = placesOf(text);
  const parsed = parseSafely(text, places.lines);
  if (parsed === undefined)
    return failed([
      fileProblem(file, {
        code: 'too_deep',
        found: 'lists or keys in lists or keys',
        expected: 'fewer levels',
      }),
    ]);
  const problems = [
    ...cutShort(file, text, places),
    ...yamlProblems(file, text, parsed, places),
    ...repeatedKeys(file, parsed, places),
    ...tooManyAliases(file, parsed, places),
  ];
  if (problems.length > 0) return failed(problems.slice(0, mostProblems));
  if (parsed.contents === null || (isScalar(parsed.contents) && parsed.contents.value === null))
    return failed([
      fileProblem(file, { code: 'empty_file', found: 'nothing', expected: 'keys with values' }),
    ]);
  return unfold(file, text, parsed, places);
}

function parseSafely(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  try {
    // Repeated keys are looked for below: the parser's own check takes quadratic time.
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false,
      logLevel: 'silent',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Files that people save end with a line break; a file that does not may be half of what it will be. */
function cutShort(file: string, text: string, places: Places): RuleProblem[] {
  if (text === '' || text.endsWith('\n')) return [];
  return [
    problemAt(file, places.span(text.length - 1, text.length), {
      code: 'cut_short',
      found: 'a last line without an end, as if the file had been cut short while it was saved',
      expected: 'a line break at the end of the file',
    }),
  ];
}

function yamlProblems(file: string, text: string, parsed: Document.Parsed, places: Places): RuleProblem[] {
  return [...parsed.errors, ...parsed.warnings].map((error) => {
    const span = places.span(...error.pos);
    const lineStart = text.lastIndexOf('\n', Math.min(error.pos[0], text.length - 1) - 1) + 1;
    const line = text.slice(lineStart).split('\n', 1)[0] ?? '';
    return problemAt(file, span, {
      code: yamlCodes[error.code] ?? 'bad_yaml',
      found: shown(line),
      expected: `readable YAML (${error.message})`,
    });
  });
}

const yamlCodes: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'several_documents',
  TAG_RESOLVE_FAILED: 'unknown_tag',
  NON_STRING_KEY: 'bad_name',
  RESOURCE_EXHAUSTION: 'too_deep',
};

function repeatedKeys(file: string, parsed: Document.Parsed, places: Places): RuleProblem[] {
  const problems: RuleProblem[] = [];
  visit(parsed, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          problems.push(
            problemAt(file, nodeSpan(key, places), {
              code: 'repeated_key',
              found: `${shown(key.value)} a second time`,
              expected: 'each key once',
            }),
          );
        seen.add(key.value);
      }
    },
  });
  return problems;
}

function tooManyAliases(file: string, parsed: Document.Parsed, places: Places): RuleProblem[] {
  const aliases: Alias[] = [];
  visit(parsed, {
    Alias(_, alias) {
      aliases.push(alias);
      return aliases.length > mostAliases ? visit.BREAK : undefined;
    },
  });
  const last = aliases.at(-1);
  if (aliases.length <= mostAliases || last === undefined) return [];
  return [
    problemAt(file, nodeSpan(last, places), {
      code: 'too_many_aliases',
      found: `more than ${mostAliases} aliases`,
      expected: `at most ${mostAliases} in a file`,
    }),
  ];
}

/** The plain values of a document without faults; aliases that unfold into too much, or into themselves, are refused. */
function unfold(file: string, text: string, parsed: Document.Parsed, places: Places): ReadYaml {
  try {
    return {
      ok: true,
      source: sourceOf(file, text, parsed, places, parsed.toJS({ maxAliasCount: mostAliases })),
    };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    let first: Alias | undefined;
    visit(parsed, {
      Alias(_, alias) {
        first = alias;
        return visit.BREAK;
      },
    });
    const span = first === undefined ? places.span(0, 1) : nodeSpan(first, places);
    return failed([
      problemAt(file, span, {
        code: 'bad_alias',
        found: `aliases that cannot be unfolded (${error.message})`,
        expected: 'aliases of earlier anchors, and few of them',
      }),
    ]);
  }
}

function failed(problems: readonly RuleProblem[]): ReadYaml {
  return { ok: false, problems };
}
