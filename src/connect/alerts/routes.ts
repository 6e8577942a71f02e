import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { requirePermission } from '../../access/guard.ts';
import type { IntakePorts } from '../../metrics/intake/ports.ts';
import { nothingTaken, refusalsOf, refuseAll, sortItems, Taken } from '../../metrics/intake/samples.ts';
import type { AlertEpisode, Firing } from '../../metrics/storage/alerts-store.ts';
import { defined } from '../../platform/defined.ts';
import { createRouter, type HttpEnv } from '../../platform/http/http.ts';
import { jsonAnswer, jsonBody } from '../../platform/http/json.ts';
import { inOwnTurn } from '../../platform/http/own-turn.ts';
import { problems, sendRefusal } from '../../platform/http/problem.ts';
import { createTurns } from '../../platform/turns.ts';
import { subjectOf, type Told, toldKey } from '../../rules/engine/told.ts';
import { toldOf } from '../../thread/cells/told.ts';
import { type ForeignAlert, readPostedAlert, readToldAlert } from './alert.ts';
import {
  type AlertRules,
  everyTarget,
  type Feeds,
  feedsOf,
  type RuleTarget,
  type Target,
  targetKey,
} from './feeds.ts';

/** The outside of the doors for alerts of other systems. */
export type AlertPorts = Pick<IntakePorts, 'now' | 'busy' | 'ingestSamples' | 'count'> & {
  /** The rule set in force. */
  readonly rules: () => AlertRules;
  /** Resolves when these are durable, each once; answers what fires then. */
  readonly note: (episodes: readonly AlertEpisode[], now: number) => Promise<readonly Firing[]>;
  /** How many alerts fire, by agent and metric. */
  readonly firing: () => Promise<readonly Firing[]>;
  /** Takes how rules stand that a store evaluates; resolves when all that came of it is durable. */
  readonly tell: (told: readonly Told[], receivedAt: number) => Promise<void>;
};

/** The most alerts of one request. */
const mostAlerts = 5_000;

/** One alert, for the description only: alerts are judged one by one, so that a bad one loses no other. */
const AlertItem = z.unknown().openapi('ForeignAlert', {
  type: 'object',
  required: ['labels', 'startsAt'],
  properties: {
    labels: {
      type: 'object',
      additionalProperties: { type: 'string' },
      example: { alertname: 'CatalogueStale' },
    },
    startsAt: { type: 'string', format: 'date-time' },
    endsAt: { type: 'string', format: 'date-time', description: 'The year 1 stands for: it fires.' },
    status: { type: 'string', enum: ['firing', 'resolved'], description: 'Of a webhook alone.' },
    fingerprint: { type: 'string', description: 'Of a webhook alone.' },
  },
});

const webhook = createRoute({
  method: 'post',
  tags: ['intake'],
  middleware: [requirePermission('samples.write'), inOwnTurn] as const,
  path: '/v1/alerts/alertmanager',
  summary: "Alerts of Alertmanager's webhook (version 4) or a contact point of Grafana",
  description:
    'Each alert counts by its own status, never by that of its group, once for its fingerprint and start.',
  request: { body: jsonBody(z.looseObject({ alerts: z.array(AlertItem).max(mostAlerts) })) },
  responses: {
    200: jsonAnswer('What was taken.', Taken),
    ...problems(400, 401, 403, 413, 415, 422, 503),
  },
});

const posted = createRoute({
  method: 'post',
  tags: ['intake'],
  middleware: [requirePermission('samples.write'), inOwnTurn] as const,
  path: '/api/v2/alerts',
  summary: 'Alerts as Prometheus and vmalert post them to an Alertmanager',
  description: 'They send all they have: alerts that no entry of sources.yaml reads are counted as rejected.',
  request: { body: jsonBody(z.array(AlertItem).max(mostAlerts)) },
  responses: {
    200: jsonAnswer('What was taken.', Taken),
    ...problems(400, 401, 403, 413, 415, 422, 503),
  },
});

/**
 * The doors for alerts of other systems. They become samples: how many of them fire, for a metric that
 * rules watch as any other. Never a redirect: Alertmanager would follow it without the body, and be
 * content.
 */
