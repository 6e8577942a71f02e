import type { Language } from '../language/language.ts';
import { defined } from '../platform/defined.ts';

/** The tone of a cell or a paragraph, for renderers that have colours. */
export type Tone = 'good' | 'warning' | 'bad' | 'muted';

/** A cell of a table: an optional title, then lines. */
export type Cell = { readonly title?: string; readonly lines: readonly string[]; readonly tone?: Tone };

/** The parts that documents are made of, without any markup. Texts may be people's: renderers escape them. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly label?: string; readonly text: string; readonly tone?: Tone }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | {
      readonly kind: 'facts';
      readonly rows: readonly { readonly label: string; readonly value: string }[];
    }
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
    }
  | {
      readonly kind: 'callout';
      readonly tone: 'info' | 'warning';
      readonly title: string;
      readonly items: readonly string[];
    };

/** A document as console, print, PDF and Markdown show it: pages of blocks. */
export type PlanDocument = {
  readonly language: Language;
  readonly title: string;
  readonly pages: readonly (readonly Block[])[];
};

/** A cell of one line or more. */
export function cell(lines: string | readonly string[], tone?: Tone): Cell {
  return { lines: typeof lines === 'string' ? [lines] : lines, ...defined({ tone }) };
}

/** A table. A cell that is nothing but a text is one line. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly (Cell | string)[])[],
): Extract<Block, { kind: 'table' }> {
  const cells = rows.map((row) => row.map((each) => (typeof each === 'string' ? cell(each) : each)));
  return { kind: 'table', columns, rows: cells };
}

/** Labels with what they stand for. */
export function facts(rows: readonly (readonly [label: string, value: string])[]): Block {
  return { kind: 'facts', rows: rows.map(([label, value]) => ({ label, value })) };
}

/** A heading. */
export function heading(level: 1 | 2 | 3, text: string): Block {
  return { kind: 'heading', level, text };
}

/** Blocks under a heading of their own, which is there only when they have something to say. */
export function titled(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [heading(3, title), ...blocks];
}
