import type { Block, Cell, PlanDocument } from './blocks.ts';

/** The document as GitHub-flavoured Markdown; pages are parted by rules. What people typed is escaped: it is text. */
export function planMarkdown(document: PlanDocument): string {
  return `${document.pages.map((blocks) => blocks.map(blockText).join('\n\n')).join('\n\n---\n\n')}\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inline(block.text)}`;
    case 'paragraph':
      return block.label === undefined
        ? paragraph(block.text)
        : `**${inline(block.label)}** – ${paragraph(block.text)}`;
    case 'list':
      return block.items
        .map((item, place) => `${block.ordered ? `${place + 1}.` : '-'} ${inline(item)}`)
        .join('\n');
    case 'facts':
      return block.rows.map(({ label, value }) => `- **${inline(label)}** – ${inline(value)}`).join('\n');
    case 'table':
      return tableText(block.columns, block.rows);
    case 'callout':
      return [`> **${inline(block.title)}**`, '>', ...block.items.map((item) => `> - ${inline(item)}`)].join(
        '\n',
      );
    default:
      return block satisfies never;
  }
}

function tableText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(columns.map(inline)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(row.map(cellText))),
  ].join('\n');
}

function cellText({ title, lines }: Cell): string {
  return [...(title === undefined ? [] : [`**${inline(title)}**`]), ...lines.map(inline)].join('<br>');
}

/** What people typed over several lines stays several lines, and a line that looks like markup stays text. */
function paragraph(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => inline(line).replace(/^(\s*)([-+#]|\d+[.)])(?=\s)/, '$1\\$2'))
    .join('\n');
}

function inline(text: string): string {
  return text
    .replace(/\r?\n/g, ' ')
    .replace(/[\\`*[\]|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[a-z/!?])/gi, '&lt;');
}
