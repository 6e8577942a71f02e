import type { FC } from 'hono/jsx';
import { type Incident, type IncidentState, interactionsExposed } from '../../incidents/incident.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { OwedBadge } from '../clocks/clocks.page.tsx';
import { addressWith, FilterForm, Pager, RadioChips, SelectField } from '../components/list.page.tsx';
import { Badge, Time } from '../components/parts.page.tsx';
import { Subject } from '../components/subject.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { DeclareLink } from './declare.page.tsx';
import { downtimeText, incidentLook, whatHappened } from './incident-view.ts';

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
  readonly mayDeclare: boolean;
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
  const address = (cursor?: number) =>
    addressWith('/incidents', { state: view.state, agent: view.agent, cursor });
  const filtered = view.state !== undefined || view.agent !== undefined;
  return (
    <Page
      frame={frame}
      title={i18n.t.shell.incidents}
      section="incidents"
      lead={words.lead}
      tools={view.mayDeclare ? <DeclareLink agent={view.agent} i18n={i18n} /> : undefined}
    >
      <FilterForm address="/incidents" target="incidents" i18n={i18n}>
        <SelectField
          name="agent"
          label={i18n.t.common.agent}
          choices={[{ value: '', label: i18n.t.common.anyAgent }, ...agents]}
          value={view.agent ?? ''}
        />
        <fieldset class="chips">
          <legend class="visually-hidden">{i18n.t.common.state}</legend>
          <RadioChips name="state" choices={states} value={view.state ?? ''} />
        </fieldset>
      </FilterForm>
      <section class="card" id="incidents" aria-label={i18n.t.shell.incidents}>
        {view.items.length === 0 ? (
          <p class="nothing">{filtered ? words.noneHere : words.none}</p>
        ) : (
          <Table caption={i18n.t.shell.incidents} columns={columnsOf(view, i18n)} items={view.items} />
        )}
        <Pager
          newest={view.cursor === undefined ? undefined : address()}
          older={view.nextCursor === undefined ? undefined : address(view.nextCursor)}
          i18n={i18n}
        />
      </section>
    </Page>
  );
};

function columnsOf(view: IncidentsView, i18n: I18n): readonly Column<Incident>[] {
  const words = i18n.t.cases.list;
  const { none } = i18n.t.common;
  return [
    {
      name: i18n.t.common.incident,
      cell: ({ number }) => (
        <a class="nowrap" href={`/incidents/${number}`}>
          {i18n.t.watch.incident(number)}
        </a>
      ),
    },
    {
      name: words.what,
      cell: (incident) => (
        <span>
          <Subject agent={incident.agent} set={view.set} i18n={i18n} />
          <span class="block">{whatHappened(incident, view.set, i18n)}</span>
        </span>
      ),
    },
    { name: i18n.t.common.opened, cell: ({ opened }) => <Time at={opened.at} i18n={i18n} /> },
    {
      name: i18n.t.common.downtime,
      cell: (incident) => downtimeText(incident, view.now, i18n),
    },
    {
      name: i18n.t.common.exposed,
      cell: (incident) => {
        const exposed = interactionsExposed(incident);
        return exposed === undefined ? none : i18n.f.number(exposed);
      },
    },
    {
      name: i18n.t.common.plan,
      cell: ({ plan }) =>
        plan === undefined ? (
          none
        ) : (
          <a class="nowrap" href={`/plans/${plan}`}>
            {i18n.t.watch.plan(plan)}
          </a>
        ),
    },
    {
      name: i18n.t.common.state,
      cell: (incident) => (
        <span class="row">
          <Badge {...incidentLook[incident.state]}>{i18n.t.incidentState[incident.state]}</Badge>
          <OwedBadge incident={incident} now={view.now} i18n={i18n} />
        </span>
      ),
    },
  ];
}
