import type { FC } from 'hono/jsx';
import type { Evidence } from '../../incidents/incident.ts';
import { chartSvg } from '../charts/chart-svg.ts';
import { metricOption } from '../charts/charts.ts';
import { Drawn } from '../components/drawn.page.tsx';
import { Time } from '../components/parts.page.tsx';
import { labelOf, metricName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';
import { breachChart, type IncidentStand, wasText } from './incident-view.ts';

type Props = { view: IncidentStand; i18n: I18n };

/** The evidence seen at the moment of the trip, as pictures with their words. */
export const IncidentEvidence: FC<Props> = ({ view, i18n }) => {
  const words = i18n.t.cases.evidence;
  const { evidence } = view.incident;
  if (evidence === undefined) return null;
  return (
    <section class="card" aria-labelledby="evidence">
      <h2 id="evidence">{words.title}</h2>
      <p class="muted small">{words.gathered(i18n.f.exact(evidence.at))}</p>
      <div class="evidence">
        <BreachCurve view={view} i18n={i18n} />
        <MovedFirst evidence={evidence} view={view} i18n={i18n} />
        <Reasons evidence={evidence} i18n={i18n} />
        <Changes evidence={evidence} i18n={i18n} />
        <RuleChanges evidence={evidence} i18n={i18n} />
      </div>
    </section>
  );
};

const BreachCurve: FC<Props> = ({ view, i18n }) => {
  const chart = breachChart(view.incident, view.set);
  if (chart === undefined) return null;
  const { metric } = chart;
  return (
    <figure class="chart">
      <figcaption>
        <strong>{i18n.t.cases.evidence.curve(labelOf(metric, i18n))}</strong>
      </figcaption>
      <Drawn
        wide={{ width: 620, height: 280 }}
        narrow={{ width: 360, height: 240 }}
        draw={(size) => chartSvg(metricOption(chart, i18n), size)}
      />
    </figure>
  );
};

/** Width of a lane in its own coordinates. */
const laneWidth = 200;

/** Each metric that had left its range as a bar that ends at the breach: the longest moved first. */
const MovedFirst: FC<{ evidence: Evidence } & Props> = ({ evidence, view, i18n }) => {
  const words = i18n.t.cases.evidence;
  const longest = Math.max(1, ...evidence.movedFirst.map(({ leadMs }) => leadMs));
  return (
    <section aria-labelledby="moved-first">
      <h3 id="moved-first">{words.movedFirst}</h3>
      <p class="muted small">{evidence.movedFirst.length === 0 ? words.movedNone : words.movedHint}</p>
      <ol class="movers">
        {evidence.movedFirst.map(({ metric, leadMs, usual, value: seen }) => {
          const length = Math.max(4, Math.round((leadMs / longest) * (laneWidth - 8)));
          return (
            <li>
              <p>
                <strong>{metricName(metric, view.set, i18n)}</strong>{' '}
                <span class="small">{words.lead(i18n.f.duration(leadMs))}</span>
              </p>
              <svg class="lane" viewBox={`0 0 ${laneWidth} 12`} preserveAspectRatio="none" aria-hidden="true">
                <rect class="lane-bar" x={laneWidth - 4 - length} y="3" width={length} height="6" />
                <line x1={laneWidth - 2} x2={laneWidth - 2} y1="0" y2="12" />
              </svg>
              <p class="small muted">{wasText({ metric, usual, value: seen }, view.set, i18n)}</p>
            </li>
          );
        })}
      </ol>
    </section>
  );
};

const Reasons: FC<{ evidence: Evidence; i18n: I18n }> = ({ evidence, i18n }) => {
  const words = i18n.t.cases.evidence;
  return (
    <section aria-labelledby="reasons">
      <h3 id="reasons">{words.reasons}</h3>
      {evidence.reasons.length === 0 ? <p class="muted small">{words.reasonsNone}</p> : null}
      <ol class="reasons tone-bad">
        {evidence.reasons.map(({ reason, count, share }) => (
          <li>
            <p>
              <span class="reason">{reason}</span>{' '}
              <span class="number">{words.share(i18n.f.share(share), i18n.f.number(count))}</span>
            </p>
            <progress value={Math.round(share * 100)} max={100} aria-label={reason} />
          </li>
        ))}
      </ol>
    </section>
  );
};

const RuleChanges: FC<{ evidence: Evidence; i18n: I18n }> = ({ evidence, i18n }) =>
  evidence.recentRuleChanges.length === 0 ? null : (
    <section aria-labelledby="rule-changes" class="evidence-wide">
      <h3 id="rule-changes">{i18n.t.cases.evidence.ruleChanges}</h3>
      <ul class="plain-list">
        {evidence.recentRuleChanges.map((change) => (
          <li>
            <Time at={change.at} i18n={i18n} />
            <ul class="diff">
              {change.summary.map((line) => (
                <li>
                  <code>{line}</code>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );

const Changes: FC<{ evidence: Evidence; i18n: I18n }> = ({ evidence: { recentMarks = [] }, i18n }) =>
  recentMarks.length === 0 ? null : (
    <section aria-labelledby="agent-changes" class="evidence-wide">
      <h3 id="agent-changes">{i18n.t.cases.evidence.changes}</h3>
      <ul class="plain-list">
        {recentMarks.map(({ at, kind, label, leadMs }) => (
          <li>
            <Time at={at} i18n={i18n} /> {i18n.t.cases.evidence.changed[kind]} <q>{label}</q>
            {leadMs >= 0 ? (
              <span class="muted"> ({i18n.t.cases.evidence.lead(i18n.f.duration(leadMs))})</span>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
