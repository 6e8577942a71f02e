import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { newSecret } from '../../src/access/keys.ts';
import { type Format, formatOf } from '../../src/language/format.ts';
import type { Language } from '../../src/language/language.ts';
import { packageRoot } from '../../src/platform/version.ts';
import { type Client, createClient } from './client.ts';
import { delayText } from './delay.ts';
import { fleetOf, type Listener, listen, writeFleet } from './fleet.ts';
import type { Crew } from './processes.ts';
import type { Screen } from './screen.ts';
import { startServer } from './server.ts';
import { demoTexts } from './texts.ts';
import { until } from './until.ts';

/** The settings of a storm. */
export type StormOrder = {
  /** How many agents fail at once. */
  readonly agents: number;
  readonly language: Language;
  readonly screen: Screen;
  readonly end: AbortController;
  readonly crew: Crew;
  /** Leave filrouge up after the end, until this resolves. */
  readonly stayUntil: Promise<void> | undefined;
};

/** Right answers of each agent before the storm, wrong ones in it: enough for a verdict, and over 2 %. */
const [right, wrong] = [60, 6];
const mostInBatch = 2_000;
/** After this long without another message the room has had its say. */
const quietMs = 3_000;

const Counted = z.looseObject({ ok: z.boolean(), entries: z.int().optional() });

/** A fleet of Margaux fails at once: the stop of each, its plan, and what people are told. */
export async function playStorm(order: StormOrder): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'filrouge-storm-'));
  const room = await openRoom();
  try {
    await play(order, folder, room);
  } finally {
    room.close();
    await order.crew.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function play(
  { agents, language, screen, end, crew, stayUntil }: StormOrder,
  folder: string,
  room: Room,
) {
  const [{ storm: texts, stays }, format] = [demoTexts(language), formatOf(language)];
  const { signal } = end;
  const ids = fleetOf(agents);
  const [rulesDir, adminKey] = [join(folder, 'rules'), newSecret(randomBytes)];
  await cp(join(packageRoot, 'rules/demo'), rulesDir, { recursive: true });
  await writeFleet(rulesDir, ids, language);
  const env = { FILROUGE_DATA: join(folder, 'data'), FILROUGE_RULES: rulesDir, FILROUGE_ADMIN_KEY: adminKey };
  const chat = {
    FILROUGE_CHAT_URL: room.url,
    FILROUGE_CHAT_LANGUAGE: language,
    FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
  };
  const server = await startServer(
    crew,
    { ...env, ...chat, FILROUGE_STEP: '200ms', FILROUGE_TICK: '100ms' },
    signal,
    {
      onLost: () => {},
      onBack: () => {},
      onFailure: (failure) => end.abort(failure),
    },
  );
  const admin = createClient(server.url, adminKey, signal);
  const listeners = await Promise.all(ids.map((id) => listen(server.url(), id, adminKey)));
  screen.step('good', texts.onLine(format.number(agents)), `${server.url()}/`);
  await answer(admin, ids, 'ok', right);
  screen.step('good', texts.calm(format.number(agents * right)));
  const toldMs = await strike(admin, ids, listeners);
  screen.step(
    'stop',
    texts.stopped(format.number(agents), delayText(toldMs[0], format), delayText(toldMs[1], format)),
  );
  for (const { close } of listeners) close();
  await tellTheRest(admin, { agents, screen, signal, texts, format, url: server.url() }, room);
  screen.close(texts.end, figuresOf(texts, toldMs, room, format));
  if (stayUntil === undefined) return;
  screen.step('fact', [stays]);
  await stayUntil;
}

/** From the wrong answers posted until the first, and the last, agent has been told. */
async function strike(admin: Client, ids: readonly string[], listeners: readonly Listener[]) {
  const posted = performance.now();
  const [, ...stopped] = await Promise.all([
    answer(admin, ids, 'error', wrong),
    ...listeners.map(({ stoppedAt }) => stoppedAt),
  ]);
  return [Math.min(...stopped) - posted, Math.max(...stopped) - posted] as const;
}

/** Each agent answers so many customers, rightly or wrongly. */
async function answer(
  admin: Client,
  ids: readonly string[],
  outcome: 'ok' | 'error',
  times: number,
): Promise<void> {
  const said = ids.flatMap((agent) =>
    Array.from({ length: times }, (_, each) => ({
      ...{ id: `${agent}-${outcome}-${each}`, agent, outcome },
      ...(outcome === 'error' ? { reason: 'item_unavailable' } : {}),
    })),
  );
  const batches = Array.from({ length: Math.ceil(said.length / mostInBatch) }, (_, batch) =>
    said.slice(batch * mostInBatch, (batch + 1) * mostInBatch),
  );
  for (const interactions of batches) await admin.command('POST', '/v1/interactions', { interactions });
}

type Telling = {
  readonly agents: number;
  readonly screen: Screen;
  readonly signal: AbortSignal;
  readonly texts: ReturnType<typeof demoTexts>['storm'];
  readonly format: Format;
  readonly url: string;
};

async function tellTheRest(admin: Client, telling: Telling, room: Room): Promise<void> {
  const { agents, screen, signal, texts, format, url } = telling;
  const newest = z.looseObject({ items: z.array(z.looseObject({ number: z.int() })) });
  const plans = await until(signal, `${agents} plans`, async () => {
    const [plan] = (await admin.get('/v1/plans?limit=1', newest)).items;
    return plan !== undefined && plan.number >= agents ? plan.number : undefined;
  });
  screen.step('fact', texts.plans(format.number(plans)), `${url}/plans`);
  await until(signal, 'the room to be told', () => (room.isQuietFor(quietMs) ? true : undefined));
  screen.step('person', texts.told(room.messages), `${url}/`);
  const { ok } = await admin.get('/v1/register/verify', Counted);
  screen.step(ok ? 'good' : 'failure', ok ? texts.whole : texts.broken);
}

function figuresOf(
  texts: Telling['texts'],
  [firstMs, lastMs]: readonly [number, number],
  room: Room,
  format: Format,
): [string, string][] {
  return [
    [texts.figures.first, delayText(firstMs, format)],
    [texts.figures.last, delayText(lastMs, format)],
    [texts.figures.messages, format.number(room.messages.length)],
  ];
}

/** A chat room of the demo's own: the first line of each message that it was sent. */
type Room = {
  readonly url: string;
  readonly messages: readonly string[];
  /** Something was said, and nothing more for this long. */
  readonly isQuietFor: (ms: number) => boolean;
  readonly close: () => void;
};

const Said = z.object({ text: z.string() });

async function openRoom(): Promise<Room> {
  const messages: string[] = [];
  let lastAt = Number.POSITIVE_INFINITY;
  const server = createServer((incoming, reply) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { text } = Said.parse(JSON.parse(Buffer.concat(chunks).toString()));
      messages.push(text.split('\n')[0]?.replace(/^\S+ \*(.*)\*$/, '$1') ?? '');
      lastAt = performance.now();
      reply.end('ok');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    messages,
    isQuietFor: (ms) => performance.now() - lastAt >= ms,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
