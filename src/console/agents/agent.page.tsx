import { raw } from 'hono/html';
import type { FC } from 'hono/jsx';
import { downtimeMs } from '../../incidents/incident.ts';
import { progressOf } from '../../plans/progress.ts';
import { chartSvg } from '../charts/chart-svg.ts';
import { chartWords, type MetricChart, metricOption } from '../charts/charts.ts';
import { Badge, Facts, Time } from '../components/parts.page.tsx';
import { Crumbs, type Frame, Head, Layout } from '../shell/layout.page.tsx';
import { labelOf, said } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';
import { workshopAddress } from '../workshop/workshop-view.ts';
import { type AgentView, chartFacts, ranges } from './agent.ts';
import { AgentSwitch } from './agent-switch.page.tsx';
import { limitText, RuleCell } from './rule-glance.page.tsx';

/** One agent: its switch, its metrics over time, its rules, incidents and plans, its mandate. */
export const AgentPage: FC<{ frame: Frame; view: AgentView; live: string }> = ({ frame, view, live }) => {
  const { say } = frame;
  const { mandate } = view;
  return (
    <Layout frame={frame} title={mandate.name} section="watch" live={live} charts>
      <Head
        title={mandate.name}
        lead={said(mandate.scope, say)}
        crumbs={<Crumbs href="/" label={say.t.shell.watch} />}
      />
      <div class="stack">
        <AgentSwitch view={view} say={say} />
        <RuleStrip view={view} say={say} />
        <Charts view={view} say={say} />
        <div class="columns">
          <History view={view} say={say} />
          <MandateCard view={view} say={say} />
        </div>
      </div>
    </Layout>
  );
};

/** The rules as they stand now; replaced over the live stream. */
export const RuleStrip: FC<{ view: Pick<AgentView, 'rules' | 'mandate'>; say: Say }> = ({ view, say }) => (
  <section class="card agent-rules" id="agent-rules" aria-label={say.t.agent.rulesNow}>
    {view.rules.length === 0 ? <span class="muted">{say.t.watch.noRules}</span> : null}
    {view.rules.map((glance) => (
      <RuleCell glance={glance} say={say} href={workshopAddress(glance.rule.id, view.mandate.agent)} />
    ))}
  </section>
);

const Charts: FC<{ view: AgentView; say: Say }> = ({ view, say }) => (
  <section class="card" aria-labelledby="charts">
    <header>
      <h2 id="charts">{say.t.agent.charts}</h2>
      <nav class="chips" aria-label={say.t.agent.range}>
        {ranges.map((range) => (
          <a
            class="chip"
            href={`?range=${range}#charts`}
            {...(range === view.range ? { 'aria-current': 'true' } : {})}
          >
            <span>{say.t.agent.ranges[range]}</span>
          </a>
        ))}
      </nav>
    </header>
    <div class="charts">
      {view.charts.map((chart) => (
        <MetricFigure chart={chart} view={view} say={say} />
      ))}
    </div>
    <Legend view={view} say={say} />
  </section>
);

/** The meaning of the shades and lines that occur in the charts. */
const Legend: FC<{ view: AgentView; say: Say }> = ({ view, say }) => {
  const some = (has: (chart: MetricChart) => boolean) => view.charts.some(has);
  const words = say.t.chart;
  return (
    <ul class="legend small">
      {some((chart) => chart.limits.length > 0) ? <li class="key-limit">{words.limit}</li> : null}
      {some((chart) => chart.limits.some((limit) => limit.clear !== undefined)) ? (
        <li class="key-band">{words.band}</li>
      ) : null}
      {some((chart) => chart.suspensions.length > 0) ? <li class="key-shade">{words.suspended}</li> : null}
      {some((chart) => chart.incidents.length > 0) ? <li class="key-incident">{words.incident}</li> : null}
      {some((chart) => chart.ruleChanges.length > 0) ? <li class="key-rules">{words.ruleChange}</li> : null}
      <li class="key-none">{say.t.agent.zoomHint}</li>
    </ul>
  );
};

