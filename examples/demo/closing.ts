import { count, eq, sum } from 'drizzle-orm';
import { cellsTable, interactionsTable, seriesTable } from '../../src/metrics/storage/tables.ts';
import { openDatabase } from '../../src/platform/database/open.ts';
import type { Breach } from './breach.ts';
import { delayText } from './delay.ts';
import { Failure } from './failure.ts';
import type { Following } from './follow.ts';
import { lookAtIncidents, lookAtPlan, verifyRegister } from './looks.ts';
import type { Scene } from './scene.ts';
import { until } from './until.ts';

/** From the first criterion that holds to the verified register. Returns the time since the trip, in ms. */
export async function playClosing(scene: Scene, breach: Breach, following: Following): Promise<number> {
  let closedMs: number | undefined;
  while (closedMs === undefined) {
    await awaitVerification(scene, following);
    await scene.pause();
    closedMs = await closePlan(scene, breach);
  }
  following.stop();
  await scene.pause();
  await closeIncident(scene, breach.incident);
  await tellRegister(scene);
  return closedMs;
}

/** The actions are told of as they are verified; what is left to tell is that the indicators hold, too. */
async function awaitVerification({ screen, signal, texts }: Scene, { plan }: Following): Promise<void> {
  const blocks = () => plan()?.blocks.closure;
  await until(
    signal,
    'all actions verified and all indicators met',
    () => blocks()?.every(({ code }) => code === 'signature_missing') || undefined,
    { withinMs: 180_000, came: () => JSON.stringify(blocks()) },
  );
  screen.step('good', texts.indicatorsHold((plan()?.indicators ?? []).map(({ text }) => text)));
}

/** Signs twice and closes. `undefined`: something has regressed meanwhile. */
async function closePlan(scene: Scene, { plan: number, trippedAt }: Breach): Promise<number | undefined> {
  const { address, clients, format, screen, texts } = scene;
  const { lea, camille } = clients;
  const path = `/v1/plans/${number}`;
  const expected = { doneBefore: 'already_signed plan_closed', notYet: 'closure_blocked' };
  await lea.command('POST', `${path}/sign`, { as: 'owner', for: 'closure' }, expected);
  await camille.command('POST', `${path}/sign`, { as: 'approver', for: 'closure' }, expected);
  await camille.command('POST', `${path}/close`, {}, expected);
  const { closedAt } = await lookAtPlan(lea, number);
  if (closedAt === undefined) return undefined;
  const closedMs = Date.parse(closedAt) - trippedAt;
  const after = delayText(closedMs, format);
  screen.step('person', texts.closed({ number, after }), address(`/plans/${number}`));
  return closedMs;
}

async function closeIncident(scene: Scene, number: number): Promise<void> {
  const { address, clients, screen, signal, texts } = scene;
  const path = `/v1/incidents/${number}`;
  const look = async () => {
    const incidents = await lookAtIncidents(clients.lea);
    return { incidents, ours: incidents.find((incident) => incident.number === number) };
  };
  await until(signal, 'the incident to be over', async () => {
    const expected = { doneBefore: 'incident_already_resolved', notYet: 'incident_not_over' };
    await clients.lea.command('POST', `${path}/resolve`, undefined, expected);
    return (await look()).ours?.resolved;
  });
  await clients.lea.command('POST', `${path}/close`, undefined, { doneBefore: 'incident_already_closed' });
  const { incidents, ours } = await look();
  const stops = incidents.filter(({ triggers }) => triggers.some(({ suspended }) => suspended));
  if (stops.length !== 1 || ours?.state !== 'closed')
    throw new Failure(
      'one incident with a stop, closed',
      JSON.stringify(incidents.map(({ number, state }) => [number, state])),
    );
  const told = { number, triggers: ours.triggers.length, isOnly: incidents.length === 1 };
  screen.step('person', texts.incidentClosed(told), address(`/incidents/${number}`));
}

async function tellRegister({ address, clients, format, screen, texts }: Scene): Promise<void> {
  const verdict = await verifyRegister(clients.viewer);
  if (!verdict.ok)
    throw new Failure('a whole register', `broken at entry ${verdict.brokenAt}: ${verdict.why}`);
  const { entries, head } = verdict;
  screen.step(
    'good',
    texts.registerWhole({ entries: format.number(entries), hash: `${head.hash.slice(0, 16)}…` }),
    address('/register'),
  );
}

/** After the end: what filrouge has confirmed to Margaux is in its database, once, and in its cells. */
export async function tellNothingLost(scene: Scene): Promise<void> {
  const { dataDir, format, screen, seen, standards, texts } = scene;
  const taken = seen.takenBefore + seen.reported.taken;
  const { interactions, weighed } = await countStored(dataDir);
  const counted = standards.otel ? weighed : interactions;
  if (counted < taken) throw new Failure(`${taken} interactions in the database`, String(counted));
  if (weighed !== counted) throw new Failure(`${counted} answers in the cells`, String(weighed));
  screen.step('good', texts.nothingLost({ taken: format.number(taken), counted: format.number(counted) }));
}

async function countStored(dataDir: string): Promise<{ interactions: number; weighed: number }> {
  const database = await openDatabase({ dataDir });
  try {
    const [interactions] = await database.db.select({ all: count() }).from(interactionsTable);
    const [cells] = await database.db
      .select({ weight: sum(cellsTable.weight).mapWith(Number) })
      .from(cellsTable)
      .innerJoin(seriesTable, eq(seriesTable.id, cellsTable.series))
      .where(eq(seriesTable.metric, 'error_rate'));
    return { interactions: interactions?.all ?? 0, weighed: cells?.weight ?? 0 };
  } finally {
    await database.close();
  }
}
