import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createAgent } from '../../examples/replay/agent.ts';
import { newNoteSigner, signerText } from '../../src/platform/tlog/note.ts';
import { type Answering, startAnswering, text } from '../connect/pull/server.ts';
import { phoenix } from '../connect/scores/keepers.ts';
import { eventually } from '../support/eventually.ts';
import { clientOf, ok } from '../support/house.ts';
import { type Block, type Page, readPages } from './markdown.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/**
 * Does what the pages say, in one folder and with one running service: first the page that begins in an empty
 * folder, then each door of docs/connect.md with a folder of its own, then, with the rules that we ship, all
 * others. Blocks behind a command say what it writes.
 */

const pages = readPages();
const first = pages.filter(({ path }) => path === 'docs/first-agent.md');
const connect = pages.filter(({ path }) => path === 'docs/connect.md');
const others = pages.filter((page) => ![...first, ...connect].includes(page));
const steps = connect.flatMap(({ blocks }) => blocks);
const doors = [...new Set(steps.map(({ section }) => section))];

/** The peers of docs/connect.md: half of what a bot answers is wrong, and so it was judged. */
const bot = { answers: 0 };
const botPage: Answering = (...asked) => {
  bot.answers += 40;
  text(`bot_answers_total ${bot.answers}\nbot_errors_total ${bot.answers / 2}\n`)(...asked);
};
const judged = Array.from({ length: 20 }, (_, id) => {
  const at = new Date(Date.now() - 60_000).toISOString();
  return { id: `${id}`, name: 'correctness', value: 'incorrect', at, scoredAt: at };
});

const agentOfReplays = createAgent('docs-s3cret', () => false);
let peers: Awaited<ReturnType<typeof startAnswering>>[];
let place: Workplace;
beforeAll(async () => {
  const [scraped, scores] = await Promise.all([
    startAnswering(botPage),
    startAnswering(phoenix(judged, 100)),
  ]);
  peers = [scraped, scores];
  await new Promise<void>((listening) => agentOfReplays.listen(0, '127.0.0.1', listening));
  const { port } = agentOfReplays.address() as AddressInfo;
  const door = `http://127.0.0.1:${port}`;
  const env = {
    FILROUGE_HELPDESK_ZAMMAD_SECRET: 'a-long-secret',
    FILROUGE_ALLOW_PRIVATE_TARGETS: 'true',
    FILROUGE_REPLAY_DOCS_AGENT_URL: door,
    FILROUGE_REPLAY_DOCS_AGENT_VALUE: 'Bearer docs-s3cret',
    FILROUGE_PHOENIX_URL: scores.url,
    FILROUGE_PHOENIX_TOKEN: 'px-1',
    FILROUGE_CHECKPOINT_KEY: signerText(newNoteSigner('filrouge.example.org/register')),
  };
  place = await openWorkplace(env, { 'http://127.0.0.1:9400': scraped.url, 'http://127.0.0.1:4600': door });
});
afterAll(async () => {
  await place.close();
  for (const peer of peers) await peer.stop();
  agentOfReplays.close();
});

const pageTest = (page: Page) => async () => {
  let said = '';
  for (const block of page.blocks) said = (await follow(block, said)) ?? said;
};

describe.each(first)('$path', (page) => {
  test('leads from an empty folder to a stopped agent that runs again, as printed', pageTest(page));
});

test.each(doors)(
  '%s: from an empty folder to a stopped agent in fewer than ten commands, as printed',
  async (door) => {
    const blocks = steps.filter(({ section }) => section === door);
    const [begin, ...rest] = blocks;
    if (begin === undefined) return;
    const scripts = blocks.filter(({ kind }) => kind === 'sh').map(({ text }) => text);
    expect(scripts.flatMap(commandsOf).length).toBeLessThan(10);
    const agent = /--agent (\S+)/.exec(begin.text)?.[1];
    await place.clear();
    await follow(begin, '');
    const metrics = await readFile(join(place.folder, 'rules/metrics.yaml'), 'utf8');
    await place.write('rules/metrics.yaml', metrics.replace('http://127.0.0.1:9400', peers[0]?.url ?? ''));
    await eventually(() => ok(asAdmin().get(`/v1/agents/${agent}`)));
    const last = rest.splice(-2);
    let said = '';
    for (const block of rest) said = (await follow(block, said)) ?? said;
    // It may take a moment until filrouge has looked, or decided.
    const stops = async () => {
      for (const block of last) said = (await follow(block, said)) ?? said;
    };
    await vi.waitFor(stops, { timeout: 60_000, interval: 500 });
    const { body } = await asAdmin().get(`/v1/agents/${agent}/switch`);
    expect(body).toMatchObject({ mayRun: false, reasons: [{ kind: 'trip' }] });
  },
);

