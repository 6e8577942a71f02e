import { expect, test } from 'vitest';
import { createTurns } from '../../src/platform/turns.ts';

const sleep = () => new Promise((resolve) => setTimeout(resolve, 1));

test('commands run one at a time, in the order in which they came', async () => {
  const queue = createTurns();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    seen.push(`${name} begins`);
    await sleep();
    seen.push(`${name} ends`);
  };
  await Promise.all([queue.add(work('first')), queue.add(work('second'))]);
  expect(seen).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('a trip goes ahead of every command that waits, behind the one that runs', async () => {
  const queue = createTurns();
  const seen: string[] = [];
  const work = (name: string) => async () => {
    await sleep();
    seen.push(name);
  };
  await Promise.all([
    queue.add(work('runs')),
    queue.add(work('waits')),
    queue.add(work('waits too')),
    queue.addUrgent(work('trip')),
  ]);
  expect(seen).toEqual(['runs', 'trip', 'waits', 'waits too']);
});

test('a command that fails is told so, and the next one runs', async () => {
  const queue = createTurns();
  const failing = queue.add(() => Promise.reject(new Error('refused by the database')));
  const next = queue.add(async () => 'done');
  await expect(failing).rejects.toThrow('refused by the database');
  expect(await next).toBe('done');
});

test('a queue is idle when nothing runs or waits', async () => {
  const queue = createTurns();
  await queue.idle();
  let ended = 0;
  for (const _ of [1, 2])
    void queue.add(async () => {
      await sleep();
      ended += 1;
    });
  await queue.idle();
  expect(ended).toBe(2);
});
