import { downtimeMs, type Incident } from '../../incidents/incident.ts';
import { type Block, cell, heading, type PlanDocument, titled } from '../../plans/blocks.ts';
import { type IncidentView, triggerText, valueText, whatHappened } from '../incidents/incident-view.ts';
import { nameOf } from '../plans/plan-view.ts';
import { authorOf, entrySentence } from '../register/register-words.ts';
import { metricName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

type Sources = Pick<IncidentView, 'incident' | 'entries' | 'set' | 'now'>;

/** An incident with its evidence and its time line, as a document to take along. */
export function incidentDocument(sources: Sources, i18n: I18n): PlanDocument {
  const { incident, set } = sources;
  const words = i18n.t.cases;
  const title = words.title(incident.number, set.agents.get(incident.agent)?.name ?? incident.agent);
  return {
    language: i18n.language,
    title,
    pages: [
      [
        heading(1, title),
        { kind: 'paragraph', text: whatHappened(incident, set, i18n) },
        factsBlock(sources, i18n),
        ...titled(words.description, paragraphs(incident.description)),
        ...titled(words.triggers.title, triggerBlocks(sources, i18n)),
        ...evidenceBlocks(sources, i18n),
        heading(2, words.timeline.title),
        timelineBlock(sources, i18n),
      ],
    ],
  };
}

function paragraphs(text: string | undefined): readonly Block[] {
  return text === undefined ? [] : [{ kind: 'paragraph', text }];
}

function factsBlock({ incident, set, now }: Sources, i18n: I18n): Block {
  const { facts, sources } = i18n.t.cases;
  const stage = (label: string, stamp: Incident['closed']) =>
    stamp === undefined
      ? []
      : [{ label, value: `${i18n.f.exact(stamp.at)}, ${i18n.t.common.by(nameOf(stamp.by, set, i18n))}` }];
  const exposed = incident.evidence?.exposed;
  const down = downtimeMs(incident, now);
  return {
    kind: 'facts',
    rows: [
      { label: facts.source, value: sources[incident.source] },
      { label: facts.severity, value: i18n.t.severity[incident.severity] },
      ...stage(facts.opened, incident.opened),
      ...stage(facts.acknowledged, incident.acknowledged),
      ...stage(facts.resolved, incident.resolved),
      ...stage(facts.closed, incident.closed),
      { label: facts.downtime, value: down === 0 ? facts.notStopped : i18n.f.duration(down) },
      ...(exposed === undefined
        ? []
        : [
            {
              label: facts.exposed,
              value: facts.exposedOf(
                i18n.f.number(exposed.interactions),
                exposed.errors,
                i18n.f.number(exposed.errors),
              ),
            },
          ]),
      ...(incident.plan === undefined
        ? []
        : [{ label: facts.plan, value: i18n.t.watch.plan(incident.plan) }]),
    ],
  };
}

function triggerBlocks({ incident, set }: Sources, i18n: I18n): readonly Block[] {
  const { triggers } = i18n.t.cases;
  if (incident.triggers.length === 0) return [];
  return [
    {
      kind: 'list',
      ordered: false,
      items: incident.triggers.map((trigger) => {
        const stopped = trigger.suspended ? `, ${triggers.suspended}` : '';
        return `${i18n.f.exact(trigger.firedAt)} · ${triggerText(trigger, set, i18n)}${stopped}`;
      }),
    },
  ];
}

function evidenceBlocks({ incident, set }: Sources, i18n: I18n): readonly Block[] {
  const words = i18n.t.cases.evidence;
  const { evidence } = incident;
  if (evidence === undefined) return [];
  const label = (metric: string) => metricName(metric, set, i18n);
  const value = (number: number, metric: string) => valueText(number, metric, set, i18n);
  const list = (items: readonly string[]): readonly Block[] =>
    items.length === 0 ? [] : [{ kind: 'list', ordered: true, items }];
  return [
    heading(2, words.title),
    ...titled(
      words.movedFirst,
      list(
        evidence.movedFirst.map(({ metric, leadMs, usual, value: seen }) => {
          const was = words.was(value(seen, metric), value(usual.low, metric), value(usual.high, metric));
          return `${label(metric)}, ${words.lead(i18n.f.duration(leadMs))} : ${was}`;
        }),
      ),
    ),
    ...titled(
      words.reasons,
      list(
        evidence.reasons.map(
          ({ reason, count, share }) =>
            `${reason} : ${words.share(i18n.f.percent(Math.round(share * 1_000) / 1_000), i18n.f.number(count))}`,
        ),
      ),
    ),
  ];
}

function timelineBlock({ entries, set }: Sources, i18n: I18n): Block {
  const { csv } = i18n.t.cases;
  return {
    kind: 'table',
    columns: [i18n.t.register.entry, i18n.t.register.at, csv.what, csv.who],
    rows: entries.map((entry) => [
      cell(String(entry.seq)),
      cell(i18n.f.exact(entry.at)),
      cell(entrySentence(entry, i18n, set)),
      cell(authorOf(entry, i18n, set)),
    ]),
  };
}

/** The time line as rows of a spreadsheet. */
export function incidentRows({ entries, set }: Sources, i18n: I18n): (string | number)[][] {
  const { csv } = i18n.t.cases;
  return [
    [csv.number, csv.at, csv.what, csv.who, csv.kind],
    ...entries.map((entry) => [
      entry.seq,
      new Date(entry.at).toISOString(),
      entrySentence(entry, i18n, set),
      authorOf(entry, i18n, set),
      entry.kind,
    ]),
  ];
}
