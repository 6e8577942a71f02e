import { isMap, parseDocument } from 'yaml';
import { fileKind } from '../file-kind.ts';
import type { RuleFile } from '../folder-files.ts';

/** The file that a playbook stands in. */
export function playbookFileOf(
  files: readonly RuleFile[],
  playbook: string,
): { readonly path: string; readonly text: string } | undefined {
  return files
    .flatMap((file) => ('text' in file && fileKind(file.path) === 'playbook' ? [file] : []))
    .find(({ text }) => {
      const { contents } = parseDocument(text, { logLevel: 'silent', uniqueKeys: false, stringKeys: true });
      const named: unknown = isMap(contents) ? contents.get('playbook') : undefined;
      return named === playbook;
    });
}
