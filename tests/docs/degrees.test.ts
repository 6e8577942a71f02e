import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { readPages } from './markdown.ts';

/** The program of docs/degrees.md, told this switch. */
async function programTold(told: object) {
  const page = readPages().find(({ path }) => path === 'docs/degrees.md');
  const program = page?.blocks.find(({ kind }) => kind === 'js')?.text ?? '';
  const answer = async () => ({ ok: true, json: async () => told });
  const begin = new Function(
    ...['filrouge', 'key', 'setInterval', 'fetch'],
    `return (async () => { ${program}; return { share, placeOf, answers, reply }; })()`,
  );
  return begin('http://filrouge', 'fr_x', () => {}, answer);
}

const soon = new Date(Date.now() + 60_000).toISOString();
const past = new Date(Date.now() - 1).toISOString();
const at = (share: number) => ({ share, epoch: 1, validUntil: soon, onUnreachable: 'suspend' });

describe('the program that hands over to people', () => {
  const all = Array.from({ length: 20_000 }, (_, number) => `conversation-${number}`);

  test.each([0, 0.1, 0.2, 0.5, 1])('keeps a share of %d of the conversations', async (share) => {
    const { answers } = await programTold(at(share));
    const kept = all.filter((one) => answers(one)).length / all.length;
    expect(Math.abs(kept - share)).toBeLessThan(0.01);
  });

  test.prop([
    fc.string(),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ])(
    'keeps a conversation when the share grows, and always gives the same answer',
    async (conversation, one, other) => {
      const [less, more] = [
        await programTold(at(Math.min(one, other))),
        await programTold(at(Math.max(one, other))),
      ];
      if (less.answers(conversation)) expect(more.answers(conversation)).toBe(true);
      expect(more.answers(conversation)).toBe(more.answers(conversation));
    },
  );

  test('does as the mandate says once the lease is over', async () => {
    expect((await programTold({ ...at(0.2), validUntil: past })).share()).toBe(0);
    expect((await programTold({ ...at(0.2), validUntil: past, onUnreachable: 'run' })).share()).toBe(0.2);
    expect((await programTold({ ...at(0), validUntil: past, onUnreachable: 'run' })).share()).toBe(0);
  });

  test('hands the rest over', async () => {
    const { reply } = await programTold(at(0));
    const sides = { agent: () => 'agent', people: () => 'people' };
    expect(await reply('c', 'hello', sides)).toBe('people');
    expect(await (await programTold(at(1))).reply('c', 'hello', sides)).toBe('agent');
  });
});
