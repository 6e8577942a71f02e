import type { FC } from 'hono/jsx';
import type { Reader } from '../../switches/reach.ts';
import type { NotReady } from '../../switches/readiness.ts';
import { isSwitchless } from '../../switches/switchless.ts';
import { Badge, Icon, Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { AgentStand } from './agent.ts';

/** One question, its answer with every reason, and who reads the switch. */
export const AgentReadiness: FC<{ view: AgentStand; i18n: I18n }> = ({ view, i18n }) => {
  const { readiness, readers = [], mandate } = view;
  // The live page replaces it where it stands.
  if (isSwitchless(mandate, view.switchState)) return <section id="agent-readiness" hidden />;
  const words = i18n.t.readiness;
  return (
    <section class="card" id="agent-readiness" aria-labelledby="readiness">
      <h2 id="readiness">{words.question(mandate.name)}</h2>
      {readiness === undefined ? null : readiness.ready ? (
        <p class="row">
          <Badge tone="good" icon="check">
            {words.yes}
          </Badge>
          <span class="muted">{words.yesHint}</span>
        </p>
      ) : (
        <>
          <p>
            <Badge tone="bad" icon="alert">
              {words.no}
            </Badge>
          </p>
          <ul>
            {readiness.reasons.map((reason) => (
              <li>{reasonText(reason, view.now, i18n)}</li>
            ))}
          </ul>
        </>
      )}
      {view.attempt === undefined ? null : (
        <p class="muted small">
          {words.attempts[view.attempt.outcome](
            i18n.f.dayTime(view.attempt.at),
            words.codes[view.attempt.code as keyof typeof words.codes] ?? view.attempt.code,
          )}
        </p>
      )}
      <details class="reveal">
        <summary>
          <Icon name="info" />
          {words.readers}
        </summary>
        <Readers readers={readers} i18n={i18n} />
      </details>
    </section>
  );
};

function reasonText(reason: NotReady, now: number, i18n: I18n): string {
  const words = i18n.t.readiness.reasons;
  switch (reason.kind) {
    case 'out_of_reach':
      return words.out_of_reach(i18n.f.relative(reason.lastAt, now));
    case 'reach_not_known':
      return words.reach_not_known(i18n.f.relative(reason.until, now));
    case 'channels_down': {
      const names: Readonly<Record<string, string>> = i18n.t.notices.ways;
      return words.channels_down(i18n.f.list(reason.channels.map((channel) => names[channel] ?? channel)));
    }
    case 'never_proven':
    case 'proof_stale':
      return words[reason.kind](i18n.f.list(reason.rules));
    case 'proof_failed':
      return words.proof_failed(i18n.f.list(reason.rules), i18n.f.day(reason.since));
    case 'cannot_stop':
    case 'never_read':
    case 'not_obeyed':
    case 'no_channel':
    case 'no_rule':
      return words[reason.kind]();
    default:
      return reason satisfies never;
  }
}

const Readers: FC<{ readers: readonly Reader[]; i18n: I18n }> = ({ readers, i18n }) => {
  const words = i18n.t.readiness;
  if (readers.length === 0) return <p class="nothing">{words.nobody}</p>;
  const columns: readonly Column<Reader>[] = [
    {
      name: words.key,
      as: 'heading',
      cell: ({ key, isAgent }) => (
        <span>
          <code>{key}</code> {isAgent ? null : <span class="muted small">{words.looksOnly}</span>}
        </span>
      ),
    },
    { name: words.way, cell: ({ way }) => words.ways[way] },
    { name: words.client, cell: ({ client }) => client ?? i18n.t.common.none },
    { name: words.since, cell: ({ since }) => <Time at={since} i18n={i18n} /> },
    { name: words.last, cell: ({ lastAt }) => <Time at={lastAt} i18n={i18n} as="exact" /> },
  ];
  const latest = readers.toSorted((left, right) => right.lastAt - left.lastAt);
  return <Table caption={words.readers} columns={columns} items={latest} />;
};
