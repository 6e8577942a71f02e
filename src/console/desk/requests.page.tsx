import type { FC } from 'hono/jsx';
import type { RequestLine } from '../../requests/view-store.ts';
import type { DeskRules } from '../../rules/desk/desk.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import {
  addressWith,
  FilterForm,
  Pager,
  RadioChips,
  SearchField,
  SelectField,
  typing,
} from '../components/list.page.tsx';
import { Badge, Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import type { Part } from '../live/live-channel.ts';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { EntryCard, type EntryView } from './entry.page.tsx';
import { LateCard, type LateView } from './late.page.tsx';
import { customerLine, kindName, peopleChoices, priorityLook, requestLook, shownState } from './looks.ts';

/** The states that the list can be narrowed to. */
export const listStates = ['open', 'received', 'waiting', 'resolved', 'closed', 'all'] as const;
export type ListState = (typeof listStates)[number];

/** The choice of the list, as its address says it. */
export type ListQuery = {
  readonly state: ListState;
  readonly q?: string | undefined;
  readonly kind?: string | undefined;
  readonly owner?: string | undefined;
  readonly cursor?: number | undefined;
};

/** A page of requests. */
export type ListView = {
  readonly items: readonly RequestLine[];
  readonly next: number | undefined;
  readonly query: ListQuery;
  readonly rules: DeskRules;
  readonly set: Pick<RuleSet, 'people'>;
  readonly late: Pick<LateView, 'first' | 'total'>;
  readonly now: number;
};

type Props = { view: ListView; i18n: I18n };

/** The desk: one field to note what comes, and what there is to do. */
export const RequestsPage: FC<{
  frame: Frame;
  view: ListView;
  entry: EntryView | undefined;
  live: string | undefined;
}> = ({ frame, view, entry, live }) => {
  const { i18n } = frame;
  return (
    <Page
      frame={frame}
      title={i18n.t.shell.requests}
      section="requests"
      lead={i18n.t.desk.lead}
      {...(live === undefined ? {} : { live })}
    >
      <div class="stack">
        {entry === undefined ? null : <EntryCard view={entry} i18n={i18n} />}
        <LateOnTop view={view} i18n={i18n} />
        <Filters view={view} i18n={i18n} />
        <RequestList view={view} i18n={i18n} />
      </div>
    </Page>
  );
};

const LateOnTop: FC<Props> = ({ view: { late, rules, set, now }, i18n }) => (
  <LateCard view={{ ...late, rules, set, now }} i18n={i18n} />
);

const Filters: FC<Props> = ({ view: { query, rules, set }, i18n }) => {
  const words = i18n.t.desk.list;
  const kinds = [...rules.kinds.map(({ id }) => id), 'other'].map((value) => ({
    value,
    label: kindName(value, rules, i18n),
  }));
  return (
    <FilterForm address="/requests" target="requests" trigger={typing} i18n={i18n}>
      <SearchField label={words.search} hint={words.searchHint} value={query.q ?? ''} />
      <SelectField
        name="owner"
        label={words.owner}
        choices={[{ value: '', label: words.anyOwner }, ...peopleChoices(set)]}
        value={query.owner ?? ''}
      />
      {rules.kinds.length === 0 ? null : (
        <SelectField
          name="kind"
          label={i18n.t.desk.entry.kind}
          choices={[{ value: '', label: words.anyKind }, ...kinds]}
          value={query.kind ?? ''}
        />
      )}
      <fieldset class="chips">
        <legend class="visually-hidden">{i18n.t.common.state}</legend>
        <RadioChips
          name="state"
          choices={listStates.map((value) => ({ value, label: words.states[value] }))}
          value={query.state}
        />
      </fieldset>
    </FilterForm>
  );
};

/** The pieces of the list that change while somebody looks. */
export function listParts(view: ListView, i18n: I18n): Part[] {
  return [
    { id: 'requests-late', html: String(<LateOnTop view={view} i18n={i18n} />) },
    { id: 'requests', html: String(<RequestList view={view} i18n={i18n} />) },
  ];
}

const RequestList: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.desk.list;
  const { cursor, ...query } = view.query;
  const address = (to?: number) => addressWith('/requests', { ...query, cursor: to });
  return (
    <section class="card" id="requests" aria-label={words.title}>
      {view.items.length === 0 ? (
        <p class="nothing">{words.none}</p>
      ) : (
        <Table
          caption={words.title}
          columns={columnsOf(view, i18n)}
          items={view.items}
          rowId={({ number }) => `request-${number}`}
        />
      )}
      <Pager
        newest={cursor === undefined ? undefined : address()}
        older={view.next === undefined ? undefined : address(view.next)}
        i18n={i18n}
      />
    </section>
  );
};

function columnsOf({ rules, set, now }: ListView, i18n: I18n): readonly Column<RequestLine>[] {
  const words = i18n.t.desk.list;
  return [
    {
      name: words.request,
      as: 'heading',
      cell: ({ number, subject, kind, missing }) => (
        <span>
          <a href={`/requests/${number}`}>
            <span class="muted">{number}</span> {subject ?? <em>{words.erased}</em>}
          </a>
          <span class="block muted small">
            {kindName(kind, rules, i18n)}
            {missing.length === 0 ? '' : ` · ${i18n.t.desk.list.incomplete}`}
          </span>
        </span>
      ),
    },
    { name: words.customer, cell: ({ customer }) => customerLine(customer, i18n) },
    { name: words.received, cell: ({ receivedAt }) => <Time at={receivedAt} i18n={i18n} /> },
    {
      name: words.owner,
      cell: ({ owner }) =>
        owner === undefined ? <span class="muted">{words.nobody}</span> : nameOf(owner, set, i18n),
    },
    {
      name: words.next,
      cell: ({ nextStep, nextDueAt }) =>
        nextStep === undefined && nextDueAt === undefined ? (
          i18n.t.common.none
        ) : (
          <span>
            {nextStep}
            {nextDueAt === undefined ? null : (
              <span class={`block small ${nextDueAt < now ? 'late' : 'muted'}`}>
                <Time at={nextDueAt} i18n={i18n} />
              </span>
            )}
          </span>
        ),
    },
    { name: i18n.t.common.state, cell: (line) => <StateBadges line={line} i18n={i18n} /> },
  ];
}

const StateBadges: FC<{ line: RequestLine; i18n: I18n }> = ({ line, i18n }) => {
  const state = shownState(line.state, line.waitingFor);
  const urgency = priorityLook[line.priority];
  return (
    <span class="row">
      <Badge {...requestLook[state]}>{i18n.t.desk.states[state]}</Badge>
      {urgency === undefined ? null : <Badge {...urgency}>{i18n.t.desk.priorities[line.priority]}</Badge>}
      {line.escalatedAt === undefined || line.takenUpAt !== undefined ? null : (
        <Badge tone="bad" icon="trend">
          {i18n.t.desk.page.escalated}
        </Badge>
      )}
    </span>
  );
};
