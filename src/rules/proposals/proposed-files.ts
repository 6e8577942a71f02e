import { defined } from '../../platform/defined.ts';
import { done, type Result, refused } from '../../platform/refusal.ts';
import type { RuleFile } from '../files/folder-files.ts';
import { readEdit } from '../files/set-value.ts';
import { type EditedFile, editedTogether, valueInFile } from '../files/yaml/edit.ts';
import type { Proposal, WantedChange } from './proposal.ts';

/** The proposed values, beside those that it would replace in these files. */
export function proposedChanges(
  files: readonly RuleFile[],
  rule: string,
  wanted: readonly WantedChange[],
): Result<Pick<Proposal, 'file' | 'changes'>> {
  const changes = [];
  let file = '';
  for (const { key, value } of wanted) {
    const edit = readEdit(`${rule}.${key}`, value);
    if (!edit.ok) return edit;
    const found = valueInFile(files, edit.value);
    if (!found.ok) return found;
    file = found.value.path;
    changes.push(defined({ key, from: found.value.text, to: value }));
  }
  return done({ file, changes });
}

/**
 * The file with a proposal in it. Refused where the rule no longer says what the proposal began from: it was
 * tried against that.
 */
export function proposedFile(
  files: readonly RuleFile[],
  { rule, file, changes }: Pick<Proposal, 'rule' | 'file' | 'changes'>,
): Result<EditedFile> {
  const edits = [];
  for (const { key, from, to } of changes) {
    const edit = readEdit(`${rule}.${key}`, to);
    if (!edit.ok) return edit;
    const found = valueInFile(files, edit.value);
    if (!found.ok) return found;
    const { path, text } = found.value;
    if (path !== file) return moved(`${rule} stands in ${path}, expected in ${file}`);
    if (text !== from) return moved(`${rule}.${key} in ${file}: found ${said(text)}, expected ${said(from)}`);
    edits.push(edit.value);
  }
  return editedTogether(files, edits);
}

function said(text: string | undefined): string {
  return text === undefined ? 'no value' : JSON.stringify(text);
}

function moved(found: string) {
  const detail = `The rule has changed since this was proposed: ${found}. Try it again and propose it anew.`;
  return refused({ kind: 'conflict', code: 'proposal_outdated', detail });
}
