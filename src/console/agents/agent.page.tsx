import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { downtimeMs } from '../../incidents/incident.ts';
import { progressOf } from '../../plans/progress.ts';
import { chartSvg } from '../charts/chart-svg.ts';
import { chartWords, type MetricChart, metricOption } from '../charts/charts.ts';
import { Badge, Facts, Time } from '../components/parts.page.tsx';
import { Crumbs, type Frame, Head, Layout } from '../shell/layout.page.tsx';
import { labelOf, said } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { workshopAddress } from '../workshop/workshop-view.ts';
import { type AgentView, chartFacts, ranges } from './agent.ts';
import { AgentSwitch } from './agent-switch.page.tsx';
import { limitText, RuleCell } from './rule-glance.page.tsx';

/** One agent: its switch, its metrics over time, its rules, incidents and plans, its mandate. */
export const AgentPage: FC<{ frame: Frame; view: AgentView; live: string }> = ({ frame, view, live }) => {
  const { i18n } = frame;
  const { mandate } = view;
  return (
    <Layout frame={frame} title={mandate.name} section="watch" live={live} charts>
      <Head
        title={mandate.name}
        lead={said(mandate.scope, i18n)}
        crumbs={<Crumbs href="/" label={i18n.t.shell.watch} />}
      />
      <div class="stack">
        <AgentSwitch view={view} i18n={i18n} />
        <RuleStrip view={view} i18n={i18n} />
        <Charts view={view} i18n={i18n} />
        <div class="columns">
          <History view={view} i18n={i18n} />
          <MandateCard view={view} i18n={i18n} />
        </div>
      </div>
    </Layout>
  );
};

/** The rules as they stand now; replaced over the live stream. */
export const RuleStrip: FC<{ view: Pick<AgentView, 'rules' | 'mandate'>; i18n: I18n }> = ({ view, i18n }) => (
  <section class="card agent-rules" id="agent-rules" aria-label={i18n.t.agent.rulesNow}>
    {view.rules.length === 0 ? <span class="muted">{i18n.t.watch.noRules}</span> : null}
    {view.rules.map((glance) => (
      <RuleCell glance={glance} i18n={i18n} href={workshopAddress(glance.rule.id, view.mandate.agent)} />
    ))}
  </section>
);

const Charts: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => (
  <section class="card" aria-labelledby="charts">
    <header>
      <h2 id="charts">{i18n.t.agent.charts}</h2>
      <nav class="chips" aria-label={i18n.t.agent.range}>
        {ranges.map((range) => (
          <a
            class="chip"
            href={`?range=${range}#charts`}
            {...(range === view.range ? { 'aria-current': 'true' } : {})}
          >
            <span>{i18n.t.agent.ranges[range]}</span>
          </a>
        ))}
      </nav>
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
      <li class="key-none">{i18n.t.agent.zoomHint}</li>
    </ul>
  );
};

const MetricFigure: FC<{ chart: MetricChart; view: AgentView; i18n: I18n }> = ({ chart, view, i18n }) => {
  const { metric } = chart;
  const facts = chartFacts(chart.points);
  const option = metricOption(chart, i18n);
  const quantity = (value: number) => i18n.f.quantity(value, metric);
  const described =
    facts.least === undefined || facts.most === undefined
      ? i18n.t.agent.chartEmpty
      : i18n.t.agent.chartSays(
          facts.last === undefined ? undefined : quantity(facts.last),
          quantity(facts.least),
          quantity(facts.most),
        );
  return (
    <figure class="chart" data-chart={metric.name}>
      <figcaption>
        <strong>{labelOf(metric, i18n)}</strong>{' '}
        <span class="muted small">
          {chart.limits
            .map((limit) => limitText({ operator: limit.operator, threshold: limit.value }, metric, i18n))
            .join(' · ')}
          {chart.limits.length > 0 ? ' · ' : ''}
          {described}
        </span>
      </figcaption>
      {raw(chartSvg(option, metric, i18n, { width: 860, height: 220 }))}
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

const History: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => (
  <section class="card" aria-labelledby="history">
    <h2 id="history">{i18n.t.agent.history}</h2>
    {view.incidents.length === 0 ? <p class="nothing">{i18n.t.agent.noIncident}</p> : null}
    {view.incidents.length === 0 ? null : (
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{i18n.t.agent.incident}</th>
            <th scope="col">{i18n.t.agent.openedAt}</th>
            <th scope="col">{i18n.t.agent.downtime}</th>
            <th scope="col">{i18n.t.agent.plan}</th>
          </tr>
        </thead>
        <tbody>
          {view.incidents.map((incident) => {
            const plan = view.plans.find((other) => other.incident === incident.number);
            const progress = plan && progressOf(plan, view.now);
            return (
              <tr>
                <td data-label={i18n.t.agent.incident}>
                  <span>
                    <a href={`/incidents/${incident.number}`}>{i18n.t.watch.incident(incident.number)}</a>{' '}
                    <Badge
                      tone={incident.state === 'open' || incident.state === 'acknowledged' ? 'bad' : 'quiet'}
                      icon={
                        incident.state === 'open' || incident.state === 'acknowledged' ? 'alert' : 'check'
                      }
                    >
                      {i18n.t.incidentState[incident.state]}
                    </Badge>
                  </span>
                </td>
                <td data-label={i18n.t.agent.openedAt}>
                  <Time at={incident.opened.at} i18n={i18n} />
                </td>
                <td data-label={i18n.t.agent.downtime}>{i18n.f.duration(downtimeMs(incident, view.now))}</td>
                <td data-label={i18n.t.agent.plan}>
                  {plan && progress ? (
                    <span>
                      <a href={`/plans/${plan.number}`}>{i18n.t.watch.plan(plan.number)}</a>{' '}
                      <span class="muted small">
                        {plan.state === 'active'
                          ? i18n.t.watch.done(progress.done, progress.actions)
                          : i18n.t.watch.planState[plan.state]}
                      </span>
                    </span>
                  ) : (
                    i18n.t.common.none
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    )}
  </section>
);

const MandateCard: FC<{ view: AgentView; i18n: I18n }> = ({ view, i18n }) => {
  const { mandate } = view;
  const person = (id: string) => view.people.get(id)?.name ?? id;
  return (
    <section class="card" aria-labelledby="mandate">
      <h2 id="mandate">{i18n.t.agent.mandate}</h2>
      <Facts
        items={[
          { name: i18n.t.agent.scope, value: said(mandate.scope, i18n) },
          { name: i18n.t.agent.owner, value: person(mandate.owner) },
          { name: i18n.t.agent.approver, value: person(mandate.approver) },
          { name: i18n.t.agent.onUnreachable, value: i18n.t.agent.unreachable[mandate.onUnreachable] },
          { name: i18n.t.agent.ackWithin, value: i18n.f.duration(mandate.ackWithinMs) },
          { name: i18n.t.agent.id, value: <code>{mandate.agent}</code> },
        ]}
      />
    </section>
  );
};
