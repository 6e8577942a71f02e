import type { FC } from 'hono/jsx';
import { downtimeMs, isSuspendedFor, type Trigger } from '../../incidents/incident.ts';
import { TakeMenu } from '../components/list.page.tsx';
import { Badge, Facts, Time } from '../components/parts.page.tsx';
import type { Part } from '../live/live-channel.ts';
import { stateLook } from '../plans/plan-head.page.tsx';
import { nameOf } from '../plans/plan-view.ts';
import { authorOf, entrySentence } from '../register/register-words.ts';
import { Crumbs, type Frame, Head, Layout } from '../shell/layout.page.tsx';
import { metricName } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';
import { IncidentEvidence } from './incident-evidence.page.tsx';
import { IncidentSteps } from './incident-steps.page.tsx';
import { type IncidentView, incidentLook, valueText, whatHappened } from './incident-view.ts';

type Props = { view: IncidentView; say: Say };

/** One incident: what happened, what was seen, how it went on, and what can be done now. */
export const IncidentPage: FC<{ frame: Frame; view: IncidentView; live: string }> = ({
  frame,
  view,
  live,
}) => {
  const { say } = frame;
  const { incident } = view;
  const name = view.mandate?.name ?? incident.agent;
  return (
    <Layout frame={frame} title={say.t.cases.title(incident.number, name)} section="incidents" live={live}>
      <Head
        title={say.t.cases.title(incident.number, name)}
        lead={whatHappened(incident, view.set, say)}
        crumbs={<Crumbs href="/incidents" label={say.t.shell.incidents} />}
      >
        <TakeMenu say={say}>
          {(['md', 'csv', 'json'] as const).map((format) => (
            <li>
              <a href={`/incidents/${incident.number}.${format}`} download>
                {say.t.cases.formats[format]}
              </a>
            </li>
          ))}
        </TakeMenu>
      </Head>
      <div class="stack">
        <div class="incident-top">
          <IncidentFacts view={view} say={say} />
          <IncidentSteps view={view} say={say} />
        </div>
        <Description view={view} say={say} />
        <Triggers view={view} say={say} />
        <IncidentEvidence view={view} say={say} />
        <Timeline view={view} say={say} />
      </div>
    </Layout>
  );
};

/** The pieces that change while somebody looks. */
export function incidentParts(view: IncidentView, say: Say): Part[] {
  return [
    { id: 'incident-facts', html: String(<IncidentFacts view={view} say={say} />) },
    { id: 'incident-steps', html: String(<IncidentSteps view={view} say={say} />) },
    { id: 'incident-triggers', html: String(<Triggers view={view} say={say} />) },
    { id: 'incident-timeline', html: String(<Timeline view={view} say={say} />) },
  ];
}

const IncidentFacts: FC<Props> = ({ view, say }) => {
  const { incident, mandate, plan } = view;
  const words = say.t.cases.facts;
  const stage = (stamp: { at: number; by: string } | undefined) =>
    stamp === undefined ? undefined : (
      <>
        <Time at={stamp.at} say={say} />
        <span class="small muted block">{say.t.common.by(nameOf(stamp.by, view.set, say))}</span>
      </>
    );
  return (
    <section class="card" id="incident-facts" aria-label={say.t.cases.list.incident}>
      <p class="row incident-state">
        <Badge {...incidentLook[incident.state]}>{say.t.incidentState[incident.state]}</Badge>
        <Badge tone={incident.severity === 'critical' ? 'bad' : 'warn'} icon="alert">
          {say.t.severity[incident.severity]}
        </Badge>
      </p>
      <Facts
        items={[
          {
            name: words.agent,
            value: <a href={`/agents/${incident.agent}`}>{mandate?.name ?? incident.agent}</a>,
          },
          { name: words.source, value: say.t.cases.sources[incident.source] },
          { name: words.opened, value: stage(incident.opened) },
          { name: words.acknowledged, value: stage(incident.acknowledged) },
          { name: words.resolved, value: stage(incident.resolved) },
          { name: words.closed, value: stage(incident.closed) },
          { name: words.downtime, value: downtimeText(view, say) },
          { name: words.exposed, value: exposedText(view, say) },
          {
            name: words.plan,
            value: plan && (
              <>
                <a href={`/plans/${plan.number}`}>{say.t.watch.plan(plan.number)}</a>{' '}
                <Badge {...stateLook[plan.state]}>{say.t.plan.state[plan.state]}</Badge>
              </>
            ),
          },
          { name: words.rules, value: <code title={incident.ruleSet}>{incident.ruleSet.slice(0, 12)}</code> },
        ]}
      />
    </section>
  );
};

