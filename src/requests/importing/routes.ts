import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import { carries } from '../../access/guard.ts';
import { languages } from '../../language/language.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { importSources } from './columns.ts';
import { exportFormats, exportOf, exportSubjects } from './export-store.ts';
import { type ImportPorts, importFile } from './import-store.ts';
import { rowFaultCodes } from './row.ts';

const tags = ['requests'];
const Fault = z.object({
  code: z.enum(rowFaultCodes),
  column: z.string().optional(),
  found: z
    .string()
    .optional()
    .meta({ description: 'Of the row, as it was read; or the id of who is alike.' }),
});
const outcome = z.enum(['created', 'merged', 'known', 'refused']);
const count = z.int().min(0);
const ImportedBody = z
  .object({
    source: z.enum(importSources),
    holds: z.enum(['customers', 'requests']),
    isTaken: z.boolean().meta({ description: 'false: a preview, nothing was changed.' }),
    counts: z.object({ created: count, merged: count, known: count, refused: count, newCustomers: count }),
    ignored: z.array(z.string()).readonly().meta({ description: 'Columns that say nothing here.' }),
    sheet: z.string().optional(),
    otherSheets: z.array(z.string()).readonly(),
    rows: z
      .array(
        z.object({
          line: z.int().meta({ description: 'As the spreadsheet numbers it.' }),
          outcome,
          customer: z.enum(['created', 'merged', 'known']).optional(),
          number: z.int().optional().meta({ description: 'The request that it is already.' }),
          refused: z.array(Fault).readonly().optional(),
          remarks: z.array(Fault).readonly().optional(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'DeskImport' });

const take = createRoute({
  tags,
  method: 'post',
  path: '/v1/desk/import',
  summary: 'Take customers or requests in from a file, or see what would become of it',
  description:
    'CSV or XLSX as the body, with a first row of column names; exports of Zendesk, Odoo and Zammad are known by theirs. All rows are taken, or none; a row that was taken before is left as it is. At most 2 000 rows. For a referent or a lead of the desk (people.yaml), or an approver.',
  middleware: carries('editRequest'),
  request: {
    query: z.object({
      preview: z.enum(['true', 'false']).optional().meta({ description: 'true: nothing is changed.' }),
      leaveOut: z
        .enum(['refused'])
        .optional()
        .meta({ description: 'Take the others where rows are refused.' }),
      source: z.enum(importSources).optional().meta({ description: 'Left out: told by the columns.' }),
      sheet: z
        .string()
        .max(100)
        .optional()
        .meta({ description: 'Of a workbook; left out: the first filled one.' }),
    }),
    body: {
      required: true,
      content: {
        'text/csv': { schema: z.string() },
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { schema: z.string() },
        'application/octet-stream': { schema: z.string() },
      },
    },
  },
  responses: {
    200: jsonAnswer('What became of each row.', ImportedBody),
    ...problems(400, 401, 403, 404, 409, 413, 422, 503),
  },
});
const give = createRoute({
  tags,
  method: 'get',
  path: '/v1/desk/export',
  summary: 'Everything of the desk as a stream: customers, requests or contacts',
  description:
    'CSV as spreadsheets of the language read it, or one JSON object a line. The vault notes who read it. For a referent or a lead of the desk (people.yaml), or an approver.',
  middleware: carries('editRequest'),
  request: {
    query: z.object({
      what: z.enum(exportSubjects).default('requests'),
      format: z.enum(exportFormats).default('csv'),
      lang: z.enum(languages).default('fr'),
    }),
  },
  responses: {
    200: {
      description: 'The rows, the oldest first.',
      content: { 'text/csv': { schema: z.string() }, 'application/x-ndjson': { schema: z.string() } },
    },
    ...problems(400, 401, 403, 404, 503),
  },
});

/** Imports and exports of the desk over HTTP. */
export function importRoutes(ports: ImportPorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(take, async (c) => {
    const { preview, leaveOut, ...query } = c.req.valid('query');
    const bytes = new Uint8Array(await c.req.arrayBuffer());
    const order = { ...query, bytes, preview: preview === 'true', leaveOut: leaveOut === 'refused' };
    const imported = await importFile(ports, order, c.get('caller'));
    return imported.ok ? c.json(imported.value, 200) : sendRefusal(c, imported.refusal);
  });
  router.openapi(give, async (c) => {
    const { what, format, lang } = c.req.valid('query');
    const given = exportOf(ports, { what, format, language: lang }, c.get('caller'));
    if (!given.ok) return sendRefusal(c, given.refusal);
    c.header('Content-Type', format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson');
    c.header('Content-Disposition', `attachment; filename="${what}.${format === 'csv' ? 'csv' : 'jsonl'}"`);
    return stream(c, async (out) => {
      for await (const piece of given.value) await out.write(piece);
    });
  });
  return router;
}
