import type { FC } from 'hono/jsx';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Trial, TrialFiring } from '../../workshop/trial.ts';
import { Time } from '../components/parts.page.tsx';
import type { I18n } from '../words/texts.ts';

/** Rows of the table: the latest ones. */
const mostRows = 30;

/** A rule that only observes beside the one that acts, as both really fired. */
export const TrialSection: FC<{ trial: Trial; metric: NamedMetric; i18n: I18n }> = ({
  trial,
  metric,
  i18n,
}) => {
  const words = i18n.t.workshop;
  const rows = rowsOf(trial);
  return (
    <section class="card" aria-labelledby="trial">
      <h2 id="trial">{words.trial}</h2>
      <p>
        {trial.beside === undefined
          ? words.trialAlone(trial.rule)
          : words.trialLead(trial.rule, trial.beside)}
      </p>
      {rows.length === 0 ? (
        <p class="muted">{words.trialNone}</p>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">{words.start}</th>
              <th scope="col">{words.end}</th>
              <th scope="col" class="number">
                {words.peak}
              </th>
              <th scope="col">{words.outcome}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, mostRows).map(({ firing, kind, earlierMs }) => (
              <tr>
                <td data-label={words.start}>
                  <Time at={firing.firedAt} i18n={i18n} />
                </td>
                <td data-label={words.end}>
                  {firing.end === undefined ? words.still : <Time at={firing.end} i18n={i18n} />}
                </td>
                <td class="number" data-label={words.peak}>
                  {firing.peak === undefined ? i18n.t.common.none : i18n.f.quantity(firing.peak, metric)}
                </td>
                <td data-label={words.outcome}>
                  {words[kind]}
                  {earlierMs === undefined ? null : `, ${leadText(earlierMs, i18n)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length <= mostRows ? null : <p class="small muted">{words.rest(rows.length - mostRows)}</p>}
    </section>
  );
};

type TrialRow = {
  readonly firing: TrialFiring;
  readonly kind: 'trialBoth' | 'trialOnly' | 'realOnly';
  readonly earlierMs?: number;
};

function rowsOf({ both, onlyTrial, onlyReal }: Trial): TrialRow[] {
  const rows: TrialRow[] = [
    ...both.map(({ trial, earlierMs }) => ({ firing: trial, kind: 'trialBoth' as const, earlierMs })),
    ...onlyTrial.map((firing) => ({ firing, kind: 'trialOnly' as const })),
    ...onlyReal.map((firing) => ({ firing, kind: 'realOnly' as const })),
  ];
  return rows.toSorted((left, right) => right.firing.firedAt - left.firing.firedAt);
}

function leadText(earlierMs: number, i18n: I18n): string {
  const words = i18n.t.workshop;
  if (Math.abs(earlierMs) < 1_000) return words.trialSame;
  const span = i18n.f.duration(Math.abs(earlierMs));
  return earlierMs > 0 ? words.trialEarlier(span) : words.trialLater(span);
}
