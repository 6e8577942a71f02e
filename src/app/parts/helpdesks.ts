import { setTimeout as wait } from 'node:timers/promises';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { createWorkOff, type WorkOff } from '../../connect/helpdesk/intake/work-off.ts';
import { helpdesks } from '../../connect/helpdesk/kinds.ts';
import { type Asking, createAsking, type HelpdeskApi } from '../../connect/helpdesk/pull/asking.ts';
import { hookRoutes } from '../../connect/helpdesk/routes.ts';
import {
  heardHooks,
  keepEvents,
  readPolls,
  settleEvents,
  standingsOf,
  waitingEvents,
  writePoll,
} from '../../connect/helpdesk/store.ts';
import { registerHelpdeskTelemetry } from '../../connect/helpdesk/telemetry.ts';
import { ratingsOf } from '../../connect/helpdesk/told.ts';
import { fetchBounded } from '../../connect/pull/fetch.ts';
import type { IntakePorts } from '../../metrics/intake/ports.ts';
import type { Database } from '../../platform/database/database.ts';
import type { HttpEnv } from '../../platform/http/http.ts';
import type { HelpdeskSource } from '../../rules/helpdesk.ts';
import { knownBy } from '../../rules/ruleset.ts';
import { helpdeskAccess } from '../../settings/helpdesks.ts';
import type { Settings } from '../../settings.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';
import type { Asker } from './part.ts';

/** The facts of a helpdesk that may be shown: no secret, no address. Times are epoch ms. */
export type HelpdeskState = {
  readonly source: string;
  readonly kind: string;
  readonly hasSecret: boolean;
  readonly isAsked: boolean;
  readonly needsApi: boolean;
  readonly heardAt?: number | undefined;
  readonly answeredAt?: number | undefined;
  readonly fault?: string | undefined;
};

/** The helpdesks of a process: their door, and what goes on behind it. */
export type Helpdesks = {
  readonly routes: OpenAPIHono<HttpEnv>;
  /** Work of the process that evaluates alone. */
  readonly work: Asker;
  readonly states: () => Promise<readonly HelpdeskState[]>;
};

/** Puts the helpdesks together. Any process takes their webhooks; the one that evaluates does the rest. */
export function helpdesksOf(
  { settings, ports, opened, registry }: Ground,
  { fences: { fenced }, thread: { ruleSet, busy, ingestInteractions } }: Core,
  count: IntakePorts['count'],
): Helpdesks {
  const { db } = opened.database;
  const { now } = ports.clock;
  const counts = registerHelpdeskTelemetry(registry);
  const sources = () => ruleSet().helpdesks ?? [];
  const keep = (events: Parameters<typeof keepEvents>[1]) => keepEvents(db, events);
  const workOff = createWorkOff({
    ...{ now, known: () => knownBy(ruleSet()), busy, ingestInteractions, count },
    waiting: (limit) => waitingEvents(db, limit),
    standings: (events) => standingsOf(db, events),
    settle: (events, after) => fenced((tx) => settleEvents(tx, events, after)),
    onError: (error) => ports.logger.warn({ err: error }, 'what helpdesks told waits: it is tried again'),
  });
  const asking = createAsking({
    ...{ now, busy, sources, keep, wake: workOff.wake, count: counts.asked, fetch: fetchBounded },
    api: (name) => apiOf(settings, name),
    pause: (ms, signal) => wait(ms, undefined, { ref: false, signal }).catch(() => {}),
    standings: () => readPolls(db),
    note: (standing) => writePoll(db, standing),
  });
  const routes = hookRoutes({
    ...{ now, keep, wake: workOff.wake, hurry: asking.hurry, count: counts.delivered },
    publicUrl: settings.publicUrl?.replace(/\/+$/, ''),
    source: (name) => sources().find((one) => one.name === name),
    secret: (name) => helpdeskAccess(settings, name).secret,
  });
  return {
    routes,
    work: workOf(() => sources().length > 0, asking, workOff),
    states: () => statesOf(db, settings, sources()),
  };
}

function apiOf(settings: Settings, name: string): HelpdeskApi | undefined {
  const { url, token } = helpdeskAccess(settings, name);
  return url === undefined || token === undefined ? undefined : { url, token };
}

function workOf(hasSources: () => boolean, asking: Asking, workOff: WorkOff): Helpdesks['work'] {
  return {
    tick: () => {
      if (!hasSources()) return;
      asking.tick();
      // A process that stands by may have taken something.
      workOff.wake();
    },
    idle: async () => {
      await asking.idle();
      await workOff.idle();
    },
    stop: async () => {
      await asking.stop();
      await workOff.idle();
    },
  };
}

async function statesOf(
  db: Database['db'],
  settings: Settings,
  sources: readonly HelpdeskSource[],
): Promise<readonly HelpdeskState[]> {
  const [heard, polls] = await Promise.all([heardHooks(db), readPolls(db)]);
  return sources.map(({ name, kind }) => ({
    ...{ source: name, kind, heardAt: heard.get(name), isAsked: apiOf(settings, name) !== undefined },
    needsApi: helpdesks[kind].isSign === true || helpdesks[kind].tellsLittle === true,
    hasSecret: helpdeskAccess(settings, name).secret !== undefined,
    answeredAt: polls.get(name)?.answeredAt ?? undefined,
    fault: polls.get(name)?.fault ?? polls.get(ratingsOf(name))?.fault ?? undefined,
  }));
}
