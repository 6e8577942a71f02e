import { downtimeMs, type Incident } from '../../incidents/incident.ts';
import { type Block, cell, heading, type PlanDocument, titled } from '../../plans/blocks.ts';
import type { IncidentSources } from '../incidents/incident-reads.ts';
import { exposedText, triggerText, wasText, whatHappened } from '../incidents/incident-view.ts';
import { entrySentence } from '../register/register-words.ts';
import { metricName, nameOf, subjectName } from '../words/labels.ts';
import type { I18n } from '../words/texts.ts';

/** An incident with its evidence and its time line, as a document to take along. */
export function incidentDocument(sources: IncidentSources, i18n: I18n): PlanDocument {
  const { incident, set } = sources;
  const words = i18n.t.cases;
  const title = words.title(incident.number, subjectName(incident.agent, set, i18n));
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

function factsBlock({ incident, set, now }: IncidentSources, i18n: I18n): Block {
  const { facts, sources } = i18n.t.cases;
  const stage = (stamp: Incident['closed']) =>
    stamp && `${i18n.f.exact(stamp.at)}, ${i18n.t.common.by(nameOf(stamp.by, set, i18n))}`;
  const down = downtimeMs(incident, now);
  const rows: readonly { readonly label: string; readonly value: string | undefined }[] = [
    { label: facts.source, value: sources[incident.source] },
    { label: facts.severity, value: i18n.t.severity[incident.severity] },
    { label: i18n.t.common.opened, value: stage(incident.opened) },
    { label: facts.acknowledged, value: stage(incident.acknowledged) },
    { label: facts.resolved, value: stage(incident.resolved) },
    { label: facts.closed, value: stage(incident.closed) },
    { label: facts.downtime, value: down === 0 ? facts.notStopped : i18n.f.duration(down) },
    { label: i18n.t.common.exposed, value: exposedText(incident, i18n) },
    {
      label: i18n.t.common.plan,
      value: incident.plan === undefined ? undefined : i18n.t.watch.plan(incident.plan),
    },
  ];
  return {
    kind: 'facts',
    rows: rows.flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value }])),
  };
}

function triggerBlocks({ incident, set }: IncidentSources, i18n: I18n): readonly Block[] {
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

function evidenceBlocks({ incident, set }: IncidentSources, i18n: I18n): readonly Block[] {
  const words = i18n.t.cases.evidence;
  const { evidence } = incident;
  if (evidence === undefined) return [];
  const label = (metric: string) => metricName(metric, set, i18n);
  const list = (items: readonly string[]): readonly Block[] =>
    items.length === 0 ? [] : [{ kind: 'list', ordered: true, items }];
  return [
    heading(2, words.title),
    ...titled(
      words.movedFirst,
      list(
        evidence.movedFirst.map(({ metric, leadMs, usual, value: seen }) => {
          const was = wasText({ metric, usual, value: seen }, set, i18n);
          return `${label(metric)}, ${words.lead(i18n.f.duration(leadMs))} : ${was}`;
        }),
      ),
    ),
    ...titled(
      words.reasons,
      list(
        evidence.reasons.map(
          ({ reason, count, share }) =>
            `${reason} : ${words.share(i18n.f.share(share), i18n.f.number(count))}`,
        ),
      ),
    ),
  ];
}

function timelineBlock({ entries, set }: IncidentSources, i18n: I18n): Block {
  return {
    kind: 'table',
    columns: [i18n.t.common.number, i18n.t.register.at, i18n.t.common.event, i18n.t.register.who],
    rows: entries.map((entry) => [
      cell(String(entry.seq)),
      cell(i18n.f.exact(entry.at)),
      cell(entrySentence(entry, i18n, set)),
      cell(nameOf(entry.actor, set, i18n)),
    ]),
  };
}

/** The time line as rows of a spreadsheet. */
export function incidentRows({ entries, set }: IncidentSources, i18n: I18n): (string | number)[][] {
  const { csv } = i18n.t.cases;
  return [
    [i18n.t.cases.plan.id, csv.at, i18n.t.common.event, i18n.t.register.who, csv.kind],
    ...entries.map((entry) => [
      entry.seq,
      new Date(entry.at).toISOString(),
      entrySentence(entry, i18n, set),
      nameOf(entry.actor, set, i18n),
      entry.kind,
    ]),
  ];
}
