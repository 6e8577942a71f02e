import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  HeadingLevel,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  type Table,
  TabStopType,
  TextRun,
} from 'docx';
import { colon } from '../../language/typography.ts';
import type { Block, PlanDocument } from '../../plans/blocks.ts';
import { documentTexts } from '../../plans/documents/texts.ts';
import {
  calloutTable,
  factsTable,
  frameTable,
  matrixTable,
  pairTable,
  tableOf,
  width,
} from './docx-table.ts';
import { listItem, run, toned } from './docx-text.ts';
import { accent, atFoot, ink, inks, typeface, typefaceElse } from './look.ts';
import { printable } from './printable.ts';

const levels = { 1: HeadingLevel.HEADING_1, 2: HeadingLevel.HEADING_2, 3: HeadingLevel.HEADING_3 } as const;
/** In half points. */
const sizes = { 1: 32, 2: 23, 3: 19 } as const;
const numbering = {
  config: [
    {
      reference: 'numbers',
      levels: [{ level: 0, format: LevelFormat.DECIMAL, text: '%1.', alignment: AlignmentType.START }],
    },
    {
      reference: 'points',
      levels: [
        {
          level: 0,
          format: LevelFormat.BULLET,
          text: '•',
          alignment: AlignmentType.START,
          style: { paragraph: { indent: { left: 200, hanging: 160 } } },
        },
      ],
    },
  ],
};
const page = {
  size: { width: 11_906, height: 16_838 },
  margin: { top: 680, bottom: 800, left: 720, right: 720, footer: 380 },
};
/** Word takes the second where the first is not installed. */
const fontTable = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:font w:name="${typeface}"><w:altName w:val="${typefaceElse}"/><w:panose1 w:val="020B0604020202020204"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>`;

/** The document as a Word file that can be worked on: headings, lists and tables, each page begun anew. */
export function docxOf(document: PlanDocument): Promise<Buffer> {
  const { language, title, pages } = document;
  const heading = { run: { font: typeface, color: ink, bold: true } };
  const file = new Document({
    title: printable(title),
    creator: 'filrouge',
    styles: {
      default: {
        document: { run: { font: typeface, size: 17, color: ink, language: { value: language } } },
        heading1: heading,
        heading2: heading,
        heading3: heading,
      },
      // Of the paragraph, for the sake of LibreOffice: it takes no size from the fields of a page's number.
      paragraphStyles: [{ id: 'foot', name: 'Foot', run: { color: inks.muted, size: 15 } }],
    },
    numbering,
    sections: [
      {
        properties: { page },
        footers: { default: footerOf(document) },
        children: pages.flatMap((blocks, place) =>
          blocks.flatMap((block, first) =>
            blockParts(block, { after: colon(language), onNewPage: place > 0 && first === 0 }),
          ),
        ),
      },
    ],
  });
  return Packer.toBuffer(file, undefined, [{ path: 'word/fontTable.xml', data: fontTable }]);
}

function footerOf({ language, title }: PlanDocument): Footer {
  // The words of a page's number are made of the numbers, which are fields: they are put where marks stand.
  const marks = documentTexts(language)
    .pageOf(1, 2)
    .split(/([12])/);
  const numbered = marks.map((text) =>
    text === '1' ? PageNumber.CURRENT : text === '2' ? PageNumber.TOTAL_PAGES : text,
  );
  return new Footer({
    children: [
      new Paragraph({
        tabStops: [{ type: TabStopType.RIGHT, position: width }],
        style: 'foot',
        children: [
          run(atFoot(title)),
          ...['\t', ...numbered].map((part) => new TextRun({ children: [part] })),
        ],
      }),
    ],
  });
}

type Around = { readonly after: string; readonly onNewPage: boolean };

function blockParts(block: Block, { after, onNewPage }: Around): (Paragraph | Table)[] {
  switch (block.kind) {
    case 'heading':
      return [headingOf(block.level, block.text, onNewPage)];
    case 'paragraph': {
      const label = block.label === undefined ? [] : [run(block.label + after, { bold: true })];
      const [first = '', ...rest] = block.text.split(/\r?\n/);
      return [
        spaced([...label, run(first, toned(block.tone))]),
        ...rest.map((text) => spaced([run(text, toned(block.tone))])),
      ];
    }
    case 'box':
      return [frameTable(block.label + after, block.text), gap()];
    case 'list':
      return block.items.map((item) => listItem(item, block.ordered ? 'numbers' : 'points'));
    case 'facts':
      return [factsTable(block), gap()];
    case 'table':
      return [tableOf(block), gap()];
    case 'matrix':
      return [matrixTable(block), gap()];
    case 'callout':
      return [calloutTable(block), gap()];
    case 'pair':
      return [pairTable(block.sides), gap()];
    default:
      return block satisfies never;
  }
}

function headingOf(level: 1 | 2 | 3, text: string, pageBreakBefore: boolean): Paragraph {
  const rule = { style: BorderStyle.SINGLE, size: level === 1 ? 16 : 6, color: accent, space: 1 };
  return new Paragraph({
    heading: levels[level],
    keepNext: true,
    pageBreakBefore,
    spacing: { before: level === 1 || pageBreakBefore ? 0 : 120, after: level === 3 ? 40 : 90 },
    children: [run(text, { size: sizes[level] })],
    ...(level === 3 ? {} : { border: { bottom: rule } }),
  });
}

/** Word joins tables that follow each other: a line that is hardly seen parts them. */
function gap(): Paragraph {
  return new Paragraph({ spacing: { before: 0, after: 0, line: 100, lineRule: 'exact' } });
}

function spaced(children: TextRun[]): Paragraph {
  return new Paragraph({ children, spacing: { after: 80 } });
}
