import type { FC } from 'hono/jsx';
import { colon } from '../../language/typography.ts';
import type { Block, Callout, Cell, PlanDocument } from '../../plans/blocks.ts';
import { inColumns } from './look.ts';

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

/** A document as browsers print it: the same form as in PDF and Word. */
export const Paper: FC<{ document: PlanDocument }> = ({ document: { language, pages } }) => (
  <>
    {pages.map((blocks) => (
      <section class="paper-page" lang={language}>
        {blocks.map((block) => (
          <Piece block={block} after={colon(language)} />
        ))}
      </section>
    ))}
  </>
);

const Piece: FC<{ block: Block; after: string }> = ({ block, after }) => {
  switch (block.kind) {
    case 'heading':
      return <Heading {...block} />;
    case 'paragraph':
      return (
        <p class={toneOf('ink', block.tone)}>
          {block.label === undefined ? null : <strong>{block.label + after}</strong>}
          <Lines text={block.text} />
        </p>
      );
    case 'box':
      return (
        <p class="paper-box">
          <strong>{block.label + after}</strong>
          <Lines text={block.text} />
        </p>
      );
    case 'list':
      return block.ordered ? (
        <ol>
          <Items items={block.items} />
        </ol>
      ) : (
        <ul>
          <Items items={block.items} />
        </ul>
      );
    case 'facts':
      return <Facts {...block} />;
    case 'table':
      return <Rows {...block} />;
    case 'matrix':
      return <Matrix {...block} />;
    case 'callout':
      return <Frame {...block} />;
    case 'pair':
      return (
        <div class="paper-pair">
          {block.sides.map((side) => (
            <Frame {...side} />
          ))}
        </div>
      );
    default:
      return block satisfies never;
  }
};

const Heading: FC<Of<'heading'>> = ({ level, text }) => {
  switch (level) {
    case 1:
      return <h1>{text}</h1>;
    case 2:
      return <h2>{text}</h2>;
    case 3:
      return <h3>{text}</h3>;
    default:
      return level satisfies never;
  }
};

/** A text that was typed over several lines. */
const Lines: FC<{ text: string }> = ({ text }) => (
  <>
    {text.split(/\r?\n/).map((line, place) => (
      <>
        {place === 0 ? null : <br />}
        {line}
      </>
    ))}
  </>
);

const Items: FC<{ items: readonly string[] }> = ({ items }) => (
  <>
    {items.map((item) => (
      <li>{item}</li>
    ))}
  </>
);

const Facts: FC<Of<'facts'>> = ({ across, rows }) => (
  <dl class={`paper-facts across-${across}`}>
    {rows.map(({ label, value, tone }) => (
      <div>
        <dt>{label}</dt>
        <dd class={toneOf('ink', tone)}>
          <Lines text={value} />
        </dd>
      </div>
    ))}
  </dl>
);

const Rows: FC<Of<'table'>> = ({ columns, shares, roomy, rows }) => (
  <table class={roomy ? 'paper-table roomy' : 'paper-table'}>
    <thead>
      <tr>
        {columns.map((column, place) => (
          <th scope="col" width={shareOf(shares, place)}>
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr>
          {row.map((cell) => (
            <Field cell={cell} />
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const Field: FC<{ cell: Cell }> = ({ cell: { title, lines, tone, fill } }) => (
  <td class={fill === undefined ? toneOf('ink', tone) : toneOf('area', fill)}>
    {title === undefined ? null : <strong>{title}</strong>}
    {lines.map((line) => (
      <span>
        <Lines text={line} />
      </span>
    ))}
  </td>
);

const Matrix: FC<Of<'matrix'>> = ({ efforts, impacts, quadrants }) => (
  <div class="paper-matrix">
    <span />
    {efforts.map((effort) => (
      <span class="paper-axis">{effort}</span>
    ))}
    {impacts.map((impact, row) => (
      <>
        <span class="paper-axis">{impact}</span>
        {quadrants.slice(2 * row, 2 * row + 2).map((quadrant) => (
          <Frame {...quadrant} />
        ))}
      </>
    ))}
  </div>
);

const Frame: FC<Callout> = ({ tone, title, items }) => (
  <div class={`paper-callout ${toneOf('area', tone)}`}>
    <strong>{title}</strong>
    <ul class={inColumns(items).length > 1 ? 'in-columns' : undefined}>
      <Items items={items} />
    </ul>
  </div>
);

function toneOf(kind: 'ink' | 'area', tone: Cell['tone']): string | undefined {
  return tone && `paper-${kind} on-${tone}`;
}

function shareOf(shares: readonly number[] | undefined, place: number): string | undefined {
  if (shares === undefined) return undefined;
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return `${Math.round((100 * (shares[place] ?? 0)) / whole)}%`;
}
