import { type Block, heading, table } from '../../blocks.ts';
import { metricCells, pairRow, thresholdCells } from './rows.ts';
import { meanText, thresholdText, type WeeklyScribe } from './wording.ts';

/** The heads of a table of figures of the two weeks. */
export function figureColumns({ texts: { columns } }: WeeklyScribe) {
  return [
    [columns.figure, 40],
    [columns.now, 20],
    [columns.before, 20],
    [columns.change, 20],
  ] as const;
}

/** Incidents and stops, and those that wait. */
export function incidentPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts, agent, dateTime } = scribe;
  const { headings, figures, columns, severities } = texts;
  const { opened, bySeverity, resolved, contained, suspendedMs, suspensions, unresolved, list } =
    report.incidents;
  const { degradedMs } = report.incidents;
  const critical = bySeverity.critical > 0 ? ` (${figures.critical} ${bySeverity.critical})` : '';
  const [name, now, before, change] = pairRow(figures.opened, opened, scribe, { better: 'lower' });
  return [
    heading(2, headings.incidents),
    table(figureColumns(scribe), [
      [name ?? '', typeof now === 'string' ? now + critical : '', before ?? '', change ?? ''],
      pairRow(figures.resolved, resolved, scribe),
      pairRow(figures.suspensions, suspensions, scribe, { better: 'lower' }),
      pairRow(figures.suspended, suspendedMs, scribe, { better: 'lower', say: scribe.format.span }),
      ...(degradedMs === undefined || degradedMs.now + degradedMs.before === 0
        ? []
        : [pairRow(figures.degraded, degradedMs, scribe, { better: 'lower', say: scribe.format.span })]),
      [figures.contained, meanText(contained, 'now', scribe), meanText(contained, 'before', scribe), ''],
    ]),
    ...(list.length === 0
      ? [{ kind: 'paragraph' as const, text: texts.noUnresolved }]
      : [
          heading(3, headings.unresolved),
          table(
            [
              [columns.incident, 8],
              [columns.agent, 26],
              [columns.severity, 26],
              [columns.opened, 28],
              [columns.plan, 12],
            ],
            list.map((incident) => [
              String(incident.number),
              agent(incident.agent),
              incident.suspended
                ? `${severities[incident.severity]}, ${texts.suspendedStill}`
                : severities[incident.severity],
              dateTime(incident.openedAt),
              incident.plan === undefined ? texts.none : String(incident.plan),
            ]),
          ),
          ...moreOf(unresolved - list.length, scribe),
        ]),
  ];
}

function moreOf(left: number, { texts }: WeeklyScribe): readonly Block[] {
  return left > 0 ? [{ kind: 'paragraph', text: texts.more(left) }] : [];
}

/** So many thresholds of all agents are shown: the ones that need somebody come first. */
const mostThresholds = 30;

/** Thresholds kept, missed, and not established. */
export function thresholdPart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts } = scribe;
  const { columns } = texts;
  const { thresholds } = report;
  const shown = thresholds.rows.slice(0, mostThresholds);
  const all = thresholds.kept + thresholds.missed.now + thresholds.partly + thresholds.unmeasured;
  const whose = report.agent === undefined ? [[columns.agent, 16] as const] : [];
  return [
    heading(2, texts.headings.thresholds),
    { kind: 'paragraph', text: thresholdText(thresholds, texts) },
    ...(shown.length === 0
      ? []
      : [
          table(
            [
              ...whose,
              [columns.rule, 36],
              [columns.status, 18],
              [columns.firings, 13],
              [columns.lasted, 15],
              [columns.measured, 13],
            ],
            shown.map((row) => thresholdCells(row, scribe)),
          ),
        ]),
    ...moreOf(all - shown.length, scribe),
  ];
}

/** The part about time limits. */
export function promisePart({ report, texts, format }: WeeklyScribe): readonly Block[] {
  const { columns } = texts;
  return [
    heading(2, texts.headings.promises),
    table(
      [
        [columns.promise, 52],
        [columns.kept, 16],
        [columns.missed, 16],
        [columns.open, 16],
      ],
      report.promises.map(({ kind, kept, missed, open, withinMs = 0 }) => [
        texts.promises[kind](format.span(withinMs)),
        String(kept),
        missed > 0 ? { lines: [String(missed)], tone: 'bad' } : String(missed),
        String(open),
      ]),
    ),
  ];
}

/** The part about metrics, beside the week before. */
export function volumePart(scribe: WeeklyScribe): readonly Block[] {
  const { report, texts } = scribe;
  const { columns, headings } = texts;
  const { rows, read } = report.volumes;
  if (rows.length === 0)
    return [
      heading(2, headings.volumes),
      { kind: 'paragraph', text: read ? texts.noVolumes : texts.notSummed },
    ];
  return [
    heading(2, headings.volumes),
    table(
      [
        [columns.metric, 32],
        [columns.now, 16],
        [columns.before, 16],
        [columns.change, 16],
        [columns.measures, 20],
      ],
      rows.map((row) => metricCells(row, scribe)),
    ),
  ];
}
