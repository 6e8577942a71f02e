import type { FC } from 'hono/jsx';
import { Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { WrongView } from './incident-reads.ts';

type Linked = WrongView['items'][number];

/** The exchanges that were wrong while the incident lasted: whom somebody should contact. */
export const WrongInteractions: FC<{ number: number; wrong: WrongView; i18n: I18n }> = ({
  number,
  wrong,
  i18n,
}) => {
  const words = i18n.t.cases.wrong;
  const columns: readonly Column<Linked>[] = [
    {
      name: words.id,
      as: 'heading',
      cell: ({ id, url }) =>
        url === undefined ? (
          <code>{id}</code>
        ) : (
          <a href={url} rel="noreferrer noopener" target="_blank">
            <code>{id}</code>
          </a>
        ),
    },
    { name: words.at, cell: ({ at }) => <Time at={at} i18n={i18n} as="exact" /> },
    { name: i18n.t.common.reason, cell: ({ reason }) => reason ?? i18n.t.common.none },
  ];
  return (
    <section class="card" id="incident-wrong" aria-labelledby="wrong">
      <header>
        <h2 id="wrong">{words.title}</h2>
        {wrong.items.length === 0 ? null : (
          <a href={`/incidents/${number}/interactions.csv`} download>
            {words.csv}
          </a>
        )}
      </header>
      {wrong.keptFrom === undefined ? null : (
        <p class="muted small">{words.forgotten(i18n.f.dayTime(wrong.keptFrom))}</p>
      )}
      {wrong.items.length === 0 ? (
        <p class="muted">{words.none}</p>
      ) : (
        <Table caption={words.title} columns={columns} items={wrong.items} />
      )}
      {wrong.next === undefined ? null : <p class="muted small">{words.first(wrong.items.length)}</p>}
    </section>
  );
};
