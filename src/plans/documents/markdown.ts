import type { Language } from '../../language/language.ts';
import { colon } from '../../language/typography.ts';
import { type Block, type Callout, type Cell, cell, type PlanDocument } from '../blocks.ts';

/** The document as GitHub-flavoured Markdown, pages parted by rules. Texts that people typed are escaped. */
export function planMarkdown(document: PlanDocument): string {
  const { language, pages } = document;
  const texts = pages.map((blocks) => blocks.map((block) => blockText(block, language)).join('\n\n'));
  return `${texts.join('\n\n---\n\n')}\n`;
}

function blockText(block: Block, language: Language): string {
  switch (block.kind) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inline(block.text)}`;
    case 'paragraph':
      return block.label === undefined
        ? paragraph(block.text)
        : `${labelText(block.label, language)} ${paragraph(block.text)}`;
    case 'list':
      return block.items
        .map((item, place) => `${block.ordered ? `${place + 1}.` : '-'} ${inline(item)}`)
        .join('\n');
    case 'facts':
      return block.rows
        .map(({ label, value }) => `- ${labelText(label, language)} ${inline(value)}`)
        .join('\n');
    case 'table':
      return tableText(block.columns, block.rows);
    case 'box':
      return `> ${labelText(block.label, language)} ${inline(block.text)}`;
    case 'matrix':
      return matrixText(block);
    case 'callout':
      return calloutText(block);
    case 'pair':
      return block.sides.map(calloutText).join('\n\n');
    default:
      return block satisfies never;
  }
}

function calloutText({ title, items }: Callout): string {
  return [`> **${inline(title)}**`, '>', ...items.map((item) => `> - ${inline(item)}`)].join('\n');
}

function matrixText({ efforts, impacts, quadrants }: Extract<Block, { kind: 'matrix' }>): string {
  const rows = impacts.map((impact, row) => [
    cell(impact),
    ...quadrants.slice(2 * row, 2 * row + 2).map(({ title, items }) => ({ title, lines: items })),
  ]);
  return tableText(['', ...efforts], rows);
}

function labelText(label: string, language: Language): string {
  return `**${inline(label)}${colon(language).trimEnd()}**`;
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

/** A text that was typed over several lines stays on several lines. */
function paragraph(text: string): string {
  return text.split(/\r?\n/).map(inline).join('\n');
}

/** Text that renders as it reads, anywhere: marks, and those of a block at its start, are escaped. */
function inline(text: string): string {
  return text
    .replace(/\r?\n/g, ' ')
    .replace(/[\\`*[\]|]/g, '\\$&')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=#?\w+;)/g, '&amp;')
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replace(/^(\s*)([-+=#>~])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s)/, '$1\\$2');
}
