import type { FC } from 'hono/jsx';
import { personalChannels } from '../../notices/channel.ts';
import type { Preview, Standing, TestOrder } from '../../notices/desk-store.ts';
import { wordFault } from '../../notices/faults/wording.ts';
import type { NoticeTrace } from '../../notices/store.ts';
import { type DeliveryState, deliveryStates } from '../../notices/tables.ts';
import type { Refusal } from '../../platform/refusal.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, FilterForm, LinkChips, Options, Pager, SelectField } from '../components/list.page.tsx';
import { Badge, Field, Message, Time } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { type Frame, languageNames, Page } from '../shell/layout.page.tsx';
import { nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { Deliveries, subjectOf } from './deliveries.page.tsx';

/** A page of notices as it was asked for, the channels, and what has just been done. */
export type NoticesView = {
  readonly traces: readonly NoticeTrace[];
  readonly filter: { readonly agent: string; readonly state: DeliveryState | '' };
  readonly back: boolean;
  readonly more: boolean;
  readonly standing: readonly Standing[];
  readonly set: RuleSet;
  readonly maySend: boolean;
  /** The delivery of the test message that was just sent. */
  readonly sent?: string | undefined;
  readonly order?: TestOrder | undefined;
  readonly refusal?: Refusal | undefined;
};

type Props = { view: NoticesView; i18n: I18n };

/** Notices that went out, to whom, when, why, and how it ended; those that wait or failed; a way to try. */
export const NoticesPage: FC<{ frame: Frame; view: NoticesView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.notices;
  const { traces, filter, set } = view;
  const last = traces.at(-1);
  return (
    <Page frame={frame} title={i18n.t.shell.notices} section="notices" lead={words.lead}>
      <div class="stack">
        {view.refusal ? <RefusalMessage refusal={view.refusal} set={set} i18n={i18n} /> : null}
        {view.sent ? (
          <Message tone="good" title={words.sent} focus>
            <a href={`/notices/${view.sent}`}>{words.see}</a>
          </Message>
        ) : null}
        <Channels view={view} i18n={i18n} />
        <Filters view={view} i18n={i18n} />
        <section class="card" id="notices" aria-label={i18n.t.shell.notices}>
          {traces.length === 0 ? (
            <p class="nothing">{words.none}</p>
          ) : (
            <Table caption={i18n.t.shell.notices} columns={columnsOf(set, i18n)} items={traces} />
          )}
          <Pager
            newest={view.back ? addressWith('/notices', filter) : undefined}
            older={view.more ? addressWith('/notices', { ...filter, before: last?.seq }) : undefined}
            i18n={i18n}
          />
        </section>
      </div>
    </Page>
  );
};

function columnsOf(set: RuleSet, i18n: I18n): readonly Column<NoticeTrace>[] {
  const words = i18n.t.notices;
  return [
    { name: words.when, class: 'nowrap', cell: ({ at }) => <Time at={at} i18n={i18n} /> },
    { name: words.what, as: 'heading', cell: (trace) => subjectOf(trace, set, i18n) },
    { name: words.why, cell: (trace) => <Cause trace={trace} i18n={i18n} /> },
    { name: words.to, cell: (trace) => <Deliveries trace={trace} set={set} i18n={i18n} linked /> },
  ];
}

const Cause: FC<{ trace: NoticeTrace; i18n: I18n }> = ({ trace: { kind, plan, incident, agent }, i18n }) => {
  const { plan: ofPlan, incident: ofIncident } = i18n.t.watch;
  return (
    <span>
      {i18n.t.notices.kinds[kind]}{' '}
      <span class="small">
        {plan !== undefined ? (
          <a class="block" href={`/plans/${plan}`}>
            {ofPlan(plan)}
          </a>
        ) : incident !== undefined ? (
          <a class="block" href={`/incidents/${incident}`}>
            {ofIncident(incident)}
          </a>
        ) : agent !== undefined ? (
          <a class="block" href={`/agents/${encodeURIComponent(agent)}`}>
            {agent}
          </a>
        ) : null}
      </span>
    </span>
  );
};

const Filters: FC<Props> = ({ view: { filter, set }, i18n }) => {
  const words = i18n.t.notices;
  const agents = [...set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
  const states = deliveryStates.map((state) => ({ value: state, label: i18n.t.plan.told.outcomes[state] }));
  return (
    <FilterForm address="/notices" target="notices" i18n={i18n}>
      <SelectField
        name="agent"
        label={i18n.t.common.agent}
        choices={[{ value: '', label: i18n.t.common.anyAgent }, ...agents]}
        value={filter.agent}
      />
      <SelectField
        name="state"
        label={i18n.t.common.state}
        choices={[{ value: '', label: words.anyState }, ...states]}
        value={filter.state}
      />
    </FilterForm>
  );
};

/** The ways out: which work, what waits there; and a message to try one. */
const Channels: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.notices;
  const open = view.standing.filter(({ isSetUp }) => isSetUp);
  return (
    <section class="card" aria-labelledby="channels">
      <h2 id="channels">{words.channels}</h2>
      {open.length === 0 ? (
        <p class="nothing">{words.noChannel}</p>
      ) : (
        <Table caption={words.channels} columns={channelColumns(i18n)} items={open} />
      )}
      {view.maySend && open.length > 0 ? <TestForm view={view} open={open} i18n={i18n} /> : null}
    </section>
  );
};

function channelColumns(i18n: I18n): readonly Column<Standing>[] {
  const words = i18n.t.notices;
  return [
    { name: words.channel, as: 'heading', cell: ({ channel }) => words.ways[channel] },
    {
      name: i18n.t.common.state,
      cell: ({ health }) =>
        health === undefined ? (
          <Badge tone="good" icon="check">
            {words.up}
          </Badge>
        ) : (
          <span>
            <Badge tone={health.isDown ? 'bad' : 'warn'} icon="alert">
              {health.isDown ? words.down : words.failing}
            </Badge>{' '}
            {words.since(i18n.f.dayTime(health.since), wordFault(health.reason, i18n.language))}
          </span>
        ),
    },
    {
      name: words.waiting,
      cell: ({ backlog }) =>
        backlog === undefined
          ? i18n.t.common.none
          : words.waitingSince(backlog.waiting, i18n.f.dayTime(backlog.oldestAt)),
    },
  ];
}

const TestForm: FC<Props & { open: readonly Standing[] }> = ({ view: { set, order }, open, i18n }) => {
  const words = i18n.t.notices;
  const channels = open.map(({ channel }) => ({ value: channel, label: words.ways[channel] }));
  const people = [...set.people.values()].map(({ id, name }) => ({ value: id, label: name }));
  const isPersonal = open.some(({ channel }) => personalChannels.some((one) => one === channel));
  return (
    <form method="post" action="/notices/test" class="filters">
      <Field
        id="test-channel"
        label={words.channel}
        control={(tie) => (
          <select name="channel" {...tie}>
            <Options choices={channels} value={order?.channel} />
          </select>
        )}
      />
      {isPersonal ? (
        <Field
          id="test-person"
          label={words.person}
          control={(tie) => (
            <select name="person" {...tie}>
              <Options choices={[{ value: '', label: words.nobody }, ...people]} value={order?.person} />
            </select>
          )}
        />
      ) : null}
      <button type="submit" class="plain">
        {words.test}
      </button>
    </form>
  );
};

/** A delivery as it is read, in both languages. */
export const NoticePage: FC<{ frame: Frame; id: string; preview: Preview; set: RuleSet }> = ({
  frame,
  id,
  preview,
  set,
}) => {
  const { i18n } = frame;
  const words = i18n.t.notices;
  const { channel, person, language } = preview;
  const reader = i18n.t.plan.told.by[channel](person === undefined ? '' : nameOf(person, set, i18n));
  const address = (path: string, one: string) => addressWith(path, { language: one });
  const choices = frame.languages.map((one) => ({
    value: one,
    label: languageNames[one],
    href: address(`/notices/${id}`, one),
  }));
  return (
    <Page
      frame={frame}
      title={preview.subject}
      section="notices"
      lead={reader}
      back={{ href: '/notices', label: i18n.t.shell.notices }}
    >
      <div class="stack">
        {choices.length > 1 ? <LinkChips label={words.language} choices={choices} value={language} /> : null}
        <iframe
          class="mail"
          title={preview.subject}
          src={address(`/notices/${id}/mail`, language)}
          sandbox=""
        />
        <section class="card" aria-labelledby="as-text">
          <h2 id="as-text">{words.asText}</h2>
          <p class="mail-text" lang={language}>
            {preview.text}
          </p>
        </section>
      </div>
    </Page>
  );
};
