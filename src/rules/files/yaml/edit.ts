import {
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { noSuchText } from '../../../platform/no-such.ts';
import { done, type Result, refused } from '../../../platform/refusal.ts';
import type { RuleSet } from '../../ruleset.ts';
import { fileKind } from '../file-kind.ts';
import { parseRuleFiles } from '../files.ts';
import type { RuleFile } from '../folder-files.ts';
import { type RuleEdit, readSetOption, refusedEdit, withThreshold } from '../set-value.ts';
import { problemLines } from '../source.ts';

/** A file after an edit; every byte beside the edited value is as it was. */
export type EditedFile = { readonly path: string; readonly text: string; readonly before: string };

type TextFile = Extract<RuleFile, { text: string }>;
type Found = { readonly file: TextFile; readonly map: YAMLMap; readonly agents: readonly string[] };

/** Files of a rules folder with one value of one rule changed, comments and layout kept. */
export function editRule(files: readonly RuleFile[], edit: RuleEdit): Result<EditedFile> {
  const found = findRule(files, edit);
  return found.ok ? editIn(found.value, edit) : found;
}

/** The same with several values of one rule. */
export function editedTogether(files: readonly RuleFile[], edits: readonly RuleEdit[]): Result<EditedFile> {
  let after = files;
  let whole: EditedFile | undefined;
  for (const edit of edits) {
    const changed = editRule(after, edit);
    if (!changed.ok) return changed;
    after = withEdited(after, changed.value);
    whole = { ...changed.value, before: whole === undefined ? changed.value.before : whole.before };
  }
  return whole === undefined ? refusedEdit('There is nothing to be changed.') : done(whole);
}

/** The value that an edit would replace, as it is written, and the file that it stands in. */
export function valueInFile(
  files: readonly RuleFile[],
  edit: RuleEdit,
): Result<{ readonly path: string; readonly text: string | undefined }> {
  const found = findRule(files, edit);
  if (!found.ok) return found;
  const { file, map } = found.value;
  const scalar = scalarOf(map, edit);
  return done({ path: file.path, text: scalar === undefined ? undefined : String(scalar.value) });
}

function findRule(files: readonly RuleFile[], edit: RuleEdit): Result<Found> {
  const all = files.flatMap((file) => ('text' in file ? rulesOf(file) : []));
  const named = all.filter(({ map }) => map.get('id') === edit.rule);
  const found = named.filter(({ agents }) => edit.agent === undefined || agents.includes(edit.agent));
  const [only, another] = found;
  if (only === undefined) return refusedEdit(unknownRule(all, edit));
  if (another !== undefined) {
    const places = found.map(({ file, agents }) => `${agents[0] ?? '*'}/${edit.rule} (${file.path})`);
    return refusedEdit(`Several rules are called ${edit.rule}: say which one, ${places.join(' or ')}.`);
  }
  return done(only);
}

/** The files with the edited one in its place. */
export function withEdited(files: readonly RuleFile[], edited: EditedFile): RuleFile[] {
  return files.map((file) => (file.path === edited.path ? { path: edited.path, text: edited.text } : file));
}

/** A set after edits such as `error-rate.when=error_rate > 1.5% over 5m`, in memory alone. */
export function editedSet(
  files: readonly RuleFile[],
  edits: readonly string[],
  stepMs: number,
): Result<RuleSet> {
  let edited = files;
  for (const text of edits) {
    const edit = readSetOption(text);
    if (!edit.ok) return edit;
    const changed = editRule(edited, edit.value);
    if (!changed.ok) return changed;
    edited = withEdited(edited, changed.value);
  }
  const parsed = parseRuleFiles(edited, { stepMs });
  if (parsed.ok) return done(parsed.set);
  const detail = `These values cannot be used:${problemLines(parsed.problems)}`;
  return refused({ kind: 'invalid', code: 'bad_rules', detail });
}

function rulesOf(file: TextFile): Found[] {
  const kind = fileKind(file.path);
  if (kind !== 'agent' && kind !== 'shared') return [];
  const { contents } = parseDocument(file.text, { logLevel: 'silent', uniqueKeys: false, stringKeys: true });
  if (!isMap(contents)) return [];
  const rules = contents.get('rules');
  if (!isSeq(rules)) return [];
  const owner = contents.get('agent');
  return rules.items.flatMap((map) => (isMap(map) ? [{ file, map, agents: agentsOf(map, owner) }] : []));
}

function agentsOf(map: YAMLMap, owner: unknown): string[] {
  if (typeof owner === 'string') return [owner];
  const agents = map.get('agents');
  if (!isSeq(agents)) return [];
  return agents.items.flatMap((item) => (isScalar(item) ? [String(item.value)] : []));
}

function unknownRule(all: readonly Found[], { rule, agent }: RuleEdit): string {
  const known = [...new Set(all.map(({ map }) => String(map.get('id'))))];
  return noSuchText('rule', rule, { known, over: agent });
}

function editIn({ file, map }: Found, edit: RuleEdit): Result<EditedFile> {
  const node = nodeOf(map, edit);
  if (node === null || node === undefined) return insertKey(file, map, edit);
  const name = `${edit.rule}.${edit.key}`;
  const scalar = scalarOf(map, edit);
  if (isSeq(node) && node.items[placeIn(node, edit)] === undefined)
    return refusedEdit(`${name} is a list of ${node.items.length}; say which one, such as ${name}.0.`);
  if (!scalar?.range)
    return refusedEdit(`${name} in ${file.path} is no plain value (an alias, perhaps); edit it by hand.`);
  const value = edit.thresholdOnly ? withThreshold(String(scalar.value), edit.value) : edit.value;
  if (value === undefined) return refusedEdit(`${name} in ${file.path} is no condition with a threshold.`);
  const [start, end] = scalar.range;
  return replaced(file, start, end, written(value, edit.key, scalar));
}

function nodeOf(map: YAMLMap, { key }: RuleEdit): unknown {
  return map.items.find((item) => keyOf(item) === key)?.value;
}

function placeIn({ items }: YAMLSeq, { place }: RuleEdit): number {
  return place ?? (items.length === 1 ? 0 : -1);
}

/** The plain value that stands under the key of an edit, if one does. */
function scalarOf(map: YAMLMap, edit: RuleEdit): Scalar | undefined {
  const node = nodeOf(map, edit);
  const scalar = isSeq(node) ? node.items[placeIn(node, edit)] : node;
  return isScalar(scalar) ? scalar : undefined;
}

function replaced(file: TextFile, start: number, end: number, by: string): Result<EditedFile> {
  const text = file.text.slice(0, start) + by + file.text.slice(end);
  return done({ path: file.path, text, before: file.text });
}

/** A new key goes on a line of its own behind the rule's `when`, as far in as the other keys. */
function insertKey(file: TextFile, map: YAMLMap, edit: RuleEdit): Result<EditedFile> {
  if (edit.thresholdOnly || map.flow) return refusedEdit(`${edit.rule} has no ${edit.key} to be edited.`);
  const after = map.items.find((item) => keyOf(item) === 'when') ?? map.items.at(-1);
  const first = map.items[0];
  const from = isScalar(first?.key) ? first.key.range?.[0] : undefined;
  const behind = rangeOf(after)?.[1];
  if (from === undefined || behind === undefined)
    return refusedEdit(`${edit.key} cannot be added to ${edit.rule} in ${file.path}; add it by hand.`);
  const column = from - (file.text.lastIndexOf('\n', from - 1) + 1);
  const lineEnd = file.text.indexOf('\n', behind - 1);
  const at = lineEnd === -1 ? file.text.length : lineEnd + 1;
  return replaced(file, at, at, `${' '.repeat(column)}${edit.key}: ${written(edit.value, edit.key)}\n`);
}

function keyOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : undefined;
}

function rangeOf(pair: Pair | undefined): readonly number[] | undefined {
  const node = pair?.value;
  return isScalar(node) || isSeq(node) || isMap(node) ? (node.range ?? undefined) : undefined;
}

/** A value in the quotes that its place had; numbers bare. It stays one value, also within braces. */
function written(value: string, key: string, scalar?: Scalar): string {
  if (key === 'min_samples' && /^[\d.]+$/.test(value)) return value;
  if (scalar?.type === 'QUOTE_SINGLE') return `'${value.replaceAll("'", "''")}'`;
  if (scalar?.type === 'QUOTE_DOUBLE' || /[\n,[\]{}]/.test(value)) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0 }).trimEnd();
}
