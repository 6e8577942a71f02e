import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { isUnresolved } from '../../incidents/incident.ts';
import { incidentDetail } from '../../incidents/view.ts';
import { csvLines, csvText } from '../../language/csv.ts';
import type { PlanDocument } from '../../plans/blocks.ts';
import { planDocument } from '../../plans/documents/document.ts';
import { planMarkdown } from '../../plans/documents/markdown.ts';
import { planBody } from '../../plans/http/plan-body.ts';
import { iso } from '../../platform/iso.ts';
import { noAgent } from '../../rules/ruleset.ts';
import type { IncidentReads, WrongView } from '../incidents/incident-reads.ts';
import type { PlanReads } from '../plans/plan-reads.ts';
import { planRows } from '../plans/plan-rows.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { missingPage } from '../shell/missing.page.tsx';
import { incidentDocument, incidentRows } from './incident-document.ts';

const formats = ['pdf', 'docx', 'md', 'csv', 'json'] as const;
type Format = (typeof formats)[number];

const types: Readonly<Record<Format, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

/** The three forms that a file is made from: a document, rows of a spreadsheet, and data. */
type Exported = {
  readonly document: () => PlanDocument;
  readonly rows: () => readonly (readonly (string | number)[])[];
  readonly data: () => unknown;
};

type ExportPorts = Shell &
  Pick<PlanReads, 'plan' | 'documentSources'> &
  Pick<IncidentReads, 'incidentSources' | 'wrong'>;

/** Plans and incidents to take along: PDF, DOCX, Markdown, CSV and JSON, in the reader's language. */
export function exportRoutes(ports: ExportPorts): Hono<ConsoleEnv> {
  const file = (name: 'plan' | 'incident', exported: typeof planExport) => async (c: ConsoleContext) => {
    const [number = '', extension] = (c.req.param('file') ?? '').split('.');
    const format = formats.find((one) => one === extension);
    const found = format && (await exported(c, ports, Number(number)));
    return found ? fileOf(c, ports, `${name}-${number}`, format, found) : missingPage(c, ports);
  };
  return new Hono<ConsoleEnv>()
    .get('/plans/:file{[1-9][0-9]{0,8}\\.[a-z]{2,4}}', file('plan', planExport))
    .get('/incidents/:file{[1-9][0-9]{0,8}\\.[a-z]{2,4}}', file('incident', incidentExport))
    .get('/incidents/:number{[1-9][0-9]{0,8}}/interactions.csv', (c) => wrongExport(c, ports));
}

type Found = Promise<Exported | undefined>;

async function planExport(c: ConsoleContext, ports: ExportPorts, number: number): Found {
  const plan = await ports.plan(number);
  const sources = plan && (await ports.documentSources(plan));
  if (plan === undefined || sources === undefined) return undefined;
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set, plan.timezone);
  return {
    document: () => planDocument(plan, sources, i18n.language),
    rows: () => planRows({ plan, set }, i18n),
    data: () => planBody(plan, sources.now, { isIncidentOpen: isUnresolved(sources.incident) }),
  };
}

async function incidentExport(c: ConsoleContext, ports: ExportPorts, number: number): Found {
  const sources = await ports.incidentSources(number);
  if (sources === undefined) return undefined;
  const { set, incident, entries, now } = sources;
  const i18n = i18nOf(c, set, set.agents.get(incident.agent ?? noAgent)?.timezone);
  return {
    document: () => incidentDocument(sources, i18n),
    rows: () => incidentRows(sources, i18n),
    data: () => incidentDetail(incident, entries, now),
  };
}

/** Rows that are read at once of what may be many. */
const rowsAtOnce = 1_000;

/** All interactions that were wrong while an incident lasted, row by row. */
async function wrongExport(c: ConsoleContext, ports: ExportPorts): Promise<Response> {
  const number = Number(c.req.param('number'));
  const sources = await ports.incidentSources(number);
  if (sources === undefined) return missingPage(c, ports);
  const { language, t } = i18nOf(c, sources.set);
  const words = t.cases.wrong;
  c.header('Content-Type', types.csv);
  c.header('Content-Disposition', `attachment; filename="incident-${number}-interactions.csv"`);
  return stream(c, async (out) => {
    await out.write(csvText([[words.id, t.cases.csv.at, words.url]], language));
    let page: WrongView | undefined;
    do {
      page = await ports.wrong(sources, rowsAtOnce, page?.next);
      const rows = page.items.map(({ id, at, url = '' }) => [id, iso(at), url]);
      await out.write(csvLines(rows, language));
    } while (page.next !== undefined && !out.aborted);
  });
}

async function fileOf(
  c: ConsoleContext,
  ports: ExportPorts,
  name: string,
  format: Format,
  exported: Exported,
): Promise<Response> {
  const { language } = i18nOf(c, ports.ruleSet());
  c.header('Content-Type', types[format]);
  c.header('Content-Disposition', `attachment; filename="${name}.${format}"`);
  switch (format) {
    case 'md':
      return c.body(planMarkdown(exported.document()));
    case 'csv':
      return c.body(csvText(exported.rows(), language));
    case 'json':
      return c.body(`${JSON.stringify(exported.data(), null, 2)}\n`);
    case 'docx': {
      // These libraries take a moment to load, and most processes never need them.
      const { docxOf } = await import('./document-docx.ts');
      return c.body(new Uint8Array(await docxOf(exported.document())));
    }
    case 'pdf': {
      const { pdfOf } = await import('./document-pdf.ts');
      return c.body(await pdfOf(exported.document()));
    }
    default:
      return format satisfies never;
  }
}
