import type { Child, FC } from 'hono/jsx';
import type { Incident } from '../../incidents/incident.ts';
import type { ToCome } from '../../notices/waiting/message-store.ts';
import { dueText } from '../../plans/due.ts';
import type { Waiting } from '../../plans/waiting.ts';
import type { RuleSet } from '../../rules/ruleset.ts';
import { type OwedReport, OwedTable } from '../clocks/owed.page.tsx';
import { Time } from '../components/parts.page.tsx';
import { Subject } from '../components/subject.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { whatHappened } from '../incidents/incident-view.ts';
import { type Frame, Page } from '../shell/layout.page.tsx';
import type { I18n } from '../words/texts.ts';
import { CalendarPart, type CalendarView } from './calendar.page.tsx';

/** The work that waits for somebody, in incidents and across plans. */
export type WorkOf = {
  /** Reports to authorities, the earliest due first. */
  readonly reports: readonly OwedReport[];
  readonly incidents: readonly Incident[];
  readonly waiting: readonly Waiting[];
  /** Messages that wait for their morning, or for the end of quiet hours. */
  readonly toCome?: ToCome | undefined;
};

/** A person's work; none for a key that is nobody's. */
export type WorkView = CalendarView & {
  readonly work: WorkOf | undefined;
  readonly set: RuleSet;
  readonly now: number;
};

const nothing: WorkOf = { reports: [], incidents: [], waiting: [] };

/** The work of the person who is signed in: incidents, what is overdue, what comes next. */
export const WorkPage: FC<{ frame: Frame; view: WorkView }> = ({ frame, view }) => {
  const { i18n } = frame;
  const { set, work = nothing } = view;
  const words = i18n.t.rules.work;
  const late = work.waiting.filter(({ overdue }) => overdue);
  const next = work.waiting.filter(({ overdue }) => !overdue);
  const isNothing = work.reports.length + work.incidents.length + work.waiting.length === 0;
  const count = (many: readonly unknown[]) => i18n.f.number(many.length);
  return (
    <Page frame={frame} title={i18n.t.shell.work} section="work" lead={words.lead}>
      <div class="stack">
        {isNothing ? <p class="card nothing">{view.work ? words.nothing : words.nobody}</p> : null}
        {work.toCome ? (
          <p class="muted">{words.toCome(work.toCome.count, i18n.f.dayTime(work.toCome.dueAt))}</p>
        ) : null}
        <Part
          id="reports"
          title={i18n.t.clocks.work(count(work.reports))}
          isEmpty={work.reports.length === 0}
        >
          <OwedTable items={work.reports} set={set} now={view.now} i18n={i18n} />
        </Part>
        <Part
          id="incidents"
          title={words.incidents(count(work.incidents))}
          isEmpty={work.incidents.length === 0}
        >
          <Table
            caption={words.incidents(count(work.incidents))}
            columns={incidentColumns(set, i18n)}
            items={work.incidents}
          />
        </Part>
        <Part id="late" title={words.late(count(late))} isEmpty={late.length === 0}>
          <Table caption={words.late(count(late))} columns={columnsOf(set, i18n)} items={late} />
        </Part>
        <Part id="next" title={words.next(count(next))} isEmpty={next.length === 0}>
          <Table caption={words.next(count(next))} columns={columnsOf(set, i18n)} items={next} />
        </Part>
        {view.work ? <CalendarPart view={view} i18n={i18n} /> : null}
      </div>
    </Page>
  );
};

const Part: FC<{ id: string; title: string; isEmpty: boolean; children?: Child }> = (props) =>
  props.isEmpty ? null : (
    <section class="card" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );

function incidentColumns(set: RuleSet, i18n: I18n): readonly Column<Incident>[] {
  return [
    { name: i18n.t.common.opened, cell: ({ opened }) => <Time at={opened.at} i18n={i18n} /> },
    {
      name: i18n.t.cases.list.what,
      cell: (incident) => (
        <span>
          <a class="block" href={`/incidents/${incident.number}`}>
            {i18n.t.watch.incident(incident.number)}
          </a>
          <span class="block">{whatHappened(incident, set, i18n)}</span>
        </span>
      ),
    },
    { name: i18n.t.common.agent, cell: ({ agent }) => <Subject agent={agent} set={set} i18n={i18n} /> },
  ];
}

function columnsOf(set: RuleSet, i18n: I18n): readonly Column<Waiting>[] {
  const { common, rules, watch } = i18n.t;
  return [
    {
      name: common.due,
      cell: ({ dueAt, plan, overdue }) =>
        dueAt === undefined ? (
          common.none
        ) : (
          <span class={overdue ? 'late nowrap' : 'nowrap'}>
            {dueText(dueAt, plan.timezone, i18n.language)}
          </span>
        ),
    },
    { name: rules.work.what, cell: (one) => <a href={addressOf(one)}>{titleOf(one, i18n)}</a> },
    { name: rules.work.kind, cell: ({ subject }) => rules.work.subjects[subject] },
    {
      name: common.plan,
      cell: ({ plan }) => (
        <span>
          <a href={`/plans/${plan.number}`}>{watch.plan(plan.number)}</a>{' '}
          <span class="muted small">{watch.planState[plan.state]}</span>
        </span>
      ),
    },
    { name: common.agent, cell: ({ plan: { agent } }) => <Subject agent={agent} set={set} i18n={i18n} /> },
  ];
}

/** Where it is done: the place of it on its plan's page. */
function addressOf(one: Waiting): string {
  const page = `/plans/${one.plan.number}`;
  switch (one.subject) {
    case 'action':
    case 'improvement':
    case 'task':
      return `${page}#${one.subject}-${one.item}`;
    case 'decision':
      return `${page}#action-${one.item}`;
    case 'signature':
      return `${page}#plan-signatures`;
    case 'review':
      return `${page}/review`;
    case 'draft':
      return page;
    default:
      return one satisfies never;
  }
}

function titleOf(one: Waiting, i18n: I18n): string {
  const words = i18n.t.rules.work;
  switch (one.subject) {
    case 'action':
    case 'improvement':
      return one.title;
    case 'decision':
      return words.decide(one.title);
    case 'task':
      return i18n.t.plan.followUp[one.code];
    case 'signature':
      return words.sign[one.step];
    case 'review':
    case 'draft':
      return words[one.subject](one.plan.title);
    default:
      return one satisfies never;
  }
}
