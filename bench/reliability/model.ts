import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stderr } from 'node:process';
import { type Launched, launchFilrouge } from '../lib/filrouge.ts';
import { startPostgres } from '../lib/postgres.ts';
import { freePort, pause, until } from '../lib/processes.ts';
import { aimOf, type Report } from '../lib/report.ts';
import { agentName, makeRules } from '../lib/rules.ts';
import { apiOf, good } from './lib/api.ts';
import { chanceOf } from './lib/chance.ts';
import { compare, type Model, type Real, type Step, steps } from './lib/model.ts';
import { sizesOf } from './lib/sizes.ts';
import type { Place } from './lib/stored.ts';

const agents = 6;
/** Steps between two looks at everything. */
const everySteps = 250;

/**
 * Random steps of people and programs against the real service and against a model of a page: switches, incidents, a plan, keys; breaches
 * and kills between. Every answer, and all there is to see, is what the model says. Half of them on each engine.
 */
export async function run(args: string[]): Promise<Report> {
  const { steps: count, seed } = sizesOf(args, { steps: 20_000, seed: 1 });
  const rules = shortRules();
  const folder = mkdtempSync(join(tmpdir(), 'filrouge-model-'));
  const postgres = await startPostgres();
  const rows: (string | number)[][] = [];
  const faults: string[] = [];
  try {
    const places: readonly (readonly [string, Place])[] = [
      ['PGlite', { dataDir: join(folder, 'pglite') }],
      ['PostgreSQL', { url: await postgres.create() }],
    ];
    for (const [number, [engine, place]] of places.entries()) {
      const walked = await walk(
        place,
        join(folder, `beside-${number}`),
        rules.dir,
        count / 2,
        chanceOf(seed + number),
      );
      faults.push(...walked.faults.map((fault) => `${engine}, ${fault}`));
      rows.push([engine, walked.steps, walked.breaches, walked.kills, walked.entries, walked.faults.length]);
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
    rules.remove();
  }
  return {
    bench: 'reliability model',
    settings: { steps: count, seed },
    columns: ['engine', 'steps', 'breaches', 'kills', 'entries of the register', 'differences'],
    rows,
    notes: faults.slice(0, 20),
    aims: [
      aimOf('answers and states that differ from the model', faults.length, { atMost: 0 }),
      aimOf(
        'steps',
        rows.reduce((sum, [, one]) => sum + Number(one), 0),
        { atLeast: count },
      ),
    ],
  };
}

/** A window of two seconds, so that a breach is over soon. */
function shortRules(): ReturnType<typeof makeRules> {
  const rules = makeRules(agents, true);
  const file = join(rules.dir, 'shared.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('over 5m', 'over 2s'));
  return rules;
}

async function walk(place: Place, beside: string, rulesDir: string, count: number, random: () => number) {
  const where = 'url' in place ? { databaseUrl: place.url } : {};
  const dataDir = 'dataDir' in place ? place.dataDir : beside;
  const port = await freePort();
  const launch = (): Promise<Launched> =>
    launchFilrouge({
      ...{ rulesDir, dataDir, port, ...where },
      env: { FILROUGE_STEP: '1s', FILROUGE_LOG: 'fatal' },
    });
  let server = await launch();
  const [model, real] = await begin(server.url);
  const faults: string[] = [];
  let [breaches, kills, done] = [0, 0, 0];
  const say = (turn: number, what: string): void => {
    if (faults.length < 50) faults.push(`step ${turn}: ${what}`);
  };
  for (let turn = 1; turn <= count; turn++) {
    const chance = random();
    if (chance < 0.004) {
      breaches += 1;
      const wrong = await breach(model, real, random);
      if (wrong !== undefined) say(turn, wrong);
    } else if (chance < 0.006) {
      kills += 1;
      await server.stop('SIGKILL');
      server = await launch();
      for (const wrong of await compare(model, real)) say(turn, `after a kill, ${wrong}`);
    } else {
      const wrong = await stepBy(random)(model, real, random, turn);
      if (wrong !== undefined) say(turn, wrong);
    }
    done += 1;
    if (turn % everySteps > 0) continue;
    for (const wrong of await compare(model, real)) say(turn, wrong);
    if (turn % 1_000 === 0) stderr.write(`${turn} of ${count} steps\n`);
  }
  for (const wrong of await compare(model, real)) say(count, wrong);
  await server.stop();
  return { steps: done, breaches, kills, faults, entries: model.entries };
}

function stepBy(random: () => number): Step {
  let at = random() * steps.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, step] of steps) {
    at -= weight;
    if (at < 0) return step;
  }
  throw new Error('no step');
}

async function begin(url: string): Promise<[Model, Real]> {
  const admin = apiOf(url);
  const order = {
    source: 'manual',
    agent: agentName(0),
    title: 'the plan',
    description: 'of the model',
    playbook: 'storm',
  };
  const { plan } = await good(admin.post('/v1/incidents', order));
  const { actions } = await good(admin.get(`/v1/plans/${plan}`));
  const names = Array.from({ length: agents }, (_, number) => agentName(number));
  const model: Model = {
    agents: new Map(names.map((name) => [name, { held: false, tripped: false, epoch: 0 }])),
    incidents: new Map(),
    actions: new Map(
      actions.map((one: { id: string; title: string; status: string }) => [
        one.id,
        { title: one.title, status: one.status },
      ]),
    ),
    keys: new Map(),
    rootCause: undefined,
    entries: 0,
  };
  return [model, { url, admin, plan }];
}

/** A measure above the threshold: the rule trips, once, whatever holds the agent besides; then its window empties. */
async function breach(model: Model, { admin }: Real, random: () => number): Promise<string | undefined> {
  const running = [...model.agents].filter(([, { tripped }]) => !tripped);
  const [name, agent] = running[Math.floor(random() * running.length)] ?? [];
  if (name === undefined || agent === undefined) return undefined;
  const samples = [{ agent: name, metric: 'error_rate', value: 0.5, weight: 100 }];
  await good(admin.post('/v1/samples', { samples }));
  [agent.tripped, agent.epoch] = [true, agent.epoch + 1];
  const ruleOf = async () => {
    const told = await good(admin.get(`/v1/agents/${name}`));
    return told.rules.find(({ rule }: { rule: string }) => rule === 'error-rate');
  };
  const stops = async () => (await good(admin.get(`/v1/agents/${name}/switch`))).epoch === agent.epoch;
  try {
    await until(stops, `${name} being tripped`, 20_000, 20);
    await until(
      async () => (await ruleOf()).verdict === 'no_data',
      `the window of ${name} being empty`,
      20_000,
      100,
    );
  } catch (error) {
    return String(error);
  }
  await pause(100);
  return undefined;
}
