import { describe, expect, test } from 'vitest';
import { createKeyCache } from '../../src/access/key-cache.ts';
import { hashSecret, type Key } from '../../src/access/keys.ts';
import { manualClock } from '../support/clock.ts';

const hash = hashSecret('fr_secret');
const live: Key = { id: 'k1', hash, role: 'operator', person: 'lea', name: 'Léa', createdAt: 0 };

/** A cache over a database of one key that can be revoked, lost and made slow. */
function setUp(key: Key = live) {
  const clock = manualClock(1_000_000);
  const world = {
    key: key as Key | undefined,
    down: false,
    lookups: 0,
    touched: [] as number[],
    errors: 0,
    held: undefined as Promise<void> | undefined,
    patience: new Promise<void>(() => {}),
  };
  const cache = createKeyCache({
    lookup: async (asked) => {
      world.lookups += 1;
      const found = world.key?.hash === asked ? world.key : undefined;
      await world.held;
      if (world.down) throw new Error('no database');
      return found;
    },
    liveKeys: async () => new Map(world.key === undefined ? [] : [[world.key.hash, world.key.id]]),
    touch: async (_, now) => {
      world.touched.push(now);
    },
    now: clock.now,
    patience: () => world.patience,
    onError: () => {
      world.errors += 1;
    },
  });
  return { clock, world, cache };
}

describe('a known key', () => {
  test('costs one lookup in four seconds, however often it is used', async () => {
    const { clock, world, cache } = setUp();
    expect(cache.fresh(hash)).toBeUndefined();
    expect(await cache.resolve(hash)).toMatchObject({ role: 'operator', person: 'lea' });
    clock.advance(3_999);
    expect(cache.fresh(hash)).toBeDefined();
    await cache.resolve(hash);
    expect(world.lookups).toBe(1);
    clock.advance(1);
    expect(cache.fresh(hash)).toBeDefined();
    await cache.resolve(hash);
    expect(world.lookups).toBe(2);
  });

  describe('while the database hangs', () => {
    const hung = async () => {
      const house = setUp();
      const { clock, world, cache } = house;
      await cache.resolve(hash);
      clock.advance(6_000);
      let [answer, lose] = [() => {}, () => {}];
      world.held = new Promise<void>((resolve) => {
        answer = resolve;
      });
      world.patience = new Promise<void>((resolve) => {
        lose = resolve;
      });
      return { ...house, answer, lose, asked: cache.resolve(hash) };
    };

    test('is let through once that takes too long, and for some seconds without waiting again', async () => {
      const { clock, world, cache, lose, asked } = await hung();
      lose();
      expect(await asked).toMatchObject({ person: 'lea' });
      clock.advance(3_900);
      expect(cache.fresh(hash)).toBeDefined();
      clock.advance(1_100);
      expect(cache.fresh(hash)).toBeUndefined();
      // The one look-up is still under way.
      expect(world.lookups).toBe(2);
    });

    test('is not let through when it was revoked meanwhile, nor one that was never seen', async () => {
      const { world, cache, answer, lose, asked } = await hung();
      const other = cache.resolve(hashSecret('fr_other'));
      world.key = undefined;
      cache.forget(live.id);
      lose();
      answer();
      expect(await asked).toBeUndefined();
      expect(await other).toBeUndefined();
    });

    test('waits for the answer where that comes in time', async () => {
      const { cache, answer, asked } = await hung();
      answer();
      expect(await asked).toMatchObject({ person: 'lea' });
      expect(cache.fresh(hash)).toBeDefined();
    });
  });

  test('that is in use is not kept waiting by the database, and one that is not is asked for', async () => {
    const { clock, world, cache } = setUp();
    await cache.resolve(hash);
    clock.advance(4_500);
    let answer = () => {};
    world.held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    expect(cache.fresh(hash)).toBeDefined();
    clock.advance(499);
    expect(cache.fresh(hash)).toBeDefined();
    answer();
    await new Promise(setImmediate);
    clock.advance(1);
    expect(cache.fresh(hash)).toBeDefined();
    expect(world.lookups).toBe(2);
    clock.advance(5_000);
    expect(cache.fresh(hash)).toBeUndefined();
  });

  test('is found by its id as well, where it was used before or not', async () => {
    const { clock, world, cache } = setUp();
    expect(await cache.ofId('k1')).toMatchObject({ hash, caller: { person: 'lea' } });
    expect(await cache.ofId('k1')).toBeDefined();
    expect(await cache.ofId('k2')).toBeUndefined();
    expect(world.lookups).toBe(1);
    clock.advance(5_000);
    world.key = undefined;
    expect(await cache.ofId('k1')).toBeUndefined();
  });

  test('asked for many times at once is looked up once', async () => {
    const { world, cache } = setUp();
    await Promise.all(Array.from({ length: 10 }, () => cache.resolve(hash)));
    expect(world.lookups).toBe(1);
  });

  test('revoked elsewhere is refused within five seconds', async () => {
    const { clock, world, cache } = setUp();
    await cache.resolve(hash);
    world.key = undefined;
    clock.advance(5_000);
    expect(await cache.resolve(hash)).toBeUndefined();
    expect(await cache.isKnown(hash)).toBe(false);
  });

  test('revoked here is refused at once', async () => {
    const { world, cache } = setUp();
    await cache.resolve(hash);
    world.key = undefined;
    cache.forget('another');
    expect(cache.fresh(hash)).toBeDefined();
    cache.forget('k1');
    expect(await cache.resolve(hash)).toBeUndefined();
  });

  test('revoked while it was being looked up is not let in by the answer from before', async () => {
    const { world, cache } = setUp();
    let release = () => {};
    world.held = new Promise((resolve) => {
      release = resolve;
    });
    const asked = cache.resolve(hash);
    world.key = undefined;
    cache.forget('k1');
    release();
    expect(await asked).toBeUndefined();
    expect(await cache.isKnown(hash)).toBe(false);
  });

  test('is noted as used at most once a minute', async () => {
    const { clock, world, cache } = setUp();
    await cache.resolve(hash);
    expect(world.touched).toEqual([1_000_000]);
    clock.advance(59_999);
    await cache.resolve(hash);
    expect(world.touched).toHaveLength(1);
    clock.advance(1);
    cache.fresh(hash);
    expect(world.touched).toEqual([1_000_000, 1_060_000]);
  });

  test('that another process noted a moment ago is not noted again', async () => {
    const { world, cache } = setUp({ ...live, lastUsedAt: 990_000 });
    await cache.resolve(hash);
    expect(world.touched).toEqual([]);
  });
});

describe('a database that does not answer', () => {
  test('does not shut out a key seen live in the last twelve hours, and is asked every five seconds', async () => {
    const { clock, world, cache } = setUp();
    await cache.resolve(hash);
    world.down = true;
    clock.advance(12 * 3_600_000);
    expect(await cache.resolve(hash)).toBeDefined();
    expect(world.errors).toBe(1);
    expect(cache.fresh(hash)).toBeDefined();
    clock.advance(5_000);
    await expect(cache.resolve(hash)).rejects.toThrow('no database');
  });

  test('lets nobody in who was not seen before', async () => {
    const { world, cache } = setUp();
    world.down = true;
    await expect(cache.resolve(hash)).rejects.toThrow('no database');
  });
});

test('an unknown key is not kept: the cache grows with the live keys only', async () => {
  const { cache } = setUp();
  expect(await cache.resolve(hashSecret('fr_other'))).toBeUndefined();
  expect(await cache.isKnown(hashSecret('fr_other'))).toBe(false);
});
