import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventually } from '../support/eventually.ts';
import { clientOf, ok } from '../support/house.ts';
import { type Block, type Page, readPages } from './markdown.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/**
 * Does what the pages say, in one folder and with one running service: first the page that begins in an empty
 * folder, then, with the rules that we ship, all others. Blocks behind a command say what it writes.
 */

const pages = readPages();
const first = pages.filter(({ path }) => path === 'docs/first-agent.md');
const others = pages.filter((page) => !first.includes(page));

let place: Workplace;
beforeAll(async () => {
  place = await openWorkplace();
});
afterAll(() => place.close());

const pageTest = (page: Page) => async () => {
  let said = '';
  for (const block of page.blocks) said = (await follow(block, said)) ?? said;
};

describe.each(first)('$path', (page) => {
  test('leads from an empty folder to a stopped agent that runs again, as printed', pageTest(page));
});

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
