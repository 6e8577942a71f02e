import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import { parseDate } from '../../language/zoned.ts';
import { requestAlarms } from '../../notices/requests/facts.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { type Refusal, type Result, refused } from '../../platform/refusal.ts';
import { priorities } from '../../rules/desk/desk.ts';
import type { Board, BoardQuery } from './board-store.ts';
import { mostPeriods, type Period, periodsIn, type Step, steps } from './figures.ts';

/** The board behind the route; refused where there is no desk. */
export type BoardRoutePorts = { readonly board: (query: BoardQuery) => Promise<Result<Board>> };

const share = z.number().min(0).max(1).optional();
const figures = {
  received: z.int().meta({ description: 'Requests that came; what was told twice counts once.' }),
  answered: z.int().meta({ description: 'First answers.' }),
  resolved: z.int().meta({ description: 'Resolutions; one that came back counts each time.' }),
  closed: z.int(),
  reopened: z.int(),
  escalated: z.int(),
  firstResponseSeconds: z.number().optional().meta({
    description: 'Mean working time until the first answer; absent: none was given.',
  }),
  handlingSeconds: z.number().optional().meta({
    description: 'Mean working time until the resolution, without what the customer was waited for.',
  }),
  fcr: share.meta({
    description: 'Share resolved without a second contact of the customer, an escalation, or coming back.',
  }),
  slaKept: share.meta({
    description: 'Share resolved within all times of sla in desk.yaml, of those that have some.',
  }),
  reopenRate: share.meta({ description: 'Share that had come back before.' }),
  escalationRate: share,
  csat: z.number().optional(),
  csatAnswers: z.int(),
  nps: z.number().min(-100).max(100).optional(),
  npsAnswers: z.int(),
};
const Total = z.object(figures).meta({ id: 'DeskFigures' });
const day = z.string().meta({ example: '2026-06-08' });

const BoardBody = z
  .object({
    from: day,
    to: day.meta({ description: 'The last day, which is included.' }),
    by: z.enum(steps),
    timezone: z.string(),
    now: z.object({
      open: z.int(),
      unanswered: z.int(),
      waitingForUs: z.int(),
      waitingForCustomer: z.int(),
      late: z.int(),
    }),
    late: z
      .array(
        z.object({
          number: z.int(),
          kind: z.string(),
          priority: z.enum(priorities),
          owner: z.string().optional(),
          why: z.enum(requestAlarms),
          lateAt: z.iso.datetime(),
          promisedAt: z.iso.datetime().optional(),
        }),
      )
      .readonly()
      .meta({ description: 'Those that have been late for longest, 50 at most.' }),
    total: Total,
    periods: z.array(z.object({ from: day, to: day, ...figures })).readonly(),
  })
  .meta({ id: 'DeskBoard' });

const Day = z
  .string()
  .refine((text) => parseDate(text) !== undefined, 'expected a day of the calendar, such as 2026-06-08')
  .optional();

const board = createRoute({
  tags: ['requests'],
  method: 'get',
  path: '/v1/desk/board',
  summary: 'The board of the desk',
  description:
    'What stands now, what is late, and the figures of days, weeks (from Monday) or months of the calendar of the desk. Delays are working time, in seconds. Left out, the days are the last 14, the weeks and the months the last 12.',
  middleware: requirePermission('read'),
  request: {
    query: z.object({ by: z.enum(steps).default('day'), from: Day, to: Day }),
  },
  responses: {
    200: jsonAnswer('The board.', BoardBody),
    ...problems(400, 401, 403, 404, 422, 503),
  },
});

/** The board over HTTP. */
export function boardRoutes(ports: BoardRoutePorts): OpenAPIHono<HttpEnv> {
  const router = createRouter();
  router.openapi(board, async (c) => {
    const { by, from, to } = c.req.valid('query');
    const query = { by, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const fault = faultOf(query);
    const read = fault === undefined ? await ports.board(query) : refused(fault);
    return read.ok ? c.json(read.value, 200) : sendRefusal(c, read.refusal);
  });
  return router;
}

function faultOf({ by, from, to }: BoardQuery): Refusal | undefined {
  if (from === undefined) return undefined;
  const detail =
    to === undefined ? 'from without to: expected both, or to alone' : spanFault({ from, to }, by);
  return detail === undefined ? undefined : { kind: 'invalid', code: 'board_span', detail: `${detail}.` };
}

function spanFault({ from, to }: Period, by: Step): string | undefined {
  if (from > to) return `from ${from} is after to ${to}: expected the first day first`;
  const last = periodsIn({ from, to }, by).at(-1);
  if (last !== undefined && last.to >= to) return undefined;
  return `from ${from} to ${to} by ${by}: expected at most ${mostPeriods} periods; ask for fewer, or by month`;
}
