import { downtimeMs, type Incident } from '../../incidents/incident.ts';
import { type Block, cell, heading, type PlanDocument, titled } from '../../plans/blocks.ts';
import { type IncidentView, triggerText, valueText, whatHappened } from '../incidents/incident-view.ts';
import { nameOf } from '../plans/plan-view.ts';
import { authorOf, entrySentence } from '../register/register-words.ts';
import { metricName } from '../words/labels.ts';
import type { Say } from '../words/texts.ts';

type Sources = Pick<IncidentView, 'incident' | 'entries' | 'set' | 'now'>;

/** An incident with its evidence and its time line, as a document to take along. */
export function incidentDocument(sources: Sources, say: Say): PlanDocument {
  const { incident, set } = sources;
  const words = say.t.cases;
  const title = words.title(incident.number, set.agents.get(incident.agent)?.name ?? incident.agent);
  return {
    language: say.language,
    title,
    pages: [
      [
        heading(1, title),
        { kind: 'paragraph', text: whatHappened(incident, set, say) },
        factsBlock(sources, say),
        ...titled(words.description, paragraphs(incident.description)),
        ...titled(words.triggers.title, triggerBlocks(sources, say)),
        ...evidenceBlocks(sources, say),
        heading(2, words.timeline.title),
        timelineBlock(sources, say),
      ],
    ],
  };
}

function paragraphs(text: string | undefined): readonly Block[] {
  return text === undefined ? [] : [{ kind: 'paragraph', text }];
}

function factsBlock({ incident, set, now }: Sources, say: Say): Block {
  const { facts, sources } = say.t.cases;
  const stage = (label: string, stamp: Incident['closed']) =>
    stamp === undefined
      ? []
      : [{ label, value: `${say.f.exact(stamp.at)}, ${say.t.common.by(nameOf(stamp.by, set, say))}` }];
  const exposed = incident.evidence?.exposed;
  const down = downtimeMs(incident, now);
  return {
    kind: 'facts',
    rows: [
      { label: facts.source, value: sources[incident.source] },
      { label: facts.severity, value: say.t.severity[incident.severity] },
      ...stage(facts.opened, incident.opened),
      ...stage(facts.acknowledged, incident.acknowledged),
      ...stage(facts.resolved, incident.resolved),
      ...stage(facts.closed, incident.closed),
      { label: facts.downtime, value: down === 0 ? facts.notStopped : say.f.duration(down) },
      ...(exposed === undefined
        ? []
        : [
            {
              label: facts.exposed,
              value: facts.exposedOf(
                say.f.number(exposed.interactions),
                exposed.errors,
                say.f.number(exposed.errors),
              ),
            },
          ]),
      ...(incident.plan === undefined ? [] : [{ label: facts.plan, value: say.t.watch.plan(incident.plan) }]),
    ],
  };
}

function triggerBlocks({ incident, set }: Sources, say: Say): readonly Block[] {
  const { triggers } = say.t.cases;
  if (incident.triggers.length === 0) return [];
  return [
    {
      kind: 'list',
      ordered: false,
      items: incident.triggers.map((trigger) => {
        const stopped = trigger.suspended ? `, ${triggers.suspended}` : '';
        return `${say.f.exact(trigger.firedAt)} · ${triggerText(trigger, set, say)}${stopped}`;
      }),
    },
  ];
}

function evidenceBlocks({ incident, set }: Sources, say: Say): readonly Block[] {
  const words = say.t.cases.evidence;
  const { evidence } = incident;
  if (evidence === undefined) return [];
  const label = (metric: string) => metricName(metric, set, say);
  const value = (number: number, metric: string) => valueText(number, metric, set, say);
  const list = (items: readonly string[]): readonly Block[] =>
    items.length === 0 ? [] : [{ kind: 'list', ordered: true, items }];
  return [
    heading(2, words.title),
    ...titled(
      words.movedFirst,
      list(
        evidence.movedFirst.map(({ metric, leadMs, usual, value: seen }) => {
          const was = words.was(value(seen, metric), value(usual.low, metric), value(usual.high, metric));
          return `${label(metric)}, ${words.lead(say.f.duration(leadMs))} : ${was}`;
        }),
      ),
    ),
    ...titled(
      words.reasons,
      list(
        evidence.reasons.map(
          ({ reason, count, share }) =>
            `${reason} : ${words.share(say.f.percent(Math.round(share * 1_000) / 1_000), say.f.number(count))}`,
        ),
      ),
    ),
  ];
}

function timelineBlock({ entries, set }: Sources, say: Say): Block {
  const { csv } = say.t.cases;
  return {
    kind: 'table',
    columns: [say.t.register.entry, say.t.register.at, csv.what, csv.who],
    rows: entries.map((entry) => [
      cell(String(entry.seq)),
      cell(say.f.exact(entry.at)),
      cell(entrySentence(entry, say, set)),
      cell(authorOf(entry, say, set)),
    ]),
  };
}

/** The time line as rows of a spreadsheet. */
export function incidentRows({ entries, set }: Sources, say: Say): (string | number)[][] {
  const { csv } = say.t.cases;
  return [
    [csv.number, csv.at, csv.what, csv.who, csv.kind],
    ...entries.map((entry) => [
      entry.seq,
      new Date(entry.at).toISOString(),
      entrySentence(entry, say, set),
      authorOf(entry, say, set),
      entry.kind,
    ]),
  ];
}
