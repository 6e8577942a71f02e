import { count } from 'drizzle-orm';
import type { z } from 'zod';
import { interactionsTable } from '../metrics/tables.ts';
import type { PlanBody } from '../plans/wire.ts';
import { openDatabase } from '../platform/database.ts';
import type { Breach } from './breach.ts';
import { delayText } from './delay.ts';
import { Failure } from './failure.ts';
import { lookAtIncidents, lookAtPlan, verifyRegister } from './looks.ts';
import type { Scene } from './scene.ts';
import { until } from './until.ts';

type Plan = z.infer<typeof PlanBody>;

/** From the first criterion that holds to the verified register. Returns how long the plan took from the trip, in ms. */
export async function playClosing(scene: Scene, breach: Breach): Promise<number> {
  await awaitVerification(scene, breach.plan);
  const closedMs = await closePlan(scene, breach);
  await closeIncident(scene, breach.incident);
  await tellRegister(scene);
  return closedMs;
}

/** Tells of each action as its criteria are met, and of the indicators; what has regressed is done again. */
async function awaitVerification(scene: Scene, number: number): Promise<void> {
  const { clients, format, screen, server, signal, texts } = scene;
  const told = new Set<string>();
  let plan: Plan | undefined;
  await until(
    signal,
    'all actions verified and all indicators met',
    async () => {
      plan = await lookAtPlan(clients.viewer, number);
      for (const { id, criteria, doneAt = '', status, verification } of plan.actions) {
        if (status !== 'done') await clients.lea.command('PATCH', `/v1/actions/${id}`, { status: 'done' });
        if (verification !== 'verified' || told.has(id)) continue;
        told.add(id);
        const after = delayText(Date.now() - Date.parse(doneAt), format);
        const texted = criteria.map(({ text }) => text);
        screen.step('good', texts.verified({ action: id, criteria: texted, after }));
      }
      return plan.blocks.closure?.every(({ code }) => code === 'signature_missing') || undefined;
    },
    { withinMs: 60_000, came: () => JSON.stringify(plan?.blocks.closure) },
  );
  const indicators = (plan?.indicators ?? []).map(({ text }) => text);
  screen.step('good', texts.indicatorsHold(indicators), `${server.url()}/v1/plans/${number}`);
}

async function closePlan({ clients, format, screen, server, texts }: Scene, breach: Breach): Promise<number> {
  const path = `/v1/plans/${breach.plan}`;
  const { lea, camille } = clients;
  await lea.command('POST', `${path}/sign`, { as: 'owner', for: 'closure' }, 'already_signed plan_closed');
  await camille.command(
    'POST',
    `${path}/sign`,
    { as: 'approver', for: 'closure' },
    'already_signed plan_closed',
  );
  await camille.command('POST', `${path}/close`, {}, 'plan_closed');
  const { closedAt, state } = await lookAtPlan(lea, breach.plan);
  if (closedAt === undefined) throw new Failure('a closed plan', `a plan that is ${state}`);
  const closedMs = Date.parse(closedAt) - breach.trippedAt;
  screen.step(
    'person',
    texts.closed({ number: breach.plan, after: delayText(closedMs, format) }),
    server.url() + path,
  );
  return closedMs;
}

async function closeIncident({ clients, screen, server, texts }: Scene, number: number): Promise<void> {
  const path = `/v1/incidents/${number}`;
  await clients.lea.command('POST', `${path}/resolve`, undefined, 'incident_already_resolved');
  await clients.lea.command('POST', `${path}/close`, undefined, 'incident_already_closed');
  const incidents = await lookAtIncidents(clients.lea);
  const [incident] = incidents;
  if (incidents.length !== 1 || incident?.state !== 'closed')
    throw new Failure(
      'one incident, closed',
      JSON.stringify(incidents.map(({ number, state }) => [number, state])),
    );
  const triggers = incident.triggers.length;
  screen.step('person', texts.incidentClosed({ number, triggers }), server.url() + path);
}

async function tellRegister({ clients, format, screen, server, texts }: Scene): Promise<void> {
  const verdict = await verifyRegister(clients.viewer);
  if (!verdict.ok)
    throw new Failure('a whole register', `broken at entry ${verdict.brokenAt}: ${verdict.why}`);
  const { entries, head } = verdict;
  screen.step(
    'good',
    texts.registerWhole({ entries: format.number(entries), hash: `${head.hash.slice(0, 16)}…` }),
    `${server.url()}/v1/register`,
  );
}

/** After the end: what filrouge has confirmed to Margaux must be in its database. */
export async function tellNothingLost({ dataDir, format, screen, seen, texts }: Scene): Promise<void> {
  const taken = seen.takenBefore + seen.reported.taken;
  const database = await openDatabase({ dataDir });
  const [row] = await database.db.select({ counted: count() }).from(interactionsTable);
  await database.close();
  const counted = row?.counted ?? 0;
  if (counted < taken) throw new Failure(`${taken} interactions in the database`, String(counted));
  screen.step('good', texts.nothingLost({ taken: format.number(taken), counted: format.number(counted) }));
}
