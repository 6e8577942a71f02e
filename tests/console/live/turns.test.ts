import { expect, test } from 'vitest';
import { createTurns } from '../../../src/console/live/turns.ts';

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

test('one piece of work at a time, in the order in which visitors came', async () => {
  const turns = createTurns(5);
  const first = gate();
  const seen: string[] = [];
  const lea = turns.take('lea', async () => {
    seen.push('lea begins');
    await first.opened;
    seen.push('lea ends');
    return 1;
  });
  const camille = turns.take('camille', async () => {
    seen.push('camille');
    return 2;
  });
  first.open();
  expect(await lea).toEqual({ kind: 'done', value: 1 });
  expect(await camille).toEqual({ kind: 'done', value: 2 });
  expect(seen).toEqual(['lea begins', 'lea ends', 'camille']);
});

test('of one visitor only the newest counts: what waits is never begun, what runs stops where it may', async () => {
  const turns = createTurns(5);
  const running = gate();
  const begun: number[] = [];
  const work = (number: number) => async (proceed: () => void) => {
    begun.push(number);
    if (number === 1) await running.opened;
    proceed();
    return number;
  };
  const first = turns.take('lea', work(1));
  await Promise.resolve();
  const second = turns.take('lea', work(2));
  const third = turns.take('lea', work(3));
  running.open();
  expect(await Promise.all([first, second, third])).toEqual([
    { kind: 'superseded' },
    { kind: 'superseded' },
    { kind: 'done', value: 3 },
  ]);
  expect(begun).toEqual([1, 3]);
});

test('more than the most is told so at once, and there is room again afterwards', async () => {
  const turns = createTurns(1);
  const held = gate();
  const first = turns.take('lea', () => held.opened);
  expect(await turns.take('camille', async () => 1)).toEqual({ kind: 'full' });
  held.open();
  await first;
  expect(await turns.take('camille', async () => 1)).toEqual({ kind: 'done', value: 1 });
});

test('work that fails fails for its visitor alone', async () => {
  const turns = createTurns(5);
  const broken = turns.take('lea', async () => {
    throw new Error('no database');
  });
  await expect(broken).rejects.toThrow('no database');
  expect(await turns.take('lea', async () => 1)).toEqual({ kind: 'done', value: 1 });
});