const MetricFigure: FC<{ chart: MetricChart; view: AgentView; say: Say }> = ({ chart, view, say }) => {
  const { metric } = chart;
  const facts = chartFacts(chart.points);
  const option = metricOption(chart, say);
  const quantity = (value: number) => say.f.quantity(value, metric);
  const described =
    facts.least === undefined || facts.most === undefined
      ? say.t.agent.chartEmpty
      : say.t.agent.chartSays(
          facts.last === undefined ? undefined : quantity(facts.last),
          quantity(facts.least),
          quantity(facts.most),
        );
  return (
    <figure class="chart" data-chart={metric.name}>
      <figcaption>
        <strong>{labelOf(metric, say)}</strong>{' '}
        <span class="muted small">
          {chart.limits
            .map((limit) => limitText({ operator: limit.operator, threshold: limit.value }, metric, say))
            .join(' · ')}
          {chart.limits.length > 0 ? ' · ' : ''}
          {described}
        </span>
      </figcaption>
      {raw(chartSvg(option, metric, say, { width: 860, height: 220 }))}
      <div class="live-chart" aria-hidden="true" />
      <script
        type="application/json"
        dangerouslySetInnerHTML={{
          __html: jsonForPage({
            option,
            words: chartWords(metric, say),
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

const History: FC<{ view: AgentView; say: Say }> = ({ view, say }) => (
  <section class="card" aria-labelledby="history">
    <h2 id="history">{say.t.agent.history}</h2>
    {view.incidents.length === 0 ? <p class="nothing">{say.t.agent.noIncident}</p> : null}
    {view.incidents.length === 0 ? null : (
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{say.t.agent.incident}</th>
            <th scope="col">{say.t.agent.openedAt}</th>
            <th scope="col">{say.t.agent.downtime}</th>
            <th scope="col">{say.t.agent.plan}</th>
          </tr>
        </thead>
        <tbody>
          {view.incidents.map((incident) => {
            const plan = view.plans.find((other) => other.incident === incident.number);
            const progress = plan && progressOf(plan, view.now);
            return (
              <tr>
                <td data-label={say.t.agent.incident}>
                  <span>
                    <a href={`/incidents/${incident.number}`}>{say.t.watch.incident(incident.number)}</a>{' '}
                    <Badge
                      tone={incident.state === 'open' || incident.state === 'acknowledged' ? 'bad' : 'quiet'}
                      icon={
                        incident.state === 'open' || incident.state === 'acknowledged' ? 'alert' : 'check'
                      }
                    >
                      {say.t.incidentState[incident.state]}
                    </Badge>
                  </span>
                </td>
                <td data-label={say.t.agent.openedAt}>
                  <Time at={incident.opened.at} say={say} />
                </td>
                <td data-label={say.t.agent.downtime}>{say.f.duration(downtimeMs(incident, view.now))}</td>
                <td data-label={say.t.agent.plan}>
                  {plan && progress ? (
                    <span>
                      <a href={`/plans/${plan.number}`}>{say.t.watch.plan(plan.number)}</a>{' '}
                      <span class="muted small">
                        {plan.state === 'active'
                          ? say.t.watch.done(progress.done, progress.actions)
                          : say.t.watch.planState[plan.state]}
                      </span>
                    </span>
                  ) : (
                    say.t.common.none
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

const MandateCard: FC<{ view: AgentView; say: Say }> = ({ view, say }) => {
  const { mandate } = view;
  const person = (id: string) => view.people.get(id)?.name ?? id;
  return (
    <section class="card" aria-labelledby="mandate">
      <h2 id="mandate">{say.t.agent.mandate}</h2>
      <Facts
        items={[
          { name: say.t.agent.scope, value: said(mandate.scope, say) },
          { name: say.t.agent.owner, value: person(mandate.owner) },
          { name: say.t.agent.approver, value: person(mandate.approver) },
          { name: say.t.agent.onUnreachable, value: say.t.agent.unreachable[mandate.onUnreachable] },
          { name: say.t.agent.ackWithin, value: say.f.duration(mandate.ackWithinMs) },
          { name: say.t.agent.id, value: <code>{mandate.agent}</code> },
        ]}
      />
    </section>
  );
};
