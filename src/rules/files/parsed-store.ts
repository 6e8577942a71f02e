import { readdirSync, readFileSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '../../platform/canonical.ts';
import { makeFolder } from '../../platform/make-folder.ts';
import { version } from '../../platform/version.ts';
import type { RuleProblem, RuleSet } from '../ruleset.ts';
import { type RuleSetJson, ruleSetFromJson, ruleSetToJson } from '../sets/ruleset-json.ts';

/** A good set as it was made of files. */
export type ParsedSet = { readonly set: RuleSet; readonly warnings: readonly RuleProblem[] };

/** The files that a set was made of, by their digest, and the step it was made for. */
export type ParsedFrom = { readonly digest: string; readonly stepMs: number };

/**
 * Keeps the set that was read last, so that a start with the same files need not parse thousands of them
 * again. It stands for those files alone, under the code that had read them; anything else that is found in
 * its place is not used.
 */
export type ParsedStore = {
  readonly find: (from: ParsedFrom) => Promise<ParsedSet | undefined>;
  readonly keep: (from: ParsedFrom, parsed: ParsedSet) => Promise<void>;
};

/** A store in a folder, which is made when it is missing. */
export function createParsedStore(folder: string): ParsedStore {
  const path = join(folder, 'rules-parsed');
  return {
    find: (from) =>
      readFile(path, 'utf8').then(
        (text) => parsedFrom(text, from),
        () => undefined,
      ),
    keep: async (from, { set, warnings }) => {
      const body = JSON.stringify({ set: ruleSetToJson(set), warnings });
      await makeFolder(folder);
      await writeFile(`${path}.new`, `${headOf(from, body)}\n${body}`);
      await rename(`${path}.new`, path);
    },
  };
}

function parsedFrom(text: string, from: ParsedFrom): ParsedSet | undefined {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  // The head holds the digest of the body: a file that was torn, or changed by hand, does not fit.
  if (end === -1 || text.slice(0, end) !== headOf(from, body)) return undefined;
  const { set, warnings }: { set: RuleSetJson; warnings: RuleProblem[] } = JSON.parse(body);
  return { set: ruleSetFromJson(set), warnings };
}

function headOf({ digest, stepMs }: ParsedFrom, body: string): string {
  return JSON.stringify({ code: codeDigest(), digest, stepMs, body: sha256Hex(body) });
}

let known: string | undefined;

/** Not every build has a version of its own, so the bytes of the code count too; read once. */
function codeDigest(): string {
  known ??= sha256Hex(
    JSON.stringify([version, process.version, ...['platform', 'language', 'metrics', 'rules'].map(bytesOf)]),
  );
  return known;
}

function bytesOf(room: string): string {
  const folder = join(import.meta.dirname, '../..', room);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && /\.(?:js|ts|mjs)$/.test(entry.name),
  );
  const texts = files.map(
    ({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), 'utf8')}`,
  );
  return sha256Hex(texts.toSorted().join('\n'));
}
