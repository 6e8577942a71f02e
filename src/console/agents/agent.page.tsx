import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { type Incident, isUnresolved } from '../../incidents/incident.ts';
import { typeset } from '../../language/typography.ts';
import type { RefusalNote } from '../../metrics/intake/refusal-notes.ts';
import type { Plan } from '../../plans/plan.ts';
import { progressOf } from '../../plans/progress.ts';
import { isPlain } from '../../rules/condition.ts';
import { chartSvg } from '../charts/chart-svg.ts';
import { chartWords, limitLabel, type MetricChart, metricOption } from '../charts/charts.ts';
import { addressWith, LinkChips } from '../components/list.page.tsx';
import { Badge, Facts, type Look, Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import { Term } from '../components/term.page.tsx';
import { DeclareLink } from '../incidents/declare.page.tsx';
import { degradedText, downtimeText } from '../incidents/incident-view.ts';
import { AgentProofs } from '../rules/proof.page.tsx';
import { type Frame, Page } from '../shell/layout.page.tsx';
import { SilencesLink } from '../silences/silences-link.page.tsx';
import type { RuleGlance } from '../watch/watch.ts';
import { labelOf, nameOf, said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { workshopAddress } from '../workshop/workshop-view.ts';
import { type AgentView, chartFacts, ranges } from './agent.ts';
import { AgentReadiness } from './agent-readiness.page.tsx';
import { AgentSwitch } from './agent-switch.page.tsx';
import { RuleCell } from './rule-glance.page.tsx';

/** One agent: its switch, its metrics over time, its rules, incidents and plans, its mandate. */
export const AgentPage: FC<{ frame: Frame; view: AgentView; live: string }> = ({ frame, view, live }) => {
  const { i18n } = frame;
  const { mandate } = view;
  return (
    <Page
      frame={frame}
      title={mandate.name}
      section="watch"
      live={live}
      lead={said(mandate.scope, i18n)}
      back={{ href: '/', label: i18n.t.shell.watch }}
      tools={view.mayDeclare ? <DeclareLink agent={mandate.agent} i18n={i18n} /> : undefined}
      charts
    >
      <div class="stack">
        <AgentSwitch view={view} i18n={i18n} />
        <AgentReadiness view={view} i18n={i18n} />
        <RuleStrip view={view} i18n={i18n} />
        <NotTaken notes={view.notTaken} i18n={i18n} />
        <Charts view={view} i18n={i18n} />
        <AgentProofs
          agent={mandate.agent}
          rules={view.rules.map(({ rule }) => rule)}
          view={view.proofs}
          i18n={i18n}
        />
        <div class="columns">
          <History view={view} i18n={i18n} />
          <MandateCard view={view} i18n={i18n} />
        </div>
      </div>
    </Page>
  );
};

/** The page that silences a rule that fires or is about to; for the others there is the page of silences. */
function silenceAddress({ rule, standing }: RuleGlance, agent: string): string | undefined {
  if (standing !== 'firing' && standing !== 'pending') return undefined;
  return addressWith('/silences', { agent, rule: rule.id });
}

/** The rules as they stand now; replaced over the live stream. */
export const RuleStrip: FC<{ view: Pick<AgentView, 'rules' | 'mandate'>; i18n: I18n }> = ({ view, i18n }) => (
  <section class="card agent-rules" id="agent-rules" aria-label={i18n.t.agent.rulesNow}>
    {view.rules.length === 0 ? <span class="muted">{i18n.t.watch.noRules}</span> : null}
    {view.rules.map((glance) => (
      <RuleCell
        glance={glance}
        i18n={i18n}
        {...(isPlain(glance.condition) ? { href: workshopAddress(glance.rule.id, view.mandate.agent) } : {})}
        silence={silenceAddress(glance, view.mandate.agent)}
      />
    ))}
    <p class="small no-print">
      <SilencesLink agent={view.mandate.agent} i18n={i18n} />
    </p>
  </section>
);

/** Refused items, which count nowhere: without this table, an agent that is measured wrong looks well. */
const NotTaken: FC<{ notes: readonly RefusalNote[]; i18n: I18n }> = ({ notes, i18n }) => {
  const words = i18n.t.agent.notTaken;
  if (notes.length === 0) return null;
  const columns: readonly Column<RefusalNote>[] = [
    {
      name: words.reason,
      as: 'heading',
      cell: ({ reason }) => <span lang="en">{typeset(reason, 'en')}</span>,
    },
    { name: words.count, as: 'number', cell: ({ count }) => i18n.f.number(count) },
    { name: words.sentTo, cell: ({ source }) => words.sources[source] },
    { name: words.since, cell: ({ since }) => <Time at={since} i18n={i18n} /> },
    { name: words.last, cell: ({ lastAt }) => <Time at={lastAt} i18n={i18n} /> },
  ];
  return (
    <section class="card" aria-labelledby="not-taken">
      <h2 id="not-taken">{words.title}</h2>
      <p class="muted">{words.hint}</p>
      <Table caption={words.title} columns={columns} items={notes} />
    </section>
  );
};

const Charts: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => (
  <section class="card" aria-labelledby="charts">
    <header>
      <h2 id="charts">{i18n.t.agent.charts}</h2>
      <LinkChips
        label={i18n.t.agent.range}
        choices={ranges.map((range) => ({
          value: range,
          label: i18n.t.agent.ranges[range],
          href: `?range=${range}#charts`,
        }))}
        value={view.range}
      />
    </header>
    <div class="charts">
      {view.charts.map((chart) => (
        <MetricFigure chart={chart} view={view} i18n={i18n} />
      ))}
    </div>
    <Legend view={view} i18n={i18n} />
  </section>
);

/** The meaning of the shades and lines that occur in the charts. */
const Legend: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => {
  const some = (has: (chart: MetricChart) => boolean) => view.charts.some(has);
  const words = i18n.t.chart;
  return (
    <ul class="legend small">
      {some((chart) => chart.limits.length > 0) ? <li class="key-limit">{words.limit}</li> : null}
      {some((chart) => chart.limits.some((limit) => limit.clear !== undefined)) ? (
        <li class="key-band">{words.band}</li>
      ) : null}
      {some((chart) => chart.suspensions.length > 0) ? <li class="key-shade">{words.suspended}</li> : null}
      {some((chart) => chart.incidents.length > 0) ? <li class="key-incident">{words.incident}</li> : null}
      {some((chart) => chart.ruleChanges.length > 0) ? <li class="key-rules">{words.ruleChange}</li> : null}
      {some((chart) => chart.marks.length > 0) ? <li class="key-marks">{words.mark}</li> : null}
      <li class="key-none">{i18n.t.agent.zoomHint}</li>
    </ul>
  );
};

const MetricFigure: FC<{ chart: MetricChart; view: AgentView; i18n: I18n }> = ({ chart, view, i18n }) => {
  const { metric } = chart;
  const facts = chartFacts(chart.points);
  const option = metricOption(chart, i18n);
  const limits = chart.limits.map(({ value }) => value);
  const quantity = (value: number) => i18n.f.quantity(value, metric, ...limits);
  const described =
    facts.least === undefined || facts.most === undefined
      ? i18n.t.agent.chartEmpty
      : i18n.t.agent.chartSays(quantity(facts.least), quantity(facts.most));
  return (
    <figure class="chart" data-chart={metric.name}>
      <figcaption>
        <strong>{labelOf(metric, i18n)}</strong>{' '}
        <span class="muted small">
          {chart.limits.map((limit) => limitLabel(limit, metric, i18n)).join(' · ')}
          {chart.limits.length > 0 ? ' · ' : ''}
          {described}
        </span>
      </figcaption>
      {raw(chartSvg(option, { width: 860, height: 220 }))}
      <div class="live-chart" aria-hidden="true" />
      <script
        type="application/json"
        dangerouslySetInnerHTML={{
          __html: jsonForPage({
            option,
            words: chartWords(metric, i18n),
            source: `/agents/${view.mandate.agent}/chart/${metric.name}`,
            from: chart.from,
            until: chart.until,
          }),
        }}
      />
    </figure>
  );
};

/** JSON that cannot end the script element it stands in. */
export function jsonForPage(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028');
}

const History: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => {
  const words = i18n.t.agent;
  const columns: readonly Column<Incident>[] = [
    {
      name: i18n.t.common.incident,
      cell: (incident) => (
        <span>
          <a href={`/incidents/${incident.number}`}>{i18n.t.watch.incident(incident.number)}</a>{' '}
          <Badge {...(isUnresolved(incident) ? unresolvedLook : resolvedLook)}>
            {i18n.t.incidentState[incident.state]}
          </Badge>
        </span>
      ),
    },
    { name: i18n.t.common.opened, cell: ({ opened }) => <Time at={opened.at} i18n={i18n} /> },
    {
      name: i18n.t.common.downtime,
      cell: (incident) => <Downtime incident={incident} now={view.now} i18n={i18n} />,
    },
    {
      name: i18n.t.common.plan,
      cell: ({ number }) => (
        <PlanCell plan={view.plans.find(({ incident }) => incident === number)} now={view.now} i18n={i18n} />
      ),
    },
  ];
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">{words.history}</h2>
      {view.incidents.length === 0 ? (
        <p class="nothing">{words.noIncident}</p>
      ) : (
        <Table caption={words.history} columns={columns} items={view.incidents} />
      )}
    </section>
  );
};

/**
 * How long an incident stopped the agent, and how long it had a share of its traffic: that is no downtime.
 */
const Downtime: FC<{ incident: Incident; now: number; i18n: I18n }> = ({ incident, now, i18n }) => {
  const reduced = degradedText(incident, now, i18n);
  return (
    <span>
      {downtimeText(incident, now, i18n)}
      {reduced === undefined ? null : (
        <span class="muted small reduced">
          {i18n.t.degree.duration} {reduced}
        </span>
      )}
    </span>
  );
};

const unresolvedLook: Look = { tone: 'bad', icon: 'alert' };
const resolvedLook: Look = { tone: 'quiet', icon: 'check' };

const PlanCell: FC<{ plan: Plan | undefined; now: number; i18n: I18n }> = ({ plan, now, i18n }) => {
  if (plan === undefined) return <>{i18n.t.common.none}</>;
  const { done, actions } = progressOf(plan, now);
  return (
    <span>
      <a href={`/plans/${plan.number}`}>{i18n.t.watch.plan(plan.number)}</a>{' '}
      <span class="muted small">
        {plan.state === 'active' ? i18n.t.watch.done(done, actions) : i18n.t.watch.planState[plan.state]}
      </span>
    </span>
  );
};

const MandateCard: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => {
  const { mandate } = view;
  return (
    <section class="card" aria-labelledby="mandate">
      <header>
        <h2 id="mandate">{i18n.t.agent.mandate}</h2>
        <Term term="mandate" i18n={i18n} />
      </header>
      <Facts
        items={[
          { name: i18n.t.agent.scope, value: said(mandate.scope, i18n) },
          { name: i18n.t.common.owner, value: nameOf(mandate.owner, view.set, i18n) },
          { name: i18n.t.common.approver, value: nameOf(mandate.approver, view.set, i18n) },
          ...(mandate.switch === 'none'
            ? []
            : [
                { name: i18n.t.agent.onUnreachable, value: i18n.t.agent.unreachable[mandate.onUnreachable] },
                { name: i18n.t.agent.ackWithin, value: i18n.f.duration(mandate.ackWithinMs) },
              ]),
          { name: i18n.t.agent.id, value: <code>{mandate.agent}</code> },
        ]}
      />
    </section>
  );
};
