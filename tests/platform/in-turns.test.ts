import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { inPieces, inTurns } from '../../src/platform/in-turns.ts';

test.prop([fc.array(fc.integer()), fc.integer({ min: 1, max: 9 })])(
  'pieces together are the list, and none is longer than was said',
  (items, most) => {
    const pieces = [...inPieces(items, most)];
    expect(pieces.flat()).toEqual(items);
    for (const piece of pieces) expect(piece.length).toBeGreaterThan(0);
    for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(most);
  },
);

test('others have their turn between items that take long together', async () => {
  let turns = 0;
  const count = setInterval(() => {
    turns += 1;
  }, 1);
  const burn = (item: number) => {
    const end = performance.now() + 4;
    while (performance.now() < end);
    return -item;
  };
  expect(await inTurns([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], burn)).toEqual([
    -1, -2, -3, -4, -5, -6, -7, -8, -9, -10,
  ]);
  clearInterval(count);
  expect(turns).toBeGreaterThan(1);
});
