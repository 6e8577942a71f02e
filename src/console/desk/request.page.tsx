import type { Child, FC } from 'hono/jsx';
import type { Stamp } from '../../requests/request.ts';
import { Badge, Facts, Message, Time } from '../components/parts.page.tsx';
import type { Part } from '../live/live-channel.ts';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { agentName, nameOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { RequestHistory } from './history.page.tsx';
import { fieldName, kindName, priorityLook, requestLook, shownState } from './looks.ts';
import { ContactForm, RequestActs } from './request-acts.page.tsx';
import type { RequestView } from './request-view.ts';

type Props = { view: RequestView; i18n: I18n };
type Items = Parameters<typeof Facts>[0]['items'];

/** One request: who asks what, where it stands, everything that was said, and what can be done now. */
export const RequestPage: FC<{ frame: Frame; view: RequestView; live: string; clientId: string }> = ({
  frame,
  view,
  live,
  clientId,
}) => {
  const { i18n } = frame;
  const { request, subject, text } = view.file;
  const words = i18n.t.desk.page;
  return (
    <Page
      frame={frame}
      title={words.title(request.number)}
      section="requests"
      live={live}
      lead={subject ?? i18n.t.desk.list.erased}
      back={{ href: '/requests', label: i18n.t.shell.requests }}
    >
      <div class="stack">
        <div class="request-top">
          <div class="stack">
            <RequestFacts view={view} i18n={i18n} />
            {text === undefined ? null : (
              <section class="card" aria-labelledby="request-text">
                <h2 id="request-text">{words.text}</h2>
                <p class="prose">{text}</p>
              </section>
            )}
            <ContactForm view={view} clientId={clientId} i18n={i18n} />
          </div>
          <RequestActs view={view} i18n={i18n} />
        </div>
        <RequestHistory view={view} i18n={i18n} />
      </div>
    </Page>
  );
};

/** The pieces that change while somebody looks. */
export function requestParts(view: RequestView, i18n: I18n): Part[] {
  return [
    { id: 'request-facts', html: String(<RequestFacts view={view} i18n={i18n} />) },
    { id: 'request-acts', html: String(<RequestActs view={view} i18n={i18n} />) },
    { id: 'request-history', html: String(<RequestHistory view={view} i18n={i18n} />) },
  ];
}

const RequestFacts: FC<Props> = ({ view, i18n }) => {
  const { file, rules, now } = view;
  const { request } = file;
  const { life } = request;
  const words = i18n.t.desk.page;
  const waits = life.state === 'waiting' ? life : undefined;
  const state = shownState(life.state, waits?.for);
  const since = 'since' in life ? life.since : undefined;
  const urgency = priorityLook[request.priority];
  return (
    <section class="card" id="request-facts" aria-label={words.title(request.number)}>
      {life.state === 'merged' ? (
        <Message tone="info" title={words.mergedInto(life.into)}>
          <a href={`/requests/${life.into}`}>{words.title(life.into)}</a>
        </Message>
      ) : null}
      <p class="row incident-state" data-says>
        <Badge {...requestLook[state]}>{i18n.t.desk.states[state]}</Badge>
        {since === undefined ? null : (
          <span class="muted small">{words.since(i18n.f.duration(Math.max(0, now - since)))}</span>
        )}
        {urgency === undefined ? null : (
          <Badge {...urgency}>{i18n.t.desk.priorities[request.priority]}</Badge>
        )}
        <span class="muted">{kindName(request.kind, rules, i18n)}</span>
      </p>
      {request.missing.length === 0 ? null : (
        <Message
          tone="warn"
          title={words.missing(i18n.f.list(request.missing.map((one) => fieldName(one, rules, i18n))))}
        />
      )}
      <Facts items={[...howItStands(view, i18n), ...whatItIsAbout(view, i18n)]} />
    </section>
  );
};

/** The facts of how a request stands: who asks, who follows it, and what happened when. */
function howItStands(view: RequestView, i18n: I18n): Items {
  const { request } = view.file;
  const { life } = request;
  const words = i18n.t.desk.page;
  const closed = life.state === 'closed' ? life.closed : undefined;
  const resolved = 'resolved' in life ? life.resolved : undefined;
  const confirmedAt = life.state === 'resolved' ? life.confirmed?.at : undefined;
  return [
    { name: words.customer, value: <Customer view={view} i18n={i18n} /> },
    {
      name: words.owner,
      value:
        request.owner === undefined ? (
          <span class="muted">{i18n.t.desk.list.nobody}</span>
        ) : (
          nameOf(request.owner, view.set, i18n)
        ),
    },
    { name: words.next, value: nextOf(view, i18n) },
    {
      name: words.received,
      value: stamp(request.received, view, i18n, i18n.t.desk.channels[request.channel]),
    },
    { name: words.answered, value: stamp(request.answered, view, i18n) },
    { name: words.escalated, value: escalationOf(view, i18n) },
    { name: words.resolved, value: stamp(resolved, view, i18n) },
    {
      name: words.confirmed,
      value: confirmedAt === undefined ? undefined : <Time at={confirmedAt} i18n={i18n} />,
    },
    {
      name: words.closed,
      value:
        closed &&
        stamp(closed, view, i18n, closed.how === 'confirmed' ? words.confirmedHow : words.unconfirmedHow),
    },
    { name: words.validated, value: stamp(request.validated, view, i18n) },
    {
      name: words.reopenings,
      value: request.reopenings === 0 ? undefined : words.times(request.reopenings),
    },
  ];
}

/** The fields of its kind, its agent, and the requests that were merged into it. */
function whatItIsAbout({ file, rules, set }: RequestView, i18n: I18n): Items {
  const { request } = file;
  const words = i18n.t.desk.page;
  return [
    ...Object.entries(file.fields).map(([id, value]) => ({ name: fieldName(id, rules, i18n), value })),
    {
      name: i18n.t.common.agent,
      value: request.agent && <a href={`/agents/${request.agent}`}>{agentName(request.agent, set)}</a>,
    },
    {
      name: words.mergedFrom,
      value:
        file.mergedFrom.length === 0
          ? undefined
          : file.mergedFrom.map((number) => (
              <a class="block" href={`/requests/${number}?asIs=true`}>
                {words.title(number)}
              </a>
            )),
    },
  ];
}

const Customer: FC<Props> = ({ view: { file }, i18n }) => {
  const { name, emails, phones } = file.customer;
  return (
    <>
      <strong>{name ?? i18n.t.desk.list.unknown}</strong>
      {phones.map((phone) => (
        <a class="contact-line" href={`tel:${phone.replace(/[^\d+]/g, '')}`}>
          {phone}
        </a>
      ))}
      {emails.map((email) => (
        <a class="contact-line" href={`mailto:${encodeURIComponent(email)}`}>
          {email}
        </a>
      ))}
    </>
  );
};

function nextOf({ file, now }: RequestView, i18n: I18n): Child | undefined {
  const { next } = file.request;
  if (next === undefined) return undefined;
  return (
    <>
      {file.nextStep ?? <em>{i18n.t.desk.page.restricted}</em>}
      {next.dueAt === undefined ? null : (
        <span class={`block small ${next.dueAt < now ? 'late' : 'muted'}`}>
          {i18n.t.desk.page.by(i18n.f.dayTime(next.dueAt))}
        </span>
      )}
    </>
  );
}

function stamp(told: Stamp | undefined, { set }: RequestView, i18n: I18n, more?: string): Child | undefined {
  if (told === undefined) return undefined;
  const by = i18n.t.common.by(nameOf(told.by, set, i18n));
  return (
    <>
      <Time at={told.at} i18n={i18n} />
      <span class="small muted block">{more === undefined ? by : `${more} · ${by}`}</span>
    </>
  );
}

function escalationOf({ file, set }: RequestView, i18n: I18n): Child | undefined {
  const words = i18n.t.desk.page;
  const { escalation } = file.request;
  if (escalation === undefined) return undefined;
  const { at, to, takenUp } = escalation;
  return (
    <>
      <Time at={at} i18n={i18n} /> {words.escalatedTo(to === undefined ? words.lead : nameOf(to, set, i18n))}
      <span class={`small block ${takenUp === undefined ? 'late' : 'muted'}`}>
        {takenUp === undefined
          ? words.notTakenUp
          : words.takenUp(nameOf(takenUp.by, set, i18n), i18n.f.dayTime(takenUp.at))}
      </span>
    </>
  );
}
