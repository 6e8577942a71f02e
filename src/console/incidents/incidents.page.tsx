import type { FC } from 'hono/jsx';
import { customersExposed, downtimeMs, type Incident, type IncidentState } from '../../incidents/incident.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { addressWith, ListFilters, Pager } from '../components/list.page.tsx';
import { Badge, Time } from '../components/parts.page.tsx';
import { type Frame, Head, Layout } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { incidentLook, whatHappened } from './incident-view.ts';

/** The states that the list can be narrowed to. */
export const incidentStates = [
  'open',
  'acknowledged',
  'resolved',
  'closed',
] as const satisfies readonly IncidentState[];

/** A page of the list as it was asked for. */
export type IncidentsView = {
  readonly items: readonly Incident[];
  readonly nextCursor?: number;
  readonly cursor?: number | undefined;
  readonly state?: IncidentState | undefined;
  readonly agent?: string | undefined;
  readonly set: RuleSet;
  readonly now: number;
};

/** Every incident, the latest first. */
export const IncidentsPage: FC<{ frame: Frame; view: IncidentsView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const words = i18n.t.cases.list;
  const states = (['all', ...incidentStates] as const).map((state) => ({
    value: state === 'all' ? '' : state,
    label: words.states[state],
  }));
  const agents = [...view.set.agents.values()].map(({ agent, name }) => ({ value: agent, label: name }));
  const filtered = view.state !== undefined || view.agent !== undefined;
  return (
    <Layout frame={frame} title={words.title} section="incidents">
      <Head title={words.title} lead={words.lead} />
      <ListFilters
        address="/incidents"
        target="incidents"
        states={states}
        state={view.state ?? ''}
        agents={agents}
        agent={view.agent ?? ''}
        i18n={i18n}
      />
      <section class="card" id="incidents" aria-label={words.title}>
        {view.items.length === 0 ? (
          <p class="nothing">{filtered ? words.noneHere : words.none}</p>
        ) : (
          <Table view={view} i18n={i18n} />
        )}
        <Pages view={view} i18n={i18n} />
      </section>
    </Layout>
  );
};

const Table: FC<{ view: IncidentsView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.cases.list;
  return (
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">{words.incident}</th>
          <th scope="col">{words.what}</th>
          <th scope="col">{words.opened}</th>
          <th scope="col">{words.downtime}</th>
          <th scope="col">{words.exposed}</th>
          <th scope="col">{words.plan}</th>
          <th scope="col">{words.state}</th>
        </tr>
      </thead>
      <tbody>
        {view.items.map((incident) => (
          <Row incident={incident} view={view} i18n={i18n} />
        ))}
      </tbody>
    </table>
  );
};

const Row: FC<{ incident: Incident; view: IncidentsView; i18n: I18n }> = ({ incident, view, i18n }) => {
  const words = i18n.t.cases.list;
  const exposed = customersExposed(incident);
  const down = downtimeMs(incident, view.now);
  return (
    <tr>
      <td data-label={words.incident}>
        <a class="nowrap" href={`/incidents/${incident.number}`}>
          {i18n.t.watch.incident(incident.number)}
        </a>
      </td>
      <td data-label={words.what}>
        <span>
          <a href={`/agents/${incident.agent}`}>
            {view.set.agents.get(incident.agent)?.name ?? incident.agent}
          </a>
          <span class="block">{whatHappened(incident, view.set, i18n)}</span>
        </span>
      </td>
      <td data-label={words.opened}>
        <Time at={incident.opened.at} i18n={i18n} />
      </td>
      <td data-label={words.downtime}>{down === 0 ? i18n.t.common.none : i18n.f.duration(down)}</td>
      <td data-label={words.exposed}>
        {exposed === undefined ? i18n.t.common.none : i18n.f.number(exposed)}
      </td>
      <td data-label={words.plan}>
        {incident.plan === undefined ? (
          i18n.t.common.none
        ) : (
          <a class="nowrap" href={`/plans/${incident.plan}`}>
            {i18n.t.watch.plan(incident.plan)}
          </a>
        )}
      </td>
      <td data-label={words.state}>
        <Badge {...incidentLook[incident.state]}>{i18n.t.incidentState[incident.state]}</Badge>
      </td>
    </tr>
  );
};

const Pages: FC<{ view: IncidentsView; i18n: I18n }> = ({ view, i18n }) => {
  const address = (cursor?: number) =>
    addressWith('/incidents', { state: view.state, agent: view.agent, cursor });
  return (
    <Pager
      newest={view.cursor === undefined ? undefined : address()}
      older={view.nextCursor === undefined ? undefined : address(view.nextCursor)}
      i18n={i18n}
    />
  );
};
