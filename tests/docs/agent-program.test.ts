import { expect, test } from 'vitest';
import { readPages } from './markdown.ts';

/** Whether the program of docs/agent-developer.md answers customers, told this switch. */
async function mayAnswer(told: object): Promise<boolean> {
  const page = readPages().find(({ path }) => path === 'docs/agent-developer.md');
  const program =
    page?.blocks.find(({ kind, text }) => kind === 'js' && text.includes('mayAnswer'))?.text ?? '';
  const begin = new Function(
    ...['filrouge', 'key', 'setInterval', 'fetch'],
    `return (async () => { ${program}; return mayAnswer(); })()`,
  );
  return begin(
    'http://filrouge',
    'fr_x',
    () => {},
    async () => ({ ok: true, json: async () => told }),
  );
}

const soon = new Date(Date.now() + 60_000).toISOString();
const past = new Date(Date.now() - 1).toISOString();

test.each([
  [{ mayRun: true, validUntil: soon, onUnreachable: 'suspend' }, true],
  [{ mayRun: true, validUntil: past, onUnreachable: 'suspend' }, false],
  [{ mayRun: true, validUntil: past, onUnreachable: 'run' }, true],
  [{ mayRun: false, validUntil: soon, onUnreachable: 'run' }, false],
  [{ mayRun: false, validUntil: past, onUnreachable: 'run' }, false],
])('the program of the page never runs on after a stop that it was told: %j', async (told, may) => {
  expect(await mayAnswer(told)).toBe(may);
});

/** The program as it goes on: what it asks each five seconds, and what it said that it obeys. */
async function running(told: { epoch: number }) {
  const state = { told, hears: true };
  const heard: string[] = [];
  let turn = async (): Promise<void> => {};
  const fetch = async (_: string, { method, body = '' }: { method?: string; body?: string } = {}) => {
    if (method !== 'POST') return { ok: true, json: async () => state.told };
    if (!state.hears) throw new TypeError('fetch failed');
    heard.push(body);
    return { ok: true };
  };
  const page = readPages().find(({ path }) => path === 'docs/agent-developer.md');
  const program = page?.blocks.find(({ kind, text }) => kind === 'js' && text.includes('mayAnswer'))?.text;
  const begin = new Function(
    ...['filrouge', 'key', 'setInterval', 'fetch'],
    `return (async () => { ${program} })()`,
  );
  await begin(
    'http://filrouge',
    'fr_x',
    (each: typeof turn) => {
      turn = each;
    },
    fetch,
  );
  return { state, heard, turn: () => turn() };
}

test('the program of the page acknowledges each epoch once', async () => {
  const { state, heard, turn } = await running({ epoch: 0 });
  await turn();
  state.told = { epoch: 1 };
  await turn();
  await turn();
  expect(heard).toEqual(['{"epoch":0}', '{"epoch":1}']);
});

test('the program of the page goes on when filrouge falls silent between a stop and its acknowledgement, and says it again', async () => {
  const { state, heard, turn } = await running({ epoch: 1 });
  state.hears = false;
  await expect(turn()).resolves.toBeUndefined();
  expect(heard).toEqual([]);
  state.hears = true;
  await turn();
  expect(heard).toEqual(['{"epoch":1}']);
});
