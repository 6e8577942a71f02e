import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { type NewKey, newSecret } from '../../src/access/keys.ts';
import { type Format, formatOf } from '../../src/language/format.ts';
import type { Language } from '../../src/language/language.ts';
import { packageRoot } from '../../src/platform/version.ts';
import { settingNames } from '../../src/settings.ts';
import { type Client, createClient } from './client.ts';
import { delayText } from './delay.ts';
import { type Parts, startParts } from './parts.ts';
import { type Crew, createCrew } from './processes.ts';
import type { Screen } from './screen.ts';
import { createSeen, type Seen, see } from './seen.ts';
import { type Server, startServer } from './server.ts';
import type { DemoTexts } from './texts.fr.ts';
import { demoTexts } from './texts.ts';

/** The stage: everything that the story is played with. */
export type Scene = Parts & {
  readonly standards: Standards;
  readonly language: Language;
  readonly texts: DemoTexts;
  readonly format: Format;
  readonly screen: Screen;
  readonly seen: Seen;
  /** Aborted when the demo must end: the reason of its signal says why. */
  readonly end: AbortController;
  readonly signal: AbortSignal;
  readonly server: Server;
  readonly clients: Readonly<Record<Player, Client>>;
  readonly viewerKey: string;
  readonly dataDir: string;
  /** Where to look at `/plans/1`: the console's page, or the API's answer where there is no console. */
  readonly address: (path: string) => string;
  /** People take a moment between two deeds. */
  readonly pause: () => Promise<void>;
  /** Edits one value of Margaux's mandate in the demo's copy of the rules. */
  readonly editMandate: (path: readonly (string | number)[], value: string) => Promise<void>;
};

/** The people who speak to filrouge, each with a key of their own. */
export type Player = 'lea' | 'camille' | 'itOps' | 'viewer';

/** The orders that the scene is built from; `end` is aborted to end the demo. */
export type SceneOrder = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly language: Language;
  readonly screen: Screen;
  readonly end: AbortController;
  /** Between two deeds of people, in ms. */
  readonly paceMs: number;
  readonly standards: Standards;
};

/** Which of Margaux's ties to filrouge are open standards, instead of `agent.ts`. */
export type Standards = { readonly openfeature: boolean; readonly otel: boolean };

const shippedRules = join(packageRoot, 'rules/demo');
const timing = { FILROUGE_STEP: '200ms', FILROUGE_TICK: '100ms' };
const players: Readonly<Record<Player, NewKey>> = {
  lea: { role: 'operator', name: 'Léa', person: 'lea' },
  camille: { role: 'approver', name: 'Camille', person: 'camille' },
  itOps: { role: 'operator', name: 'IT / Ops', person: 'it-ops' },
  viewer: { role: 'viewer', name: 'demo' },
};
/** Agents of generative AI tell of their runs and evaluations by these names. */
const otelSources = `otlp:
  - { metric: error_rate, gen_ai: agent_errors }
  - { metric: response_time, gen_ai: agent_time }
  - { metric: csat, gen_ai: evaluation, where: { gen_ai.evaluation.name: csat } }
`;
const CreatedKey = z.object({ secret: z.string() });

/** Builds the scene, gives it to `play`, and clears it away, whatever happens. */
export async function withScene<T>(order: SceneOrder, play: (scene: Scene) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-demo-'));
  const crew = createCrew(environmentOf(order.env), order.end.signal);
  try {
    return await play(await buildScene(order, crew, folder));
  } finally {
    await crew.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The settings of the demo are its own: those that the caller has for another filrouge do not count. */
export function environmentOf(env: SceneOrder['env']): Record<string, string> {
  const given = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries([...given, ...settingNames.map((name) => [name, ''])]);
}

async function buildScene(order: SceneOrder, crew: Crew, folder: string): Promise<Scene> {
  const { language, screen, end, paceMs, standards } = order;
  const { signal } = end;
  const [texts, format, seen] = [demoTexts(language), formatOf(language), createSeen()];
  const [rulesDir, dataDir] = [join(folder, 'rules'), join(folder, 'data')];
  await cp(shippedRules, rulesDir, { recursive: true });
  const mandate = join(rulesDir, 'agents/margaux.yaml');
  await editYaml(mandate, ['language'], language);
  if (standards.otel) await writeFile(join(rulesDir, 'sources.yaml'), otelSources);

  const adminKey = newSecret(randomBytes);
  const env = { ...timing, FILROUGE_DATA: dataDir, FILROUGE_RULES: rulesDir, FILROUGE_ADMIN_KEY: adminKey };
  const server = await startServer(crew, env, signal, {
    onLost: ({ why }) => screen.step('failure', texts.lostFilrouge(why)),
    onBack: (pid, afterMs) =>
      screen.step('good', [...texts.filrougeIsBack(delayText(afterMs, format)), texts.process(pid)]),
    onFailure: (failure) => end.abort(failure),
  });
  const admin = createClient(server.url, adminKey, signal);
  const makeKey = async (key: NewKey) =>
    CreatedKey.parse(await admin.command('POST', '/v1/keys', key)).secret;
  const speaker = async (player: Player) => createClient(server.url, await makeKey(players[player]), signal);
  const viewerKey = await makeKey(players.viewer);

  const prefix = (await hasConsole(server.url())) ? '' : '/v1';
  const tellOfLease = createLeaseTeller(seen, screen, texts, standards);
  const parts = await startParts(crew, {
    filrouge: server.url(),
    keys: {
      margaux: await makeKey({ role: 'agent', name: 'Margaux', agent: 'margaux' }),
      feed: await makeKey({ role: 'ingest', name: 'catalogue feed' }),
    },
    ties: {
      OPENFEATURE: String(standards.openfeature),
      OTEL_KEY: standards.otel ? await makeKey({ role: 'ingest', name: 'OpenTelemetry' }) : '',
    },
    ...{ seen, signal },
    onNews: (news) => {
      see(seen, news);
      if (news.kind === 'answers') tellOfLease();
    },
    onFailure: (failure) => end.abort(failure),
  });
  return {
    ...parts,
    ...{ language, texts, format, screen, seen, end, signal, server, viewerKey, dataDir, standards },
    address: (path) => `${server.url()}${prefix}${path}`,
    pause: () => wait(paceMs, undefined, { signal }),
    clients: {
      lea: await speaker('lea'),
      camille: await speaker('camille'),
      itOps: await speaker('itOps'),
      viewer: createClient(server.url, viewerKey, signal),
    },
    editMandate: (path, value) => editYaml(mandate, path, value),
  };
}

/** Tells when Margaux ceases to answer although her switch lets her: filrouge is silent. */
function createLeaseTeller(
  { answers, told }: Seen,
  screen: Screen,
  texts: DemoTexts,
  { openfeature }: Standards,
): () => void {
  let isOver = false;
  return () => {
    const isOn = answers.at(-1)?.isOn ?? false;
    if (!isOn && told.at(-1)?.mayRun === true)
      screen.step('alarm', openfeature ? texts.unanswered : texts.leaseOver);
    else if (isOn && isOver) screen.step('good', texts.leaseBack);
    isOver = !isOn && told.at(-1)?.mayRun === true;
  };
}

async function hasConsole(url: string): Promise<boolean> {
  const answer = await fetch(url, { headers: { Accept: 'text/html' }, redirect: 'manual' });
  return answer.status < 400;
}

async function editYaml(file: string, path: readonly (string | number)[], value: string): Promise<void> {
  const document = parseDocument(await readFile(file, 'utf8'));
  document.setIn(path, value);
  await writeFile(file, document.toString());
}
