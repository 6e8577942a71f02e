import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { dossierBody } from '../../incidents/dossier/body.ts';
import { incidentDetail } from '../../incidents/view.ts';
import { csvLines, csvText } from '../../language/csv.ts';
import type { PlanDocument } from '../../plans/blocks.ts';
import { planDocument } from '../../plans/documents/document.ts';
import { planMarkdown } from '../../plans/documents/markdown.ts';
import { planRows } from '../../plans/documents/rows.ts';
import { planBody } from '../../plans/http/plan-body.ts';
import { caseLinks } from '../../plans/recurrence.ts';
import { iso } from '../../platform/iso.ts';
import { noAgent } from '../../rules/ruleset.ts';
import type { IncidentReads, WrongView } from '../incidents/incident-reads.ts';
import type { PlanReads } from '../plans/plan-reads.ts';
import { type ConsoleContext, type ConsoleEnv, i18nOf, type Shell } from '../shell/context.ts';
import { Page } from '../shell/layout.page.tsx';
import { missingPage } from '../shell/missing.page.tsx';
import { incidentDocument, incidentRows } from './incident-document.ts';
import { Paper } from './paper.page.tsx';
import { createPrinter, type Printer } from './printer.ts';

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

/**
 * Plans and incidents to take along: PDF, DOCX, Markdown, CSV and JSON, in the reader's language; and as the
 * piece of a page that browsers print in its place.
 */
export function exportRoutes(ports: ExportPorts, printer: Printer = createPrinter()): Hono<ConsoleEnv> {
  const file = (name: 'plan' | 'incident', exported: typeof planExport) => async (c: ConsoleContext) => {
    const [number = '', extension] = (c.req.param('file') ?? '').split('.');
    const format = formats.find((one) => one === extension);
    const found = format && (await exported(c, ports, Number(number)));
    const body = found && (await contentsOf(c, ports, format, found, printer));
    if (body === undefined) return missingPage(c, ports);
    if (body === 'busy' || body === 'late') return waitPage(c, ports, body);
    c.header('Content-Type', types[format ?? 'json']);
    c.header('Content-Disposition', `attachment; filename="${name}-${number}.${extension}"`);
    return c.body(body);
  };
  const paper = (exported: typeof planExport) => async (c: ConsoleContext) => {
    const found = await exported(c, ports, Number(c.req.param('number')));
    return found ? c.html(<Paper document={found.document()} />) : c.notFound();
  };
  return new Hono<ConsoleEnv>()
    .get('/plans/:file{[1-9][0-9]{0,8}\\.[a-z]{2,4}}', file('plan', planExport))
    .get('/incidents/:file{[1-9][0-9]{0,8}\\.[a-z]{2,4}}', file('incident', incidentExport))
    .get('/incidents/:number{[1-9][0-9]{0,8}}/interactions.csv', (c) => wrongExport(c, ports))
    .get('/plans/:number{[1-9][0-9]{0,8}}/paper', paper(planExport))
    .get('/incidents/:number{[1-9][0-9]{0,8}}/paper', paper(incidentExport));
}

type Found = Promise<Exported | undefined>;

async function planExport(c: ConsoleContext, ports: ExportPorts, number: number): Found {
  const plan = await ports.plan(number);
  if (plan === undefined) return undefined;
  const sources = await ports.documentSources(plan);
  const set = ports.ruleSet();
  const i18n = i18nOf(c, set, plan.timezone);
  return {
    document: () => planDocument(plan, sources, i18n.language),
    rows: () => planRows(plan, set, i18n.language),
    data: () => ({
      ...planBody(plan, sources.now, sources),
      ...(sources.dossier && { dossier: dossierBody(sources.dossier) }),
    }),
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
    data: () => ({
      ...incidentDetail(incident, entries, caseLinks(sources.plan, incident.number), now),
      dossier: dossierBody(sources.dossier),
    }),
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
    await out.write(csvText([[words.id, t.cases.csv.at, t.common.reason, words.url]], language));
    let page: WrongView | undefined;
    do {
      page = await ports.wrong(sources, rowsAtOnce, page?.next);
      const rows = page.items.map(({ id, at, reason, url = '' }) => [id, iso(at), reason ?? '', url]);
      await out.write(csvLines(rows, language));
    } while (page.next !== undefined && !out.aborted);
  });
}

async function contentsOf(
  c: ConsoleContext,
  ports: ExportPorts,
  format: Format,
  exported: Exported,
  printer: Printer,
): Promise<string | Uint8Array<ArrayBuffer>> {
  switch (format) {
    case 'md':
      return planMarkdown(exported.document());
    case 'csv':
      return csvText(exported.rows(), i18nOf(c, ports.ruleSet()).language);
    case 'json':
      return `${JSON.stringify(exported.data(), null, 2)}\n`;
    case 'docx':
    case 'pdf':
      return printer({ format, document: exported.document() });
    default:
      return format satisfies never;
  }
}

/**
 * Answers that too many files are being made for this one to be soon, or that it took too long to be made.
 */
export function waitPage(
  c: ConsoleContext,
  shell: Shell,
  why: 'busy' | 'late',
): Response | Promise<Response> {
  const i18n = i18nOf(c, shell.ruleSet());
  c.header('Retry-After', why === 'busy' ? '5' : '60');
  return c.html(<Page frame={shell.frame(c, i18n)} {...i18n.t.printer[why]} />, 503);
}
