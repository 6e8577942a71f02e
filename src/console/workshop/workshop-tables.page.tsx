import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { criterionText } from '../../plans/documents/wording.ts';
import { criterionContext, parseCriterion } from '../../rules/grammar/parse-criterion.ts';
import type { BacktestReport, Caught, IncidentOutcome } from '../../workshop/backtest/report.ts';
import type { ReplayedFiring } from '../../workshop/replay/log.ts';
import { Badge, type IconName, Time, type Tone } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { WorkshopView } from './workshop-view.ts';

type Props = { report: BacktestReport; i18n: I18n };
type Measured = Props & { metric: NamedMetric };

/** Rows that a table shows; the rest is counted. */
const mostRows = 20;

const Rest: FC<{ of: number; i18n: I18n }> = ({ of, i18n }) =>
  of <= mostRows ? null : <p class="small muted">{i18n.t.workshop.rest(of - mostRows)}</p>;

const outcomeLook: Readonly<
  Record<IncidentOutcome['outcome'], { readonly tone: Tone; readonly icon: IconName }>
> = {
  earlier: { tone: 'good', icon: 'check' },
  gained: { tone: 'good', icon: 'check' },
  same: { tone: 'quiet', icon: 'check' },
  later: { tone: 'warn', icon: 'clock' },
  lost: { tone: 'bad', icon: 'alert' },
  missed: { tone: 'quiet', icon: 'silent' },
};

