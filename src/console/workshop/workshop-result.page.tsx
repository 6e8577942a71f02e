import type { FC } from 'hono/jsx';
import type { Side } from '../../workshop/backtest/report.ts';
import { chartFacts } from '../agents/agent.ts';
import { chartSvg } from '../charts/chart-svg.ts';
import { Drawn } from '../components/drawn.page.tsx';
import { Message } from '../components/parts.page.tsx';
import { RefusalMessage } from '../components/refusal.page.tsx';
import { Headings } from '../components/table.page.tsx';
import { TrialSection } from '../rules/rule-trial.page.tsx';
import { agentName, labelOf } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { alarmsHigh, commandsOf, type Proposal } from './workshop.ts';
import { plotBottom, plotTop, pointsOf, scaleOf, workshopOption } from './workshop-chart.ts';
import { CriteriaTable, FiringTables, IncidentTable, NearMissTable } from './workshop-tables.page.tsx';
import { hasMeasured, type Outcome, type WorkshopView } from './workshop-view.ts';

type Props = { view: WorkshopView; i18n: I18n };
type Tried = Extract<Outcome, { kind: 'report' }>;
type TriedProps = Props & { tried: Tried };

/** The outcome of the proposal; replaced as a whole whenever it moves. */
export const WorkshopResult: FC<Props> = ({ view, i18n }) => (
  <div id="workshop-result" class="stack">
    <OutcomePart view={view} i18n={i18n} />
    {view.trial === undefined ? null : (
      <TrialSection
        trial={view.trial}
        metric={view.subject.metric}
        thresholds={[view.subject.condition.threshold]}
        i18n={i18n}
      />
    )}
  </div>
);

const OutcomePart: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.workshop;
  const { outcome } = view;
  switch (outcome.kind) {
    case 'report':
      return <Report view={view} tried={outcome} i18n={i18n} />;
    case 'bad_fields':
      return <Message tone="warn" title={words.badFields} />;
    case 'no_cells':
      return (
        <Message
          tone="info"
          title={words.noCells(
            labelOf(view.subject.metric, i18n),
            i18n.f.dayTime(outcome.from),
            i18n.f.dayTime(outcome.until),
          )}
        >
          <span>
            {outcome.last === undefined ? words.noCellEver : words.lastCell(i18n.f.dayTime(outcome.last))}
          </span>
        </Message>
      );
    case 'superseded':
      return <Message tone="info" title={words.superseded} />;
    case 'full':
      return <Message tone="warn" title={words.full} />;
    case 'unusable':
      return (
        <Message tone="bad" title={words.unusable} urgent>
          <pre lang="en">{outcome.detail}</pre>
        </Message>
      );
    default:
      return outcome satisfies never;
  }
};

const Report: FC<TriedProps> = (props) => {
  const {
    view,
    tried: { report, proposal },
    i18n,
  } = props;
  const { metric, rule } = view.subject;
  return (
    <>
      <ChartCard {...props} />
      <Summary {...props} />
      <IncidentTable report={report} i18n={i18n} />
      <FiringTables report={report} metric={metric} i18n={i18n} />
      <NearMissTable report={report} metric={metric} i18n={i18n} />
      <CriteriaTable report={report} view={view} i18n={i18n} />
      <Apply view={view} proposal={proposal} i18n={i18n} />
      {view.trials.length === 0 ? null : (
        <p class="small muted">
          {i18n.t.workshop.trialBeside}{' '}
          {view.trials.map(({ id }) => (
            <a href={`/rules/${id}?agent=${view.mandate.agent}`}>{id}</a>
          ))}
        </p>
      )}
      {hasMeasured(report) ? null : (
        <Message tone="info" title={i18n.t.workshop.nothingMeasured(i18n.f.number(rule.minSamples))} />
      )}
    </>
  );
};

const ChartCard: FC<TriedProps> = ({ view, tried, i18n }) => {
  const words = i18n.t.workshop;
  const { metric, condition } = view.subject;
  const chart = { subject: view.subject, ...tried };
  const scale = scaleOf(chart);
  const { least, most } = chartFacts(pointsOf(tried.report));
  const limits = [condition.threshold, tried.proposal.when.threshold];
  const quantity = (value: number) => i18n.f.quantity(value, metric, ...limits);
  const described = alarmsHigh(condition) ? words.chartSays : words.chartSaysLow;
  return (
    <section class="card" aria-labelledby="try">
      <h2 id="try">{words.chart}</h2>
      <p class="said" role="status">
        {saidOf(view, tried, i18n)}
      </p>
      <figure
        class="chart workshop-chart"
        data-min={scale.min}
        data-max={scale.max}
        data-step={scale.step}
        data-threshold={tried.proposal.when.threshold}
        data-top={plotTop}
        data-bottom={plotBottom}
      >
        <figcaption class="small muted">
          {labelOf(metric, i18n)}.{' '}
          {least === undefined || most === undefined
            ? null
            : `${described(quantity(least), quantity(most))}. `}
          <span class="script-only">{words.dragHint}</span>
        </figcaption>
        <Drawn
          wide={{ width: 900, height: 330 }}
          narrow={{ width: 360, height: 300 }}
          draw={(size) => chartSvg(workshopOption(chart, i18n), size)}
        />
      </figure>
      <ul class="legend small">
        <li class="key-now">{words.keyNow}</li>
        <li class="key-new">{words.keyNew}</li>
        {tried.report.incidents.length === 0 ? null : <li class="key-incident">{i18n.t.chart.incident}</li>}
      </ul>
    </section>
  );
};

