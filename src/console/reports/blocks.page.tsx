import type { Child, FC } from 'hono/jsx';
import type { Block, Cell, Tone as DocumentTone } from '../../plans/blocks.ts';
import { Badge, Facts, type Look, Message, type Tone } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';

/** The blocks of a document as parts of a page: a card under each of its headings, on any screen. */
export const Blocks: FC<{ blocks: readonly Block[] }> = ({ blocks }) => (
  <>
    {sectionsOf(blocks).map(({ title, blocks: own }, place) =>
      title === undefined ? (
        own.map((block) => <Piece block={block} caption="" />)
      ) : (
        <section class="card stack" aria-labelledby={`part-${place}`}>
          <h2 id={`part-${place}`}>{title}</h2>
          {own.map((block, at) => (
            <Piece block={block} caption={captionOf(own, at) ?? title} />
          ))}
        </section>
      ),
    )}
  </>
);

type SectionBlocks = { readonly title?: string; readonly blocks: readonly Block[] };

/** The title of the page is its own. */
function sectionsOf(blocks: readonly Block[]): readonly SectionBlocks[] {
  const sections: { title?: string; blocks: Block[] }[] = [{ blocks: [] }];
  for (const block of blocks) {
    if (block.kind === 'heading' && block.level === 1) continue;
    if (block.kind === 'heading' && block.level === 2) sections.push({ title: block.text, blocks: [] });
    else sections.at(-1)?.blocks.push(block);
  }
  return sections;
}

function captionOf(blocks: readonly Block[], at: number): string | undefined {
  const before = blocks[at - 1];
  return before?.kind === 'heading' ? before.text : undefined;
}

const Piece: FC<{ block: Block; caption: string }> = ({ block, caption }) => {
  switch (block.kind) {
    case 'heading':
      return <h3>{block.text}</h3>;
    case 'paragraph':
      return <p class={block.tone === 'muted' ? 'muted' : undefined}>{block.text}</p>;
    case 'box':
      return (
        <p>
          <strong>{block.label}</strong> {block.text}
        </p>
      );
    case 'list':
      return block.ordered ? <ol>{itemsOf(block.items)}</ol> : <ul>{itemsOf(block.items)}</ul>;
    case 'facts':
      return <Facts items={block.rows.map(({ label, value }) => ({ name: label, value }))} />;
    case 'table':
      return <Table caption={caption} columns={columnsOf(block.columns)} items={block.rows} />;
    case 'callout':
      return (
        <Message tone={looks[block.tone].tone} title={block.title}>
          <ul>{itemsOf(block.items)}</ul>
        </Message>
      );
    case 'pair':
      return (
        <>
          {block.sides.map((side) => (
            <Piece block={side} caption={caption} />
          ))}
        </>
      );
    case 'matrix':
      return (
        <>
          {block.quadrants.map((quadrant) => (
            <Piece block={quadrant} caption={caption} />
          ))}
        </>
      );
    default:
      return block satisfies never;
  }
};

function itemsOf(items: readonly string[]): Child {
  return items.map((item) => <li>{item}</li>);
}

function columnsOf(names: readonly string[]): readonly Column<readonly Cell[]>[] {
  return names.map((name, place) => ({
    name,
    ...(place === 0 ? { as: 'heading' as const } : {}),
    cell: (row) => <Field cell={row[place]} />,
  }));
}

const Field: FC<{ cell: Cell | undefined }> = ({ cell }) => {
  if (cell === undefined) return null;
  const { title, lines, tone } = cell;
  const text = lines.join(' ');
  return (
    <span>
      {title === undefined ? null : <strong class="block">{title}</strong>}
      {tone === undefined || tone === 'muted' ? (
        <span class={tone === 'muted' ? 'muted' : undefined}>{text}</span>
      ) : (
        <Badge {...looks[tone]}>{text}</Badge>
      )}
    </span>
  );
};

const looks: Readonly<Record<DocumentTone, Look & { readonly tone: Tone }>> = {
  good: { tone: 'good', icon: 'check' },
  bad: { tone: 'bad', icon: 'alert' },
  warning: { tone: 'warn', icon: 'alert' },
  info: { tone: 'info', icon: 'info' },
  muted: { tone: 'quiet', icon: 'info' },
};