function downtimeText({ incident, now }: IncidentView, say: Say): string {
  const words = say.t.cases.facts;
  const span = say.f.duration(downtimeMs(incident, now));
  if (isSuspendedFor(incident)) return words.stillDown(span);
  return incident.suspensions.length === 0 ? words.notStopped : span;
}

function exposedText({ incident }: IncidentView, say: Say): string | undefined {
  const exposed = incident.evidence?.exposed;
  return (
    exposed &&
    say.t.cases.facts.exposedOf(
      say.f.number(exposed.interactions),
      exposed.errors,
      say.f.number(exposed.errors),
    )
  );
}

const Description: FC<Props> = ({ view, say }) =>
  view.incident.description === undefined ? null : (
    <section class="card" aria-labelledby="description">
      <h2 id="description">{say.t.cases.description}</h2>
      <p class="prose">{view.incident.description}</p>
    </section>
  );

const Triggers: FC<Props> = ({ view, say }) => {
  const words = say.t.cases.triggers;
  const { triggers } = view.incident;
  return (
    <section class="card" id="incident-triggers" aria-labelledby="triggers">
      <h2 id="triggers">{words.title}</h2>
      {triggers.length === 0 ? (
        <p class="muted">{words.none}</p>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">{words.metric}</th>
              <th scope="col">{words.value}</th>
              <th scope="col">{words.limit}</th>
              <th scope="col">{words.peak}</th>
              <th scope="col">{words.from}</th>
              <th scope="col">{words.until}</th>
            </tr>
          </thead>
          <tbody>
            {triggers.map((trigger) => (
              <TriggerRow trigger={trigger} view={view} say={say} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

const TriggerRow: FC<{ trigger: Trigger } & Props> = ({ trigger, view, say }) => {
  const words = say.t.cases.triggers;
  const value = (number: number | undefined) =>
    number === undefined ? say.t.common.none : valueText(number, trigger.metric, view.set, say);
  return (
    <tr>
      <td data-label={words.metric}>
        <span>
          <strong>{metricName(trigger.metric, view.set, say)}</strong>
          <span class="small muted block">
            {say.t.register.says.rule(trigger.rule)}
            {trigger.suspended ? ` · ${words.suspended}` : ''}
          </span>
        </span>
      </td>
      <td data-label={words.value} class="late">
        {value(trigger.value)}
      </td>
      <td data-label={words.limit}>{value(trigger.threshold)}</td>
      <td data-label={words.peak}>{value(trigger.peak)}</td>
      <td data-label={words.from}>
        <Time at={trigger.breachedAt} say={say} />
      </td>
      <td data-label={words.until}>
        {trigger.resolvedAt === undefined ? words.lasting : <Time at={trigger.resolvedAt} say={say} />}
      </td>
    </tr>
  );
};

const Timeline: FC<Props> = ({ view, say }) => {
  const words = say.t.cases.timeline;
  return (
    <section class="card" id="incident-timeline" aria-labelledby="timeline">
      <header>
        <h2 id="timeline">{words.title}</h2>
        <span class="small muted">{words.lead}</span>
      </header>
      <ol class="timeline">
        {view.entries.map((entry) => (
          <li>
            <Time at={entry.at} say={say} as="exact" />
            <span>{entrySentence(entry, say, view.set)}</span>
            <span class="small muted">
              {authorOf(entry, say, view.set)} ·{' '}
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
