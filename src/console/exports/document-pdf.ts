import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { colon } from '../../language/typography.ts';
import type { Block, PlanDocument } from '../../plans/blocks.ts';
import { documentTexts } from '../../plans/documents/texts.ts';
import { defined } from '../../platform/defined.ts';
import { accent, atFoot, ink, inks, typeface } from './look.ts';
import {
  calloutCell,
  calloutContent,
  factsContent,
  framed,
  headingContent,
  matrixContent,
} from './pdf-pieces.ts';
import { type Paper, type Rows, rowId, tableContent } from './pdf-table.ts';
import { foot, margin, pageHeight, shown, shownInParts } from './pdf-type.ts';

/** Cells and headings with room around them, and with little. */
const [roomy, tight] = [3, 1.4];

type Laid = { readonly bytes: Uint8Array<ArrayBuffer>; readonly pages: number };

/**
 * The document as a PDF of A4 pages: a little tighter where that saves a page beyond those it is meant to
 * have.
 */
export async function pdfOf(document: PlanDocument): Promise<Uint8Array<ArrayBuffer>> {
  const meant = document.pages.length;
  const laid = await laidOut(document, roomy);
  if (laid.pages !== meant + 1) return laid.bytes;
  const closer = await laidOut(document, tight);
  return closer.pages === meant ? closer.bytes : laid.bytes;
}

/**
 * Where tables break is known once they are laid out: while the last row of one stands alone, all is laid out
 * again, with the row before it on the new page as well.
 */
async function laidOut(document: PlanDocument, padding: number): Promise<Laid> {
  const breaks = new Map<number, number>();
  for (;;) {
    const rows: Rows = new Map();
    const seen = { tables: 0, pages: 0 };
    const definition = definitionOf(document, { padding, rows, breaks, seen });
    const bytes = new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
    const alone = [...rows].find(
      ([table, on]) => !breaks.has(table) && on.length > 2 && on.at(-1) !== on.at(-2),
    );
    if (alone === undefined) return { bytes, pages: seen.pages };
    const [table, on] = alone;
    breaks.set(table, on.length - 2);
  }
}

function definitionOf({ language, title, pages }: PlanDocument, paper: Paper): TDocumentDefinitions {
  const { pageOf } = documentTexts(language);
  return {
    info: { title: shown(title), creator: 'filrouge' },
    language,
    pageSize: 'A4',
    pageMargins: [margin, margin, margin, foot],
    defaultStyle: { font: typeface, fontSize: 8.5, lineHeight: 1.15, color: `#${ink}` },
    content: pages.map((blocks, place) => ({
      stack: blocks.map((block, at) =>
        blockContent(block, { after: colon(language), next: blocks[at + 1], paper }),
      ),
      ...defined({ pageBreak: place === 0 ? undefined : ('before' as const) }),
    })),
    pageBreakBefore: (node, { getFollowingNodesOnPage }) => {
      const [, table, row] = /^row-(\d+)-(\d+)$/.exec(node.id ?? '') ?? [];
      if (table !== undefined && row !== undefined) {
        const seen = paper.rows.get(Number(table)) ?? [];
        seen[Number(row)] = node.startPosition.pageNumber;
        paper.rows.set(Number(table), seen);
      }
      if (node.headlineLevel === undefined) return false;
      const below = getFollowingNodesOnPage();
      const [, first] = /^before-(.+)$/.exec(node.id ?? '') ?? [];
      if (first !== undefined) return !below.some(({ id }) => id === first);
      // Its own text and rule follow a heading; the foot of the page does not count.
      return below.filter(({ startPosition }) => startPosition.top < pageHeight - foot).length <= 2;
    },
    footer: (page, of) => {
      paper.seen.pages = of;
      return {
        columns: [
          { text: shown(atFoot(title)) },
          { text: shown(pageOf(page, of)), alignment: 'right', width: 80 },
        ],
        color: `#${inks.muted}`,
        fontSize: 7.5,
        margin: [margin, 16, margin, 0],
      };
    },
  };
}

type Around = { readonly after: string; readonly next: Block | undefined; readonly paper: Paper };

function blockContent(block: Block, { after, next, paper }: Around): Content {
  switch (block.kind) {
    case 'heading': {
      const isOfTable = next?.kind === 'table' || next?.kind === 'matrix';
      const first = isOfTable ? `before-${rowId(paper.seen.tables, 0)}` : undefined;
      return { ...headingContent(block, paper), ...defined({ id: first }) };
    }
    case 'paragraph': {
      const [first = '', ...more] = shownInParts(block.text);
      const look = defined({ color: block.tone && `#${inks[block.tone]}` });
      const head = block.label === undefined ? [] : [{ text: shown(block.label) + after, bold: true }];
      const line: Content = { text: [...head, { text: first, ...look }], margin: [0, 0, 0, 5] };
      if (more.length === 0) return line;
      return { stack: [line, ...more.map((text) => ({ text, ...look }))], margin: [0, 0, 0, 5] };
    }
    case 'box':
      return framed(
        [{ text: [{ text: shown(block.label) + after, bold: true }, shown(block.text)] }],
        accent,
      );
    case 'list': {
      const items = block.items.map(itemContent);
      return { ...(block.ordered ? { ol: items } : { ul: items }), margin: [0, 0, 0, 5] };
    }
    case 'facts':
      return factsContent(block, paper);
    case 'table':
      return tableContent(block, paper);
    case 'matrix':
      return matrixContent(block, paper);
    case 'callout':
      return calloutContent(block);
    case 'pair':
      return framed(
        block.sides.map((side) => calloutCell(side)),
        ...block.sides.map(({ tone }) => inks[tone]),
      );
    default:
      return block satisfies never;
  }
}

/** A point of a list: of a long text, its parts one below the other. */
function itemContent(item: string): Content {
  const [first = '', ...more] = shownInParts(item);
  return more.length === 0 ? first : { stack: [first, ...more] };
}