/** The answer in one sentence, for those who do not look at tables. */
function saidOf({ subject }: WorkshopView, { report, proposal }: Tried, i18n: I18n): string {
  const words = i18n.t.workshop;
  const side = ({ firings, suspendedMinutes }: Side) =>
    subject.rule.effect === 'suspend'
      ? words.firingsStopped(firings.length, stopText(suspendedMinutes, i18n))
      : words.firings(firings.length);
  const value = i18n.f.limit(proposal.when.threshold, subject.metric);
  return proposal.edits.length === 0
    ? words.same(side(report.after), value)
    : words.said(value, side(report.after), side(report.before));
}

function stopText(minutes: number, i18n: I18n): string {
  return minutes === 0 ? i18n.t.workshop.noMinutes : i18n.f.duration(minutes * 60_000);
}

const Summary: FC<TriedProps> = ({ view, tried: { report }, i18n }) => {
  const words = i18n.t.workshop;
  const { columns, rows } = words;
  const { effect, onNoData } = view.subject.rule;
  const stop = (minutes: number) => stopText(minutes, i18n);
  const row = (name: string, of: (side: Side) => number, text: (value: number) => string = i18n.f.number) => (
    <SummaryRow name={name} was={of(report.before)} would={of(report.after)} text={text} i18n={i18n} />
  );
  return (
    <section class="card" aria-labelledby="summary">
      <h2 id="summary">{words.summary}</h2>
      <table class="cards" aria-labelledby="summary">
        <Headings
          columns={[
            { name: columns.what },
            { name: columns.now, as: 'number' },
            { name: columns.proposed, as: 'number' },
            { name: columns.change, as: 'number' },
          ]}
        />
        <tbody>
          {row(rows.firings, ({ firings }) => firings.length)}
          {onNoData === 'keep' ? null : row(rows.silences, ({ silences }) => silences.length)}
          {effect === 'suspend'
            ? row(rows.suspended, ({ suspendedMinutes }) => suspendedMinutes, stop)
            : null}
          {report.before.degradedMinutes + report.after.degradedMinutes > 0
            ? row(i18n.t.degree.workshop, ({ degradedMinutes }) => degradedMinutes, stop)
            : null}
          {effect === 'observe' ? null : row(rows.incidents, ({ incidentsOpened }) => incidentsOpened)}
          {effect === 'observe' ? null : row(rows.plans, ({ plansOpened }) => plansOpened)}
          {report.before.held.alarms + report.after.held.alarms === 0
            ? null
            : row(rows.held, ({ held }) => held.alarms)}
        </tbody>
      </table>
    </section>
  );
};

const SummaryRow: FC<{
  name: string;
  was: number;
  would: number;
  text: (value: number) => string;
  i18n: I18n;
}> = ({ name, was, would, text, i18n }) => {
  const { columns, none } = i18n.t.workshop;
  const change = would - was;
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="number" data-label={columns.now}>
        {text(was)}
      </td>
      <td class="number" data-label={columns.proposed}>
        <strong>{text(would)}</strong>
      </td>
      <td class="number" data-label={columns.change}>
        {change === 0 ? (
          <span class="muted">{none}</span>
        ) : (
          `${change > 0 ? '+' : '−'}${text(Math.abs(change))}`
        )}
      </td>
    </tr>
  );
};

/** The way to put the proposal in force: the page itself changes nothing. */
const Apply: FC<Props & { proposal: Proposal }> = ({ view, proposal, i18n }) => {
  const words = i18n.t.workshop;
  const { subject, set, mandate } = view;
  const { rule } = subject;
  const others = rule.agents.filter((agent) => agent !== mandate.agent);
  const commands = commandsOf(subject, proposal, set);
  return (
    <section class="card" aria-labelledby="apply">
      <h2 id="apply">{words.apply}</h2>
      {proposal.edits.length === 0 ? (
        <p class="muted">{words.applyNothing}</p>
      ) : (
        <div class="stack">
          <ProposeForm view={view} i18n={i18n} />
          <p>{words.applyHow(commands.length)}</p>
          <pre tabindex={0}>{commands.join('\n')}</pre>
          <p>
            {words.applyFile}{' '}
            <code class="condition">{i18n.t.rules.sourceLine(rule.source.file, rule.source.line)}</code>
          </p>
          <pre tabindex={0}>
            {proposal.edits
              .map(({ key, value }) => `${key === 'when.0' ? 'when' : key}: ${value}`)
              .join('\n')}
          </pre>
          {others.length === 0 ? null : (
            <p class="small muted">
              {words.applyWho(i18n.f.list(others.map((agent) => agentName(agent, set))))}
            </p>
          )}
        </div>
      )}
    </section>
  );
};

/** Hands in what was tried for a review, or takes it as a patch. */
const ProposeForm: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.workshop.propose;
  const { subject, mandate, range, texts, refusal, set } = view;
  return (
    <form method="post" action={`/rules/${subject.rule.id}/propose`} class="stack no-print">
      {refusal === undefined ? null : (
        <RefusalMessage refusal={refusal} set={set} agent={mandate.agent} i18n={i18n} />
      )}
      {Object.entries({ ...texts, agent: mandate.agent, range }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <label class="field">
        {words.why}
        <textarea name="why" rows={2} maxlength={4_000} required />
      </label>
      <p class="small muted">{view.mayPropose ? words.hint : words.mayNot}</p>
      <div class="row">
        {view.mayPropose ? <button type="submit">{words.now}</button> : null}
        <button type="submit" class="plain" name="as" value="patch">
          {words.patch}
        </button>
      </div>
    </form>
  );
};
