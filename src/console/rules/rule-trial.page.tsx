import type { FC } from 'hono/jsx';
import type { NamedMetric } from '../../metrics/metric.ts';
import type { Trial, TrialFiring } from '../../workshop/trial.ts';
import { Time } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import type { I18n } from '../words/texts.ts';

/** Rows of the table: the latest ones. */
const mostRows = 30;

type Props = { trial: Trial; metric: NamedMetric; thresholds: readonly number[]; i18n: I18n };

/** A rule that only observes beside the one that acts, as both really fired. */
export const TrialSection: FC<Props> = ({ trial, metric, thresholds, i18n }) => {
  const words = i18n.t.workshop;
  const rows = rowsOf(trial);
  const columns: readonly Column<TrialRow>[] = [
    { name: i18n.t.common.start, cell: ({ firing }) => <Time at={firing.firedAt} i18n={i18n} /> },
    {
      name: words.end,
      cell: ({ firing: { end } }) => (end === undefined ? words.still : <Time at={end} i18n={i18n} />),
    },
    {
      name: words.peak,
      as: 'number',
      cell: ({ firing: { peak } }) =>
        peak === undefined ? i18n.t.common.none : i18n.f.quantity(peak, metric, ...thresholds),
    },
    {
      name: i18n.t.common.effect,
      cell: ({ kind, earlierMs }) =>
        earlierMs === undefined ? words[kind] : `${words[kind]}, ${leadText(earlierMs, i18n)}`,
    },
  ];
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
        <Table caption={words.trial} columns={columns} items={rows.slice(0, mostRows)} />
      )}
      {rows.length <= mostRows ? null : (
        <p class="small muted">{i18n.t.rules.more(rows.length - mostRows)}</p>
      )}
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