describe.each(others.filter(({ blocks }) => blocks.length > 0))('$path', (page) => {
  beforeAll(async () => {
    await place.layOutCheckout();
    await eventually(() => ok(asAdmin().get('/v1/agents/margaux')));
  });

  test('holds what it says, as printed', pageTest(page));
});

test('every call that the pages name is one of the API', async () => {
  const { body } = await asAdmin().get('/openapi.json');
  const paths = z.record(z.string(), z.looseObject({})).parse(body.paths);
  const known = Object.entries(paths).flatMap(([path, calls]) =>
    Object.keys(calls).map(
      (method) => [method.toUpperCase(), new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`)] as const,
    ),
  );
  const named = pages.flatMap(({ path, prose }) =>
    [...prose.matchAll(/\b(GET|POST|PATCH|DELETE) (\/[^\s`?|,;)]*)/g)].map(([, method, call]) => ({
      path,
      method,
      call,
    })),
  );
  expect(named.length).toBeGreaterThan(10);
  const unknown = named.filter(
    ({ method, call = '' }) => !known.some(([verb, form]) => verb === method && form.test(call)),
  );
  expect(unknown).toEqual([]);
});

/** The commands of a script: what stands in a line of its own, or behind another. */
function commandsOf(script: string): string[] {
  const lines = script.replaceAll(/\\\n\s*/g, '').split('\n');
  return lines.flatMap((line) => line.split(/ && |; /)).filter((line) => /^\s*[^\s#]/.test(line));
}

const asAdmin = () => clientOf(place.house().url, place.house().key);

/** Does what a block says; what its command wrote, if it has one. */
async function follow({ page, line, kind, text }: Block, said: string): Promise<string | undefined> {
  const where = `${page}:${line}`;
  switch (kind) {
    case 'sh': {
      const { code, output } = await place.run(text);
      const wanted = /# ends with 1\b.*\n$/.test(text) ? 1 : 0;
      expect({ where, code, output: code === wanted ? '' : output }).toEqual({
        where,
        code: wanted,
        output: '',
      });
      return output;
    }
    case 'yaml':
      if (page === 'docs/first-agent.md') await place.write(text.split('\n', 1)[0]?.slice(2) ?? '', text);
      return undefined;
    case 'json':
      expect(JSON.parse(said.trim().split('\n').at(-1) ?? ''), where).toMatchObject(JSON.parse(text));
      return undefined;
    case 'js':
      await obeys(text);
      return undefined;
    default:
      if (kind === 'text' && said !== '' && !/[▶←]|^00:/.test(text))
        for (const one of text.trim().split('\n')) expect(said, where).toMatch(patternOf(one));
      return undefined;
  }
}

/** A line of output, with whatever stands for its … and for its address. */
function patternOf(line: string): RegExp {
  const words = line.replace('http://127.0.0.1:4090', place.house().url).split('…');
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*'));
}

/** Runs the program of an agent beside its real switch: it may answer, has said so, and stops when stopped. */
async function obeys(program: string): Promise<void> {
  const { url } = place.house();
  const { body: made } = await asAdmin().post('/v1/keys', {
    role: 'agent',
    agent: 'margaux',
    name: 'margaux',
  });
  const turns: (() => Promise<void>)[] = [];
  const begin = new Function(
    'filrouge',
    'key',
    'setInterval',
    `return (async () => { ${program}; return mayAnswer; })()`,
  );
  const mayAnswer = await begin(url, made.secret, (turn: () => Promise<void>) => turns.push(turn));
  expect(mayAnswer()).toBe(true);
  await asAdmin().post('/v1/agents/margaux/suspend', { reason: 'the page says that it obeys' });
  for (const turn of turns) await turn();
  expect(mayAnswer()).toBe(false);
  const { body: agent } = await asAdmin().get('/v1/agents/margaux');
  expect(agent.switch).toMatchObject({ mayRun: false, acknowledged: true });
  await asAdmin().post('/v1/agents/margaux/resume', { reason: 'seen' });
}
