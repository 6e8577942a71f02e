/** The kind of a file of the rules folder, told by its place and name. */
export type FileKind =
  | 'metrics'
  | 'people'
  | 'sources'
  | 'reminders'
  | 'clocks'
  | 'retention'
  | 'desk'
  | 'agent'
  | 'playbook'
  | 'shared'
  | 'test'
  | 'list';

/** Kinds of which there is one file, called so. */
const wholeKinds = ['metrics', 'people', 'sources', 'reminders', 'clocks', 'retention', 'desk'] as const;

/**
 * The kind of a file, by its path relative to the rules folder; `misplaced` for a YAML file in a folder that
 * is never read, and `undefined` for files that are none of ours (schemas, notes, what editors leave behind).
 */
export function fileKind(path: string): FileKind | 'misplaced' | undefined {
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  // The ids of a fleet.
  if (/^agents\/[^.~#/][^/]*\.txt$/.test(path)) return 'list';
  if (!/^[^.~#].*\.ya?ml$/.test(name) || parts.some((part) => part.startsWith('.'))) return undefined;
  const stem = name.replace(/\.ya?ml$/, '');
  const [folder] = parts;
  // What people propose is in force nowhere (proposals/proposal-files.ts).
  if (folder === 'proposals' && parts.length > 1) return undefined;
  const known = parts.length === 1 || (parts.length === 2 && (folder === 'agents' || folder === 'playbooks'));
  if (!known) return 'misplaced';
  if (stem.endsWith('.test')) return 'test';
  if (folder === 'agents' && parts.length === 2) return 'agent';
  if (folder === 'playbooks' && parts.length === 2) return 'playbook';
  return wholeKinds.find((one) => one === stem) ?? 'shared';
}
