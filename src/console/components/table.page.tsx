import type { Child, FC } from 'hono/jsx';

/** A column of a table: its heading, and what it says about each item. */
export type Column<T> = {
  readonly name: string;
  readonly cell: (item: T) => Child;
  /** Numbers stand at the right; a `heading` is what its row is about. */
  readonly as?: 'number' | 'heading';
  readonly class?: string;
  /** Said at the heading of a table. */
  readonly term?: Child;
};

/** A table that becomes a card an item where there is little room. */
export function Table<T>(props: {
  /** The subject of the table, for those who do not see what stands around it. */
  caption: string;
  columns: readonly Column<T>[];
  items: readonly T[];
  class?: string;
  rowId?: (item: T) => string;
}) {
  const { columns, items, rowId } = props;
  return (
    <table class={props.class ? `cards ${props.class}` : 'cards'}>
      <Caption text={props.caption} />
      <Headings columns={columns} />
      <tbody>
        {items.map((item) => (
          <tr id={rowId?.(item)}>
            <Cells columns={columns} item={item} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The subject of a table, said and not shown. */
export const Caption: FC<{ text: string }> = ({ text }) => <caption class="visually-hidden">{text}</caption>;

/** The head of a table whose rows are drawn one by one. */
export function Headings({ columns }: { columns: readonly Omit<Column<never>, 'cell'>[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ name, as, term }) => (
          <th scope="col" class={as === 'number' ? 'number' : undefined}>
            {name}
            {term}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The cells of one item's row. */
export function Cells<T>({ columns, item }: { columns: readonly Column<T>[]; item: T }) {
  return (
    <>
      {columns.map(({ name, cell, as, class: look = as === 'number' ? 'number' : undefined }) =>
        as === 'heading' ? (
          <th scope="row" data-label={name}>
            {cell(item)}
          </th>
        ) : (
          <td data-label={name} class={look}>
            {cell(item)}
          </td>
        ),
      )}
    </>
  );
}
