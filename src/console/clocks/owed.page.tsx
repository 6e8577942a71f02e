import type { FC } from 'hono/jsx';
import { type ClockView, isUrgent, owedClocks } from '../../incidents/clocks/classification.ts';
import type { ClassifiedIncident } from '../../incidents/clocks/clock-store.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { Time } from '../components/parts.page.tsx';
import { Subject } from '../components/subject.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { ClockBadge } from './clocks.page.tsx';

/** A report that is owed, of any incident. */
export type OwedReport = { readonly incident: ClassifiedIncident; readonly view: ClockView };

/** The reports that are owed over these incidents, the earliest due first. */
export function owedReports(incidents: readonly ClassifiedIncident[], now: number): readonly OwedReport[] {
  return incidents
    .flatMap((incident) => owedClocks(incident, now).map((view) => ({ incident, view })))
    .toSorted(
      (left, right) =>
        Number(isUrgent(right.view.state)) - Number(isUrgent(left.view.state)) ||
        left.view.clock.dueAt - right.view.clock.dueAt,
    );
}

/** The reports that are owed to or by a person: the owner and the approver of the agent, or of the plan. */
export function reportsOf(
  person: string,
  owed: readonly OwedReport[],
  around: {
    readonly agents: RuleSet['agents'];
    readonly plans: readonly { readonly number: number; readonly owner: string; readonly approver: string }[];
  },
): readonly OwedReport[] {
  return owed.filter(({ incident: { agent, plan } }) => {
    const stewards =
      agent === undefined ? around.plans.find(({ number }) => number === plan) : around.agents.get(agent);
    return stewards !== undefined && (stewards.owner === person || stewards.approver === person);
  });
}

type Props = { items: readonly OwedReport[]; set: RuleSet; now: number; i18n: I18n };

/** The reports that are owed, each with the way to its incident. */
export const OwedTable: FC<Props> = ({ items, set, now, i18n }) => {
  const words = i18n.t.clocks;
  const columns: readonly Column<OwedReport>[] = [
    {
      name: words.due,
      cell: ({ view: { clock, state } }) => (
        <span class={state.kind === 'late' ? 'late' : undefined}>
          <Time at={clock.dueAt} i18n={i18n} />
          {isUrgent(state) ? (
            <span class="small muted block">{i18n.f.relative(clock.dueAt, now)}</span>
          ) : null}
        </span>
      ),
    },
    {
      name: words.what,
      cell: ({ incident: { number }, view: { rule, classification } }) => (
        <span>
          <a class="block" href={`/incidents/${number}#clocks`}>
            {said(rule.name, i18n)}
          </a>
          <span class="small muted block">
            {i18n.t.watch.incident(number)} · {said(classification.rule.name, i18n)}
          </span>
        </span>
      ),
    },
    {
      name: i18n.t.common.agent,
      cell: ({ incident }) => <Subject agent={incident.agent} set={set} i18n={i18n} />,
    },
    {
      name: i18n.t.common.state,
      cell: ({ view }) => <ClockBadge state={view.state} i18n={i18n} />,
    },
  ];
  return <Table caption={words.work(i18n.f.number(items.length))} columns={columns} items={items} />;
};

/** The reports that are owed, on the home page; there, and hidden, where none is. */
export const OwedPart: FC<Props> = (props) => (
  <section class="card" id="watch-owed" aria-labelledby="owed-title" hidden={props.items.length === 0}>
    <h2 id="owed-title">{props.i18n.t.clocks.work(props.i18n.f.number(props.items.length))}</h2>
    {props.items.length === 0 ? null : <OwedTable {...props} />}
  </section>
);
