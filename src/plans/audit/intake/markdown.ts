import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { Item, Node, Outline } from '../outline.ts';

type Root = ReturnType<typeof fromMarkdown>;
type Block = Root['children'][number];
type Blocks = readonly Block[];
type Inline = Extract<Block, { type: 'paragraph' }>['children'][number];

/** The outline of a text in Markdown, GitHub's tables included. Slow for texts nested on purpose. */
export function outlineOf(markdown: string): Outline {
  const { children } = fromMarkdown(markdown, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  return children.flatMap(nodesOf);
}

function nodesOf(block: Block): readonly Node[] {
  switch (block.type) {
    case 'heading':
      return [{ kind: 'heading', level: block.depth, text: oneLine(textOf(block.children)) }];
    case 'paragraph': {
      const lines = textOf(block.children)
        .split('\n')
        .map(oneLine)
        .filter((line) => line !== '');
      return [{ kind: 'paragraph', lines, strong: block.children.every(isStrong) }];
    }
    case 'blockquote':
      return block.children.flatMap(nodesOf);
    case 'list':
      return [{ kind: 'list', items: block.children.map(({ children }) => itemOf(children)) }];
    case 'table': {
      const [head = [], ...rows] = block.children.map((row) =>
        row.children.map((cell) => oneLine(textOf(cell.children))),
      );
      return [{ kind: 'table', head, rows }];
    }
    case 'code':
    case 'html':
      return [{ kind: 'other', text: block.value }];
    case 'definition':
      return [{ kind: 'other', text: [block.label, block.url, block.title].filter(Boolean).join(' ') }];
    default:
      return [];
  }
}

/** The first paragraph of an item is its text; what follows it belongs to it. */
function itemOf(blocks: Blocks): Item {
  const [first, ...rest] = blocks;
  const text = first?.type === 'paragraph' ? oneLine(textOf(first.children)) : '';
  const children = (first?.type === 'paragraph' ? rest : blocks).flatMap(nodesOf);
  const box = /^(?:\[([ xX])\]|([☐☑☒]))\s*/u.exec(text);
  if (box === null) return { text, children };
  const ticked = /[xX☑☒]/u.test(box[1] ?? box[2] ?? '');
  return { text: text.slice(box[0].length), ticked, children };
}

function textOf(inlines: readonly Inline[]): string {
  return inlines.map(inlineText).join('');
}

function inlineText(inline: Inline): string {
  switch (inline.type) {
    case 'text':
    case 'inlineCode':
    case 'html':
      return inline.value;
    case 'break':
      return '\n';
    case 'image':
      return inline.alt ?? '';
    case 'imageReference':
      return inline.alt ?? '';
    case 'link': {
      const text = textOf(inline.children);
      return text === inline.url ? text : `${text} (${inline.url})`;
    }
    case 'footnoteReference':
      return inline.label ?? '';
    default:
      return textOf(inline.children);
  }
}

function isStrong(inline: Inline): boolean {
  return inline.type === 'strong' || (inline.type === 'text' && inline.value.trim() === '');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
