import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import type { ScorePuller } from '../../connect/scores/pull/puller.ts';
import { scoreKeepers } from '../../metrics/sources.ts';
import { type ChannelName, channelNames } from '../../notices/channel.ts';
import { defined } from '../../platform/defined.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer } from '../../platform/http/json.ts';
import { problems } from '../../platform/http/problem.ts';
import { iso, isoTimes } from '../../platform/iso.ts';
import { version } from '../../platform/version.ts';
import type { BackupDesk } from '../backup/desk.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { HelpdeskState } from './helpdesks.ts';

/** The setup of a process: its ground and its surroundings, without any secret or address. */
export const Setup = z
  .object({
    version: z.string(),
    node: z.string().openapi({ example: 'v24.1.0' }),
    database: z.enum(['postgresql', 'pglite']),
    now: z.iso.datetime().openapi({ description: 'By the clock of this process.' }),
    channels: z.array(z.enum(channelNames)).openapi({ description: 'The ways out for notices.' }),
    store: z.boolean().openapi({ description: 'FILROUGE_PROMETHEUS_URL is set.' }),
    asks: z
      .array(z.object({ metric: z.string(), kind: z.enum(['promql', 'scrape']) }))
      .openapi({ description: 'The metrics that filrouge asks for itself.' }),
    scores: z
      .array(
        z.object({
          from: z.enum(scoreKeepers),
          project: z.string().optional(),
          metrics: z.array(z.string()),
          isSet: z.boolean().openapi({ description: 'Its address is set.' }),
          answeredAt: z.iso.datetime().optional(),
          fault: z.string().optional().openapi({ description: 'Why the last look at it failed.' }),
        }),
      )
      .openapi({ description: 'Where scores are asked for; times and faults are those of this process.' }),
    helpdesks: z
      .array(
        z.object({
          source: z.string(),
          kind: z.string(),
          hasSecret: z.boolean(),
          isAsked: z.boolean().openapi({ description: 'Its API is asked for what webhooks have lost.' }),
          needsApi: z.boolean().openapi({ description: 'Its webhooks do not say enough without its API.' }),
          heardAt: z.iso
            .datetime()
            .optional()
            .openapi({ description: 'Its last webhook, of the last days.' }),
          answeredAt: z.iso.datetime().optional(),
          fault: z.string().optional().openapi({ description: 'Why its API gave no answer the last time.' }),
        }),
      )
      .openapi({ description: 'The helpdesks of sources.yaml.' }),
    backups: z
      .object({
        count: z.int(),
        newestAt: z.iso.datetime().optional(),
        fault: z.string().optional().openapi({ description: 'Why the last one of the night failed.' }),
      })
      .optional()
      .openapi({ description: 'The backups in FILROUGE_BACKUP_DIR; absent where that is not set.' }),
  })
  .openapi('Setup');

const route = createRoute({
  method: 'get',
  path: '/v1/setup',
  tags: ['operation'],
  summary: 'What the process runs on, and what is set up around it',
  middleware: requirePermission('read'),
  responses: { 200: jsonAnswer('As this process was started.', Setup), ...problems(401, 403) },
});

/** Where what is set up is read. */
type SetupReads = {
  readonly scores: ScorePuller['standing'];
  readonly helpdesks: () => Promise<readonly HelpdeskState[]>;
  readonly backups: BackupDesk['standing'];
};

/** `GET /v1/setup`, for `filrouge doctor`. */
export function setupRoutes(
  { settings, ports: { clock }, opened: { database } }: Ground,
  { thread: { ruleSet } }: Core,
  { scores, helpdesks, backups }: SetupReads,
): OpenAPIHono<HttpEnv> {
  const { now } = clock;
  const isSet: Readonly<Record<ChannelName, boolean>> = {
    webhook: settings.webhookUrl !== undefined,
    mail: settings.smtpUrl !== undefined,
    chat: (settings.chatUrl ?? settings.appriseUrl) !== undefined,
    apprise: settings.appriseUrl !== undefined,
  };
  return createRouter().openapi(route, async (c) => {
    const asks = [...ruleSet().metrics.values()].flatMap(({ name, from }) =>
      from === undefined ? [] : [{ metric: name, kind: kindOf(from) }],
    );
    const channels = channelNames.filter((name) => isSet[name]);
    const store = settings.prometheus !== undefined;
    const own = { version, node: process.version, database: database.engine, now: iso(now()) };
    const places = scores().map(({ answeredAt, metrics, ...place }) =>
      defined({
        ...place,
        metrics: [...metrics],
        answeredAt: answeredAt === undefined ? undefined : iso(answeredAt),
      }),
    );
    const desks = (await helpdesks()).map((one) => defined(isoTimes(one)));
    const standing = await backups();
    const kept = standing === undefined ? {} : { backups: defined(isoTimes(standing)) };
    return c.json({ ...own, channels, store, asks, scores: places, helpdesks: desks, ...kept }, 200);
  });
}

function kindOf({ promql }: { readonly promql?: string | undefined }): 'promql' | 'scrape' {
  return promql === undefined ? 'scrape' : 'promql';
}