export function alertRoutes(ports: AlertPorts): OpenAPIHono<HttpEnv> {
  const take = taking(ports);
  return createRouter({ texts: 'judged' })
    .openapi(webhook, async (c) => {
      const busy = ports.busy();
      if (busy !== undefined) return sendRefusal(c, busy);
      const taken = await take(c.req.valid('json').alerts, readToldAlert);
      if (nothingTaken({ accepted: taken.accepted, rejected: taken.rejected.length }))
        return refuseAll(c, taken.rejected);
      return c.json(taken, 200);
    })
    .openapi(posted, async (c) => {
      const busy = ports.busy();
      if (busy !== undefined) return sendRefusal(c, busy);
      return c.json(await take(c.req.valid('json'), readPostedAlert), 200);
    });
}

type Read = (item: unknown, now: number) => ForeignAlert | string;

/** Alerts that are counted together, by when the first of them came. */
type Batch = { readonly alerts: About[]; readonly receivedAt: number; written: Promise<void> };

/**
 * One batch after the other: each tells how many fire after all that came before it. What comes while one is
 * written is the next.
 */
function taking(ports: AlertPorts) {
  const turns = createTurns();
  let waiting: Batch | undefined;
  const inBatch = (accepted: readonly About[], receivedAt: number): Promise<void> => {
    if (waiting !== undefined) {
      waiting.alerts.push(...accepted);
      return waiting.written;
    }
    const batch: Batch = { alerts: [...accepted], receivedAt, written: Promise.resolve() };
    waiting = batch;
    batch.written = turns.add(() => {
      waiting = undefined;
      return count(ports, batch.alerts, receivedAt);
    });
    return batch.written;
  };
  return async (items: readonly unknown[], read: Read): Promise<z.infer<typeof Taken>> => {
    const [receivedAt, now, rules] = [performance.now(), ports.now(), ports.rules()];
    const { accepted, rejected } = await sortItems(items, (item) => about(read(item, now), rules));
    if (accepted.length > 0) await inBatch(accepted, receivedAt);
    const refusals = refusalsOf(items, rejected, { hasAgent: () => false });
    ports.count('alerts', { accepted: accepted.length, rejected: rejected.length }, refusals);
    return { accepted: accepted.length, rejected };
  };
}

type About = Feeds & { readonly alert: ForeignAlert };

function about(alert: ForeignAlert | string, rules: AlertRules): About | string {
  if (typeof alert === 'string') return alert;
  const feeds = feedsOf(alert, rules);
  return typeof feeds === 'string' ? feeds : { ...feeds, alert };
}

async function count(ports: AlertPorts, accepted: readonly About[], receivedAt: number): Promise<void> {
  const now = ports.now();
  const episodes = accepted.flatMap(({ targets, rule, alert: { fingerprint, startsAt, endsAt } }) =>
    [...targets, ...(rule === undefined ? [] : [targetOf(rule)])].map((target) =>
      defined({ ...target, fingerprint, startsAt, endsAt }),
    ),
  );
  const rows = episodes.length > 0 ? await ports.note(episodes, now) : await ports.firing();
  const firing = new Map(rows.map((row) => [targetKey(row), row]));
  await tellRules(ports, accepted, firing, receivedAt);
  // Whoever says that he is alive says of all others that they are as they were told.
  const isAlive = accepted.some((one) => one.isAlive && one.alert.endsAt === undefined);
  const fed = accepted.flatMap(({ targets }) => targets);
  const touched = isAlive ? [...everyTarget(ports.rules()), ...fed] : fed;
  const samples = new Map(
    touched.map(({ agent, metric }) => {
      const key = targetKey({ agent, metric });
      return [key, { agent, metric, value: firing.get(key)?.firing ?? 0, weight: 1, at: now }] as const;
    }),
  );
  if (samples.size > 0) await ports.ingestSamples([...samples.values()], receivedAt);
}

/** Tells how the rules stand that these alerts are about, each once. */
async function tellRules(
  ports: AlertPorts,
  accepted: readonly About[],
  firing: ReadonlyMap<string, Firing>,
  receivedAt: number,
): Promise<void> {
  const told = new Map(
    accepted.flatMap(({ rule, alert: { value } }) =>
      rule === undefined ? [] : [[toldKey(rule), toldOf(firing, { ...rule, value })] as const],
    ),
  );
  if (told.size > 0) await ports.tell([...told.values()], receivedAt);
}

function targetOf({ agent, rule, alarm }: RuleTarget): Target {
  return { agent, metric: subjectOf(alarm, rule) };
}
