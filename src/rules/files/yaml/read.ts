import {
  type Alias,
  type Document,
  isScalar,
  type Node,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { RuleProblem } from '../../ruleset.ts';
import { type Complaint, fileProblem, type OpenedFile, problemAt, shown } from '../source.ts';
import { type Locate, locateIn, nodeSpan, sourceOf } from './places.ts';

/** Aliases of one file. Real files have a handful; alias bombs need more, or are caught when unfolded. */
const mostAliases = 100;
/** Of one file: what follows the first errors of a broken file is mostly noise. */
const mostProblems = 20;

/**
 * A YAML 1.2 text as plain values with their places. Besides bad YAML it refuses empty files, files whose
 * last line has no end (as if cut short while being saved), repeated keys, unknown tags, alias bombs, and
 * characters that no database keeps. Never throws.
 */
export function readYaml(file: string, text: string): OpenedFile {
  try {
    return readDocument(file, text);
  } catch (error) {
    // The parser calls itself once a level.
    if (!(error instanceof RangeError)) throw error;
    const found = 'lists or keys too deep in one another';
    return { file, problems: [fileProblem(file, 'too_deep', found, 'fewer levels')] };
  }
}

function readDocument(file: string, text: string): OpenedFile {
  const locate = locateIn(text);
  const parsed = parseDocument(text, {
    prettyErrors: false,
    stringKeys: true,
    // Looked for below: the parser's own check takes quadratic time.
    uniqueKeys: false,
    // `0x90` is zero and ninety more of it, and `0o17` nothing: no number of these files is written so.
    customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !isOtherBase(tag.format)),
    logLevel: 'error',
  });
  const problems = [
    ...cutShort(file, text, locate),
    ...yamlProblems(file, text, parsed, locate),
    ...nodeProblems(file, parsed, locate),
  ];
  if (problems.length > 0) return { file, problems: problems.slice(0, mostProblems) };
  if (parsed.contents === null || (isScalar(parsed.contents) && parsed.contents.value === null))
    return { file, problems: [fileProblem(file, 'empty_file', 'nothing', 'keys with values')] };
  return unfold(file, text, parsed, locate);
}

const isOtherBase = (format: string | undefined) => format === 'HEX' || format === 'OCT';

/** Files that people save end with a line break; a file that does not may be half of what it will be. */
function cutShort(file: string, text: string, locate: Locate): RuleProblem[] {
  if (text === '' || text.endsWith('\n')) return [];
  return [
    problemAt(file, locate(text.length - 1, text.length), {
      code: 'cut_short',
      found: 'a last line without an end, as if the file had been cut short while it was saved',
      expected: 'a line break at the end of the file',
    }),
  ];
}

function yamlProblems(file: string, text: string, parsed: Document.Parsed, locate: Locate): RuleProblem[] {
  return [...parsed.errors, ...parsed.warnings].slice(0, mostProblems).map((error) => {
    const span = locate(...error.pos);
    const lineStart = text.lastIndexOf('\n', Math.min(error.pos[0], text.length - 1) - 1) + 1;
    const line = text.slice(lineStart, lineStart + 200).split('\n', 1)[0] ?? '';
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

/** Problems of good YAML that is not accepted here. */
function nodeProblems(file: string, parsed: Document.Parsed, locate: Locate): RuleProblem[] {
  const problems: RuleProblem[] = [];
  let aliases = 0;
  const add = (node: Node, complaint: Complaint) => {
    problems.push(problemAt(file, nodeSpan(node, locate), complaint));
    return problems.length < mostProblems ? undefined : visit.BREAK;
  };
  visit(parsed, {
    Map: (_, map) => {
      const repeated = repeatedKey(map);
      if (repeated === undefined) return undefined;
      const found = `${shown(repeated.value)} a second time`;
      return add(repeated, { code: 'repeated_key', found, expected: 'each key once' });
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value !== 'string' || !noTextCharacter.test(scalar.value)) return undefined;
      const complaint = { found: 'a character that is no text', expected: 'letters, digits and signs' };
      return add(scalar, { code: 'bad_character', ...complaint });
    },
    Alias: (_, alias) => {
      aliases += 1;
      if (aliases !== mostAliases + 1) return undefined;
      const found = `more than ${mostAliases} aliases`;
      return add(alias, { code: 'too_many_aliases', found, expected: `at most ${mostAliases} in a file` });
    },
  });
  return problems;
}

/** Control characters and halves of surrogate pairs: what jsonb and canonical JSON have no place for. */
const noTextCharacter = /[^\P{Cc}\n\t\r]|\p{Surrogate}/u;

function repeatedKey(map: YAMLMap): Scalar | undefined {
  const seen = new Set<unknown>();
  for (const { key } of map.items) {
    if (!isScalar(key)) continue;
    if (seen.has(key.value)) return key;
    seen.add(key.value);
  }
  return undefined;
}

/** The plain values of a document without faults; aliases that unfold too far, or for ever, are refused. */
function unfold(file: string, text: string, parsed: Document.Parsed, locate: Locate): OpenedFile {
  try {
    const value: unknown = parsed.toJS({ maxAliasCount: mostAliases });
    return { file, source: sourceOf(file, text, parsed, locate, value) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    let first: Alias | undefined;
    visit(parsed, {
      Alias(_, alias) {
        first = alias;
        return visit.BREAK;
      },
    });
    const span = first === undefined ? locate(0, 1) : nodeSpan(first, locate);
    const found = `aliases that cannot be unfolded (${error.message})`;
    const complaint = { code: 'bad_alias', found, expected: 'aliases of earlier anchors, and few of them' };
    return { file, problems: [problemAt(file, span, complaint)] };
  }
}

/** The text that somebody wrote, without the characters for which a file would be refused. */
export function plainText(text: string): string {
  return text.replaceAll(new RegExp(noTextCharacter, 'gu'), '');
}
