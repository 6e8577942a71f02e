import type { Language } from '../language/language.ts';
import { defined } from '../platform/defined.ts';

/** The tone of a text or an area, for renderers that have colours: never the only sign of what is meant. */
export type Tone = 'good' | 'warning' | 'bad' | 'info' | 'muted';

/** A cell of a table: an optional title, then lines. `fill` colours the whole cell, `tone` its text alone. */
export type Cell = {
  readonly title?: string;
  readonly lines: readonly string[];
  readonly tone?: Tone;
  readonly fill?: Tone;
};

/** A coloured area with a title and points. */
export type Callout = {
  readonly kind: 'callout';
  readonly tone: Tone;
  readonly title: string;
  readonly items: readonly string[];
};

/** The parts that documents are made of, without any markup. Texts may be people's: renderers escape them. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'paragraph'; readonly label?: string; readonly text: string; readonly tone?: Tone }
  /** A text in a frame of its own. */
  | { readonly kind: 'box'; readonly label: string; readonly text: string }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | {
      readonly kind: 'facts';
      /** How many labels, each with its value, stand side by side. */
      readonly across: 1 | 2;
      readonly rows: readonly { readonly label: string; readonly value: string; readonly tone?: Tone }[];
    }
  | {
      readonly kind: 'table';
      readonly columns: readonly string[];
      /** How wide the columns are, as shares of the whole; alike where nothing is said. */
      readonly shares?: readonly number[];
      /** Rows high enough to be signed in. */
      readonly roomy?: true;
      readonly rows: readonly (readonly Cell[])[];
    }
  | {
      readonly kind: 'matrix';
      readonly efforts: readonly [low: string, high: string];
      readonly impacts: readonly [high: string, low: string];
      /** Row by row, in the order of `impacts` and `efforts`. */
      readonly quadrants: readonly Callout[];
    }
  | Callout
  /** Two that stand side by side. */
  | { readonly kind: 'pair'; readonly sides: readonly [Callout, Callout] };

/** A document as console, print, PDF, Word and Markdown show it: pages of blocks. */
export type PlanDocument = {
  readonly language: Language;
  readonly title: string;
  readonly pages: readonly (readonly Block[])[];
};

/** A cell of one line or more. */
export function cell(lines: string | readonly string[], tone?: Tone, fill?: Tone): Cell {
  return { lines: typeof lines === 'string' ? [lines] : lines, ...defined({ tone, fill }) };
}

/** A table. A cell that is nothing but a text is one line; a column may come with its share of the width. */
export function table(
  columns: readonly (string | readonly [column: string, share: number])[],
  rows: readonly (readonly (Cell | string)[])[],
): Extract<Block, { kind: 'table' }> {
  const cells = rows.map((row) => row.map((each) => (typeof each === 'string' ? cell(each) : each)));
  const heads = columns.map((column) => (typeof column === 'string' ? ([column, 1] as const) : column));
  return {
    kind: 'table',
    columns: heads.map(([column]) => column),
    shares: heads.map(([, share]) => share),
    rows: cells,
  };
}

/** Labels with what they stand for, one or two side by side. */
export function facts(
  across: 1 | 2,
  rows: readonly (readonly [label: string, value: string, tone?: Tone | undefined])[],
): Block {
  return {
    kind: 'facts',
    across,
    rows: rows.map(([label, value, tone]) => ({ label, value, ...defined({ tone }) })),
  };
}

/** A heading. */
export function heading(level: 1 | 2 | 3, text: string): Block {
  return { kind: 'heading', level, text };
}

/** Blocks under a heading of their own, which is there only when they have something to say. */
export function titled(title: string, blocks: readonly Block[]): readonly Block[] {
  return blocks.length === 0 ? [] : [heading(3, title), ...blocks];
}
