import type { FC } from 'hono/jsx';
import { downtimeMs, isSuspendedFor, type Trigger } from '../../incidents/incident.ts';
import { caseLinks } from '../../plans/recurrence.ts';
import { ClocksCard } from '../clocks/clock-forms.page.tsx';
import { IncidentClocks } from '../clocks/clocks.page.tsx';
import { OnPaper, TakeMenu } from '../components/list.page.tsx';
import { Badge, Facts, Time } from '../components/parts.page.tsx';
import { Subject } from '../components/subject.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { Terms } from '../components/term.page.tsx';
import { shareText } from '../degree/share.page.tsx';
import { DossierCard } from '../dossier/dossier-forms.page.tsx';
import { DossierList, dossierListId } from '../dossier/dossier-list.page.tsx';
import type { Part } from '../live/live-channel.ts';
import { stateLook } from '../plans/plan-head.page.tsx';
import { entrySentence } from '../register/register-words.ts';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { metricName, nameOf, subjectName, valueText } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { IncidentEvidence } from './incident-evidence.page.tsx';
import { IncidentNotes, NotesCard } from './incident-notes.page.tsx';
import { IncidentSteps } from './incident-steps.page.tsx';
import {
  crossedText,
  degradedText,
  dossierView,
  exposedText,
  type IncidentStand,
  type IncidentView,
  incidentLook,
  whatHappened,
} from './incident-view.ts';
import { WrongInteractions } from './incident-wrong.page.tsx';

type Props = { view: IncidentStand; i18n: I18n };

/** One incident: what happened, what was seen, how it went on, and what can be done now. */
export const IncidentPage: FC<{ frame: Frame; view: IncidentView; live: string }> = ({
  frame,
  view,
  live,
}) => {
  const { i18n } = frame;
  const { incident } = view;
  return (
    <Page
      frame={frame}
      title={i18n.t.cases.title(incident.number, subjectName(incident.agent, view.set, i18n))}
      section="incidents"
      live={live}
      lead={whatHappened(incident, view.set, i18n)}
      back={{ href: '/incidents', label: i18n.t.shell.incidents }}
      tools={<TakeMenu address={`/incidents/${incident.number}`} i18n={i18n} />}
    >
      <div class="stack">
        <div class="incident-top">
          <IncidentFacts view={view} i18n={i18n} />
          <IncidentSteps view={view} i18n={i18n} />
        </div>
        <ClocksCard view={view} i18n={i18n} />
        <Description view={view} i18n={i18n} />
        <Triggers view={view} i18n={i18n} />
        <IncidentEvidence view={view} i18n={i18n} />
        {incident.agent === undefined ? null : (
          <WrongInteractions number={incident.number} wrong={view.wrong} i18n={i18n} />
        )}
        <NotesCard view={view} i18n={i18n} />
        <DossierCard view={dossierView(view)} i18n={i18n} />
        <Timeline view={view} i18n={i18n} />
      </div>
      <OnPaper address={`/incidents/${incident.number}`} />
    </Page>
  );
};

/** The pieces that change while somebody looks. */
export function incidentParts(view: IncidentStand, i18n: I18n): Part[] {
  return [
    { id: 'incident-facts', html: String(<IncidentFacts view={view} i18n={i18n} />) },
    { id: 'incident-steps', html: String(<IncidentSteps view={view} i18n={i18n} />) },
    { id: 'incident-triggers', html: String(<Triggers view={view} i18n={i18n} />) },
    { id: 'incident-clocks', html: String(<IncidentClocks view={view} i18n={i18n} />) },
    { id: 'incident-notes', html: String(<IncidentNotes view={view} i18n={i18n} />) },
    {
      id: dossierListId(dossierView(view).on),
      html: String(<DossierList view={dossierView(view)} i18n={i18n} />),
    },
    { id: 'incident-timeline', html: String(<Timeline view={view} i18n={i18n} />) },
  ];
}

