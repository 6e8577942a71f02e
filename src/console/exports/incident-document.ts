import { downtimeMs, type Incident } from '../../incidents/incident.ts';
import { colon } from '../../language/typography.ts';
import { type Block, facts, heading, type PlanDocument, table, titled } from '../../plans/blocks.ts';
import { dossierBlocks } from '../../plans/documents/dossier.ts';
import { documentTexts } from '../../plans/documents/texts.ts';
import { caseLinks } from '../../plans/recurrence.ts';
import { clockBlocks } from '../clocks/clock-blocks.ts';
import { shareText } from '../degree/share.page.tsx';
import type { IncidentSources } from '../incidents/incident-reads.ts';
import { degradedText, exposedText, triggerText, wasText, whatHappened } from '../incidents/incident-view.ts';
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
        ...titled(i18n.t.clocks.title, clockBlocks(sources, i18n)),
        ...titled(words.description, paragraphs(incident.description)),
        ...titled(words.triggers.title, triggerBlocks(sources, i18n)),
        ...evidenceBlocks(sources, i18n),
        ...titled(words.notes.title, noteBlocks(sources, i18n)),
        ...dossierOf(sources, i18n),
        heading(2, words.timeline.title),
        timelineBlock(sources, i18n),
      ],
    ],
  };
}

function paragraphs(text: string | undefined): readonly Block[] {
  return text === undefined ? [] : [{ kind: 'paragraph', text }];
}

function factsBlock(found: IncidentSources, i18n: I18n): Block {
  const { incident, set, now } = found;
  const { facts: labels, sources } = i18n.t.cases;
  const stage = (stamp: Incident['closed']) =>
    stamp && `${i18n.f.exact(stamp.at)}, ${i18n.t.common.by(nameOf(stamp.by, set, i18n))}`;
  const down = downtimeMs(incident, now);
  const rows: readonly (readonly [label: string, value: string | undefined])[] = [
    [i18n.t.common.agent, subjectName(incident.agent, set, i18n)],
    [labels.source, sources[incident.source]],
    [labels.severity, i18n.t.severity[incident.severity]],
    [i18n.t.common.state, i18n.t.incidentState[incident.state]],
    [i18n.t.common.opened, stage(incident.opened)],
    [labels.acknowledged, stage(incident.acknowledged)],
    [labels.resolved, stage(incident.resolved)],
    [labels.closed, stage(incident.closed)],
    [labels.downtime, down === 0 ? labels.notStopped : i18n.f.duration(down)],
    [i18n.t.degree.duration, degradedText(incident, now, i18n)],
    [i18n.t.common.exposed, exposedText(incident, i18n)],
    [i18n.t.common.plan, incident.plan === undefined ? undefined : i18n.t.watch.plan(incident.plan)],
  ];
  return facts(
    2,
    [...rows, ...linkRows(found, i18n)].flatMap(([label, value]) =>
      value === undefined ? [] : [[label, value] as const],
    ),
  );
}

/** The other incidents of the same plan. */
function linkRows(
  { incident, plan }: IncidentSources,
  i18n: I18n,
): [label: string, value: string | undefined][] {
  const { recurrenceOf, cameBackAs } = caseLinks(plan, incident.number);
  const { facts: labels } = i18n.t.cases;
  const numbers = (all: readonly number[]) => all.map((number) => i18n.t.watch.incident(number)).join(', ');
  return [
    [labels.recurrenceOf, recurrenceOf === undefined ? undefined : numbers([recurrenceOf])],
    [labels.cameBackAs, cameBackAs.length === 0 ? undefined : numbers(cameBackAs)],
  ];
}

function dossierOf({ dossier, set }: IncidentSources, i18n: I18n): readonly Block[] {
  return dossierBlocks(dossier, {
    texts: documentTexts(i18n.language),
    people: set.people,
    name: (by) => nameOf(by, set, i18n),
    dateTime: i18n.f.exact,
  });
}

function noteBlocks({ incident: { notes = [] }, set }: IncidentSources, i18n: I18n): readonly Block[] {
  if (notes.length === 0) return [];
  const items = notes.map(({ at, by, result, comment }) => {
    const said = comment === undefined ? result : `${result} (${comment})`;
    return `${i18n.f.exact(at)}, ${i18n.t.common.by(nameOf(by, set, i18n))} · ${said}`;
  });
  return [{ kind: 'list', ordered: false, items }];
}

function triggerBlocks({ incident, set }: IncidentSources, i18n: I18n): readonly Block[] {
  const { triggers } = i18n.t.cases;
  if (incident.triggers.length === 0) return [];
  return [
    {
      kind: 'list',
      ordered: false,
      items: incident.triggers.map((trigger) => {
        const { suspended, share } = trigger;
        const left = share === undefined ? '' : `, ${i18n.t.degree.leaves(shareText(share, i18n))}`;
        const stopped = suspended ? `, ${triggers.suspended}` : left;
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
  const blocks = [
    ...titled(
      words.movedFirst,
      list(
        evidence.movedFirst.map(({ metric, leadMs, usual, value: seen }) => {
          const was = wasText({ metric, usual, value: seen }, set, i18n);
          return `${label(metric)}, ${words.lead(i18n.f.duration(leadMs))}${colon(i18n.language)}${was}`;
        }),
      ),
    ),
    ...titled(
      words.reasons,
      list(
        evidence.reasons.map(
          ({ reason, count, share }) =>
            `${reason}${colon(i18n.language)}${words.share(i18n.f.share(share), i18n.f.number(count))}`,
        ),
      ),
    ),
  ];
  return blocks.length === 0 ? [] : [heading(2, words.title), ...blocks];
}

function timelineBlock({ entries, set }: IncidentSources, i18n: I18n): Block {
  return table(
    [
      [i18n.t.common.number, 7],
      [i18n.t.register.at, 20],
      [i18n.t.common.event, 52],
      [i18n.t.register.who, 21],
    ],
    entries.map((entry) => [
      String(entry.seq),
      i18n.f.exact(entry.at),
      entrySentence(entry, i18n, set),
      nameOf(entry.actor, set, i18n),
    ]),
  );
}

/** The time line as rows of a spreadsheet. */
export function incidentRows({ entries, set }: IncidentSources, i18n: I18n): (string | number)[][] {
  const { csv } = i18n.t.cases;
  return [
    [documentTexts(i18n.language).rows.id, csv.at, i18n.t.common.event, i18n.t.register.who, csv.kind],
    ...entries.map((entry) => [
      entry.seq,
      new Date(entry.at).toISOString(),
      entrySentence(entry, i18n, set),
      nameOf(entry.actor, set, i18n),
      entry.kind,
    ]),
  ];
}
