import type { OpenAPIHono } from '@hono/zod-openapi';
import { gitlabSite } from '../../connect/mirror/pull/gitlab.ts';
import { jiraSite } from '../../connect/mirror/pull/jira.ts';
import { createMirror, type Mirror, type SetSite } from '../../connect/mirror/pull/mirror.ts';
import { odooSite } from '../../connect/mirror/pull/odoo.ts';
import type { MirrorSite, SiteName } from '../../connect/mirror/pull/site.ts';
import { mirrorHooks, mirrorRoutes, openIssue } from '../../connect/mirror/routes.ts';
import { registerMirrorTelemetry } from '../../connect/mirror/telemetry.ts';
import { type Ask, type AskerPorts, createAsker, createPace, type Pace } from '../../connect/pull/asker.ts';
import type { ConsolePorts } from '../../console/ports.ts';
import type { Plan } from '../../plans/plan.ts';
import { findPlanByPart } from '../../plans/store/store.ts';
import { defined } from '../../platform/defined.ts';
import type { HttpEnv } from '../../platform/http/http.ts';
import type { Settings } from '../../settings.ts';
import { plansInMemory } from '../../thread/evaluator/memory.ts';
import type { Core } from '../core.ts';
import type { Ground } from '../ground.ts';

/** So many questions a tick to each tool. */
const perTick = 3;

const atOnce: Pace = { refill: () => {}, turn: async () => {}, close: () => {} };

/** Keeps actions and their issues elsewhere the same, and opens such issues. */
export function mirrorOf(
  { settings, ports: { clock }, opened: { database }, registry }: Ground,
  { thread: { memory, busy, toPlan } }: Core,
): {
  readonly mirror: Mirror;
  /** The door for messages, which have proofs of their own. */
  readonly hooks: OpenAPIHono<HttpEnv>;
  readonly routes: OpenAPIHono<HttpEnv>;
  readonly issues: ConsolePorts['issues'];
} {
  const { now } = clock;
  const stopped = new AbortController();
  const sites = sitesOf(settings.mirror, { now, stopped: stopped.signal });
  const plans = (): readonly Plan[] => {
    const known = memory();
    return known === undefined ? [] : plansInMemory(known).filter(({ state }) => state !== 'closed');
  };
  const count = registerMirrorTelemetry(registry, plans);
  const mirror = createMirror({ ...{ now, busy, plans, sites, count }, command: toPlan });
  const doors = {
    ...{ sites, busy, command: toPlan, opening: new Set<string>() },
    planOfPart: (id: string) => findPlanByPart(database.db, id),
    addressOf: (plan: number, action: string) =>
      settings.publicUrl && `${settings.publicUrl.replace(/\/+$/, '')}/plans/${plan}#action-${action}`,
  };
  return {
    mirror: {
      ...mirror,
      stop: async () => {
        stopped.abort();
        await mirror.stop();
      },
    },
    hooks: mirrorHooks({ sites, secret: settings.mirror.secret, knock: mirror.knock }),
    routes: mirrorRoutes(doors),
    issues: {
      sites: sites.flatMap(({ name, create }) => (create === undefined ? [] : [name])),
      open: (action, site, caller) => openIssue(doors, action, site, caller),
    },
  };
}

function sitesOf(
  { jira, gitlab, odoo }: Settings['mirror'],
  ports: Pick<AskerPorts, 'now' | 'stopped'>,
): readonly SetSite[] {
  const set = (
    name: SiteName,
    asked: Pick<AskerPorts, 'site' | 'headers'>,
    make: (ask: Ask) => MirrorSite,
  ): SetSite => {
    const pace = createPace(perTick);
    const made = (turns: Pace) => make(createAsker({ ...asked, ...ports, pace: turns }));
    // Whoever opens an issue waits for it: that is asked at once.
    const { create } = made(atOnce);
    return defined({ ...made(pace), create, name, pace });
  };
  const found: SetSite[] = [];
  if (jira !== undefined)
    found.push(set('jira', { site: jira }, (ask) => jiraSite(ask, jira.url, jira.project)));
  if (gitlab !== undefined)
    found.push(set('gitlab', { site: gitlab }, (ask) => gitlabSite(ask, gitlab.url, gitlab.project)));
  if (odoo !== undefined) {
    const url = new URL(odoo.url);
    const [login, key] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    const headers = { 'X-Odoo-Database': odoo.database };
    const access = { url: odoo.url, database: odoo.database, login, key };
    const asked = { site: { url: odoo.url, token: key }, headers };
    found.push(set('odoo', asked, (ask) => odooSite(ask, access, odoo.project)));
  }
  return found;
}
