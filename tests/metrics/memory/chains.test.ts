import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { addTo, createChains, firstOf, numbersOf } from '../../../src/metrics/memory/chains.ts';

test.prop([fc.array(fc.constantFrom('anna', 'bruno', 'carla'), { maxLength: 60 })])(
  'the numbers of each text come back in the order in which they were added',
  (texts) => {
    const chains = createChains();
    for (const [number, text] of texts.entries()) addTo(chains, text, number);
    for (const text of ['anna', 'bruno', 'carla', 'nobody'])
      expect(numbersOf(chains, text)).toEqual(texts.flatMap((one, number) => (one === text ? [number] : [])));
    expect(firstOf(chains, 'nobody')).toBe(-1);
  },
);
