import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** A fenced block of a page; `kind` is the word behind its fence. */
export type Block = {
  readonly page: string;
  /** The last heading of the second level before it. */
  readonly section: string;
  readonly line: number;
  readonly kind: string;
  readonly text: string;
};

/** A page: its fenced blocks in order, and everything around them, line by line. */
export type Page = { readonly path: string; readonly blocks: readonly Block[]; readonly prose: string };

/** The README, all pages of docs/, and the others that tell people what to type. */
export function readPages(): Page[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.md'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return ['README.md', 'CONTRIBUTING.md', 'examples/demo/README.md', ...docs.toSorted()].map(readPage);
}

function readPage(path: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let section = '';
  let open: { readonly line: number; readonly kind: string; readonly lines: string[] } | undefined;
  for (const [place, line] of readFileSync(join(root, path), 'utf8').split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line)?.[1];
    if (open === undefined && fence !== undefined) open = { line: place + 1, kind: fence, lines: [] };
    else if (open !== undefined && fence !== undefined) {
      const text = `${open.lines.join('\n')}\n`;
      blocks.push({ page: path, section, line: open.line, kind: open.kind, text });
      open = undefined;
    } else (open?.lines ?? prose).push(line);
    if (open === undefined) section = /^## (.+)$/.exec(line)?.[1] ?? section;
  }
  return { path, blocks, prose: prose.join('\n') };
}
