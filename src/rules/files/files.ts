import { canonicalJson, sha256Hex } from '../../platform/canonical.ts';
import { inTurns } from '../../platform/in-turns.ts';
import type { RuleProblem, RuleSet } from '../ruleset.ts';
import { ruleSetContents } from '../sets/ruleset-json.ts';
import { assembleRuleSet, inOrder } from './assemble.ts';
import { fileKind } from './file-kind.ts';
import { readList } from './fleet.ts';
import { type RuleFile, readRuleFolder } from './folder-files.ts';
import type { ParsedStore } from './parsed-store.ts';
import { neverCrossedCode } from './read-rules.ts';
import { fileProblem, type OpenedFile } from './source.ts';
import { type RuleTest, readTests } from './testfile.ts';
import { untestedRules } from './untested.ts';
import { readYaml } from './yaml/read.ts';

/** The rule set that was read, or all problems in its files. */
export type ParsedRules =
  | { readonly ok: true; readonly set: RuleSet; readonly warnings: readonly RuleProblem[] }
  | { readonly ok: false; readonly problems: readonly RuleProblem[] };

/** The loaded rules, with the digest of their files. */
export type LoadedRules = ParsedRules & { readonly digest: string };

/** `store` spares parsing files from which a set was already made. */
export type LoadOptions = { readonly stepMs: number; readonly store?: ParsedStore };

/** The rule set of a folder, or everything that is wrong with its files. */
export async function loadRules(dir: string, options: LoadOptions): Promise<LoadedRules> {
  const files = await readRuleFolder(dir);
  return loadFiles(dir, files, digestOf(files), options);
}

/** The same, unless the files are those that this digest was made of: then nothing is looked at. */
export async function loadChangedRules(
  dir: string,
  options: LoadOptions & { readonly unless: string },
): Promise<LoadedRules | undefined> {
  const files = await readRuleFolder(dir);
  const digest = digestOf(files);
  return digest === options.unless ? undefined : loadFiles(dir, files, digest, options);
}

async function loadFiles(
  dir: string,
  files: readonly RuleFile[] | undefined,
  digest: string,
  { stepMs, store }: LoadOptions,
): Promise<LoadedRules> {
  const known = await store?.find({ digest, stepMs });
  if (known !== undefined) return { ok: true, ...known, digest };
  const parsed =
    files === undefined ? noFolder(dir) : assembleFiles(await inTurns(ofRules(files), openFile), stepMs);
  // Not waited for, and no harm done when it fails: the next start then parses the files again.
  if (parsed.ok) void store?.keep({ digest, stepMs }, parsed).catch(() => {});
  return { ...parsed, digest };
}

function noFolder(dir: string): ParsedRules {
  const expected = 'a folder with metrics.yaml, people.yaml, agents/ and playbooks/';
  return { ok: false, problems: [fileProblem(dir, 'missing_folder', 'no such folder', expected)] };
}

function digestOf(files: readonly RuleFile[] | undefined): string {
  return sha256Hex(JSON.stringify(files ?? null));
}

/** The same from files that were already read. Test files among them are left alone. */
export function parseRuleFiles(
  files: readonly RuleFile[],
  { stepMs }: { readonly stepMs: number },
): ParsedRules {
  return assembleFiles(ofRules(files).map(openFile), stepMs);
}

function ofRules(files: readonly RuleFile[]): RuleFile[] {
  return files
    .filter(({ path }) => fileKind(path) !== 'test')
    .toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

function assembleFiles(opened: readonly OpenedFile[], stepMs: number): ParsedRules {
  const assembled = assembleRuleSet(opened, stepMs);
  if (!assembled.ok) return assembled;
  const { set, warnings } = assembled;
  return { ok: true, set: { ...set, hash: ruleSetHash(set) }, warnings };
}

/** The full check of rule files: the set when it is good, all faults and warnings, of tests as well. */
export type CheckedRules = {
  readonly set?: RuleSet;
  readonly tests: readonly RuleTest[];
  readonly problems: readonly RuleProblem[];
};

/**
 * Reads rules and tests, which need a good set. A broken test is a fault here, and so is a rule that can
 * never fire, though the rules may run.
 */
export function checkRuleFiles(
  files: readonly RuleFile[],
  options: { readonly stepMs: number },
): CheckedRules {
  const parsed = parseRuleFiles(files, options);
  const opened = files.filter(({ path }) => fileKind(path) === 'test').map(openFile);
  const unread = opened.flatMap((file) => ('problems' in file ? file.problems : []));
  if (!parsed.ok) return { tests: [], problems: inOrder([...parsed.problems, ...unread]) };
  const { set, warnings } = parsed;
  const found: RuleProblem[] = [];
  const tests = opened.flatMap((file) =>
    'source' in file ? readTests(file.source, set, (problem) => found.push(problem)) : [],
  );
  const said = warnings.map((one) =>
    one.code === neverCrossedCode ? { ...one, severity: 'error' as const } : one,
  );
  const problems = [...said, ...unread, ...found, ...untestedRules(set, tests)];
  return { set, tests, problems: inOrder(problems) };
}

/** SHA-256 (hex) of a set's contents: equal sets have equal hashes, whatever their comments and layout. */
export function ruleSetHash(set: Omit<RuleSet, 'hash'>): string {
  return sha256Hex(canonicalJson(ruleSetContents(set)));
}

/** A file after YAML. */
export function openFile(file: RuleFile): OpenedFile {
  if ('problem' in file) return { file: file.path, problems: [file.problem] };
  if (fileKind(file.path) === 'list') return { file: file.path, source: readList(file.path, file.text) };
  return readYaml(file.path, file.text);
}
