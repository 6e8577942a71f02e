import type { FC } from 'hono/jsx';
import { capitalised } from '../../language/typography.ts';
import type { NamedMetric } from '../../metrics/metric.ts';
import { criterionText } from '../../plans/documents/wording.ts';
import { criterionContext, parseCriterion } from '../../rules/grammar/parse-criterion.ts';
import type { BacktestReport, Caught, IncidentOutcome } from '../../workshop/backtest/report.ts';
import type { ReplayedFiring } from '../../workshop/replay/log.ts';
import { Badge, type Look, Time, type Tone } from '../components/parts.page.tsx';
import { type Column, Table } from '../components/table.page.tsx';
import type { I18n } from '../words/texts.ts';
import type { WorkshopView } from './workshop-view.ts';

type Props = { report: BacktestReport; i18n: I18n };
type Measured = Props & { metric: NamedMetric };
type NearMiss = BacktestReport['nearMisses'][number];

/** Rows that a table shows; the rest is counted. */
const mostRows = 20;

/** The first rows of a table, and how many there are besides; nothing where there is none. */
function FirstRows<T>({ caption, columns, items, of = items.length, i18n }: Rows<T>) {
  return of === 0 ? null : (
    <>
      <Table caption={caption} columns={columns} items={items.slice(0, mostRows)} />
      {of <= mostRows ? null : <p class="small muted">{i18n.t.rules.more(of - mostRows)}</p>}
    </>
  );
}

type Rows<T> = {
  caption: string;
  columns: readonly Column<T>[];
  items: readonly T[];
  /** How many there are in all, where `items` are the first of more. */
  of?: number;
  i18n: I18n;
};

const outcomeLook: Readonly<Record<IncidentOutcome['outcome'], Look>> = {
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
  const columns: readonly Column<IncidentOutcome>[] = [
    {
      name: i18n.t.common.incident,
      as: 'heading',
      cell: ({ number }) => <a href={`/incidents/${number}`}>{i18n.t.watch.incident(number)}</a>,
    },
    { name: words.opened, cell: ({ openedAt }) => <Time at={openedAt} i18n={i18n} /> },
    { name: words.columns.now, cell: ({ before }) => caughtText(before, i18n) },
    { name: words.columns.proposed, cell: ({ after }) => caughtText(after, i18n) },
    {
      name: i18n.t.common.effect,
      cell: ({ outcome }) => <Badge {...outcomeLook[outcome]}>{words.outcomes[outcome]}</Badge>,
    },
  ];
  const elsewhere = report.incidents.length - concerned.length;
  return (
    <section class="card" aria-labelledby="known">
      <h2 id="known">{words.incidents}</h2>
      {report.incidents.length === 0 ? <p class="muted">{words.noIncident}</p> : null}
      <FirstRows caption={words.incidents} columns={columns} items={concerned} i18n={i18n} />
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
export const FiringTables: FC<Measured> = ({ report, ...shown }) => {
  const { keyNow, keyNew, isGone, isNew } = shown.i18n.t.workshop;
  const { before, after, goneFirings, newFirings } = report;
  const [trace] = report.traces;
  return (
    <div class="halves">
      <FiringTable
        id="firings-now"
        title={keyNow}
        {...before}
        marked={goneFirings}
        mark={isGone}
        threshold={trace?.before}
        tone="quiet"
        {...shown}
      />
      <FiringTable
        id="firings-new"
        title={keyNew}
        {...after}
        marked={newFirings}
        mark={isNew}
        threshold={trace?.after}
        tone="warn"
        {...shown}
      />
    </div>
  );
};

const FiringTable: FC<{
  id: string;
  title: string;
  firings: readonly ReplayedFiring[];
  marked: readonly ReplayedFiring[];
  mark: string;
  threshold: number | undefined;
  tone: Tone;
  metric: NamedMetric;
  i18n: I18n;
}> = ({ id, title, firings, marked, mark, threshold, tone, metric, i18n }) => {
  const words = i18n.t.workshop;
  const columns: readonly Column<ReplayedFiring>[] = [
    {
      name: i18n.t.common.start,
      cell: (one) => (
        <span>
          <Time at={one.start} i18n={i18n} />{' '}
          {marked.includes(one) ? (
            <Badge tone={tone} icon="info">
              {mark}
            </Badge>
          ) : null}
        </span>
      ),
    },
    {
      name: words.end,
      cell: ({ end }) => (end === undefined ? words.still : <Time at={end} i18n={i18n} />),
    },
    { name: words.peak, as: 'number', cell: ({ peak }) => i18n.f.quantity(peak, metric, threshold) },
  ];
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>
        {words.rows.firings}, <span class="regular">{title}</span>
      </h2>
      {firings.length === 0 ? <p class="muted">{words.noFiring}</p> : null}
      <FirstRows caption={title} columns={columns} items={firings} i18n={i18n} />
    </section>
  );
};

/** Near misses, the nearest first. */
export const NearMissTable: FC<Measured> = ({ report, metric, i18n }) => {
  const words = i18n.t.workshop;
  const all = report.nearMisses.length + report.nearMissesLeftOut;
  const ofIncident: Column<NearMiss> = {
    name: i18n.t.common.incident,
    cell: ({ incident }) =>
      incident === undefined ? (
        i18n.t.common.none
      ) : (
        <a href={`/incidents/${incident}`}>{i18n.t.watch.incident(incident)}</a>
      ),
  };
  const columns: readonly Column<NearMiss>[] = [
    { name: words.at, cell: ({ at }) => <Time at={at} i18n={i18n} /> },
    {
      name: i18n.t.common.value,
      as: 'number',
      cell: ({ value, threshold, wouldCatch }) => i18n.f.quantity(value, metric, threshold, wouldCatch),
    },
    { name: words.wouldCatch, as: 'number', cell: ({ wouldCatch }) => i18n.f.limit(wouldCatch, metric) },
    ...(report.nearMisses.some(({ incident }) => incident !== undefined) ? [ofIncident] : []),
  ];
  return (
    <section class="card" aria-labelledby="near">
      <h2 id="near">{words.nearMisses}</h2>
      <p class="small muted">{all === 0 ? words.noNearMiss : words.nearMissesHint}</p>
      <FirstRows
        caption={words.nearMisses}
        columns={columns}
        items={report.nearMisses}
        of={all}
        i18n={i18n}
      />
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
      <FirstRows
        caption={words.criteria}
        columns={[
          {
            name: i18n.t.common.plan,
            cell: ({ plan }) => <a href={`/plans/${plan}`}>{i18n.t.watch.plan(plan)}</a>,
          },
          { name: words.criterion, cell: ({ criterion }) => criterion },
          { name: i18n.t.common.effect, cell: ({ effect }) => effect },
        ]}
        items={once}
        i18n={i18n}
      />
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
