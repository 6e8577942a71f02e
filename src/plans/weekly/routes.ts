import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { accepts } from 'hono/accepts';
import { requirePermission } from '../../access/guard.ts';
import { type Language, languages } from '../../language/language.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { problem, problems, sendRefusal } from '../../platform/http/problem.ts';
import { isoTimes } from '../../platform/iso.ts';
import { houseLanguage, type RuleSet } from '../../rules/ruleset.ts';
import type { PlanDocument } from '../blocks.ts';
import { planMarkdown } from '../documents/markdown.ts';
import type { WeeklyDesk } from './desk-store.ts';
import { weeklyDocument } from './documents/document.ts';
import { WeeklyReport } from './report.ts';

/** The ports of the weekly report over HTTP. */
export type WeeklyRoutePorts = Pick<WeeklyDesk, 'report'> & {
  readonly ruleSet: () => RuleSet;
  /** The document as a PDF; or too many are waited for, or it took too long. */
  readonly print: (document: PlanDocument) => Promise<Uint8Array<ArrayBuffer> | 'busy' | 'late'>;
};

const forms = ['application/json', 'text/markdown', 'application/pdf'] as const;

const weekly = createRoute({
  tags: ['reports'],
  middleware: requirePermission('read'),
  method: 'get',
  path: '/v1/reports/weekly',
  summary: 'The report of a week, of one agent or of all; as JSON, Markdown or PDF by Accept',
  request: {
    query: z.object({
      agent: z.string().min(1).max(100).optional().openapi({
        description: 'All agents, and what is of none, where none is named.',
      }),
      week: z.string().max(100).optional().openapi({
        example: '2026-W23',
        description:
          "A week of ISO 8601 in the agent's time zone, or that of the house; the last full one where none is named.",
      }),
      lang: z.enum(languages).optional().openapi({
        description: "Of Markdown and PDF; the agent's language, or that of the house, by default.",
      }),
    }),
  },
  responses: {
    200: {
      description: 'The report: as it was sent, else as it is known now.',
      content: {
        'application/json': { schema: WeeklyReport },
        'text/markdown': { schema: z.string() },
        'application/pdf': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
    ...problems(400, 401, 403, 404, 503),
  },
});

/** `GET /v1/reports/weekly`. */
export function weeklyRoutes(ports: WeeklyRoutePorts): OpenAPIHono<HttpEnv> {
  return createRouter().openapi(weekly, async (c) => {
    const { agent, week, lang } = c.req.valid('query');
    const found = await ports.report({ agent, week });
    if (!found.ok) {
      const { kind, code, detail } = found.refusal;
      return kind === 'invalid' ? problem(c, { status: 400, code, detail }) : sendRefusal(c, found.refusal);
    }
    const report = found.value;
    const set = ports.ruleSet();
    const language = lang ?? languageOf(set, agent);
    const form = accepts(c, { header: 'Accept', supports: [...forms], default: forms[0] });
    c.header('Vary', 'Accept');
    if (form === 'application/json') return c.json(isoTimes(report) as never, 200);
    const document = weeklyDocument(report, set, language);
    const name = fileName(report);
    if (form === 'text/markdown')
      return c.body(planMarkdown(document), 200, {
        'Content-Type': 'text/markdown; charset=utf-8',
        'Content-Disposition': `inline; filename="${name}.md"`,
      });
    const printed = await ports.print(document);
    if (printed === 'busy' || printed === 'late')
      return sendRefusal(c, {
        kind: 'unavailable',
        code: `printer_${printed}`,
        detail:
          printed === 'busy'
            ? 'Too many files are being made for this one to be soon. Try again in a moment.'
            : 'This file took too long to be made. Try again later, or take Markdown.',
      });
    return c.body(printed, 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': `inline; filename="${name}.pdf"`,
    });
  });
}

/** The name of the file that a report is taken along as, without what kind it is. */
export function fileName({ week, agent }: Pick<WeeklyReport, 'week' | 'agent'>): string {
  return agent === undefined ? `weekly-${week.id}` : `weekly-${week.id}-${agent.replace(/[^\w.-]/g, '_')}`;
}

/** The language of a report that nobody chose another for. */
export function languageOf(set: RuleSet, agent: string | undefined): Language {
  return set.agents.get(agent ?? '')?.language ?? houseLanguage(set);
}
