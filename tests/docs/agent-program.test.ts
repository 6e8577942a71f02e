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
