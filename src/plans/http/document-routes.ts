import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { csvText } from '../../language/csv.ts';
import { languages } from '../../language/language.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { noSuch } from '../../platform/no-such.ts';
import { planDocument } from '../documents/document.ts';
import { planMarkdown } from '../documents/markdown.ts';
import { planRows } from '../documents/rows.ts';
import type { DocumentSources } from '../documents/scribe.ts';
import type { Plan } from '../plan.ts';
import { PlanNumber } from './shared-routes.ts';

/** The reads that the document of a plan is made from. */
export type DocumentPorts = {
  readonly plan: (number: number) => Promise<Plan | undefined>;
  /** Its incident, the people, and the rule sets then and now. */
  readonly sources: (plan: Plan) => Promise<DocumentSources>;
};

const CellBody = z.object({
  title: z.string().optional(),
  lines: z.array(z.string()).readonly(),
  tone: z.string().optional(),
  fill: z.string().optional(),
});
const BlockBody = z
  .looseObject({
    kind: z.enum(['heading', 'paragraph', 'box', 'list', 'facts', 'table', 'matrix', 'callout', 'pair']),
    text: z.string().optional(),
    items: z.array(z.string()).readonly().optional(),
    columns: z.array(z.string()).readonly().optional(),
    rows: z
      .array(z.union([z.array(CellBody).readonly(), z.object({ label: z.string(), value: z.string() })]))
      .readonly()
      .optional(),
  })
  .openapi('DocumentBlock');
const DocumentBody = z
  .object({
    language: z.enum(languages),
    title: z.string(),
    pages: z.array(z.array(BlockBody).readonly()).readonly(),
  })
  .openapi('PlanDocument');

const document = createRoute({
  tags: ['plans'],
  middleware: requirePermission('read'),
  method: 'get',
  path: '/v1/plans/{number}/document',
  summary: 'The plan as a document of three pages',
  request: {
    params: PlanNumber,
    query: z.object({
      format: z.enum(['md', 'json', 'csv']).default('md').openapi({
        description: 'csv: actions, improvements, indicators and risks, a row each.',
      }),
      lang: z.enum(languages).optional().openapi({
        description:
          'Of the fixed words; what the plan says stays in its own language, which is the default.',
      }),
    }),
  },
  responses: {
    200: {
      description: 'The document.',
      content: {
        'text/markdown': { schema: z.string() },
        'application/json': { schema: DocumentBody },
        'text/csv': { schema: z.string() },
      },
    },
    ...problems(400, 401, 403, 404),
  },
});

/** The document of a plan over HTTP: Markdown, the blocks it is made of, or rows. */
export function documentRoutes(ports: DocumentPorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(document, async (c) => {
    const { number } = c.req.valid('param');
    const { format, lang } = c.req.valid('query');
    const plan = await ports.plan(number);
    if (plan === undefined) return sendRefusal(c, noSuch('plan', number));
    const language = lang ?? plan.language;
    const sources = await ports.sources(plan);
    if (format === 'csv')
      return c.body(csvText(planRows(plan, sources.ruleSet, language), language), 200, {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': `attachment; filename="plan-${number}.csv"`,
      });
    const made = planDocument(plan, sources, language);
    if (format === 'json') return c.json(made, 200);
    return c.body(planMarkdown(made), 200, {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Content-Disposition': `inline; filename="plan-${number}.md"`,
    });
  });
}