const IncidentFacts: FC<Props> = ({ view, i18n }) => {
  const { incident, plan } = view;
  const links = caseLinks(plan, incident.number);
  const words = i18n.t.cases.facts;
  const stage = (stamp: { at: number; by: string } | undefined) =>
    stamp === undefined ? undefined : (
      <>
        <Time at={stamp.at} i18n={i18n} />
        <span class="small muted block">{i18n.t.common.by(nameOf(stamp.by, view.set, i18n))}</span>
      </>
    );
  return (
    <section class="card" id="incident-facts" aria-label={i18n.t.common.incident}>
      <p class="row incident-state" data-says>
        <Badge {...incidentLook[incident.state]}>{i18n.t.incidentState[incident.state]}</Badge>
        <Badge tone={incident.severity === 'critical' ? 'bad' : 'warn'} icon="alert">
          {i18n.t.severity[incident.severity]}
        </Badge>
      </p>
      <Facts
        items={[
          {
            name: i18n.t.common.agent,
            value: <Subject agent={incident.agent} set={view.set} i18n={i18n} />,
          },
          { name: words.source, value: i18n.t.cases.sources[incident.source] },
          { name: i18n.t.common.opened, value: stage(incident.opened) },
          { name: words.acknowledged, value: stage(incident.acknowledged) },
          { name: words.resolved, value: stage(incident.resolved) },
          { name: words.closed, value: stage(incident.closed) },
          { name: words.downtime, value: downtimeText(view, i18n) },
          { name: i18n.t.degree.duration, value: degradedText(view.incident, view.now, i18n) },
          { name: i18n.t.common.exposed, value: exposedText(incident, i18n) },
          {
            name: i18n.t.common.plan,
            value: plan && (
              <>
                <a href={`/plans/${plan.number}`}>{i18n.t.watch.plan(plan.number)}</a>{' '}
                <Badge {...stateLook[plan.state]}>{i18n.t.plan.state[plan.state]}</Badge>
              </>
            ),
          },
          { name: words.recurrenceOf, value: incidentLinks(links.recurrenceOf, i18n) },
          { name: words.cameBackAs, value: incidentLinks(links.cameBackAs, i18n) },
          { name: words.rules, value: <code title={incident.ruleSet}>{incident.ruleSet.slice(0, 12)}</code> },
        ]}
      />
    </section>
  );
};

/** Other incidents of the same plan: what this one came back from, or as which ones it came back. */
function incidentLinks(numbers: number | readonly number[] = [], i18n: I18n) {
  const all = [numbers].flat();
  if (all.length === 0) return undefined;
  return all.map((number) => (
    <a class="block" href={`/incidents/${number}`}>
      {i18n.t.watch.incident(number)}
    </a>
  ));
}

function downtimeText({ incident, now }: IncidentStand, i18n: I18n): string {
  const words = i18n.t.cases.facts;
  const span = i18n.f.duration(downtimeMs(incident, now));
  if (isSuspendedFor(incident)) return words.stillDown(span);
  return incident.suspensions.length === 0 ? words.notStopped : span;
}

const Description: FC<Props> = ({ view, i18n }) =>
  view.incident.description === undefined ? null : (
    <section class="card" aria-labelledby="description">
      <h2 id="description">{i18n.t.cases.description}</h2>
      <p class="prose">{view.incident.description}</p>
    </section>
  );

const Triggers: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.triggers;
  const { triggers } = view.incident;
  const value = (number: number | undefined, { metric, threshold }: Trigger) =>
    number === undefined ? i18n.t.common.none : valueText(number, metric, view.set, i18n, threshold);
  const columns: readonly Column<Trigger>[] = [
    {
      name: words.metric,
      cell: ({ metric, rule, suspended, share, silenced, firedAt }) => (
        <span>
          <strong>{metricName(metric, view.set, i18n)}</strong>
          <span class="small muted block">
            {i18n.t.register.says.rule(rule)}
            {suspended ? ` · ${words.suspended}` : ''}
            {share === undefined ? '' : ` · ${i18n.t.degree.leaves(shareText(share, i18n))}`}
          </span>
          {silenced === undefined ? null : (
            <span class="small block">
              {i18n.t.silences.heldBack(
                i18n.f.duration(silenced.until - firedAt),
                i18n.f.dayTime(silenced.until),
              )}
            </span>
          )}
        </span>
      ),
    },
    { name: words.value, class: 'late', cell: (trigger) => value(trigger.value, trigger) },
    {
      name: i18n.t.common.threshold,
      cell: (trigger) => crossedText(trigger, view.set, i18n),
    },
    { name: words.peak, cell: (trigger) => value(view.worst(trigger), trigger) },
    { name: words.from, cell: ({ breachedAt }) => <Time at={breachedAt} i18n={i18n} /> },
    {
      name: words.until,
      cell: ({ resolvedAt }) =>
        resolvedAt === undefined ? words.lasting : <Time at={resolvedAt} i18n={i18n} />,
    },
  ];
  return (
    <section class="card" id="incident-triggers" aria-labelledby="triggers">
      <h2 id="triggers">{words.title}</h2>
      {triggers.length === 0 ? (
        <p class="muted">{words.none}</p>
      ) : (
        <Table caption={words.title} columns={columns} items={triggers} />
      )}
      <Terms of={['trip', 'breach', 'usualRange']} i18n={i18n} />
    </section>
  );
};

const Timeline: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.timeline;
  return (
    <section class="card" id="incident-timeline" aria-labelledby="timeline">
      <header>
        <h2 id="timeline">{words.title}</h2>
        <span class="small muted">{words.lead}</span>
      </header>
      <ol class="timeline">
        {view.entries.map((entry) => (
          <li>
            <Time at={entry.at} i18n={i18n} as="exact" />
            <span>{entrySentence(entry, i18n, view.set)}</span>
            <span class="small muted">
              {nameOf(entry.actor, view.set, i18n)} ·{' '}
              <a href={`/register?before=${entry.seq + 1}#entry-${entry.seq}`} title={words.entry(entry.seq)}>
                {words.short(entry.seq)}
              </a>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
};