/** The incidents on record that this rule has anything to do with, before or after. */
export const IncidentTable: FC<Props> = ({ report, i18n }) => {
  const words = i18n.t.workshop;
  const concerned = report.incidents.filter(({ outcome }) => outcome !== 'missed');
  const elsewhere = report.incidents.length - concerned.length;
  return (
    <section class="card" aria-labelledby="known">
      <h2 id="known">{words.incidents}</h2>
      {report.incidents.length === 0 ? <p class="muted">{words.noIncident}</p> : null}
      {concerned.length === 0 ? null : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">{words.incident}</th>
              <th scope="col">{words.opened}</th>
              <th scope="col">{words.columns.now}</th>
              <th scope="col">{words.columns.proposed}</th>
              <th scope="col">{words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {concerned.slice(0, mostRows).map((one) => (
              <tr>
                <th scope="row" data-label={words.incident}>
                  <a href={`/incidents/${one.number}`}>{i18n.t.watch.incident(one.number)}</a>
                </th>
                <td data-label={words.opened}>
                  <Time at={one.openedAt} i18n={i18n} />
                </td>
                <td data-label={words.columns.now}>{caughtText(one.before, i18n)}</td>
                <td data-label={words.columns.proposed}>{caughtText(one.after, i18n)}</td>
                <td data-label={words.outcome}>
                  <Badge {...outcomeLook[one.outcome]}>{words.outcomes[one.outcome]}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Rest of={concerned.length} i18n={i18n} />
      {elsewhere === 0 ? null : <p class="small muted">{words.elsewhere(elsewhere)}</p>}
    </section>
  );
};

function caughtText(caught: Caught | undefined, i18n: I18n): string {
  const words = i18n.t.workshop;
  if (caught === undefined) return words.notCaught;
  const when = i18n.f.dayTime(caught.at);
  // Less than a minute is what cells leave open.
  if (Math.abs(caught.earlierMs) < 60_000) return when;
  const span = i18n.f.duration(Math.abs(caught.earlierMs));
  return caught.earlierMs > 0 ? words.caughtEarlier(when, span) : words.caughtLater(when, span);
}

/** When each rule fired, side by side. */
export const FiringTables: FC<Measured> = ({ report, metric, i18n }) => {
  const words = i18n.t.workshop;
  return (
    <div class="halves">
      <FiringTable
        title={words.keyNow}
        id="firings-now"
        firings={report.before.firings}
        marked={report.goneFirings}
        mark={words.isGone}
        tone="quiet"
        metric={metric}
        i18n={i18n}
      />
      <FiringTable
        title={words.keyNew}
        id="firings-new"
        firings={report.after.firings}
        marked={report.newFirings}
        mark={words.isNew}
        tone="warn"
        metric={metric}
        i18n={i18n}
      />
    </div>
  );
};

const FiringTable: FC<{
  title: string;
  id: string;
  firings: readonly ReplayedFiring[];
  marked: readonly ReplayedFiring[];
  mark: string;
  tone: Tone;
  metric: NamedMetric;
  i18n: I18n;
}> = ({ title, id, firings, marked, mark, tone, metric, i18n }) => {
  const words = i18n.t.workshop;
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>
        {words.rows.firings}, <span class="regular">{title}</span>
      </h2>
      {firings.length === 0 ? (
        <p class="muted">{words.noFiring}</p>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">{words.start}</th>
              <th scope="col">{words.end}</th>
              <th scope="col" class="number">
                {words.peak}
              </th>
            </tr>
          </thead>
          <tbody>
            {firings.slice(0, mostRows).map((one) => (
              <tr>
                <td data-label={words.start}>
                  <span>
                    <Time at={one.start} i18n={i18n} />{' '}
                    {marked.includes(one) ? (
                      <Badge tone={tone} icon="info">
                        {mark}
                      </Badge>
                    ) : null}
                  </span>
                </td>
                <td data-label={words.end}>
                  {one.end === undefined ? words.still : <Time at={one.end} i18n={i18n} />}
                </td>
                <td class="number" data-label={words.peak}>
                  {i18n.f.quantity(one.peak, metric)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Rest of={firings.length} i18n={i18n} />
    </section>
  );
};

/** Near misses, the nearest first. */
export const NearMissTable: FC<Measured> = ({ report, metric, i18n }) => {
  const words = i18n.t.workshop;
  const all = report.nearMisses.length + report.nearMissesLeftOut;
  const some = report.nearMisses.some(({ incident }) => incident !== undefined);
  return (
    <section class="card" aria-labelledby="near">
      <h2 id="near">{words.nearMisses}</h2>
      <p class="small muted">{all === 0 ? words.noNearMiss : words.nearMissesHint}</p>
      {all === 0 ? null : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">{words.at}</th>
              <th scope="col" class="number">
                {words.value}
              </th>
              <th scope="col" class="number">
                {words.wouldCatch}
              </th>
              {some ? <th scope="col">{words.incident}</th> : null}
            </tr>
          </thead>
          <tbody>
            {report.nearMisses.slice(0, mostRows).map((one) => (
              <tr>
                <td data-label={words.at}>
                  <Time at={one.at} i18n={i18n} />
                </td>
                <td class="number" data-label={words.value}>
                  {i18n.f.quantity(one.value, metric)}
                </td>
                <td class="number" data-label={words.wouldCatch}>
                  {i18n.f.quantity(one.wouldCatch, metric)}
                </td>
                {some ? (
                  <td data-label={words.incident}>
                    {one.incident === undefined ? (
                      i18n.t.common.none
                    ) : (
                      <a href={`/incidents/${one.incident}`}>{i18n.t.watch.incident(one.incident)}</a>
                    )}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Rest of={all} i18n={i18n} />
    </section>
  );
};

/** Effects on the success criteria of open plans, each said once. */
export const CriteriaTable: FC<Props & { view: Pick<WorkshopView, 'set' | 'mandate'> }> = ({
  report,
  view,
  i18n,
}) => {
  const words = i18n.t.workshop;
  const rows = report.criteria.map(({ plan, text, effect }) => ({
    plan,
    criterion: criterionWords(text, view, i18n),
    effect: words.effects[effect],
  }));
  const once = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
  if (once.length === 0) return null;
  return (
    <section class="card" aria-labelledby="criteria">
      <h2 id="criteria">{words.criteria}</h2>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">{i18n.t.agent.plan}</th>
            <th scope="col">{words.criterion}</th>
            <th scope="col">{words.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {once.slice(0, mostRows).map(({ plan, criterion, effect }) => (
            <tr>
              <td data-label={i18n.t.agent.plan}>
                <a href={`/plans/${plan}`}>{i18n.t.watch.plan(plan)}</a>
              </td>
              <td data-label={words.criterion}>{criterion}</td>
              <td data-label={words.outcome}>{effect}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Rest of={once.length} i18n={i18n} />
    </section>
  );
};

/** A criterion as plans word it; one that the rules in force no longer understand stays as it is written. */
function criterionWords(
  text: string,
  { set, mandate }: Pick<WorkshopView, 'set' | 'mandate'>,
  i18n: I18n,
): string {
  const { agent, timezone } = mandate;
  const parsed = parseCriterion(text, criterionContext(set, agent, []));
  if (!parsed.ok) return text;
  return capitalised(
    criterionText(parsed.criterion, { language: i18n.language, timezone, ruleSet: set, agent }),
  );
}
